"""What is asked of the finished file, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from engine.api.errors import InvalidParam
from engine.media.formats import LOSSLESS, Codec, OutputFormat, Shape, format_of

GIF_FASTEST = 50  # frames per second; viewers slow down anything quicker


@dataclass(frozen=True, slots=True)
class Sound:
    """The sound track: it is padded with silence or cut to the length of the picture, never the other way round."""

    path: Path
    start: float = 0.0  # seconds into the sound
    seconds: float | None = None  # that are heard from there on; None: all


@dataclass(frozen=True, slots=True)
class Output:
    """The wish; the names are those of the parameters' table."""

    fps: Fraction
    output_format: str = "mp4 h264"  # id of formats.FORMATS
    quality: int | None = None  # None: the format's own
    loop_count: int = 0  # how often a gif or webp plays, 0 for ever
    pingpong: bool = False
    recipe: str | None = None  # None: save_metadata is off
    sound: Sound | None = None

    def __post_init__(self) -> None:
        if not 0 < self.fps <= 1000:
            raise InvalidParam("This frame rate cannot be used", why=f"{self.fps} is not in 0 to 1000.", param="fps")
        assert self.recipe is None or len(self.recipe.encode()) <= 1_000_000

    @property
    def format(self) -> OutputFormat:
        return format_of(self.output_format)

    @property
    def fineness(self) -> int:
        """The quality number to encode with."""
        return self.format.quality if self.quality is None else self.quality

    @property
    def growing(self) -> Codec:
        """The codec of the growing file: lossless where the frames are needed once more."""
        return LOSSLESS if self.pingpong else self.format.codec

    def order(self, frames: int) -> tuple[int, ...]:
        """The numbers of the made frames as they are shown: there, and with pingpong back without both ends."""
        there = tuple(range(frames))
        if self.format.shape is Shape.STILL:
            return there[:1]
        return there + tuple(range(frames - 2, 0, -1)) if self.pingpong else there


@dataclass(frozen=True, slots=True)
class Written:
    """A finished file."""

    path: Path
    width: int  # pixels
    height: int
    frames: int
    fps: Fraction
    seconds: float
    has_audio: bool
    size: int  # bytes
    notes: tuple[str, ...] = ()  # what differs from the wish and why, for the user
