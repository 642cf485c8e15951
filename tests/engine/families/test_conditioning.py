"""What the networks are told about given pictures.  The official layouts as a whole: sampling/test_official_loops."""

from __future__ import annotations

import torch

from engine.families.wan.conditioning import CleanFrames, film_to_encode, given_mask, picture_channels, squashed


def test_the_film_holds_the_pictures_at_both_ends_and_grey_between():
    first, last = torch.full((3, 4, 6), 0.5), torch.full((3, 4, 6), -0.5)
    film = film_to_encode(9, first, last)
    assert film.shape == (3, 9, 4, 6)
    assert torch.equal(film[:, 0], first)
    assert torch.equal(film[:, -1], last)
    assert film[:, 1:-1].count_nonzero() == 0
    assert film_to_encode(9, first)[:, 1:].count_nonzero() == 0


def test_the_mask_fills_the_first_latent_frame_and_one_channel_of_the_last():
    mask = given_mask(9, (0, 8), 2, 3)
    assert mask.shape == (4, 3, 2, 3)
    assert mask[:, :, 0, 0].tolist() == [[1, 0, 0], [1, 0, 0], [1, 0, 0], [1, 0, 1]]
    assert torch.equal(mask, mask[:, :, :1, :1].expand_as(mask))


def test_the_mask_marks_a_frame_in_the_middle_by_its_place_among_four():
    assert given_mask(9, (2,), 1, 1)[:, :, 0, 0].tolist() == [[0, 0, 0], [0, 1, 0], [0, 0, 0], [0, 0, 0]]


def test_a_single_frame_is_wholly_given():
    assert given_mask(1, (0,), 2, 2).tolist() == torch.ones(4, 1, 2, 2).tolist()


def test_the_mask_comes_before_the_latent_in_its_type():
    latent = torch.full((16, 3, 2, 2), 0.25, dtype=torch.bfloat16)
    y = picture_channels(given_mask(9, (0,), 2, 2), latent)
    assert y.shape == (20, 3, 2, 2)
    assert y.dtype is torch.bfloat16
    assert torch.equal(y[4:], latent)


def test_a_picture_is_squashed_without_cropping():
    picture = torch.zeros(3, 40, 20)
    picture[:, :, 10:] = 1
    small = squashed(picture, 10, 10)
    assert small.shape == (3, 10, 10)
    assert torch.equal(small[:, :, :4].round(), torch.zeros(3, 10, 4))
    assert torch.equal(small[:, :, 6:].round(), torch.ones(3, 10, 4))


def test_clean_frames_are_put_back_and_read_as_time_zero():
    given, x = torch.ones(1, 2, 1, 2, 2), torch.zeros(1, 2, 3, 2, 2)
    frames = CleanFrames(given)
    held = frames.hold(x)
    assert torch.equal(held[:, :, :1], given)
    assert held[:, :, 1:].count_nonzero() == 0
    assert x.count_nonzero() == 0
    assert frames.times(x, 749.0).tolist() == [[0, 749, 749]]
