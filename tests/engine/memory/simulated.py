"""Queues of a card that is not there: each has a clock of its own, and everything done is written down."""

from __future__ import annotations

from dataclasses import dataclass, field

import torch
from torch import Tensor, nn

from engine.memory.carrier import Fetcher
from engine.memory.conveyor import Conveyor, Room
from engine.memory.place import spread
from engine.memory.reader import Reader
from engine.memory.ring import Ring
from engine.memory.slab import Piece, Slab
from engine.memory.streamed import StreamedBlocks

BYTES = 512  # of a block


@dataclass(frozen=True, slots=True)
class Done:
    """One piece of work: from when to when, in which room; computing reads it, copying writes it."""

    room: int
    begin: float
    end: float
    block: int


@dataclass(slots=True)
class Log:
    """What happened in all queues."""

    copies: list[Done] = field(default_factory=list)
    computed: list[Done] = field(default_factory=list)
    held_up: int = 0  # how often a thread of the host waited for the card


@dataclass(frozen=True, slots=True)
class Point:
    """A mark."""

    time: float
    log: Log

    def synchronize(self) -> None:
        self.log.held_up += 1


class SimulatedQueue:
    """A queue whose work takes as long as one says."""

    def __init__(self, log: Log, seconds: float) -> None:
        """seconds: of one block."""
        self.log, self.seconds, self.time = log, seconds, 0.0

    def mark(self) -> Point:
        return Point(self.time, self.log)

    def wait(self, mark: Point) -> None:
        self.time = max(self.time, mark.time)

    def copy(self, into: Tensor, source: Tensor) -> None:
        into.copy_(source)
        self.log.copies.append(self._work(into))

    def compute(self, block: nn.Module) -> None:
        """Work with the block that is present."""
        self.log.computed.append(self._work(block.weight))

    def _work(self, room: Tensor) -> Done:
        begin, self.time = self.time, self.time + self.seconds
        return Done(room.data_ptr(), begin, self.time, int(room.view(torch.uint8)[0]))


class Card:
    """A simulated card with its rooms, and networks that pass through them."""

    def __init__(self, compute: float, copy: float, rooms: int) -> None:
        """compute, copy: seconds of one block."""
        self.log = Log()
        self.computing = SimulatedQueue(self.log, compute)
        carrier = Fetcher(SimulatedQueue(self.log, copy), self.computing, Ring((), Reader()))
        self.conveyor = Conveyor([Room(torch.zeros(BYTES, dtype=torch.uint8)) for _ in range(rooms)], carrier)

    def network(self, blocks: int, kept: int, first: int = 0) -> StreamedBlocks:
        """Blocks whose bytes are their numbers, counted from `first`."""
        stays = spread(kept, blocks)
        return StreamedBlocks(tuple(slab(first + n, n in stays) for n in range(blocks)), self.conveyor)

    def run(self, network: StreamedBlocks, passes: int, following: StreamedBlocks | None = None) -> float:
        """Go through the blocks so many times; the time when all is computed."""
        for done in range(passes):
            if following is not None and done == passes - 1:
                network.last_before(following)
            for block in network:
                self.computing.compute(block)
        return self.computing.time


def slab(number: int, stays: bool) -> Slab:
    """A block in RAM."""
    piece = Piece("", None, torch.uint8, (BYTES,), 0)  # type: ignore[arg-type]  it never comes from a file
    return Slab(nn.Module(), (piece,), stays, torch.full((BYTES,), number, dtype=torch.uint8))
