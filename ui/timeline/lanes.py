"""Where things lie on the timeline: seconds to pixels, the ticks of the ruler, the blocks on the tracks."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from math import ceil, floor, log

from app.drift import Drift
from app.project import Clip

HEAD = 112  # px, column of the lane names
RULER, VIDEO, TAKE, DRIFT, AUDIO = 36, 78, 22, 36, 60  # px, heights; of a take with its gap
BAND, FOOT = 18, 4  # px, name band of a clip and its step bar
INSET = 12  # px before second 0
CLOSEST, WIDEST = 800.0, 4.0  # px a second
MAJOR = (0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600)  # s between two labelled ticks
ROOM, FINE_ROOM = 48, 60  # px that a label needs, and one with hundredths


class Standing(Enum):
    """How far a window of a film is."""

    FINISHED = 0
    GROWING = 1
    PLANNED = 2


@dataclass(frozen=True, slots=True)
class Cell:
    """A window of a film, as much of it as its clip shows."""

    number: int  # from 1
    start: float  # s of the timeline
    seconds: float
    standing: Standing = Standing.FINISHED
    path: str = ""  # its own recording, "" where only the whole film is there
    words: str = ""  # step 5 of 8; about 3 min
    part: float = 0.0  # 0 to 1 of a growing one
    drift: Drift | None = None
    previewed: bool = False  # a growing one whose previews come from the running job

    @property
    def end(self) -> float:
        return self.start + self.seconds

    @property
    def too_far(self) -> bool:
        return self.drift is not None and self.drift.too_far


@dataclass(frozen=True, slots=True)
class Bar:
    """A take of a clip."""

    job: str
    title: str
    note: str
    shown: bool


@dataclass(frozen=True, slots=True)
class Voice:
    """The sound of a clip whose file does not hold it yet."""

    path: str
    start: float  # s
    seconds: float


@dataclass(frozen=True, slots=True)
class Block:
    """A clip on the video track, in seconds of the timeline and frames of its file."""

    id: str
    path: str
    title: str
    start: float
    seconds: float
    first: int
    frames: int
    fps: float
    made: int = 0  # of a growing one: the frames of the file that are there
    growing: bool = False
    note: str = ""  # at the right of the name
    warns: bool = False  # the note speaks of something wrong
    cells: tuple[Cell, ...] = ()  # its windows, where it has any
    bars: tuple[Bar, ...] = ()
    voice: Voice | None = None

    @classmethod
    def of(cls, clip: Clip) -> Block:
        numerator, _, denominator = clip.fps.partition("/")
        fps = float(numerator) / float(denominator or 1)
        title = clip.title or clip.path.replace("\\", "/").rsplit("/", 1)[-1]
        frames = clip.out_frame - clip.in_frame
        start, seconds = float(clip.start), float(clip.length)
        return cls(clip.id, clip.path, title, start, seconds, clip.in_frame, frames, fps, growing=clip.growing)

    @property
    def end(self) -> float:
        return self.start + self.seconds

    @property
    def place(self) -> tuple[str, str, float, float, int]:
        """Which part of which file it shows where."""
        return self.id, self.path, self.start, self.seconds, self.first

    def frame_at(self, at: float) -> int:
        """The frame of the file that stands at that second of the timeline."""
        return self.first + min(self.frames - 1, max(0, floor((at - self.start) * self.fps + 1e-6)))

    def has(self, frame: int) -> bool:
        """Whether that frame of the file is there."""
        return not self.growing or frame < self.made

    def cell_at(self, at: float) -> Cell | None:
        """The window at that second."""
        return next((cell for cell in self.cells if cell.start <= at < cell.end), None)

    def second_of(self, frame: int) -> float:
        """The second of the timeline at which that frame of the file begins."""
        return self.start + (frame - self.first) / self.fps


@dataclass(frozen=True, slots=True)
class Plan:
    """A clip that is being made, or will be."""

    job: str
    title: str
    start: float
    seconds: float
    words: str  # step 5 of 8; about 3 min
    running: bool = False
    part: float = 0.0  # 0 to 1 of the whole job
    borders: tuple[float, ...] = ()  # 0 to 1 of its length: where a window of it will end

    @property
    def end(self) -> float:
        return self.start + self.seconds


@dataclass(frozen=True, slots=True)
class Scale:
    """Pixels and seconds; x counts from the left end of the lanes."""

    per_second: float
    scroll: float = 0.0  # px

    def x(self, seconds: float) -> float:
        return INSET + seconds * self.per_second - self.scroll

    def seconds(self, x: float) -> float:
        return max(0.0, (x + self.scroll - INSET) / self.per_second)

    def width(self, seconds: float) -> float:
        """Pixels that a timeline of that length takes, with some air behind."""
        return 2 * INSET + seconds * self.per_second + 120


def zoomed(per_second: float, steps: float) -> float:
    """The scale after so many steps of the zoom, 1.25 each."""
    return min(CLOSEST, max(WIDEST, per_second * 1.25**steps))


def zoom_place(per_second: float) -> float:
    """0 (widest) to 1 (closest), even steps for even zooms."""
    return log(per_second / WIDEST) / log(CLOSEST / WIDEST)


def zoom_at(place: float) -> float:
    """The scale for a place between 0 and 1."""
    return WIDEST * (CLOSEST / WIDEST) ** min(1.0, max(0.0, place))


def fitting(seconds: float, width: float) -> float:
    """The scale at which that much time fills the width."""
    return min(CLOSEST, max(WIDEST, (width - 2 * INSET) / max(0.5, seconds)))


def ticks(scale: Scale, width: float) -> tuple[tuple[float, int], ...]:
    """(second, height in px) of the ticks in sight: 14 with a label, 5 half way, 3 between."""
    wide = (step for step in MAJOR if step * scale.per_second >= (ROOM if step >= 1 else FINE_ROOM))
    major = next(wide, MAJOR[-1])
    minor = major / 4
    first, last = floor(scale.seconds(0) / minor), ceil(scale.seconds(width) / minor)
    heights = {0: 14, 2: 5}
    return tuple((k * minor, heights.get(k % 4, 3)) for k in range(first, last + 1))


def block_at(blocks: tuple[Block, ...], seconds: float) -> Block | None:
    """The clip at that second; at the very end the last one."""
    for block in blocks:
        if block.start <= seconds < block.end:
            return block
    return blocks[-1] if blocks and seconds >= blocks[-1].end else None


def drop_index(blocks: tuple[Block, ...], moving: str, seconds: float) -> int:
    """The place that a dragged clip takes among the others when it is let go there."""
    return sum(1 for block in blocks if block.id != moving and seconds > block.start + block.seconds / 2)
