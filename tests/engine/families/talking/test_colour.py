"""Colours come back to those of the first picture, as the official code does it, and by the other ways."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from engine.families.talking.colour import corrected, from_lab, seen, to_lab
from engine.families.talking.params import ColorMatch
from tests.engine.nets.tiny_wan import FOLDER
from tests.golden import deterministic


@pytest.fixture(scope="module")
def case():
    outputs, meta = deterministic.read(FOLDER / "infinitetalk_color.safetensors")
    film = deterministic.tensor("color.video", (1, 3, 5, 6, 10), meta["salt"], 0.35, 0.1)
    reference = deterministic.tensor("color.reference", (1, 3, 1, 6, 10), meta["salt"], 0.3, -0.2)
    return outputs, film[0].clamp(-1, 1), reference[0, :, 0].clamp(-1, 1)


@pytest.mark.parametrize("strength", [1.0, 0.4])
def test_mean_and_deviation_are_moved_as_in_the_official_code(case, strength):
    outputs, film, reference = case
    got = corrected(film, reference, ColorMatch.REINHARD_LAB, strength)
    assert deterministic.difference(outputs[f"strength_{strength}"][0], got) < 5e-5


def test_there_and_back_through_lab_changes_nothing():
    rgb = torch.rand(3, 8, 9, generator=torch.Generator().manual_seed(1))
    torch.testing.assert_close(from_lab(to_lab(rgb)), rgb, atol=2e-5, rtol=0)


@pytest.mark.parametrize("way", [way for way in ColorMatch if way is not ColorMatch.DISABLED])
def test_every_way_brings_light_and_colour_nearer_to_the_reference(case, way):
    _, film, reference = case
    wanted = np.array(seen(reference)[0])
    far, near = (
        np.abs(np.array(seen(clip[:, 0])[0]) - wanted).max() for clip in (film, corrected(film, reference, way, 1.0))
    )
    assert near < 0.5 * far


@pytest.mark.parametrize("way", [ColorMatch.MKL, ColorMatch.MVGD])
def test_a_linear_map_gives_mean_and_covariance_of_the_reference(way):
    chance = torch.Generator().manual_seed(4)
    frame, wanted = (0.4 + 0.05 * torch.randn(3, 40, 40, generator=chance) for _ in range(2))
    mixed = torch.einsum("ij,jhw->ihw", torch.tensor([[1, 0.5, 0], [0, 1, 0.6], [0.3, 0, 0.8]]), wanted - 0.4) + 0.5
    made = corrected((frame * 2 - 1)[:, None], mixed * 2 - 1, way, 1.0)[:, 0] / 2 + 0.5
    assert torch.allclose(made.flatten(1).mean(1), mixed.flatten(1).mean(1), atol=1e-4)
    assert torch.allclose(torch.cov(made.flatten(1)), torch.cov(mixed.flatten(1)), atol=1e-5)


def test_reinhard_gives_light_and_opponents_of_the_cones_the_moments_of_the_reference(case):
    _, film, reference = case
    made = corrected(film, reference, ColorMatch.REINHARD, 1.0)[:, 0]
    again = corrected(reference[:, None], reference, ColorMatch.REINHARD, 1.0)[:, 0]
    assert torch.allclose(again, reference, atol=0.02)
    assert abs(seen(made)[0][0] - seen(reference)[0][0]) < abs(seen(film[:, 0])[0][0] - seen(reference)[0][0])


def test_no_way_is_the_same_as_another(case):
    _, film, reference = case
    made = [corrected(film, reference, way, 1.0) for way in ColorMatch]
    assert all((one - two).abs().max() > 1e-3 for n, one in enumerate(made) for two in made[:n])


def test_disabled_or_without_strength_the_frames_stay_as_they_are(case):
    _, film, reference = case
    assert corrected(film, reference, ColorMatch.DISABLED, 1.0) is film
    assert corrected(film, reference, ColorMatch.MKL, 0.0) is film


def test_a_frame_of_one_colour_takes_the_mean_of_the_reference():
    grey, reference = torch.full((3, 1, 4, 4), 0.2), torch.rand(3, 4, 4) * 2 - 1
    made = corrected(grey, reference, ColorMatch.REINHARD_LAB, 1.0)
    assert torch.isfinite(made).all()
    assert seen(made[:, 0])[1] < 0.1
