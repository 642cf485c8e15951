"""Weights go straight to their places: right values, right types, and no second copy on the way."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from torch import nn

from engine.api.errors import DamagedFile, NotAModel, WrongCheckpoint
from engine.nets.umt5 import TextEncoderNetwork, TextNetwork
from engine.nets.wan.dit import WanTransformer
from engine.weights import place
from engine.weights.checkpoint import open_checkpoint
from engine.weights.names import official, text_names
from engine.weights.place import Loading, load
from engine.weights.precision import Precision, nothing_in_fp32, wan_in_fp32
from tests.engine.nets.tiny_wan import config_of
from tests.engine.weights.files import save, shapes
from tests.golden import deterministic

GOLDEN = Path(__file__).parents[2] / "golden"
CPU = torch.device("cpu")
BOTH = pytest.mark.parametrize("mapped", [False, True], ids=["read", "mapped"])


def how(names=official, compute=torch.float32, keep=nothing_in_fp32, mapped=False, **more):
    return Loading(names, Precision(compute, keep), CPU, mapped, **more)


class Small(nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.norm = nn.Linear(3, 4), nn.LayerNorm(4)
        self.register_buffer("count", torch.zeros((), dtype=torch.int64))
        self.register_buffer("table", torch.arange(3, device="cpu"), persistent=False)


def small(tmp_path, **changes):
    tensors = {
        "first.weight": torch.randn(4, 3),
        "first.bias": torch.randn(4),
        "norm.weight": torch.randn(4),
        "norm.bias": torch.randn(4),
        "count": torch.tensor(7),
        **changes,
    }
    given = {name: value for name, value in tensors.items() if value is not None}
    return open_checkpoint(save(tmp_path / "m.safetensors", given)), given


def on_meta(make=Small):
    with torch.device("meta"):
        return make()


@BOTH
def test_every_value_arrives_unchanged(mapped, tmp_path):
    checkpoint, given = small(tmp_path)
    network = on_meta()
    taken = load(network, checkpoint, how(mapped=mapped))
    assert taken == sum(value.nbytes for value in given.values()) == checkpoint.bytes
    for name, value in network.state_dict().items():
        assert torch.equal(value, given[name])
    assert torch.equal(network.table, torch.arange(3))
    assert not any(parameter.requires_grad for parameter in network.parameters())


@BOTH
def test_matrices_get_the_compute_type_and_what_the_network_asks_for_stays_fp32(mapped, tmp_path):
    checkpoint, given = small(tmp_path)
    network = on_meta()
    load(network, checkpoint, how(compute=torch.bfloat16, keep=lambda name: "norm" in name, mapped=mapped))
    assert torch.equal(network.first.weight, given["first.weight"].bfloat16())
    assert torch.equal(network.norm.weight, given["norm.weight"])
    assert network.count.dtype == torch.int64 and int(network.count) == 7


@pytest.mark.parametrize("stored", [torch.float16, torch.bfloat16, torch.float64])
def test_every_floating_type_is_widened_or_narrowed_on_the_way(stored, tmp_path):
    weight = torch.randn(4, 3).to(stored)
    checkpoint, _ = small(tmp_path, **{"first.weight": weight})
    network = on_meta()
    load(network, checkpoint, how())
    assert torch.equal(network.first.weight, weight.float())


def test_a_tensor_longer_than_a_chunk_is_read_in_pieces(tmp_path, monkeypatch):
    monkeypatch.setattr(place, "CHUNK", 16)
    checkpoint, given = small(tmp_path)
    heard = []
    for compute in (torch.float32, torch.float64):
        network = on_meta()
        load(network, checkpoint, how(compute=compute, tick=lambda done, total: heard.append((done, total))))
        assert torch.equal(network.first.weight, given["first.weight"].to(compute))
    assert len(heard) >= 12 and heard[-1] == (checkpoint.bytes, checkpoint.bytes)
    assert [done for done, _ in heard[: len(heard) // 2]] == sorted(done for done, _ in heard[: len(heard) // 2])


def test_a_tick_that_raises_stops_the_reading(tmp_path):
    class Stop(Exception):
        pass

    def stop(done, total):
        raise Stop

    with pytest.raises(Stop):
        load(on_meta(), small(tmp_path)[0], how(tick=stop))


def test_a_mapped_weight_can_be_changed_without_changing_the_file(tmp_path):
    checkpoint, given = small(tmp_path)
    before = checkpoint.path.read_bytes()
    network = on_meta()
    load(network, checkpoint, how(mapped=True))
    network.first.weight.add_(1)
    assert torch.equal(network.first.weight, given["first.weight"] + 1)
    assert checkpoint.path.read_bytes() == before


def test_a_file_that_becomes_shorter_while_it_is_read_is_damage(tmp_path):
    checkpoint, _ = small(tmp_path)
    with checkpoint.path.open("r+b") as file:
        file.truncate(checkpoint.path.stat().st_size - 8)
    with pytest.raises(DamagedFile, match="became shorter"):
        load(on_meta(), checkpoint, how())


def test_shards_are_read_as_one_model(tmp_path):
    _, given = small(tmp_path / "one")
    places = {name: f"{number % 2}.safetensors" for number, name in enumerate(given)}
    for shard in set(places.values()):
        save(tmp_path / shard, {name: value for name, value in given.items() if places[name] == shard})
    (tmp_path / "m.safetensors.index.json").write_text(json.dumps({"weight_map": places}))
    network = on_meta()
    load(network, open_checkpoint(tmp_path), how())
    assert all(torch.equal(value, given[name]) for name, value in network.state_dict().items())


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"norm.bias": None}, "missing: norm.bias"),
        ({"extra": torch.zeros(1)}, "unexpected: extra"),
        ({"first.weight": torch.zeros(3, 4)}, "other shape: first.weight is 3 x 4, not 4 x 3"),
    ],
)
def test_a_checkpoint_that_is_not_the_networks_is_refused_before_anything_is_read(changes, said, tmp_path):
    checkpoint, _ = small(tmp_path, **changes)
    network = on_meta()
    with pytest.raises(WrongCheckpoint) as caught:
        load(network, checkpoint, how())
    assert caught.value.detail == said
    assert "looks like no model that Kinora knows" in caught.value.why
    assert all(parameter.is_meta for parameter in network.parameters())


def test_the_error_says_what_the_file_looks_like(tmp_path):
    _, meta = deterministic.read(GOLDEN / "wan21_t2v.safetensors")
    checkpoint = open_checkpoint(save(tmp_path / "wan.safetensors", deterministic.weights(meta)))
    with pytest.raises(WrongCheckpoint, match=r"looks like Wan text to video \(2 blocks of width 48\); 0 of the 5"):
        load(on_meta(), checkpoint, how())


@pytest.mark.parametrize(
    ("extra", "error", "said"),
    [
        ({"first.scale_weight": torch.ones(2, 1)}, NotAModel, "scales for pieces of a row"),
        ({"first.weight_scale": torch.ones(1, dtype=torch.int32)}, NotAModel, "scales for pieces of a row"),
        ({"first.weight": torch.zeros(4, 3, dtype=torch.int8)}, NotAModel, "whole numbers in a way"),
        ({"first.lora_A.weight": torch.zeros(1)}, WrongCheckpoint, "This file is a LoRA, not a model"),
    ],
)
def test_a_format_without_a_reader_is_named(extra, error, said, tmp_path):
    with pytest.raises(error, match=said):
        load(on_meta(), small(tmp_path, **extra)[0], how())


@pytest.mark.parametrize("names", ["official", "hugging_face", "both_tied"])
def test_the_text_encoder_is_filled_from_either_naming_and_shares_its_table(names, tmp_path):
    _, meta = deterministic.read(GOLDEN / "umt5_encoder.safetensors")
    given = deterministic.weights(meta)
    if names != "official":
        given = {text_names(name)[0]: value for name, value in given.items()}
    if names == "both_tied":
        given["encoder.embed_tokens.weight"] = given["shared.weight"].clone()
    given["spiece_model"] = torch.zeros(9, dtype=torch.uint8)
    network = on_meta(lambda: TextEncoderNetwork(TextNetwork(101, 32, 24, 56, 4, 3, 32)))
    load(network, open_checkpoint(save(tmp_path / "t5.safetensors", given)), how(text_names))
    assert network.encoder.embed_tokens.weight is network.shared.weight
    expected = given["token_embedding.weight" if names == "official" else "shared.weight"]
    assert torch.equal(network.shared.weight, expected)
    assert not any(value.is_meta for value in network.state_dict().values())


@torch.inference_mode()
def test_a_wan_transformer_loaded_from_a_repacked_file_gives_the_official_numbers(tmp_path):
    torch.set_num_threads(1)
    outputs, meta = deterministic.read(GOLDEN / "wan21_t2v.safetensors")
    prefixed = {f"model.diffusion_model.{name}": value for name, value in deterministic.weights(meta).items()}
    checkpoint = open_checkpoint(save(tmp_path / "wan.safetensors", prefixed))
    inputs = [
        deterministic.tensor(name, meta["inputs"][name]["shape"], meta["salt"])[None] for name in ("in.x", "in.context")
    ]
    errors = []
    for compute in (torch.float32, torch.bfloat16):
        network = on_meta(lambda: WanTransformer(config_of(meta)))
        load(network, checkpoint, how(compute=compute, keep=wan_in_fp32, mapped=True))
        got = network.eval()(inputs[0], torch.tensor([737.25]), inputs[1])[0]
        errors.append(deterministic.difference(outputs["out"], got))
    assert network.blocks[0].self_attn.q.weight.dtype == torch.bfloat16
    assert network.head.head.weight.dtype == network.blocks[0].modulation.dtype == torch.float32
    assert network.blocks[1].self_attn.norm_q.weight.dtype == network.time_projection[1].bias.dtype == torch.float32
    assert errors[0] < 2e-5 and errors[1] < 3e-2


PEAK = """
import re, sys, torch
from pathlib import Path
from torch import nn
from engine.weights.checkpoint import open_checkpoint
from engine.weights.names import official
from engine.weights.place import Loading, load
from engine.weights.precision import Precision, nothing_in_fp32
torch.set_num_threads(1)
def status(word):
    return int(re.search(word + r":\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) * 1024
def peak(checkpoint, compute, mapped):
    with torch.device("meta"):
        network = nn.Sequential(*(nn.Linear(4096, 4096, bias=False) for _ in range(10)))
    Path("/proc/self/clear_refs").write_text("5")
    before = status("VmRSS")
    plan = Loading(official, Precision(compute, nothing_in_fp32), torch.device("cpu"), mapped)
    taken = load(network, checkpoint, plan)
    for parameter in network.parameters():
        parameter.view(torch.uint8).view(-1)[::4096].max()  # touches every page
    return (status("VmHWM") - before) / taken
checkpoint = open_checkpoint(Path(sys.argv[1]))
print([peak(checkpoint, *way) for way in ((torch.bfloat16, False), (torch.bfloat16, True), (torch.float32, False))])
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the peak of resident memory is reset through /proc")
def test_the_peak_of_memory_is_the_weights_and_at_most_a_tenth_more(tmp_path):
    path = shapes(tmp_path / "m.safetensors", {f"{n}.weight": [4096, 4096] for n in range(10)}, "BF16", 2)
    assert path.stat().st_size > 300_000_000
    done = subprocess.run(
        [sys.executable, "-c", PEAK, str(path)], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    peaks = json.loads(done.stdout)
    assert len(peaks) == 3 and all(0.98 < peak < 1.1 for peak in peaks), peaks
