"""Proves a kernel against fp32 on the shapes of real networks before it is used; one that fails or raises is not.

B batch, S queries, K keys, N heads, D head width
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn

from engine.nets.attention import Attend, attend
from engine.nets.kernels import choice
from engine.nets.kernels.glue import Glue, TorchGlue

SHAPES = ((1560, 1560), (777, 512), (130, 257))  # tokens and keys: among themselves, to a prompt, to an image
HEADS, WIDTH = 3, 128
COMMON = 8.0  # what all keys of a channel have in common, in their own deviation; real keys are like that
LIMIT = {
    torch.float32: 1e-5,
    torch.float16: 1e-2,
    torch.bfloat16: 2e-2,
}  # of the size of the difference to that of fp32
ROUGH_LIMIT = 4e-2  # of kernels that compute in fewer bits than they are given
REFUSALS = (RuntimeError, ImportError, OSError, ValueError, AssertionError, TypeError, AttributeError)


def proven_attention(device: torch.device, dtype: torch.dtype) -> dict[str, Attend]:
    """The kernels of attention that agree with fp32 there."""
    proven = {}
    for name in choice.attention_here(device):
        limit = ROUGH_LIMIT if name in choice.PACKAGES else LIMIT[dtype]
        try:
            kernel = choice.attention(name)
            right = attention_error(kernel, device, dtype) <= limit
        except REFUSALS:
            continue
        if right:
            proven[name] = kernel
    return proven


def proven_glue(device: torch.device, dtype: torch.dtype) -> str:
    """The fastest glue that agrees with torch there."""
    for name in reversed(choice.glue_here(device)):
        try:
            if glue_error(choice.glue(name), device, dtype) <= LIMIT[dtype]:
                return name
        except REFUSALS:
            continue
    return "torch"


def attention_error(kernel: Attend, device: torch.device, dtype: torch.dtype) -> float:
    """The largest share by which the kernel misses the same attention in fp32; infinite where it is not finite."""
    made = torch.Generator().manual_seed(1)

    def drawn(count: int) -> Tensor:
        return torch.randn(1, count, HEADS, WIDTH, generator=made)

    worst = 0.0
    for queries, keys in SHAPES:
        q, k, v = drawn(queries), drawn(keys) + COMMON * torch.randn(1, 1, HEADS, WIDTH, generator=made), drawn(keys)
        q, k, v = (t.to(device, dtype) for t in (q, k, v))
        worst = max(worst, _missed(kernel(q, k, v), attend(q.float(), k.float(), v.float())))
    return worst


def glue_error(kernel: Glue, device: torch.device, dtype: torch.dtype) -> float:
    """The same for all that glue does, against torch in fp32."""
    wide, exact = _run(kernel, device, dtype), _run(TorchGlue(), device, torch.float32)
    return max(_missed(got, right) for got, right in zip(wide, exact, strict=True))


@torch.no_grad()
def _run(glue: Glue, device: torch.device, dtype: torch.dtype) -> tuple[Tensor, ...]:
    """Everything once, on part of a longer row, from the same numbers whatever the type."""
    made, heads, width = torch.Generator().manual_seed(2), 2, 2 * WIDTH
    x, addition = (torch.randn(2, 40, width, generator=made).to(device, dtype) for _ in range(2))
    shift, scale, gate = (torch.randn(2, 1, width, generator=made).to(device) for _ in range(3))
    angles = torch.randn(30, 1, WIDTH // 2, generator=made).to(device)
    norm, weight = nn.LayerNorm(width), torch.randn(width, generator=made)
    norm.weight.copy_(weight)
    norm.bias.copy_(weight.flip(0))
    norm = norm.to(device)
    part, more = x[:, 5:35], addition[:, 5:35].clone()
    turned = torch.empty(2, 30, heads, WIDTH, device=device, dtype=dtype)
    modulated = glue.modulated(part, shift, scale, 1e-6, dtype)
    glue.turned(part.contiguous(), weight.to(device), 1e-6, (angles.cos(), angles.sin()), turned)
    normed = glue.added_and_normed(part, more, gate, norm, dtype)
    glue.added(part, more, None)
    return modulated, turned, normed, x, glue.bent(more)


def _missed(got: Tensor, right: Tensor) -> float:
    missed = float((got.float() - right.float()).norm() / right.float().norm())
    return float("inf") if math.isnan(missed) else missed
