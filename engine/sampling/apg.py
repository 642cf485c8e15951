"""Adaptive projected guidance: of a difference between two passes only what stands across the prediction counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import torch
from torch import Tensor

PREFIX = "momentum."  # of its tensors in a checkpoint


@dataclass(frozen=True, slots=True)
class Projection:
    """How differences are bent (arXiv:2410.02416)."""

    momentum: float = -0.75
    longest: float = 55.0  # the length that a difference is cut to


@dataclass(slots=True)
class Momentum:
    """The running sum of each difference; a checkpoint keeps it."""

    values: dict[str, Tensor] = field(default_factory=dict)

    def to_tensors(self) -> dict[str, Tensor]:
        """Named tensors for a checkpoint."""
        return {f"{PREFIX}{name}": value for name, value in self.values.items()}

    def take(self, named: Mapping[str, Tensor]) -> None:
        """Go on from what is found among the tensors of a checkpoint; nothing is remembered where there is none."""
        self.values = {name.removeprefix(PREFIX): value for name, value in named.items() if name.startswith(PREFIX)}

    def across(self, name: str, difference: Tensor, full: Tensor, how: Projection) -> Tensor:
        """The difference of that name with its momentum, bent; full: the prediction that it is added to."""
        if name in self.values:
            difference = difference + how.momentum * self.values[name]
        self.values[name] = difference
        return across(difference, full, how.longest)


def across(difference: Tensor, full: Tensor, longest: float) -> Tensor:
    """The difference (B C F h w), no longer than `longest`, without what points along the full prediction."""
    axes = tuple(range(1, difference.ndim))
    length = torch.linalg.vector_norm(difference, dim=axes, keepdim=True)
    difference = difference * (longest / length).clamp(max=1)
    wide, along = difference.double(), full.double()
    along = along / torch.linalg.vector_norm(along, dim=axes, keepdim=True).clamp_min(1e-12)
    return (wide - (wide * along).sum(axes, keepdim=True) * along).to(difference.dtype)
