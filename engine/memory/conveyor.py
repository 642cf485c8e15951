"""Brings blocks into a few rooms in the order in which they will be wanted, ahead of those who compute with them.

The order is known: every pass goes through all blocks, one pass follows another, and in the end the next expert may
follow.  So a room that becomes free is given to the block that is wanted next and is not on its way yet; the rooms
never change, and nobody waits for more than the block he is about to use.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

from torch import Tensor

from engine.api.errors import EngineError
from engine.memory.carrier import Carrier
from engine.memory.queues import Mark
from engine.memory.slab import Slab


@dataclass(slots=True, eq=False)
class Room:
    """A place for one block."""

    space: Tensor  # bytes
    arrival: Any = None  # of what is here or on its way, as its carrier tells it
    left: Mark | None = None  # whoever used what was here before is done


class Conveyor:
    """Rooms, and a line of blocks that are to come into them."""

    def __init__(self, rooms: Iterable[Room], carrier: Carrier) -> None:
        self._rooms, self._carrier = tuple(rooms), carrier
        self._free = deque(self._rooms)
        for room in self._rooms:
            room.left = carrier.used()  # its bytes may have been somebody else's a moment ago
        self._here: dict[Slab, Room] = {}  # there or on the way
        self._line: deque[Slab] = deque()  # that are to come next; behind it the passers of the order, for ever
        self.order: tuple[Slab, ...] = ()  # of a pass

    def follow(self, order: tuple[Slab, ...], first: int = 0) -> None:
        """From now on passes go through these, the first one from `first` on.

        Those that stay are brought once, the others anew in each pass; what is on its way for another order is not.
        """
        self.order = order
        self._empty(slab for slab in self._here if not (slab.stays and slab in order))
        self._line = deque(slab for slab in order[first:] if slab not in self._here)
        self._bring()

    def hand_over(self, order: tuple[Slab, ...]) -> None:
        """The pass that comes is the last one in this order: rooms that become free in it are for the next order."""
        self._line.extend(order)
        self.order = order

    def enter(self, slab: Slab, order: tuple[Slab, ...]) -> Tensor:
        """The room with that block of an order in it, for those who compute after this."""
        if slab not in self._here:
            if self._next() is not slab or not self._free:  # a pass was broken off, or nobody said that this one comes
                self.follow(order, order.index(slab))
            self._bring(slab)
        room = self._here[slab]
        try:
            self._carrier.wait(room.arrival)
        except EngineError:
            self._empty(self._here)  # so that another attempt reads all anew
            raise
        return room.space

    def leave(self, slab: Slab) -> None:
        """Those who compute have been told all that they are to do with it."""
        room = self._here.get(slab)
        if room is None:
            return
        room.left = self._carrier.used()
        if not (slab.stays and slab in self.order):
            del self._here[slab]
            self._free.append(room)
        self._bring()

    @property
    def bytes(self) -> int:
        """Of all rooms."""
        return sum(room.space.nbytes for room in self._rooms)

    def suits(self, order: tuple[Slab, ...]) -> bool:
        """Whether its rooms are large enough and as many as those need."""
        largest, stay = max(slab.bytes for slab in order), sum(slab.stays for slab in order)
        needed = stay if stay == len(order) else stay + 1
        return needed <= len(self._rooms) and all(room.space.numel() >= largest for room in self._rooms)

    def _bring(self, needed: Slab | None = None) -> None:
        """Give free rooms away; wait for the disk only for the block that is needed now."""
        while self._free and (slab := self._next()) is not None:
            if not self._carrier.ready(slab) and (needed is None or needed in self._here):
                break
            self._line.popleft()
            room = self._free.popleft()
            room.arrival = self._carrier.carry(slab, room.space, room.left)
            self._here[slab] = room
        self._carrier.expect(self._upcoming())

    def _empty(self, unwanted: Iterable[Slab]) -> None:
        for slab in tuple(unwanted):
            room = self._here.pop(slab)
            self._carrier.call_off(room.arrival)
            room.left = self._carrier.used()  # whoever broke off may still compute with it
            self._free.append(room)

    def _next(self) -> Slab | None:
        """The block that is wanted next and is not on its way; None when all are."""
        if not self._line:
            self._line.extend(slab for slab in self.order if not slab.stays)
        return None if not self._line or self._line[0] in self._here else self._line[0]

    def _upcoming(self) -> Iterator[Slab]:
        return chain(self._line, (slab for slab in self.order if not slab.stays))
