"""How a block that rests in RAM, or passes through it, comes into a room; for blocks that stay in RAM: Reader."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol

from torch import Tensor

from engine.memory.queues import Mark, Queue
from engine.memory.ring import Ring
from engine.memory.slab import Slab

Arrival = Any  # what a carrier made and only that carrier understands


class Carrier(Protocol):
    """Fills rooms; knows the work of those who use them."""

    def expect(self, slabs: Iterable[Slab]) -> None:
        """These will be carried next, in this order."""

    def ready(self, slab: Slab) -> bool:
        """Whether it can be carried without holding up the caller."""

    def carry(self, slab: Slab, room: Tensor, after: Mark | None) -> Arrival:
        """Begin to bring a slab into a room once `after` is reached."""

    def wait(self, arrival: Arrival) -> None:
        """Let those who use the room wait until it is there; raises what went wrong on the way."""

    def call_off(self, arrival: Arrival) -> None:
        """Nobody wants it any more: it does not come, or has come when this returns or before anything later does."""

    def used(self) -> Mark | None:
        """The end of all that those who use rooms have been given to do so far; None: it is done."""


class _FromRam:
    """What all ways from RAM have in common: blocks that do not rest there come through the ring."""

    def __init__(self, ring: Ring) -> None:
        self._ring = ring

    def expect(self, slabs: Iterable[Slab]) -> None:
        self._ring.expect(slabs)

    def ready(self, slab: Slab) -> bool:
        return slab.home is not None or self._ring.ready(slab)

    def _bytes(self, slab: Slab) -> Tensor:
        return self._ring.take(slab) if slab.home is None else slab.home


class Mover(_FromRam):
    """Copies at once, within RAM or to a card whose driver is not to be trusted with queues."""

    def carry(self, slab: Slab, room: Tensor, after: Mark | None) -> None:
        room[: slab.bytes].copy_(self._bytes(slab))
        self._ring.give_back(slab, None)

    def wait(self, arrival: None) -> None:
        """It is there already."""

    def call_off(self, arrival: None) -> None:
        """It has come."""

    def used(self) -> None:
        return None


class Fetcher(_FromRam):
    """Lets a card fetch in a queue of its own, beside the one that it computes in."""

    def __init__(self, copies: Queue, computing: Queue, ring: Ring) -> None:
        super().__init__(ring)
        self._copies, self._computing = copies, computing

    def carry(self, slab: Slab, room: Tensor, after: Mark | None) -> Mark:
        if after is not None:
            self._copies.wait(after)
        self._copies.copy(room[: slab.bytes], self._bytes(slab))
        arrived = self._copies.mark()
        self._ring.give_back(slab, arrived)
        return arrived

    def wait(self, arrival: Mark) -> None:
        self._computing.wait(arrival)

    def call_off(self, arrival: Mark) -> None:
        """What the queue copies later comes after it."""

    def used(self) -> Mark:
        return self._computing.mark()
