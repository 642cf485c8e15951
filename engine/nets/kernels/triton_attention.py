"""Attention with 8 bit products of queries and keys, for cards whose 8 bit units are much faster (Ampere, Ada).

What all keys have in common is taken off first: it shifts all scores of a query alike and so changes nothing, but it
would use up the 8 bits (SageAttention, arXiv:2410.02367). Probabilities and values stay in 16 bits.
Import this module only where Triton is.   B batch, S queries, K keys, N heads, D head width
"""

from __future__ import annotations

import torch
import triton
import triton.language as tl
from torch import Tensor

QUERIES, KEYS = 128, 64  # of one block; each block of rows has one scale
LOG2_E = 1.4426950408889634


@triton.jit
def _narrow(x, common, out, scales, rows, x_batch, x_row, x_head, heads, width: tl.constexpr, block: tl.constexpr):
    part, pair = tl.program_id(0), tl.program_id(1)
    batch, head = pair // heads, pair % heads
    row, at = part * block + tl.arange(0, block), tl.arange(0, width)
    inside = (row < rows)[:, None]
    place = x + batch * x_batch + row[:, None] * x_row + head * x_head + at[None, :]
    value = tl.load(place, mask=inside, other=0.0).to(tl.float32)
    value = tl.where(inside, value - tl.load(common + pair * width + at)[None, :], 0.0)
    scale = tl.maximum(tl.max(tl.abs(value)) / 127.0, 1e-12)
    whole = value / scale
    whole = tl.where(whole >= 0, whole + 0.5, whole - 0.5).to(tl.int8)  # the cast cuts towards zero
    tl.store(out + pair * rows * width + row[:, None] * width + at[None, :], whole, mask=inside)
    tl.store(scales + pair * tl.num_programs(0) + part, scale)


@triton.jit
def _attend(q, k, v, out, q_scales, k_scales, queries, keys, v_batch, v_row, v_head, out_batch, out_row, out_head,
            heads, width: tl.constexpr, block_q: tl.constexpr, block_k: tl.constexpr):  # fmt: skip
    part, pair = tl.program_id(0), tl.program_id(1)
    batch, head = pair // heads, pair % heads
    row, column, at = part * block_q + tl.arange(0, block_q), tl.arange(0, block_k), tl.arange(0, width)
    of_q = tl.load(
        q + pair * queries * width + row[:, None] * width + at[None, :], mask=(row < queries)[:, None], other=0
    )
    q_scale = tl.load(q_scales + pair * tl.num_programs(0) + part)
    most = tl.full((block_q,), float("-inf"), tl.float32)
    total = tl.zeros((block_q,), tl.float32)
    found = tl.zeros((block_q, width), tl.float32)
    blocks = tl.cdiv(keys, block_k)
    for n in range(blocks):
        key = n * block_k + column
        there = key < keys
        of_k = tl.load(k + pair * keys * width + key[None, :] * width + at[:, None], mask=there[None, :], other=0)
        scale = q_scale * tl.load(k_scales + pair * blocks + n)
        score = tl.dot(of_q, of_k).to(tl.float32) * scale
        score = tl.where(there[None, :], score, float("-inf"))
        higher = tl.maximum(most, tl.max(score, 1))
        chance = tl.exp2(score - higher[:, None])
        fading = tl.exp2(most - higher)
        total = total * fading + tl.sum(chance, 1)
        place = v + batch * v_batch + key[:, None] * v_row + head * v_head + at[None, :]
        of_v = tl.load(place, mask=there[:, None], other=0.0)
        found = found * fading[:, None] + tl.dot(chance.to(of_v.dtype), of_v).to(tl.float32)
        most = higher
    place = out + batch * out_batch + row[:, None] * out_row + head * out_head + at[None, :]
    tl.store(place, (found / total[:, None]).to(out.dtype.element_ty), mask=(row < queries)[:, None])


def attend_int8(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    """q (B S N D), k and v (B K N D), D a power of two from 16 -> B S N D in the type of q."""
    (batch, queries, heads, width), keys = q.shape, k.shape[1]
    common = k.mean(1, dtype=torch.float32)  # B N D
    scale = width**-0.5 * LOG2_E  # the softmax is one of base 2
    q8, q_scales = _narrowed(q, torch.zeros_like(common), QUERIES)
    k8, k_scales = _narrowed(k, common, KEYS)
    out = torch.empty_like(q)
    _attend[(triton.cdiv(queries, QUERIES), batch * heads)](
        q8, k8, v, out, q_scales * scale, k_scales, queries, keys, v.stride(0), v.stride(1), v.stride(2),
        out.stride(0), out.stride(1), out.stride(2), heads, width=width, block_q=QUERIES, block_k=KEYS,
        num_warps=4 if width <= 64 else 8, num_stages=3,
    )  # fmt: skip
    return out


def _narrowed(x: Tensor, common: Tensor, block: int) -> tuple[Tensor, Tensor]:
    """B S N D, and what is taken off it (B N D, fp32) -> int8 (B N) S D and one scale for each block of rows."""
    batch, rows, heads, width = x.shape
    blocks = triton.cdiv(rows, block)
    out = torch.empty(batch * heads, rows, width, dtype=torch.int8, device=x.device)
    scales = torch.empty(batch * heads, blocks, dtype=torch.float32, device=x.device)
    _narrow[(blocks, batch * heads)](
        x,
        common.contiguous(),
        out,
        scales,
        rows,
        x.stride(0),
        x.stride(1),
        x.stride(2),
        heads,
        width=width,
        block=block,
    )
    return out, scales
