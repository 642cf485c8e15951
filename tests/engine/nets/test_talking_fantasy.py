"""The voice of FantasyTalking matches the official network, slice by slice, under its own key names."""

from __future__ import annotations

import pytest
import torch

from engine.nets.wan.shared import Execution
from engine.nets.wan.talking_fantasy import FantasyConfig, FantasyNetwork, FantasyTalking, fantasy_names, voice_slices
from tests.engine.nets.tiny_talking import fantasy_case
from tests.golden import deterministic

LIMIT = 2e-5


@pytest.fixture
def case():
    with torch.inference_mode():
        yield fantasy_case()


def tokens(case):
    return case.added.listen(case.input("fantasy.wav2vec"))


def test_the_projected_voice_matches(case):
    assert deterministic.difference(case.outputs["audio_tokens"], tokens(case)) < LIMIT


@pytest.mark.parametrize("name, scale", [("out", 1.0), ("out_scale_half", 0.5), ("out_scale0", 0.0)])
def test_the_network_matches_at_every_strength(case, name, scale):
    assert case.error(name, case.run(FantasyTalking(case.added, tokens(case), 9, scale))) < LIMIT


def test_several_runs_and_head_groups_give_the_same(case):
    lean = Execution(head_groups=2, run_tokens=1)
    assert case.error("out", case.run(FantasyTalking(case.added, tokens(case), 9), how=lean)) < LIMIT


@pytest.mark.parametrize("length, frames", [(173, 81), (104, 49), (19, 9)])
def test_each_latent_frame_hears_the_official_slice(case, length, frames):
    official = case.outputs[f"split_tokens{length}_frames{frames}"]
    slices = voice_slices(length, frames)
    assert len(slices) == len(official)
    for row, part in zip(official, slices, strict=True):
        heard = torch.arange(1, length + 1)[part].tolist()
        assert row[row > 0].tolist() == heard


def test_a_still_picture_hears_the_whole_of_a_short_voice():
    assert voice_slices(2, 1) == (slice(0, 2),)


def test_gradients_reach_the_voice():
    case = fantasy_case()
    out = case.run(FantasyTalking(case.added, tokens(case), 9))
    assert case.error("out", out.detach()) < LIMIT
    out.square().mean().backward()
    assert all(p.grad is not None and p.grad.abs().sum() > 0 for p in case.added.parameters())


def test_the_added_keys_are_those_that_were_published():
    with torch.device("meta"):
        names = FantasyNetwork(FantasyConfig(num_layers=2)).state_dict()
    assert set(names) == {
        *(f"proj_model.{part}" for part in ("proj.weight", "norm.weight", "norm.bias")),
        *(f"blocks.{i}.cross_attn.processor.{part}_proj.weight" for i in (0, 1) for part in "kv"),
    }
    assert names["proj_model.proj.weight"].shape == (2048, 768)
    key = "blocks.1.cross_attn.processor.k_proj.weight"
    assert key in names and fantasy_names(f"audio_processor.{key}") == (key,)
    assert fantasy_names("audio_processor.blocks.1.cross_attn.k.weight") == ()
