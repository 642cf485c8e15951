"""Packs numbers into the block types of GGUF that the reference library can read but not write.

Plain rounding, without the search for the best scales that real tools do; layouts as in ggml-org/ggml
src/ggml-common.h, proved in the tests by reading them back with the reference library.  N blocks of 256.
"""

from __future__ import annotations

import gguf
import numpy as np
from gguf import GGMLQuantizationType as Type


def packed(values: np.ndarray, kind: Type) -> np.ndarray:
    """Rows of fp32 as rows of bytes."""
    make = {Type.Q2_K: _q2_k, Type.Q3_K: _q3_k, Type.Q4_K: _q4_k, Type.Q5_K: _q5_k, Type.Q6_K: _q6_k}.get(kind)
    if make is None:
        return gguf.quants.quantize(values, kind)
    return make(values.astype(np.float32).reshape(-1, 256)).reshape(values.shape[0], -1)


def _half(values: np.ndarray) -> np.ndarray:  # N -> N 2 bytes
    return values.astype(np.float16)[:, None].view(np.uint8)


def _over(values: np.ndarray, by: np.ndarray) -> np.ndarray:
    return np.divide(values, by, out=np.zeros_like(values), where=by != 0)


def _steps(blocks: np.ndarray, runs: int, levels: int, most: int) -> tuple[np.ndarray, ...]:
    """Whole numbers from 0 with a scale and a minimum each run: (d, dmin, scales, minima, values N runs each)."""
    parts = blocks.reshape(len(blocks), runs, -1)
    low = np.maximum(0, -parts.min(2))
    scale = (parts.max(2) + low) / levels
    d, dmin = ((v.max(1) / most).astype(np.float16).astype(np.float32) for v in (scale, low))
    scales, lows = np.ceil(_over(scale, d[:, None])).clip(0, most), np.rint(_over(low, dmin[:, None])).clip(0, most)
    shifted = parts + (dmin[:, None] * lows)[..., None]
    values = np.rint(_over(shifted, np.broadcast_to((d[:, None] * scales)[..., None], parts.shape))).clip(0, levels)
    return d, dmin, scales.astype(np.uint8), lows.astype(np.uint8), values.astype(np.uint8)


def _signed(blocks: np.ndarray, levels: int, most: int) -> tuple[np.ndarray, ...]:
    """Whole numbers of both signs with a scale each run of 16: (d, scales, values N 16 16)."""
    parts = blocks.reshape(len(blocks), 16, 16)
    scale = np.abs(parts).max(2) / (levels - 1)
    d = (scale.max(1) / most).astype(np.float16).astype(np.float32)
    scales = np.ceil(_over(scale, d[:, None])).clip(0, most)
    values = np.rint(_over(parts, np.broadcast_to((d[:, None] * scales)[..., None], parts.shape)))
    return d, scales.astype(np.int8), values.clip(-levels, levels - 1).astype(np.int8)


def _sixes(scales: np.ndarray, lows: np.ndarray) -> np.ndarray:
    """Eight 6 bit scales and minima in 12 bytes."""
    first = (scales[:, :4] & 63) | ((scales[:, 4:] >> 4) << 6)
    second = (lows[:, :4] & 63) | ((lows[:, 4:] >> 4) << 6)
    return np.concatenate([first, second, (scales[:, 4:] & 15) | ((lows[:, 4:] & 15) << 4)], 1)


def _pairs(values: np.ndarray) -> np.ndarray:  # N 8 32 -> N 128: two runs share the bytes of their low nibbles
    runs = (values & 15).reshape(-1, 4, 2, 32)
    return (runs[:, :, 0] | (runs[:, :, 1] << 4)).reshape(len(values), 128)


def _q4_k(blocks: np.ndarray) -> np.ndarray:
    d, dmin, scales, lows, values = _steps(blocks, 8, 15, 63)
    return np.concatenate([_half(d), _half(dmin), _sixes(scales, lows), _pairs(values)], 1)


def _q5_k(blocks: np.ndarray) -> np.ndarray:
    d, dmin, scales, lows, values = _steps(blocks, 8, 31, 63)
    fifth = ((values >> 4) << np.arange(8, dtype=np.uint8)[:, None]).sum(1).astype(np.uint8)
    return np.concatenate([_half(d), _half(dmin), _sixes(scales, lows), fifth, _pairs(values)], 1)


def _quarters(values: np.ndarray) -> np.ndarray:  # N 2 4 32 of 2 bits -> N 64
    return (values << np.arange(0, 8, 2, dtype=np.uint8)[:, None]).sum(2).astype(np.uint8).reshape(len(values), 64)


def _q6_k(blocks: np.ndarray) -> np.ndarray:
    d, scales, values = _signed(blocks, 32, 127)
    whole = (values.astype(np.int16) + 32).astype(np.uint8).reshape(-1, 2, 2, 64)
    low = ((whole[:, :, 0] & 15) | ((whole[:, :, 1] & 15) << 4)).reshape(len(blocks), 128)
    return np.concatenate([low, _quarters((whole >> 4).reshape(-1, 2, 4, 32)), scales.view(np.uint8), _half(d)], 1)


def _q2_k(blocks: np.ndarray) -> np.ndarray:
    d, dmin, scales, lows, values = _steps(blocks, 16, 3, 15)
    return np.concatenate([scales | (lows << 4), _quarters(values.reshape(-1, 2, 4, 32)), _half(d), _half(dmin)], 1)


def _q3_k(blocks: np.ndarray) -> np.ndarray:
    d, scales, values = _signed(blocks, 4, 31)
    whole = (values + 4).astype(np.uint8).reshape(-1, 8, 32)
    third = ((whole >> 2) << np.arange(8, dtype=np.uint8)[:, None]).sum(1).astype(np.uint8)
    six = (scales.astype(np.int16) + 32).astype(np.uint8)
    nibbles = (six[:, :8] & 15) | ((six[:, 8:] & 15) << 4)
    high = ((six >> 4).reshape(-1, 4, 4) << np.arange(0, 8, 2, dtype=np.uint8)[:, None]).sum(1).astype(np.uint8)
    return np.concatenate([third, _quarters((whole & 3).reshape(-1, 2, 4, 32)), nibbles, high, _half(d)], 1)
