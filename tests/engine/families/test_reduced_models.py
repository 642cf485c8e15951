"""A job runs from reduced files exactly as from the numbers that they stand for."""

from __future__ import annotations

from pathlib import Path

import gguf
import numpy as np
import pytest
import torch
from gguf import GGMLQuantizationType as Type
from gguf import quants
from safetensors.torch import load_file

from engine.run import Warm
from tests import tiny
from tests.engine.nets.test_dit_diffusers import named
from tests.engine.weights.files import save

MATRIX = ("self_attn", "cross_attn", "ffn", "SelfAttention.q", "SelfAttention.k", "SelfAttention.v", "wi_", "wo")


def fp8(path: Path, tensors: dict[str, torch.Tensor], *, scaled: bool = True) -> dict[str, torch.Tensor]:
    """Writes them reduced; returns the numbers that the file stands for."""
    kept, became = {}, {}
    for name, value in tensors.items():
        kept[name] = became[name] = value
        if value.ndim == 2 and any(mark in name for mark in MATRIX):
            scale = value.abs().max() / 448 if scaled else torch.tensor(1.0)
            kept[name] = (value / scale).to(torch.float8_e4m3fn)
            became[name] = kept[name].float() * scale
            if scaled:
                kept[name.removesuffix("weight") + "scale_weight"] = scale.view(1)
    save(path, {f"model.diffusion_model.{name}": value for name, value in kept.items()})
    return became


def q8_0(path: Path, tensors: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """The same in GGUF; rows that are no whole blocks stay as they are."""
    writer, became = gguf.GGUFWriter(path, "wan"), {}
    for name, value in tensors.items():
        kept = value.numpy()
        if value.ndim == 2 and value.shape[1] % 32 == 0:
            packed = quants.quantize(kept, Type.Q8_0)
            writer.add_tensor(name, packed, raw_dtype=Type.Q8_0)
            kept = quants.dequantize(packed, Type.Q8_0)
        else:
            writer.add_tensor(name, kept)
        became[name] = torch.from_numpy(kept.copy())
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return became


def unlinked(path: Path) -> dict[str, torch.Tensor]:
    """What the file held; it is taken away, for one that is mapped must not be written over."""
    held = {name: value.clone() for name, value in load_file(path).items()}
    path.unlink()
    return held


@pytest.mark.parametrize("file", ["low.safetensors", "text.safetensors"])
@pytest.mark.parametrize("write", [fp8, q8_0])
def test_a_job_from_a_reduced_file_is_that_of_its_numbers(runs, write, file):
    path = runs.resources / tiny.make(runs.resources, "t2v") / file
    given = unlinked(path)
    try:
        became = write(path, dict(given))
        runs.warm = Warm()
        reduced = runs.frames("t2v")
        path.unlink()
        save(path, became)
        runs.warm = Warm()
        wide = runs.frames("t2v")
    finally:
        path.unlink(missing_ok=True)
        save(path, given)
    assert any(not torch.equal(given[name], value) for name, value in became.items())
    assert np.abs(wide.astype(int) - reduced.astype(int)).max() <= 1, "the same up to the last rounding"


def test_a_job_from_a_transformer_of_diffusers_is_bit_equal(runs):
    path = runs.resources / tiny.make(runs.resources, "t2v") / "low.safetensors"
    official = runs.frames("t2v")
    given = unlinked(path)
    try:
        save(path, {named(name): value for name, value in given.items()})
        runs.warm = Warm()
        assert np.array_equal(official, runs.frames("t2v"))
    finally:
        path.unlink(missing_ok=True)
        save(path, given)
