"""Ways of guiding that work inside the network: blocks left out, a negative prompt in the attention, stronger motion.

B batch, S tokens, T tokens of a run, N heads, D head width, F frames
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.linalg import vector_norm

from engine.nets.wan.attachment import Attachment
from engine.nets.wan.shared import Shared, TextContext

NAG_LIMIT, NAG_SHARE = 2.5, 0.25  # the longest a token may grow, and how much of it counts (tau and alpha)


@dataclass(frozen=True, slots=True)
class LeftOut(Attachment):
    """Leaves some blocks out of a pass: skip-layer guidance, where it is the pass with the negative prompt."""

    blocks: frozenset[int]

    def omits_block(self, index: int, shared: Shared) -> bool:
        return index in self.blocks


@dataclass(frozen=True, slots=True)
class NegativeInAttention(Attachment):
    """Normalised attention guidance (arXiv:2505.21179): away from another prompt in the attention to the text."""

    other: TextContext  # with keys
    scale: float

    def in_text(self, index: int, q: Tensor, attended: Tensor, shared: Shared) -> Tensor:
        keys = self.other.keys[index]
        against = shared.how.attend(q, keys.key, keys.value)
        pushed = attended * self.scale - against * (self.scale - 1)
        longer = _length(pushed) / _length(attended).clamp_min(1e-6)
        pushed = pushed * (NAG_LIMIT / longer.clamp_min(1e-6)).clamp(max=1)
        return (pushed * NAG_SHARE + attended * (1 - NAG_SHARE)).to(attended.dtype)


class Enhanced(Attachment):
    """Enhance-A-Video (arXiv:2502.07508) along time: what tokens find counts more where frames look at each other."""

    def __init__(self, weight: float) -> None:
        self._weight, self._factor = weight, 1.0

    def on_attention(self, index: int, q: Tensor, k: Tensor, shared: Shared) -> None:
        frames = shared.grid[0]
        self._factor = max(1.0, across_frames(q, k, frames) * (frames + self._weight)) if frames > 1 else 1.0

    def in_self_attention(self, index: int, attended: Tensor, shared: Shared) -> Tensor:
        return attended.mul_(self._factor)


def across_frames(q: Tensor, k: Tensor, frames: int) -> float:
    """How much each place (of B S N D, frame by frame) looks at itself in other frames: mean attention, 0 to 1."""
    total = q.new_zeros((), dtype=torch.float32)
    for head in range(q.shape[2]):  # one at a time: all would need F times the memory of q
        here, there = (x[:, :, head].unflatten(1, (frames, -1)).transpose(1, 2).float() for x in (q, k))
        seen = (here @ there.transpose(-1, -2) * q.shape[-1] ** -0.5).softmax(-1)  # B S/F F F
        total += seen.sum() - seen.diagonal(dim1=-2, dim2=-1).sum()
    places = q.shape[0] * q.shape[1] // frames * q.shape[2]
    return float(total) / (places * frames * (frames - 1))


def _length(x: Tensor) -> Tensor:
    """Of each token (B T N D) over all heads, in the sum of its parts: B T 1 1."""
    return vector_norm(x, ord=1, dim=(2, 3), keepdim=True, dtype=torch.float32)
