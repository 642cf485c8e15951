"""The one door to attention: every network asks here, and the kernel behind it is an argument, never a global.

B batch, S queries, K keys, N heads, D head width
"""

from __future__ import annotations

from typing import Protocol

from torch import Tensor
from torch.nn import functional as fn


class Attend(Protocol):
    """A kernel: q (B S N D), k and v (B K N D) -> (B S N D) in the type of q; scores are scaled by 1 / sqrt(D)."""

    def __call__(self, q: Tensor, k: Tensor, v: Tensor) -> Tensor: ...


def attend(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    """Torch's scaled dot product attention, which chooses the best kernel it has for the device."""
    q, k, v = (t.transpose(1, 2) for t in (q, k, v))  # B N S D, views
    return fn.scaled_dot_product_attention(q, k, v).transpose(1, 2)
