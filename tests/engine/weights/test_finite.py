"""Weights that are no numbers are found while they are read, in every type, and named."""

from __future__ import annotations

import gguf
import numpy as np
import pytest
import torch
from torch import nn

from engine.api.errors import DamagedFile
from engine.nets.dequantise import FORMS
from engine.weights import place
from engine.weights.checkpoint import open_checkpoint
from engine.weights.finite import all_finite
from engine.weights.names import official
from engine.weights.place import Loading, load
from engine.weights.precision import Precision, nothing_in_fp32
from tests.engine.weights.files import save

PLAIN = {"F16": torch.float16, "BF16": torch.bfloat16, "F32": torch.float32, "F64": torch.float64}
SMALL = {"F8_E4M3": torch.float8_e4m3fn, "F8_E5M2": torch.float8_e5m2}
WRONG = (float("nan"), float("inf"), float("-inf"))
KINDS = [gguf.GGMLQuantizationType[word] for word in FORMS if word.startswith("Q")]


@pytest.mark.parametrize("word", PLAIN)
@pytest.mark.parametrize("value", WRONG)
def test_one_value_that_is_no_number_is_seen_wherever_it_stands(word, value):
    for place_ in (0, 1, 17, 998, 999):
        values = torch.randn(1000).to(PLAIN[word])
        assert all_finite(values, word)
        values[place_] = value
        assert not all_finite(values, word)


@pytest.mark.parametrize("word", SMALL)
def test_every_pattern_of_8_bits_is_judged_as_the_library_judges_it(word):
    for bits in range(256):
        packed = torch.tensor([1, bits], dtype=torch.uint8).view(torch.int8)
        numbers = packed.view(SMALL[word]).float()
        assert all_finite(packed, word) == bool(numbers.isfinite().all())


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_block_whose_scale_is_no_number_is_seen(kind):
    _, size = gguf.GGML_QUANT_SIZES[kind]
    blocks = np.zeros((5, size), np.uint8)
    assert all_finite(torch.from_numpy(blocks.view(np.int8)).flatten(), kind.name)
    found = 0
    for at in range(0, size, 2):
        one = blocks.copy()
        one[3] = 1
        one[3, at : at + 2] = (0, 0x7C)  # infinity in fp16
        with np.errstate(invalid="ignore"):
            numbers = gguf.quants.dequantize(one, kind)
        seen = not all_finite(torch.from_numpy(one.view(np.int8)).flatten(), kind.name)
        assert seen == (not np.isfinite(numbers).all())
        found += seen
    assert found == (2 if kind.name in ("Q4_1", "Q5_1", "Q2_K", "Q4_K", "Q5_K") else 1)


class Layer(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(64, 32)


def loading(mapped: bool, compute: torch.dtype = torch.float32) -> Loading:
    return Loading(official, Precision(compute, nothing_in_fp32), torch.device("cpu"), mapped)


@pytest.mark.parametrize("mapped", [False, True], ids=["read", "mapped"])
@pytest.mark.parametrize("kept", [*PLAIN.values(), *SMALL.values()], ids=str)
@pytest.mark.parametrize("chunk", [64, 2**20])
def test_a_file_with_weights_that_are_no_numbers_is_refused_with_their_name(mapped, kept, chunk, tmp_path, monkeypatch):
    monkeypatch.setattr(place, "CHUNK", chunk)
    weight = torch.randn(32, 64)
    weight[31, 60] = float("nan")
    given = {"layer.weight": weight.to(kept), "layer.bias": torch.zeros(32)}
    checkpoint = open_checkpoint(save(tmp_path / "m.safetensors", given))
    for compute in (torch.float32, torch.bfloat16):
        with torch.device("meta"):
            network = Layer()
        with pytest.raises(DamagedFile, match=r"the tensor layer\.weight holds values that are not numbers") as refused:
            load(network, checkpoint, loading(mapped, compute))
        assert refused.value.done and refused.value.do
