"""Where things lie on the timeline: seconds to pixels, the ticks of the ruler, the blocks on the tracks."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor, log

from app.project import Clip

HEAD = 112  # px, column of the lane names
RULER, VIDEO, AUDIO = 36, 78, 60  # px, heights
BAND, FOOT = 18, 4  # px, name band of a clip and its step bar
INSET = 12  # px before second 0
CLOSEST, WIDEST = 800.0, 4.0  # px a second
MAJOR = (0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600)  # s between two labelled ticks
ROOM = 48  # px that a label needs


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

    @classmethod
    def of(cls, clip: Clip) -> Block:
        numerator, _, denominator = clip.fps.partition("/")
        fps = float(numerator) / float(denominator or 1)
        title = clip.title or clip.path.replace("\\", "/").rsplit("/", 1)[-1]
        frames = clip.out_frame - clip.in_frame
        return cls(clip.id, clip.path, title, float(clip.start), float(clip.length), clip.in_frame, frames, fps)

    @property
    def end(self) -> float:
        return self.start + self.seconds

    def frame_at(self, at: float) -> int:
        """The frame of the file that stands at that second of the timeline."""
        return self.first + min(self.frames - 1, max(0, floor((at - self.start) * self.fps + 1e-6)))

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
    major = next((step for step in MAJOR if step * scale.per_second >= ROOM), MAJOR[-1])
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
