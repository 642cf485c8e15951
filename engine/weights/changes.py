"""The ways in which a LoRA changes a matrix: each gives what is to be added to some rows of it.

R rows, K columns of the matrix, r rank.  Sources: LoRA (arXiv 2106.09685), LoHa and LoKr (LyCORIS, 2309.14859), DoRA
(2402.09353), whose lengths are those of the changed matrix as in huggingface/peft.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace

import torch
from torch import Tensor

ROWS = 1024  # at a time, where the whole matrix must be looked at


@dataclass(frozen=True, slots=True)
class LowRank:
    """up @ down."""

    up: Tensor  # R r
    down: Tensor  # r K
    factor: float

    @property
    def shape(self) -> tuple[int, int]:
        return self.up.shape[0], self.down.shape[1]

    def __call__(self, plain: Tensor, rows: slice) -> Tensor:
        return (self.up[rows].float() @ self.down.float()) * self.factor


@dataclass(frozen=True, slots=True)
class Hadamard:
    """(a1 @ b1) * (a2 @ b2), element by element."""

    a1: Tensor  # R r
    b1: Tensor  # r K
    a2: Tensor
    b2: Tensor
    factor: float

    @property
    def shape(self) -> tuple[int, int]:
        return self.a1.shape[0], self.b1.shape[1]

    def __call__(self, plain: Tensor, rows: slice) -> Tensor:
        first = self.a1[rows].float() @ self.b1.float()
        return first * (self.a2[rows].float() @ self.b2.float()) * self.factor


@dataclass(frozen=True, slots=True)
class Kronecker:
    """Every element of the first matrix times the whole second one."""

    first: Tensor
    second: Tensor
    factor: float

    @property
    def shape(self) -> tuple[int, int]:
        return self.first.shape[0] * self.second.shape[0], self.first.shape[1] * self.second.shape[1]

    def __call__(self, plain: Tensor, rows: slice) -> Tensor:
        wanted = torch.arange(*rows.indices(self.shape[0]), device=self.first.device)
        each = self.second.shape[0]
        one, two = self.first[wanted // each].float(), self.second[wanted % each].float()
        return (one.unsqueeze(2) * two.unsqueeze(1)).flatten(1) * self.factor


@dataclass(frozen=True, slots=True)
class Difference:
    """The change itself."""

    value: Tensor  # R K
    factor: float

    @property
    def shape(self) -> tuple[int, int]:
        return self.value.shape[0], self.value.shape[1]

    def __call__(self, plain: Tensor, rows: slice) -> Tensor:
        return self.value[rows].float() * self.factor


@dataclass(frozen=True, slots=True)
class Decomposed:
    """DoRA: the changed matrix with the lengths of its rows or columns set to what was learned."""

    inner: LowRank | Hadamard | Kronecker
    magnitude: Tensor  # R 1 or 1 K
    factor: float  # the strength; that of the inner change is 1
    lengths: Tensor | None = None  # 1 K: of the columns of the whole changed matrix

    @property
    def shape(self) -> tuple[int, int]:
        return self.inner.shape

    def __call__(self, plain: Tensor, rows: slice) -> Tensor:
        changed = plain + self.inner(plain, rows)
        if self.lengths is None:
            lengths, magnitude = changed.norm(dim=1, keepdim=True), self.magnitude[rows].float()
        else:
            lengths, magnitude = self.lengths, self.magnitude.float()
        return (changed * (magnitude / lengths.clamp_min(1e-12)) - plain) * self.factor


Change = LowRank | Hadamard | Kronecker | Difference | Decomposed


def scaled(change: Change, strength: float) -> Change:
    """The same at another strength; what was measured stays."""
    return replace(change, factor=change.factor * strength)


def moved(change: Change, move: Callable[[Tensor], Tensor]) -> Change:
    """The same with each of its tensors where `move` brings it."""
    parts = {one.name: getattr(change, one.name) for one in fields(change)}
    tensors = {name: move(value) for name, value in parts.items() if isinstance(value, Tensor)}
    inner = {"inner": moved(change.inner, move)} if isinstance(change, Decomposed) else {}
    return replace(change, **tensors, **inner)


def measured(change: Change, exact: Callable[[slice], Tensor]) -> Change:
    """The change ready for use; exact: rows of the unchanged matrix in fp32."""
    if not isinstance(change, Decomposed) or change.magnitude.shape[1] == 1:
        return change
    rows, squares = change.shape[0], 0.0
    for first in range(0, rows, ROWS):
        part = slice(first, min(first + ROWS, rows))
        plain = exact(part)
        squares = squares + (plain + change.inner(plain, part)).square().sum(dim=0, keepdim=True)
    return replace(change, lengths=squares.sqrt())
