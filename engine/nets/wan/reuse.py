"""Lets a pass take the effect of blocks from an earlier pass instead of running them.

B batch, S tokens, D width
"""

from __future__ import annotations

from collections.abc import Callable

from torch import Tensor

from engine.nets.wan.attachment import Attachment
from engine.nets.wan.shared import Shared

THINNED = 8  # every so many tokens of the first block's effect are compared: the mean hardly differs


class Effect(Attachment):
    """Of the blocks from `first` on: kept when they run, added when the answer to `decide` is to leave them out.

    `decide` is asked once in each pass, when the hidden state stands in front of those blocks.
    """

    def __init__(self, first: int, decide: Callable[[Tensor, Shared], bool]) -> None:
        self._first, self._decide = first, decide
        self._left_out, self._kept = False, None

    @property
    def known(self) -> bool:
        """Whether a pass has run through those blocks."""
        return self._kept is not None

    def skips_blocks(self, first: int, x: Tensor, shared: Shared) -> bool:
        if first != self._first:
            return False
        self._left_out = self._decide(x, shared)
        if not self._left_out:
            self._kept = x.clone() if self._kept is None else self._kept.copy_(x)
        return self._left_out

    def after_blocks(self, x: Tensor, shared: Shared) -> Tensor:
        assert self._kept is not None, "what was never seen is not left out"
        if self._left_out:
            return x.add_(self._kept)
        self._kept.neg_().add_(x)
        return x


class FirstBlock(Attachment):
    """Watches what the first block does to a sample of the tokens."""

    def __init__(self) -> None:
        self._before: Tensor | None = None

    def skips_blocks(self, first: int, x: Tensor, shared: Shared) -> bool:
        if first == 0:
            self._before = x[:, ::THINNED].clone()
        return False

    def effect(self, x: Tensor) -> Tensor:
        """x: the hidden state (B S D) behind the first block -> B S/8 D."""
        return x[:, ::THINNED] - self._before


def moved(now: Tensor, before: Tensor) -> float:
    """The mean change of a signal, as a share of its mean size."""
    return float((now - before).abs().mean() / before.abs().mean())
