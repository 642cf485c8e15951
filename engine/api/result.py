"""What a finished job leaves behind."""

from __future__ import annotations

import msgspec


class StageTime(msgspec.Struct, frozen=True, omit_defaults=True):
    """How long one stage took."""

    stage: str  # a value of events.Stage
    seconds: float
    count: int = 1  # steps, frames or passes done in it


class Timing(msgspec.Struct, frozen=True, omit_defaults=True):
    """The timing report: where the seconds went."""

    stages: tuple[StageTime, ...]
    total: float  # seconds
    forwards: int = 0  # passes through a transformer
    fps: float = 0.0  # frames made per second of work

    def seconds(self, stage: str) -> float:
        """Seconds spent in that stage, 0 if it did not happen."""
        return sum(s.seconds for s in self.stages if s.stage == stage)


class Result(msgspec.Struct, frozen=True, omit_defaults=True):
    """A clip (or still), and how it came to be."""

    path: str
    width: int
    height: int
    frames: int
    fps: str  # exact fraction
    seed: int
    timing: Timing
    peak_bytes: int = 0  # most memory held at once by the worker on its device
    recipe: str = ""  # JSON text, as stored inside the file
    temporary: bool = False  # save_output was off: the file lies in the job's folder
    notes: tuple[str, ...] = ()  # what Kinora changed and why, as sentences
