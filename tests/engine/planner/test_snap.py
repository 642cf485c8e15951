"""Frame counts and sizes that a model can make, with the reason told."""

from __future__ import annotations

import subprocess
import sys

import pytest

from engine import catalog
from engine.api.model import Mode
from engine.planner.picture_size import size_for
from engine.planner.snap import (
    BUCKETS,
    frames_for_seconds,
    latent_shape,
    size_by_area,
    size_by_area_32,
    size_by_bucket,
    size_by_longest,
    snap_frames,
    snap_size,
)


@pytest.mark.parametrize(
    "asked, made", [(5, 5), (81, 81), (80, 81), (82, 81), (83, 85), (84, 85), (3, 5), (0, 5), (-9, 5)]
)
def test_frames_become_the_nearest_4n_plus_1(asked, made):
    snapped = snap_frames(asked, video=True)
    assert snapped.count == made
    assert (snapped.reason == "") == (asked == made)


def test_one_frame_is_a_still_but_no_clip():
    assert snap_frames(1, video=False).count == 1
    assert snap_frames(1, video=False).reason == ""
    assert snap_frames(1, video=True).count == 5
    assert "1 frame is a still picture" in snap_frames(1, video=True).reason


def test_the_reason_names_what_was_asked_and_what_is_made():
    assert snap_frames(80, video=True).reason == "The model makes 4n + 1 frames, so 80 became 81."
    assert snap_size(850, 480, 16).reason == "Sides must be multiples of 16, so 850 x 480 became 848 x 480."


def test_seconds_become_frames_and_say_how_long_they_last():
    assert frames_for_seconds(5, 16, video=True).count == 81
    assert frames_for_seconds(5, 16, video=True).reason == "81 frames at 16 fps last 5.06 s."
    assert frames_for_seconds(5.0625, 16, video=True).reason == ""


@pytest.mark.parametrize(
    "multiple, asked, made",
    [
        (16, (832, 480), (832, 480)),
        (32, (1280, 720), (1280, 736)),
        (16, (839, 488), (832, 496)),
        (16, (1, 1), (16, 16)),
    ],
)
def test_sides_become_the_nearest_multiple(multiple, asked, made):
    size = snap_size(*asked, multiple)
    assert (size.width, size.height) == made
    assert (size.reason == "") == (asked == made)


@pytest.mark.parametrize(
    "picture, area, made",
    [
        ((1280, 720), 832 * 480, (832, 464)),
        ((720, 1280), 832 * 480, (464, 832)),
        ((1000, 1000), 1280 * 720, (960, 960)),
        ((130, 90), 6144, (80, 64)),
        ((5000, 10), 6144, (1744, 16)),
    ],
)
def test_the_official_area_rule_keeps_the_shape_of_the_picture(picture, area, made):
    size = size_by_area(*picture, area)
    assert (size.width, size.height) == made


@pytest.mark.parametrize(
    "picture, area, made",
    [
        ((1920, 1080), 1280 * 704, (1248, 704)),
        ((1280, 704), 1280 * 704, (1280, 704)),
        ((704, 1280), 1280 * 704, (704, 1280)),
        ((130, 90), 24576, (192, 128)),
        ((90, 70), 24576, (160, 128)),
    ],
)
def test_the_area_rule_of_the_5b_network_takes_the_nearer_of_two_shapes(picture, area, made):
    size = size_by_area_32(*picture, area)
    assert (size.width, size.height) == made
    assert size.width * size.height <= area


def test_the_latent_has_a_frame_for_the_first_and_for_each_four_more():
    assert latent_shape(81, 832, 480, 16, 8) == (16, 21, 60, 104)
    assert latent_shape(121, 1280, 704, 48, 16) == (48, 31, 44, 80)
    assert latent_shape(1, 64, 64, 16, 8) == (16, 1, 8, 8)


def test_the_window_can_snap_without_torch():
    code = "import sys, engine.planner.snap; sys.exit('torch' in sys.modules or 'numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    ("picture", "area", "made"),
    [
        ((1000, 1000), 832 * 480, (640, 640)),
        ((1920, 1080), 832 * 480, (896, 448)),
        ((1080, 1920), 832 * 480, (448, 832)),
        ((1920, 1080), 1280 * 720, (1280, 704)),
        ((4000, 500), 832 * 480, (1216, 320)),
        ((100, 900), 1280 * 720, (512, 1920)),
        ((1280, 1024), 832 * 480, (704, 576)),
    ],
)
def test_the_size_of_a_talking_film_is_the_nearest_that_the_model_was_trained_with(picture, area, made):
    size = size_by_bucket(*picture, area)
    assert (size.width, size.height) == made
    assert f"{size.width} x {size.height}" in size.reason


def test_every_trained_size_is_that_of_its_own_shape():
    for side, table in BUCKETS.items():
        for height, width in table:
            assert (width % 64, height % 64) == (0, 0) or side == 640
            size = size_by_bucket(width, height, side * side)
            assert (size.width, size.height) == (width, height)


def test_the_longer_side_of_a_portrait_becomes_what_the_model_was_made_for():
    size = size_by_longest(900, 1600, 512, 16)
    assert (size.width, size.height) == (288, 512)


def test_each_model_has_the_size_of_its_authors():
    known = catalog.load()
    of = {
        id: size_for(known.model(id), mode, (1600, 900), multiple)
        for id, mode, multiple in (
            ("infinitetalk", Mode.INFINITE_TALK, 16),
            ("fantasytalking", Mode.FANTASY_TALKING, 16),
            ("wan2.1-i2v-480p", Mode.IMAGE_TO_VIDEO, 16),
            ("wan2.2-ti2v-5b", Mode.IMAGE_TO_VIDEO, 32),
            ("starter", Mode.IMAGE_TO_VIDEO, 32),
        )
    }
    assert {id: size and (size.width, size.height) for id, size in of.items()} == {
        "infinitetalk": (896, 448),
        "fantasytalking": (512, 288),
        "wan2.1-i2v-480p": (832, 464),
        "wan2.2-ti2v-5b": (1248, 704),
        "starter": None,
    }
    assert size_for(known.model("infinitetalk"), Mode.INFINITE_TALK, (0, 0), 16) is None
