"""Pictures of any aspect come to the exact size, in the way that was asked for."""

from __future__ import annotations

import numpy as np
import pytest

from engine.media.resize import METHODS, POSITIONS, PROPORTIONS, Fitting, output_size, resize

WIDE = np.zeros((40, 160, 3), np.uint8)  # left quarter red, middle green, right quarter blue
WIDE[:, :40, 0], WIDE[:, 40:120, 1], WIDE[:, 120:, 2] = 255, 255, 255
RED, GREEN, BLUE, GREY = [255, 0, 0], [0, 255, 0], [0, 0, 255], [90, 90, 90]


@pytest.mark.parametrize("keep", PROPORTIONS)
@pytest.mark.parametrize("position", POSITIONS)
@pytest.mark.parametrize("source", [(40, 160), (160, 40), (33, 47), (1, 1), (64, 48)])
def test_the_result_has_exactly_the_size_asked_for(keep, position, source):
    result = resize(np.full((*source, 3), 9, np.uint8), 64, 48, Fitting(keep, position))
    assert result.shape == (48, 64, 3)
    assert result.dtype == np.uint8
    assert result.flags.writeable


def test_each_proportion_shows_what_it_promises():
    def seen(keep: str, position: str = "center") -> list[list[int]]:
        result = resize(WIDE, 40, 40, Fitting(keep, position, "nearest-exact", (90, 90, 90)))
        return [result[20, 1].tolist(), result[20, 20].tolist(), result[20, 38].tolist(), result[1, 20].tolist()]

    assert seen("stretch") == [RED, GREEN, BLUE, GREEN]
    assert seen("crop") == [GREEN, GREEN, GREEN, GREEN]
    assert seen("crop", "left") == [RED, RED, RED, RED]
    assert seen("crop", "right") == [BLUE, BLUE, BLUE, BLUE]
    assert seen("pad") == [RED, GREEN, BLUE, GREY]
    assert seen("pad_edge") == [RED, GREEN, BLUE, GREEN]


def test_top_and_bottom_place_a_crop_and_a_padded_picture():
    tall = WIDE.transpose(1, 0, 2)
    assert resize(tall, 40, 40, Fitting("crop", "top"))[5, 5].tolist() == RED
    assert resize(tall, 40, 40, Fitting("crop", "bottom"))[-5, 5].tolist() == BLUE
    padded = resize(WIDE, 40, 40, Fitting("pad", "top", background=(90, 90, 90)))
    assert padded[1, 20].tolist() == GREEN and padded[-1, 20].tolist() == GREY
    padded = resize(WIDE, 40, 40, Fitting("pad", "bottom", background=(90, 90, 90)))
    assert padded[-1, 20].tolist() == GREEN and padded[1, 20].tolist() == GREY


def test_fit_keeps_the_aspect_inside_the_target_in_steps_of_the_multiple():
    assert output_size((1920, 1080), (832, 832), "fit", 16) == (832, 464)
    assert output_size((1080, 1920), (832, 480), "fit", 16) == (272, 480)
    assert output_size((10, 1000), (832, 480), "fit", 32) == (32, 480)
    assert output_size((1920, 1080), (832, 480), "crop", 16) == (832, 480)


def test_each_method_resamples_in_its_own_way():
    noise = np.random.default_rng(0).integers(0, 256, (90, 70, 3), dtype=np.uint8)
    results = {name: resize(noise, 31, 41, Fitting("stretch", upscale_method=name)) for name in METHODS}
    names = list(METHODS)
    assert all(not np.array_equal(results[a], results[b]) for i, a in enumerate(names) for b in names[i + 1 :])


def test_nearest_exact_takes_the_pixel_under_the_centre():
    row = np.repeat(np.arange(10, dtype=np.uint8)[None, :, None], 3, axis=2)
    result = resize(row, 4, 1, Fitting("stretch", upscale_method="nearest-exact"))
    assert result[0, :, 0].tolist() == [int((i + 0.5) * 10 / 4) for i in range(4)]


def test_area_takes_the_mean_of_what_it_covers():
    noise = np.random.default_rng(0).integers(0, 256, (32, 48, 3), dtype=np.uint8)
    result = resize(noise, 12, 8, Fitting("stretch", upscale_method="area"))
    means = noise.reshape(8, 4, 12, 4, 3).mean(axis=(1, 3))
    assert np.abs(result - means).max() <= 1


def test_a_picture_of_the_right_size_is_not_touched_but_copied():
    result = resize(WIDE, 160, 40, Fitting("crop"))
    assert np.array_equal(result, WIDE) and result is not WIDE
