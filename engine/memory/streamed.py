"""Blocks of a network of which only some are on the device: the one point where a network meets its memory plan.

A network goes through its blocks and knows nothing of memory; here each block is present when its turn comes and
absent before and after.  Sources: facts/performance.md 3.2.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from torch import nn

from engine.memory.conveyor import Conveyor
from engine.memory.slab import Slab


class StreamedBlocks(nn.ModuleList):
    """Takes the place of the blocks of a network; names and state dict stay as they were."""

    def __init__(self, slabs: tuple[Slab, ...], conveyor: Conveyor) -> None:
        super().__init__(slab.block for slab in slabs)
        self.conveyor = conveyor
        self._slabs, self._handed_over = slabs, False

    def __iter__(self) -> Iterator[nn.Module]:
        """Every block while it is present; a pass may be broken off anywhere."""
        try:
            for index, block in enumerate(self.children()):
                with self.present(index):
                    yield block
        finally:
            self._handed_over = False

    @contextmanager
    def present(self, index: int) -> Iterator[None]:
        """That block can be computed with inside."""
        slab = self._slabs[index]
        room = self.conveyor.enter(slab, self._slabs)
        slab.appear(room)
        slab.dress(room.device)
        try:
            yield
        finally:
            slab.undress()
            slab.vanish()
            self.conveyor.leave(slab)

    @property
    def waiting_bytes(self) -> int:
        """What waits in RAM."""
        return sum(slab.home.nbytes for slab in self._slabs if slab.home is not None)

    def last_before(self, other: StreamedBlocks) -> None:
        """The pass that comes is the last one before another network with the same rooms: let it move in meanwhile."""
        if self.conveyor is other.conveyor and not self._handed_over:
            self._handed_over = True
            self.conveyor.hand_over(other._slabs)
