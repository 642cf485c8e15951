"""Windows cover a film of any length once, and draw their random numbers in the official order."""

from __future__ import annotations

import itertools

import pytest
import torch

from engine.families.talking.windows import Dice, drawn, windows


@pytest.mark.parametrize("size,motion", [(13, 5), (81, 9), (117, 25), (5, 1)])
def test_every_frame_of_a_film_comes_from_exactly_one_window(size, motion):
    for total in (1, 2, 12, 13, 14, 21, 27, 80, 81, 82, 153, 154, 1000, 15000):
        made = windows(total, size, motion)
        frames = list(itertools.chain.from_iterable(window.place for window in made))
        assert frames == list(range(total))
        assert all(window.kept for window in made)


def test_a_window_begins_where_the_frames_that_it_takes_over_stand():
    made = windows(27, 13, 5)
    assert [(w.first, w.motion, w.motion_latents, w.latents) for w in made] == [
        (0, 1, 1, 4),
        (8, 5, 2, 4),
        (16, 5, 2, 4),
    ]
    assert [(w.kept.start, w.kept.stop) for w in made] == [(0, 13), (5, 13), (5, 11)]


def test_the_presets_take_over_as_many_latent_frames_as_is_published():
    assert [windows(500, 117, motion)[1].motion_latents for motion in (1, 9, 25)] == [1, 3, 7]


def test_the_draws_have_the_official_order_and_number():
    shapes = []

    def draw(shape):
        shapes.append(shape)
        return torch.full(shape, float(len(shapes)))

    made = [drawn(draw, window, (16, 4, 8, 12), 3) for window in windows(27, 13, 5)]
    later = [(16, 4, 8, 12), *[(16, 2, 8, 12)] * 4]
    assert shapes == [(16, 4, 8, 12), *later, *later]
    assert [float(t.mean()) for t in made[1].motion] == [3, 4, 5]
    assert made[0].motion == ()


def test_a_kept_state_gives_the_same_numbers_again():
    dice = Dice.of(7)
    dice.draw((3, 5))
    state = dice.state
    first = dice.draw((16, 2))
    other = Dice.of(1)
    other.back_to(state)
    assert torch.equal(other.draw((16, 2)), first)


def test_no_window_reaches_over_a_cut_and_every_frame_still_comes_from_one():
    made = windows(60, 13, 5, (20, 26, 60, 0))
    assert list(itertools.chain.from_iterable(window.place for window in made)) == list(range(60))
    assert [window.first for window in made if window.begins] == [0, 20, 26]
    assert [window.index for window in made] == list(range(len(made)))
    for window in made:
        assert not any(window.place.start < cut < window.place.stop for cut in (20, 26))
        assert window.motion == (1 if window.begins else 5)
