"""The work between the matrix products of a block, and the two ways to do it: torch, or one Triton kernel for each.

B batch, T tokens, D width, N heads
"""

from __future__ import annotations

from typing import Protocol

import torch
from torch import Tensor
from torch.nn import functional as fn

from engine.nets.norm import modulated
from engine.nets.rope import rotated

Table = tuple[Tensor, Tensor]  # cosine and sine of the tokens: T 1 D/2 each


class Glue(Protocol):
    """Each of these reads and writes the hidden state as few times as it can; used where no gradient is wanted."""

    def modulated(self, x: Tensor, shift: Tensor, scale: Tensor, eps: float, kind: torch.dtype) -> Tensor:
        """Layer norm of x (B T D) without weights, times 1 + scale, plus shift (B 1 D, fp32), as `kind`."""
        ...

    def turned(self, x: Tensor, weight: Tensor, eps: float, table: Table, out: Tensor) -> None:
        """RMS norm of x (B T D), then turned by its positions, into out (B T N D/N)."""
        ...

    def added(self, x: Tensor, addition: Tensor, gate: Tensor | None) -> None:
        """x (B T D) += addition, times the gate (B 1 D, fp32)."""
        ...

    def added_and_normed(self, x: Tensor, addition: Tensor, gate: Tensor, norm: Affine, kind: torch.dtype) -> Tensor:
        """The same, and the layer norm of the new x as `kind`."""
        ...

    def bent(self, wide: Tensor) -> Tensor:
        """GELU (tanh) of what nobody else holds."""
        ...


class Affine(Protocol):
    """A layer norm with weights."""

    weight: Tensor  # D
    bias: Tensor
    eps: float


class TorchGlue:
    """The same by operations of torch, on any device."""

    def modulated(self, x: Tensor, shift: Tensor, scale: Tensor, eps: float, kind: torch.dtype) -> Tensor:
        return modulated(x, shift, scale, eps, kind)

    def turned(self, x: Tensor, weight: Tensor, eps: float, table: Table, out: Tensor) -> None:
        x = fn.rms_norm(x, (x.shape[-1],), weight.to(x.dtype), eps)  # what came in is let go of
        rotated(x.unflatten(-1, out.shape[2:]), table, out=out)

    def added(self, x: Tensor, addition: Tensor, gate: Tensor | None) -> None:
        x.add_(addition) if gate is None else x.addcmul_(addition, gate)

    def added_and_normed(self, x: Tensor, addition: Tensor, gate: Tensor, norm: Affine, kind: torch.dtype) -> Tensor:
        self.added(x, addition, gate)
        del addition
        return fn.layer_norm(x, x.shape[-1:], norm.weight.to(x.dtype), norm.bias.to(x.dtype), norm.eps).to(kind)

    def bent(self, wide: Tensor) -> Tensor:
        return torch.ops.aten.gelu_(wide, approximate="tanh")
