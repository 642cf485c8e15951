"""Bytes become the same numbers as the reference library makes of them."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from gguf import GGMLQuantizationType as Kind
from gguf import quants

from engine.nets.dequantise import FORMS, dequantised
from engine.weights.header import BLOCKS

BLOCK_FORMS = [word for word in FORMS if word.startswith("Q")]


def noise(word: str, rows: int, blocks: int) -> np.ndarray:
    """Random bytes whose half precision scales are finite."""
    form = FORMS[word]
    made = np.random.RandomState(7).randint(0, 256, (rows, blocks, form.bytes)).astype(np.uint8)
    places = {"Q6_K": (208,), "Q3_K": (108,), "Q2_K": (80, 82)}.get(word, (0, 2) if word[-1] in "1K" else (0,))
    for at in places:
        scales = np.random.RandomState(at).uniform(-2, 2, (rows, blocks, 1)).astype(np.float16)
        made[:, :, at : at + 2] = scales.view(np.uint8)
    return made.reshape(rows, -1)


@pytest.mark.parametrize("word", BLOCK_FORMS)
def test_any_bytes_give_the_numbers_of_the_reference(word):
    packed = noise(word, 3, 2)
    wanted = quants.dequantize(packed, Kind[word])
    got = dequantised(torch.from_numpy(packed.view(np.int8)), FORMS[word])
    assert got.shape == (3, 2 * FORMS[word].weights)
    torch.testing.assert_close(got, torch.from_numpy(np.array(wanted)), rtol=1e-6, atol=1e-5)


@pytest.mark.parametrize("word", FORMS)
def test_the_reader_of_headers_knows_the_same_sizes(word):
    assert BLOCKS.get(word, (1, 1)) == (FORMS[word].weights, FORMS[word].bytes)


@pytest.mark.parametrize("dtype", [torch.float8_e4m3fn, torch.float8_e5m2])
def test_eight_bit_floats_are_widened(dtype):
    word = "F8_E4M3" if dtype is torch.float8_e4m3fn else "F8_E5M2"
    values = torch.tensor([[1.5, -0.25], [448.0, 0.0]])
    assert torch.equal(dequantised(values.to(dtype).view(torch.int8), FORMS[word]), values)
