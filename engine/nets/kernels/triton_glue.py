"""The glue of a block as Triton kernels: each reads and writes the hidden state once.

One program does one token; everything is computed in fp32. Import this module only where Triton is.
B batch, T tokens, D width, N heads
"""

from __future__ import annotations

import torch
import triton
import triton.language as tl
from torch import Tensor

from engine.nets.kernels.glue import Affine, Table

ELEMENTS = 1024  # of one program of the GELU


@triton.jit
def _modulate(x, shift, scale, out, tokens, x_batch, x_row, width, eps, block: tl.constexpr):
    row = tl.program_id(0)
    batch, token = row // tokens, row % tokens
    at = tl.arange(0, block)
    inside = at < width
    value = tl.load(x + batch * x_batch + token * x_row + at, mask=inside, other=0.0).to(tl.float32)
    mean = tl.sum(value) / width
    centred = tl.where(inside, value - mean, 0.0)
    normed = centred * tl.rsqrt(tl.sum(centred * centred) / width + eps)
    up = tl.load(scale + batch * width + at, mask=inside, other=0.0)
    by = tl.load(shift + batch * width + at, mask=inside, other=0.0)
    tl.store(out + row * width + at, normed * (1 + up) + by, mask=inside)


@triton.jit
def _turn(x, weight, cos, sin, out, tokens, out_batch, width, pairs, eps, block: tl.constexpr):
    row = tl.program_id(0)
    batch, token = row // tokens, row % tokens
    at = tl.arange(0, block)
    inside = at < width // 2
    even = tl.load(x + row * width + 2 * at, mask=inside, other=0.0).to(tl.float32)
    odd = tl.load(x + row * width + 2 * at + 1, mask=inside, other=0.0).to(tl.float32)
    size = tl.rsqrt((tl.sum(even * even) + tl.sum(odd * odd)) / width + eps)
    even = even * size * tl.load(weight + 2 * at, mask=inside, other=0.0).to(tl.float32)
    odd = odd * size * tl.load(weight + 2 * at + 1, mask=inside, other=0.0).to(tl.float32)
    along = tl.load(cos + token * pairs + at % pairs, mask=inside, other=0.0)
    across = tl.load(sin + token * pairs + at % pairs, mask=inside, other=0.0)
    place = out + batch * out_batch + token * width + 2 * at
    tl.store(place, even * along - odd * across, mask=inside)
    tl.store(place + 1, even * across + odd * along, mask=inside)


@triton.jit
def _add(x, addition, gate, weight, bias, out, tokens, x_batch, x_row, width, eps,
         gated: tl.constexpr, normed: tl.constexpr, block: tl.constexpr):  # fmt: skip
    row = tl.program_id(0)
    batch, token = row // tokens, row % tokens
    at = tl.arange(0, block)
    inside = at < width
    place = x + batch * x_batch + token * x_row + at
    value = tl.load(place, mask=inside, other=0.0).to(tl.float32)
    more = tl.load(addition + row * width + at, mask=inside, other=0.0).to(tl.float32)
    if gated:
        more = more * tl.load(gate + batch * width + at, mask=inside, other=0.0)
    value = (value + more).to(x.dtype.element_ty)
    tl.store(place, value, mask=inside)
    if normed:
        value = value.to(tl.float32)
        mean = tl.sum(tl.where(inside, value, 0.0)) / width
        centred = tl.where(inside, value - mean, 0.0)
        scaled = centred * tl.rsqrt(tl.sum(centred * centred) / width + eps)
        up = tl.load(weight + at, mask=inside, other=0.0).to(tl.float32)
        by = tl.load(bias + at, mask=inside, other=0.0).to(tl.float32)
        tl.store(out + row * width + at, scaled * up + by, mask=inside)


@triton.jit
def _bend(x, count, block: tl.constexpr):
    at = tl.program_id(0).to(tl.int64) * block + tl.arange(0, block)
    inside = at < count
    value = tl.load(x + at, mask=inside, other=0.0).to(tl.float32)
    inner = 0.7978845608028654 * (value + 0.044715 * value * value * value)
    tl.store(x + at, value * tl.sigmoid(2 * inner), mask=inside)  # (1 + tanh(u)) / 2 = sigmoid(2 u)


class TritonGlue:
    """See Glue; the tokens of x may lie in a longer row, everything else is contiguous."""

    def modulated(self, x: Tensor, shift: Tensor, scale: Tensor, eps: float, kind: torch.dtype) -> Tensor:
        (batch, tokens, width), out = x.shape, torch.empty(x.shape, dtype=kind, device=x.device)
        shift, scale = (_each(t, batch) for t in (shift, scale))
        block = triton.next_power_of_2(width)
        _modulate[(batch * tokens,)](
            x, shift, scale, out, tokens, x.stride(0), x.stride(1), width, eps, block=block, num_warps=_warps(width)
        )
        return out

    def turned(self, x: Tensor, weight: Tensor, eps: float, table: Table, out: Tensor) -> None:
        batch, tokens, width = x.shape
        cos, sin = (t.contiguous() for t in table)
        block = triton.next_power_of_2(width // 2)
        _turn[(batch * tokens,)](
            x.contiguous(), weight, cos, sin, out, tokens, out.stride(0), width, cos.shape[-1], eps,
            block=block, num_warps=_warps(width),
        )  # fmt: skip

    def added(self, x: Tensor, addition: Tensor, gate: Tensor | None) -> None:
        self._add(x, addition, gate, None, None)

    def added_and_normed(self, x: Tensor, addition: Tensor, gate: Tensor, norm: Affine, kind: torch.dtype) -> Tensor:
        out = torch.empty(x.shape, dtype=kind, device=x.device)
        self._add(x, addition, gate, norm, out)
        return out

    def bent(self, wide: Tensor) -> Tensor:
        assert wide.is_contiguous()
        _bend[(triton.cdiv(wide.numel(), ELEMENTS),)](wide, wide.numel(), block=ELEMENTS)
        return wide

    def _add(self, x: Tensor, addition: Tensor, gate: Tensor | None, norm: Affine | None, out: Tensor | None) -> None:
        batch, tokens, width = x.shape
        gates = x if gate is None else _each(gate, batch)
        weight, bias, eps = (x, x, 0.0) if norm is None else (norm.weight, norm.bias, norm.eps)
        _add[(batch * tokens,)](
            x, addition.contiguous(), gates, weight, bias, x if out is None else out, tokens, x.stride(0), x.stride(1),
            width, eps, gated=gate is not None, normed=norm is not None, block=triton.next_power_of_2(width),
            num_warps=_warps(width),
        )  # fmt: skip


def _each(modulation: Tensor, batch: int) -> Tensor:
    """One row (D, fp32) for each sample."""
    return modulation.expand(batch, 1, -1).contiguous()


def _warps(width: int) -> int:
    return 4 if width <= 2048 else 8
