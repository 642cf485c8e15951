"""What is added for a voice is read from the kinds of files in which it was published, and sounds the same."""

from __future__ import annotations

import pytest
import torch

from engine.nets.wan.talking import Talking, TalkingNetwork, talking_in_fp32, talking_names
from engine.nets.wan.talking_fantasy import FantasyNetwork, FantasyTalking, fantasy_names
from engine.weights.checkpoint import open_checkpoint
from engine.weights.place import Loading, load
from engine.weights.precision import Precision
from tests.engine.nets.tiny_talking import fantasy_case, talking_case
from tests.engine.weights.files import save


def read(network, config, path, names):
    """The network with the weights of the file."""
    with torch.device("meta"):
        made = network(config)
    load(
        made,
        open_checkpoint(path),
        Loading(names, Precision(torch.float32, talking_in_fp32), torch.device("cpu"), True),
    )
    return made.eval()


@pytest.fixture(scope="module")
def case():
    return talking_case("infinitetalk_one")


def error(case, added):
    with torch.inference_mode():
        return case.error("out", case.run(Talking(added, added.listen(case.windows(1)))))


@pytest.mark.parametrize("kind", ["official", "repackaged", "whole"])
def test_added_keys_alone_under_either_name_or_in_a_whole_model_are_the_same(case, kind, tmp_path):
    weights = dict(case.added.state_dict())
    if kind == "repackaged":
        weights = {name.replace("audio_proj.", "multitalk_audio_proj."): value for name, value in weights.items()}
    if kind == "whole":
        weights = {f"model.diffusion_model.{n}": v for n, v in (weights | dict(case.net.state_dict())).items()}
    path = save(tmp_path / "talk.safetensors", weights)
    assert error(case, read(TalkingNetwork, case.added.config, path, talking_names)) < 2e-5


def test_scaled_fp8_stays_small_and_near(case, tmp_path):
    weights = {"scaled_fp8": torch.empty(0, dtype=torch.float8_e4m3fn)}
    for name, value in case.added.state_dict().items():
        if value.ndim == 2 and name.startswith("blocks."):
            scale = value.abs().max() / 448
            weights[name] = (value / scale).to(torch.float8_e4m3fn)
            weights[name.removesuffix("weight") + "scale_weight"] = scale.reshape(1)
        else:
            weights[name] = value
    path = save(tmp_path / "talk.safetensors", weights)
    added = read(TalkingNetwork, case.added.config, path, talking_names)
    assert added.blocks[0].audio_cross_attn.kv_linear.weight.dtype == torch.int8
    assert 1e-4 < error(case, added) < 0.03


@pytest.mark.parametrize("prefix", ["", "audio_processor."])
def test_the_voice_of_fantasy_talking_is_read_with_and_without_its_prefix(prefix, tmp_path):
    case = fantasy_case()
    weights = {
        name if name.startswith("proj_model.") else prefix + name: value
        for name, value in case.added.state_dict().items()
    }
    path = save(tmp_path / "fantasy.safetensors", weights)
    added = read(FantasyNetwork, case.added.config, path, fantasy_names)
    with torch.inference_mode():
        out = case.run(FantasyTalking(added, added.listen(case.input("fantasy.wav2vec")), 9))
    assert case.error("out", out) < 2e-5
