"""Cuts of a film are found at their frame, and movement, noise and a flash are none."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from engine.media.cuts import find_cuts
from engine.media.encode import Encoder
from engine.media.formats import LOSSLESS

FPS = 25


def film(path, frames):
    with Encoder(path, LOSSLESS, 0, Fraction(FPS), (96, 64)) as made:
        for frame in frames:
            made.add(frame)
    return path


def shot(seed, count, speed=2):
    """A textured picture that moves, with noise."""
    chance = np.random.default_rng(seed)
    coarse = chance.integers(0, 255, (16, 24, 3)).repeat(8, 0).repeat(8, 1)
    for number in range(count):
        moved = np.roll(coarse, number * speed, axis=1)[:64, :96]
        yield (moved + chance.integers(-6, 6, (64, 96, 3))).clip(0, 255).astype(np.uint8)


def cuts(path, start=0.0, end=60.0):
    return [round(time * FPS) for time in find_cuts(path, start, end, lambda: None)]


def test_every_cut_is_found_at_its_frame(tmp_path):
    path = film(tmp_path / "film.mkv", [*shot(1, 30), *shot(2, 25), *shot(3, 20)])
    assert cuts(path, end=3.0) == [30, 55]
    assert cuts(path, start=1.4, end=3.0) == [55]
    assert cuts(path, end=1.1) == []


def test_fast_movement_and_a_slow_change_of_light_are_no_cuts(tmp_path):
    moving = film(tmp_path / "moving.mkv", shot(1, 40, speed=8))
    darker = [(frame * (1 - n / 60)).astype(np.uint8) for n, frame in enumerate(shot(2, 40))]
    assert cuts(moving) == cuts(film(tmp_path / "light.mkv", darker)) == []


def test_a_shot_of_a_few_frames_belongs_to_the_one_before(tmp_path):
    path = film(tmp_path / "short.mkv", [*shot(1, 30), *shot(2, 6), *shot(3, 20)])
    assert cuts(path, end=56 / FPS) == [36]


def test_a_wish_to_stop_is_heard(tmp_path):
    path = film(tmp_path / "film.mkv", shot(1, 5))

    def stop():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        find_cuts(path, 0.0, 60.0, stop)
