"""A few places in RAM that blocks from the disk pass through on their way to a card, read before they are wanted."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from concurrent.futures import Future
from dataclasses import dataclass
from itertools import islice

from torch import Tensor

from engine.memory.locked import Locked
from engine.memory.queues import Mark
from engine.memory.reader import Reader
from engine.memory.slab import Slab


@dataclass(slots=True)
class _Place:
    space: Tensor  # bytes
    lock: Locked | None  # where a card fetches from it
    fetched: Mark | None = None  # until then it is in use


class Ring:
    """Reads ahead as far as it has places; with none, every block rests in RAM."""

    def __init__(self, spaces: Iterable[tuple[Tensor, Locked | None]], reader: Reader) -> None:
        self._free = deque(_Place(*space) for space in spaces)
        self._places, self._reader = len(self._free), reader
        self._here: dict[Slab, tuple[_Place, Future[None]]] = {}

    def expect(self, slabs: Iterable[Slab]) -> None:
        """Read these, in this order, as far as there is room; what is here and not among them is not wanted."""
        if not self._places:
            return
        wanted = list(islice((slab for slab in slabs if slab.home is None), self._places))
        for slab in [slab for slab in self._here if slab not in wanted]:
            self._call_off(slab)
        for slab in wanted:
            if slab not in self._here and self._free:
                self._read(slab)

    def ready(self, slab: Slab) -> bool:
        """Whether `take` would not wait."""
        return slab in self._here and self._here[slab][1].done()

    def take(self, slab: Slab) -> Tensor:
        """Its bytes; waits for the disk, and raises what went wrong there."""
        if slab not in self._here:
            if not self._free:
                self._call_off(next(reversed(self._here)))
            self._read(slab)
        place, reading = self._here[slab]
        reading.result()
        return place.space[: slab.bytes]

    def give_back(self, slab: Slab, fetched: Mark | None) -> None:
        """What was taken may be written over after that."""
        if slab in self._here:
            place, _ = self._here.pop(slab)
            place.fetched = fetched
            self._free.append(place)

    def _read(self, slab: Slab) -> None:
        place = self._free.popleft()
        self._here[slab] = place, self._reader.carry(slab, place.space, place.fetched)

    def _call_off(self, slab: Slab) -> None:
        place, reading = self._here.pop(slab)
        self._reader.call_off(reading)
        self._free.append(place)
