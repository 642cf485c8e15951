"""Norms in the precision the Wan networks were trained with, and the modulation that follows them.

B batch, S tokens, D width
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as fn


class RMSNorm(nn.Module):
    """Divides each token by its root mean square over the whole width, computed in fp32 whatever comes in."""

    def __init__(self, width: int, eps: float) -> None:
        super().__init__()
        self.eps, self.weight = eps, nn.Parameter(torch.ones(width))

    def forward(self, x: Tensor) -> Tensor:  # B S D -> B S D
        return fn.rms_norm(x, (x.shape[-1],), self.weight.to(x.dtype), self.eps)


class LayerNorm(nn.LayerNorm):
    """Layer norm that accepts an input of another type than its weights and computes in the wider of the two."""

    def forward(self, x: Tensor) -> Tensor:  # B S D -> B S D in the type of x
        return fn.layer_norm(x, self.normalized_shape, self.weight.to(x.dtype), self.bias.to(x.dtype), self.eps)


def modulated(x: Tensor, shift: Tensor, scale: Tensor, eps: float, kind: torch.dtype) -> Tensor:
    """Layer norm of x (B S D) without weights, times 1 + scale, plus shift (B 1 D, fp32), rounded once to `kind`."""
    normed = fn.layer_norm(x, (x.shape[-1],), eps=eps)
    if torch.is_grad_enabled():
        return torch.addcmul(shift, normed, 1 + scale).to(kind)
    out = normed if normed.dtype == kind else torch.empty_like(normed, dtype=kind)
    return torch.addcmul(shift, normed, 1 + scale, out=out)  # computed in fp32, written without a copy in between
