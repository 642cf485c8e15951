"""Reduced checkpoints load by content and give the golden output; their layers stay small."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from engine.nets.quantised import QuantisedLinear
from engine.nets.wan.configs import WanConfig
from engine.nets.wan.dit import WanTransformer
from engine.nets.wan.shared import Execution
from engine.weights.checkpoint import open_checkpoint
from engine.weights.detect import Format, Kind, recognise
from engine.weights.names import official
from engine.weights.place import Loading, load
from engine.weights.precision import Precision, wan_in_fp32
from tests.engine.weights.files import save
from tests.golden import deterministic

GOLDEN = Path(__file__).parents[2] / "golden"
FILES = {
    "out_fp8_scaled": "wan_tiny_fp8_scaled.safetensors",
    "out_q8_0": "wan_tiny_q8_0.gguf",
    "out_q5_1": "wan_tiny_q5_1.gguf",
    "out_q4_0": "wan_tiny_q4_0.gguf",
}
SHARES = Execution(head_groups=2)


def tiny() -> WanTransformer:
    numbers = {"text_len": 16, "dim": 64, "ffn_dim": 96, "freq_dim": 32, "text_dim": 32, "num_heads": 4}
    with torch.device("meta"):
        return WanTransformer(WanConfig(**numbers, num_layers=2))


def loaded(path: Path, dtype: torch.dtype = torch.float32, *, mapped: bool = True) -> WanTransformer:
    network = tiny()
    how = Loading(official, Precision(dtype, wan_in_fp32), torch.device("cpu"), mapped)
    load(network, open_checkpoint(path), how)
    return network.eval().requires_grad_(False)


@torch.inference_mode()
def output(network: WanTransformer, meta: dict, how: Execution | None = None) -> torch.Tensor:
    x = deterministic.tensor("in.x", (1, 16, 2, 6, 8), meta["salt"])
    text = deterministic.tensor("in.context", (1, 10, 32), meta["salt"])
    return network(x, torch.tensor([611.0]), text, how=how or Execution())[0]


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("how", [Execution(), SHARES], ids=["whole", "head groups"])
def test_a_reduced_file_gives_the_golden_output(name, how):
    outputs, meta = deterministic.read(GOLDEN / "quantised_outputs.safetensors")
    network = loaded(GOLDEN / FILES[name])
    assert isinstance(network.blocks[1].ffn[0], QuantisedLinear)
    assert deterministic.difference(outputs[name], output(network, meta, how)) < 2e-5


@pytest.mark.parametrize("name", FILES)
def test_the_content_tells_the_format_whatever_the_name_says(name, tmp_path):
    path = tmp_path / "model.png"
    path.write_bytes((GOLDEN / FILES[name]).read_bytes())
    seen = recognise(open_checkpoint(path))
    assert (seen.kind, seen.format) == (Kind.WAN_TEXT, Format.FP8_SCALED if "fp8" in name else Format.GGUF)
    outputs, meta = deterministic.read(GOLDEN / "quantised_outputs.safetensors")
    assert deterministic.difference(outputs[name], output(loaded(path, mapped=False), meta)) < 2e-5


@pytest.mark.parametrize("name", FILES)
def test_the_weights_take_no_more_room_than_in_the_file(name):
    checkpoint = open_checkpoint(GOLDEN / FILES[name])
    layer = loaded(GOLDEN / FILES[name]).blocks[0].ffn[2]
    assert layer.weight.nbytes == checkpoint.tensors["blocks.0.ffn.2.weight"].bytes


def test_half_precision_changes_little():
    outputs, meta = deterministic.read(GOLDEN / "quantised_outputs.safetensors")
    for name, file in FILES.items():
        assert deterministic.difference(outputs[name], output(loaded(GOLDEN / file, torch.bfloat16), meta)) < 0.03


def test_tensors_that_do_not_stay_small_are_widened_with_their_scales(tmp_path):
    _, meta = deterministic.read(GOLDEN / "lora_outputs.safetensors")
    given = deterministic.weights(meta)
    kept, small = dict(given), torch.float8_e4m3fn
    for stem, scale in (("blocks.0.norm3", torch.tensor(0.5)), ("head.head", torch.rand(64, 1) + 0.5)):
        kept[f"{stem}.weight"] = given[f"{stem}.weight"].to(small)
        kept[f"{stem}.scale_weight"] = scale
    kept["blocks.0.norm3.bias"] = given["blocks.0.norm3.bias"].to(small)
    kept["patch_embedding.weight"] = given["patch_embedding.weight"].to(small)
    network = loaded(save(tmp_path / "wan.safetensors", kept))
    filled = network.state_dict()
    assert torch.equal(filled["blocks.0.norm3.weight"], kept["blocks.0.norm3.weight"].float() * 0.5)
    assert torch.equal(filled["blocks.0.norm3.bias"], kept["blocks.0.norm3.bias"].float())
    assert torch.equal(filled["patch_embedding.weight"], kept["patch_embedding.weight"].float())
    wide = kept["head.head.weight"].float() * kept["head.head.scale_weight"]
    assert torch.equal(filled["head.head.weight"], wide)
