"""Draws the noise that a seed stands for: the same on every run of the same machine, whatever the device."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import torch
from torch import Tensor


def first_noise(shape: Sequence[int], seed: int) -> Tensor:
    """The noise a clip begins from: fp32, mean 0, variance 1, drawn on the CPU; `seed` is 0 to 2^63 - 1."""
    return _drawn(shape, seed)


def step_noise(shape: Sequence[int], seed: int, step: int) -> Tensor:
    """Fresh noise for one step of a stochastic solver, a function of seed and step: a resumed run repeats it."""
    mixed = hashlib.sha256(f"{seed}/step {step}".encode()).digest()
    return _drawn(shape, int.from_bytes(mixed[:8], "big") >> 1)


def _drawn(shape: Sequence[int], seed: int) -> Tensor:
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(tuple(shape), generator=generator, dtype=torch.float32)
