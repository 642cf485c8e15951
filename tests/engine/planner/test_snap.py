"""Frame counts and sizes that a model can make, with the reason told."""

from __future__ import annotations

import subprocess
import sys

import pytest

from engine.planner.snap import (
    frames_for_seconds,
    latent_shape,
    size_by_area,
    size_by_area_32,
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
