"""Turns weights that are kept as bytes back into numbers: 8 bit floating point and the block types of GGUF.

A block is a run of 32 or 256 weights of one row with its own scale.  Layouts: ggml-org/ggml src/ggml-common.h.
N blocks, R rows, W bytes of a row, K weights of a row
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import torch
from torch import Tensor


@dataclass(frozen=True, slots=True)
class Form:
    """A way to keep weights as bytes."""

    word: str  # of safetensors or GGUF
    weights: int  # in a block
    bytes: int  # of a block
    unpack: Callable[[Tensor], Tensor]  # N bytes (uint8) -> N weights, fp32


def dequantised(packed: Tensor, form: Form) -> Tensor:
    """The weights in fp32: R W (int8, bytes as they lie in the file) -> R K, without any scale of the layer."""
    rows = packed.shape[0]
    return form.unpack(packed.view(torch.uint8).reshape(-1, form.bytes)).reshape(rows, -1)


def _half(blocks: Tensor, at: int) -> Tensor:  # N 1
    return blocks[:, at : at + 2].contiguous().view(torch.float16).float()


def _signed(part: Tensor) -> Tensor:
    return part.contiguous().view(torch.int8).float()


def _nibbles(part: Tensor) -> Tensor:
    """The low halves of all bytes, then the high halves."""
    return torch.cat((part & 15, part >> 4), dim=-1)


def _bits(part: Tensor) -> Tensor:
    """Each byte's bits from the lowest: N n -> N 8n."""
    return ((part.unsqueeze(-1) >> torch.arange(8, dtype=torch.uint8, device=part.device)) & 1).flatten(1)


def _q8_0(blocks: Tensor) -> Tensor:
    return _half(blocks, 0) * _signed(blocks[:, 2:])


def _q4_0(blocks: Tensor) -> Tensor:
    return _half(blocks, 0) * (_nibbles(blocks[:, 2:]).float() - 8)


def _q4_1(blocks: Tensor) -> Tensor:
    return _half(blocks, 0) * _nibbles(blocks[:, 4:]).float() + _half(blocks, 2)


def _q5_0(blocks: Tensor) -> Tensor:
    fifth = _bits(blocks[:, 2:6]) << 4
    return _half(blocks, 0) * ((_nibbles(blocks[:, 6:]) | fifth).float() - 16)


def _q5_1(blocks: Tensor) -> Tensor:
    fifth = _bits(blocks[:, 4:8]) << 4
    return _half(blocks, 0) * (_nibbles(blocks[:, 8:]) | fifth).float() + _half(blocks, 2)


def _scales_and_lows(part: Tensor) -> tuple[Tensor, Tensor]:
    """Eight 6 bit scales and eight 6 bit minima out of 12 bytes: N 12 -> N 8 each."""
    first, second, third = part.split(4, dim=1)
    scales = torch.cat((first & 63, (third & 15) | ((first >> 6) << 4)), dim=1)
    lows = torch.cat((second & 63, (third >> 4) | ((second >> 6) << 4)), dim=1)
    return scales.float(), lows.float()


def _eighths(blocks: Tensor, values: Tensor) -> Tensor:
    """Whole numbers N 8 32 times their scales, less their minima, as q4_K and q5_K have them."""
    scales, lows = _scales_and_lows(blocks[:, 4:16])
    scales, lows = _half(blocks, 0) * scales, _half(blocks, 2) * lows
    return (scales.unsqueeze(-1) * values.float() - lows.unsqueeze(-1)).flatten(1)


def _q4_k(blocks: Tensor) -> Tensor:
    return _eighths(blocks, _nibbles(blocks[:, 16:].unflatten(1, (4, 32))).reshape(-1, 8, 32))


def _q5_k(blocks: Tensor) -> Tensor:
    order = torch.arange(8, dtype=torch.uint8, device=blocks.device)[:, None]
    fifth = ((blocks[:, None, 16:48] >> order) & 1) << 4  # N 8 32
    return _eighths(blocks, _nibbles(blocks[:, 48:].unflatten(1, (4, 32))).reshape(-1, 8, 32) | fifth)


def _q6_k(blocks: Tensor) -> Tensor:
    low = _nibbles(blocks[:, :128].unflatten(1, (2, 64)))  # N 2 128
    high = blocks[:, 128:192].unflatten(1, (2, 32))  # N 2 32, two bits for each quarter of 32
    high = torch.cat([(high >> shift) & 3 for shift in (0, 2, 4, 6)], dim=-1) << 4
    scales = _half(blocks, 208) * _signed(blocks[:, 192:208])  # N 16
    return (scales.unsqueeze(-1) * ((low | high).float() - 32).reshape(-1, 16, 16)).flatten(1)


def _q2_k(blocks: Tensor) -> Tensor:
    scales, lows = _half(blocks, 80) * (blocks[:, :16] & 15).float(), _half(blocks, 82) * (blocks[:, :16] >> 4).float()
    values = blocks[:, 16:80].unflatten(1, (2, 32))
    values = torch.cat([(values >> shift) & 3 for shift in (0, 2, 4, 6)], dim=-1).reshape(-1, 16, 16).float()
    return (scales.unsqueeze(-1) * values - lows.unsqueeze(-1)).flatten(1)


def _q3_k(blocks: Tensor) -> Tensor:
    order = torch.arange(8, dtype=torch.uint8, device=blocks.device)[:, None]
    third = ((blocks[:, None, :32] >> order) & 1) << 2  # N 8 32
    values = blocks[:, 32:96].unflatten(1, (2, 32))
    values = torch.cat([(values >> shift) & 3 for shift in (0, 2, 4, 6)], dim=-1).reshape(-1, 8, 32) | third
    low, high = _nibbles(blocks[:, 96:104]), blocks[:, 104:108]
    high = torch.cat([(high >> shift) & 3 for shift in (0, 2, 4, 6)], dim=-1)
    scales = _half(blocks, 108) * ((low | (high << 4)).float() - 32)  # N 16
    return (scales.unsqueeze(-1) * (values.float() - 4).reshape(-1, 16, 16)).flatten(1)


def _float8(dtype: torch.dtype) -> Callable[[Tensor], Tensor]:
    return lambda blocks: blocks.view(dtype).float()


FORMS: Mapping[str, Form] = MappingProxyType(
    {
        form.word: form
        for form in (
            Form("I8", 1, 1, _signed),
            Form("F8_E4M3", 1, 1, _float8(torch.float8_e4m3fn)),
            Form("F8_E5M2", 1, 1, _float8(torch.float8_e5m2)),
            Form("Q4_0", 32, 18, _q4_0),
            Form("Q4_1", 32, 20, _q4_1),
            Form("Q5_0", 32, 22, _q5_0),
            Form("Q5_1", 32, 24, _q5_1),
            Form("Q8_0", 32, 34, _q8_0),
            Form("Q2_K", 256, 84, _q2_k),
            Form("Q3_K", 256, 110, _q3_k),
            Form("Q4_K", 256, 144, _q4_k),
            Form("Q5_K", 256, 176, _q5_k),
            Form("Q6_K", 256, 210, _q6_k),
        )
    }
)
