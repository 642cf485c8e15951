"""Measures how fast a device multiplies, attends, copies and reads; every figure is the best of a few short runs."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import torch
from torch import Tensor

from engine.nets.attention import Attend

SIDE = {"cpu": 768, "cuda": 4096}  # of the square matrices that are multiplied
LONG = {"cpu": 1024, "cuda": 8192}  # tokens of the attention
HEADS = {"cpu": 4, "cuda": 12}
WIDTH = 128  # of a head, as every Wan network has it
SLAB = {"cpu": 2**26, "cuda": 2**28}  # bytes that are copied
ON_DISK, PIECE = 2**27, 2**22  # bytes that are written and read again; bytes read at a time
SHORT = 0.05  # seconds that a run takes at least
FP8_FROM, INT8_FROM = (8, 9), (7, 5)  # capability of the card


def product_rates(where: torch.device, generation: tuple[int, int]) -> dict[str, float]:
    """FLOP per second of a large product of random numbers, for each type that the device multiplies in."""
    if where.type != "cuda":
        return {"fp32": product_rate(where, torch.float32)}
    found = {"fp32": product_rate(where, torch.float32), "fp16": product_rate(where, torch.float16)}
    if torch.cuda.is_bf16_supported(including_emulation=False):
        found["bf16"] = product_rate(where, torch.bfloat16)
    with _fp16_accumulation():
        found["fp16_fast"] = product_rate(where, torch.float16)
    side = SIDE[where.type]
    if generation >= INT8_FROM:
        a, b = (torch.randint(-99, 99, (side, side), device=where, dtype=torch.int8) for _ in range(2))
        found["int8"] = 2 * side**3 * _per_second(where, lambda: torch._int_mm(a, b))
    if generation >= FP8_FROM:
        found["fp8"] = 2 * side**3 * _per_second(where, _narrow_product(where, side))
    return found


def product_rate(where: torch.device, dtype: torch.dtype) -> float:
    """FLOP per second in that type."""
    side = SIDE[where.type]
    a, b = (torch.randn(side, side, device=where, dtype=dtype) for _ in range(2))
    return 2 * side**3 * _per_second(where, lambda: a @ b)


def attention_rate(where: torch.device, dtype: torch.dtype, attend: Attend) -> float:
    """FLOP per second of that kernel on a long row of tokens."""
    tokens, heads = LONG[where.type], HEADS[where.type]
    q, k, v = (torch.randn(1, tokens, heads, WIDTH, device=where, dtype=dtype) for _ in range(3))
    return 4 * tokens**2 * heads * WIDTH * _per_second(where, lambda: attend(q, k, v))


def copy_rate(where: torch.device) -> float:
    """Bytes read and written per second in the memory of the device."""
    one = torch.empty(SLAB[where.type], dtype=torch.uint8, device=where)
    other = torch.zeros_like(one)
    return 2 * one.nbytes * _per_second(where, lambda: one.copy_(other))


def link_rate(where: torch.device, *, locked: bool) -> float:
    """Bytes per second from RAM to a card; locked: from page-locked RAM."""
    slab = torch.zeros(SLAB[where.type], dtype=torch.uint8, pin_memory=locked)
    there = torch.empty_like(slab, device=where)
    return slab.nbytes * _per_second(where, lambda: there.copy_(slab, non_blocking=locked))


def disk_rate(folder: Path) -> float:
    """Bytes per second read from the disk of this folder; 0 where the cache of the system cannot be told to forget."""
    if not hasattr(os, "posix_fadvise"):
        return 0.0
    with tempfile.NamedTemporaryFile(dir=folder, prefix="measure-") as file:
        for _ in range(ON_DISK // PIECE):
            file.write(os.urandom(PIECE))
        file.flush()
        os.fsync(file.fileno())
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        started, at = time.perf_counter(), 0
        while piece := os.pread(file.fileno(), PIECE, at):
            at += len(piece)
        return at / (time.perf_counter() - started)


def _narrow_product(where: torch.device, side: int) -> Callable[[], Tensor]:
    """A product of fp8 matrices with a scale for each row."""
    a, b = (torch.randn(side, side, device=where).to(torch.float8_e4m3fn) for _ in range(2))
    rows, columns = torch.ones(side, 1, device=where), torch.ones(1, side, device=where)
    return lambda: torch._scaled_mm(a, b.t(), rows, columns, out_dtype=torch.bfloat16)


@contextmanager
def _fp16_accumulation() -> Iterator[None]:
    before = torch.backends.cuda.matmul.allow_fp16_accumulation
    torch.backends.cuda.matmul.allow_fp16_accumulation = True
    try:
        yield
    finally:
        torch.backends.cuda.matmul.allow_fp16_accumulation = before


def _per_second(where: torch.device, act: Callable[[], object]) -> float:
    """How often it can be done in a second: the best of three runs after one that does not count."""
    act()
    return max(_run(where, act) for _ in range(3))


def _run(where: torch.device, act: Callable[[], object]) -> float:
    _settle(where)
    count, spent, started = 0, 0.0, time.perf_counter()
    while spent < SHORT:
        act()
        _settle(where)
        count += 1
        spent = time.perf_counter() - started
    return count / spent


def _settle(where: torch.device) -> None:
    if where.type == "cuda":
        torch.cuda.synchronize(where)
