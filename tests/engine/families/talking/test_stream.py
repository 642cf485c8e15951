"""The streaming loops make what the official ones make: latents of every window, all frames, as many passes."""

from __future__ import annotations

import pytest
import torch

from engine.api.model import Mode
from engine.families.talking.params import ColorMatch
from tests.engine.families.talking.official import Official
from tests.golden import deterministic

LIMIT = 5e-5


@pytest.fixture(scope="module")
def infinite():
    return Official("infinitetalk_stream")


@pytest.fixture(scope="module")
def multi():
    return Official("multitalk_stream")


@pytest.mark.parametrize("name", ["cfg3", "two_pass", "apg", "two_speakers"])
def test_infinite_talk_streams_as_the_official_code_does(name, infinite):
    hold(infinite, name, *infinite.run(name, Mode.INFINITE_TALK, ColorMatch.DISABLED))


@pytest.mark.parametrize("name", ["cfg3", "two_speakers"])
def test_multi_talk_streams_as_the_official_code_does(name, multi):
    hold(multi, name, *multi.run(name, Mode.MULTI_TALK, ColorMatch.DISABLED))


def hold(case, name, latents, film, forwards):
    for number, latent in enumerate(latents):
        assert deterministic.difference(case.outputs[f"{name}.latent{number}"], latent[:4]) < LIMIT, number
    expected = case.outputs[f"{name}.video"]  # MultiTalk cuts three frames more off than there is voice for
    assert deterministic.difference(expected, film[:, : expected.shape[1], ::8, ::8]) < LIMIT
    assert film.shape[1] == case.numbers["n_audio"]
    assert forwards == case.meta["extra"]["runs"][name]["forwards"]
    assert torch.isfinite(film).all()
