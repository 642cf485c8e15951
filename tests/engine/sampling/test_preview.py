"""Rough pictures of a latent without the VAE."""

from __future__ import annotations

import torch

from engine.sampling import preview
from engine.sampling.noise import first_noise


def mixed(films: torch.Tensor, channels: int) -> torch.Tensor:
    """A VAE of a kind: B 3 F H W -> B channels T h w, 8 pixels a cell, an offset, and some noise."""
    small = torch.nn.functional.avg_pool3d(films[:, :, :1], (1, 8, 8))
    if films.shape[2] > 1:
        rest = torch.nn.functional.avg_pool3d(films[:, :, 1:], (4, 8, 8))
        small = torch.cat([small, rest], dim=2)
    latent = torch.einsum("zc,bcthw->bzthw", first_noise((channels, 3), 1), small) + 0.5
    return latent + 0.01 * first_noise(latent.shape, 2)


def test_a_fitted_matrix_shows_the_colours_of_an_unseen_film():
    for channels in (16, 48):
        cards = preview.cards(12, 64, seed=3)
        matrix = preview.fit(mixed(cards, channels), cards)
        assert matrix.shape == (channels + 1, 3)
        film = preview.cards(9, 64, seed=40)[:, :, 0].movedim(0, 1)[None]  # 1 3 9 64 64
        seen = preview.apply(mixed(film, channels)[0], matrix)
        assert seen.shape == (3, 8, 8, 3)
        assert seen.dtype is torch.uint8
        true = torch.nn.functional.avg_pool2d(film[0, :, 0], 8).movedim(0, -1)
        assert (seen[0].float() / 127.5 - 1 - true).abs().max() < 0.1


def test_a_film_of_several_frames_can_be_fitted():
    film = preview.cards(18, 64, seed=5)[:, :, 0].unflatten(0, (2, 9)).movedim(1, 2)  # 2 3 9 64 64
    matrix = preview.fit(mixed(film, 16), film)
    seen = preview.apply(mixed(film, 16)[0], matrix)
    later = torch.nn.functional.avg_pool3d(film[0, :, 1:5], (4, 8, 8))[:, 0].movedim(0, -1)
    assert (seen[1].float() / 127.5 - 1 - later).abs().max() < 0.1


def test_cards_fill_the_range_and_follow_from_the_seed():
    cards = preview.cards(6, 32, seed=1)
    assert cards.shape == (6, 3, 1, 32, 32)
    assert cards.amin() < -0.8
    assert cards.amax() > 0.8
    assert torch.equal(cards, preview.cards(6, 32, seed=1))
    assert not torch.equal(cards, preview.cards(6, 32, seed=2))


def test_an_unknown_latent_is_shown_by_its_strongest_directions():
    shape = torch.zeros(16, 2, 8, 8)
    shape[:, :, 2:6, 2:6] = first_noise((16, 1, 1, 1), 4) * 3
    latent = shape + 0.05 * first_noise(shape.shape, 5)
    seen = preview.apply(latent, preview.principal(latent)).float()
    inside, outside = seen[:, 2:6, 2:6, 0], seen[:, 0, :, 0]
    assert (inside.mean() - outside.mean()).abs() > 60
    assert inside.std() < 10


def test_a_flat_latent_gives_a_grey_picture():
    latent = torch.full((16, 1, 4, 4), 0.7)
    seen = preview.apply(latent, preview.principal(latent))
    assert int(seen.max()) - int(seen.min()) <= 1


def test_false_colours_keep_their_sign_when_the_latent_barely_changes():
    latent = first_noise((16, 1, 12, 12), 6) * torch.linspace(2, 0.2, 16)[:, None, None, None]
    nearby = latent + 1e-3 * first_noise(latent.shape, 7)
    one, two = (preview.apply(x, preview.principal(x)).float() for x in (latent, nearby))
    assert (one - two).abs().mean() < 8


def test_detail_shows_more_than_one_point_of_a_cell():
    films = preview.cards(24, 16, seed=3)  # 24 3 1 16 16
    latents = films.unflatten(4, (4, 4)).unflatten(3, (4, 4)).permute(0, 1, 4, 6, 2, 3, 5).flatten(1, 3)  # 48 of 4 x 4
    matrix = preview.fit(latents, films, detail=4)
    shown = preview.apply(latents[0], matrix)
    wanted = ((films[0].movedim(0, -1) + 1) * 127.5).round()
    assert shown.shape == (1, 16, 16, 3)
    assert (shown.float() - wanted).abs().max() <= 1
