"""How high the lanes of the timeline are, and where clips, windows and takes lie in them."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF

from ui import theme
from ui.timeline.lanes import AUDIO, BAND, DRIFT, HEAD, RULER, TAKE, VIDEO, Bar, Block, Cell, Plan, Scale

MOST_TAKES = 3  # bars in sight
AIR = 4  # px above and below what lies in a lane


@dataclass(frozen=True, slots=True)
class Sizes:
    """The column of names and the lanes, in px at the text size in force."""

    head: int
    ruler: int
    video: int
    audio: int
    take: int
    takes: int  # the whole lane, 0 where no clip has several
    drift: int  # 0 where nothing was measured

    @classmethod
    def now(cls, blocks: tuple[Block, ...] = ()) -> Sizes:
        head, ruler, video, audio, take, drift = (theme.size(base) for base in (HEAD, RULER, VIDEO, AUDIO, TAKE, DRIFT))
        most = min(MOST_TAKES, max((len(block.bars) for block in blocks), default=0))
        measured = any(cell.drift is not None for block in blocks for cell in block.cells)
        return cls(head, ruler, video, audio, take, most * take + 4 if most else 0, drift if measured else 0)

    @property
    def takes_top(self) -> int:
        return self.ruler + self.video

    @property
    def drift_top(self) -> int:
        return self.takes_top + self.takes

    @property
    def sound_top(self) -> int:
        return self.drift_top + self.drift

    @property
    def bottom(self) -> int:
        return self.sound_top + self.audio

    @property
    def least(self) -> int:
        """Height below which nothing can be done: in a low window the lane of sound gives way."""
        return self.takes_top + 4

    def clip(self, scale: Scale, block: Block | Plan, *, sound: bool = False) -> QRectF:
        """A clip, or its sound; at least 2 px wide."""
        top, height = (self.sound_top, self.audio) if sound else (self.ruler, self.video)
        width = max(2.0, block.seconds * scale.per_second - 1)
        return QRectF(self.head + scale.x(block.start), top + AIR, width, height - 2 * AIR)

    def cell(self, scale: Scale, cell: Cell) -> QRectF:
        """A window of a clip, below the name of the clip."""
        top, bottom = self.ruler + AIR + theme.size(BAND), self.takes_top - AIR
        width = max(1.0, cell.seconds * scale.per_second - 1)
        return QRectF(self.head + scale.x(cell.start), top, width, bottom - top)

    def bar(self, scale: Scale, block: Block, bar: Bar) -> QRectF:
        """A take under its clip."""
        rect = self.clip(scale, block)
        top = self.takes_top + AIR + block.bars.index(bar) * self.take
        return QRectF(rect.x(), top, rect.width(), self.take - AIR)
