"""What a finished job leaves behind."""

from __future__ import annotations

import msgspec

IDENTITY_LIMIT = 0.3  # an open mouth measures half of it at most, see engine/families/talking/identity.py


class StageTime(msgspec.Struct, frozen=True, omit_defaults=True):
    """How long one stage took."""

    stage: str  # a value of events.Stage
    seconds: float
    count: int = 1  # steps, frames or passes done in it


class Spent(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the transformers did, and what a cache spared them."""

    run: int = 0  # passes through a transformer
    left_out: int = 0  # passes that were answered from an earlier one
    blocks: int = 0  # of all passes that ran

    def plus(self, other: Spent) -> Spent:
        """Both together."""
        return Spent(self.run + other.run, self.left_out + other.left_out, self.blocks + other.blocks)


class Timing(msgspec.Struct, frozen=True, omit_defaults=True):
    """The timing report: where the seconds went."""

    stages: tuple[StageTime, ...]
    total: float  # seconds
    forwards: int = 0  # passes through a transformer
    fps: float = 0.0  # frames made per second of work
    left_out: int = 0  # passes that a cache answered instead
    blocks: int = 0  # blocks that ran in all passes

    def seconds(self, stage: str) -> float:
        """Seconds spent in that stage, 0 if it did not happen."""
        return sum(s.seconds for s in self.stages if s.stage == stage)


class WindowSeen(msgspec.Struct, frozen=True, omit_defaults=True):
    """What one window of a long film looks like, for the drift meter."""

    first: int  # frame of the film
    frames: int
    colour: tuple[float, float, float]  # mean L (0 to 100), a and b of CIE Lab over its frames
    contrast: float  # mean deviation of L within a frame
    sha256: str = ""  # of its frames as they were handed to the encoder (which may not be the same twice itself)
    identity: float = 0.0  # from the given picture: 0 is the same, beyond IDENTITY_LIMIT it is somebody else


class Sync(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where the sound of the finished file lies, measured on the file itself."""

    sound_seconds: float  # of the sound that was asked for
    film_seconds: float
    offset: float | None = None  # seconds, positive: late; None where the sound is too quiet to tell
    places: int = 0  # of beginning, middle and end that could be compared


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
    windows: tuple[WindowSeen, ...] = ()  # of a film that was made in windows
    reference: WindowSeen | None = None  # the same of the picture that it began from
    sync: Sync | None = None  # of a film with a voice
