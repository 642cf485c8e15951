"""What the engine tells: one class per event, one union, so that no reader forgets one."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from engine.api.errors import EngineError
from engine.api.film import Film
from engine.api.hardware import HardwareProfile, MemoryRead
from engine.api.result import Result


class Stage(StrEnum):
    """The stages of a generation, in order; the values are what a person reads."""

    LOAD = "Loading the model"
    TEXT = "Reading the prompt"
    VOICE = "Listening to the voice"
    IMAGE = "Reading the picture"
    DENOISE = "Denoising"
    SWITCH = "Changing the expert"
    DECODE = "Decoding"
    WRITE = "Writing the file"


class _Event(msgspec.Struct, frozen=True, omit_defaults=True, tag_field="event"):
    pass


class Ready(_Event, frozen=True, tag="ready"):
    """The worker is up; first event of every worker."""

    version: str
    pid: int


class Probed(_Event, frozen=True, tag="probed"):
    """The machine, measured; answer to the order Probe."""

    profile: HardwareProfile


class Accepted(_Event, frozen=True, tag="accepted"):
    """The job was checked and starts; its seed and the notes about values that were moved are known now."""

    job: str
    seed: int
    stages: tuple[Stage, ...]
    notes: tuple[str, ...] = ()


class StageStarted(_Event, frozen=True, tag="stage_started"):
    """A stage begins; `total` is how many parts it will report, 0 if it reports none."""

    job: str
    stage: Stage
    total: int = 0


class Stepped(_Event, frozen=True, tag="stepped"):
    """A part of a stage is done; for Denoising a part is a step, for Decoding a frame."""

    job: str
    stage: Stage
    done: int
    total: int
    part: float = 0.0  # 0 to 1 within the next step (blocks done)


class Preview(_Event, frozen=True, tag="preview"):
    """A rough look: `frames` pictures side by side in one JPEG."""

    job: str
    step: int
    frames: int
    jpeg: bytes


class FilmGrew(_Event, frozen=True, tag="film_grew"):
    """A film made in windows begins, or has one more: all that can be said of it, so that no telling is missed."""

    job: str
    film: Film


class Replanned(_Event, frozen=True, tag="replanned"):
    """The job goes on where it stood, but in another way than planned."""

    job: str
    stage: Stage  # in which it became necessary
    why: str  # what happened, as a sentence
    done: str  # what is done from now on, as a sentence
    detail: str = ""

    @property
    def text(self) -> str:
        """All of it, for a log."""
        return f"{self.why} {self.done} ({self.detail})"


class Held(msgspec.Struct, frozen=True):
    """Memory that somebody holds."""

    what: str
    where: str  # "RAM" or the device
    bytes: int


class MemoryHeld(_Event, frozen=True, tag="memory_held"):
    """Who holds how much memory at the beginning of a stage; for those who ask for it."""

    job: str
    stage: Stage
    holders: tuple[Held, ...]  # those of the device first, the largest first

    @property
    def text(self) -> str:
        """It as lines for a log."""
        lines = (f"  {one.bytes / 2**20:10,.0f} MiB  {one.where:7} {one.what}" for one in self.holders)
        return "\n".join((f"Memory at the beginning of: {self.stage.value}", *lines))


class Log(_Event, frozen=True, tag="log"):
    """A line for the log."""

    text: str
    job: str = ""


class Stopping(_Event, frozen=True, tag="stopping"):
    """A wish to stop was heard; the end follows within a block or a step."""

    job: str


class Finished(_Event, frozen=True, tag="finished"):
    """The end of a job that went well."""

    job: str
    result: Result


class Stopped(_Event, frozen=True, tag="stopped"):
    """The end of a job that somebody stopped; what was computed is kept in its folder."""

    job: str


class Failed(_Event, frozen=True, tag="failed"):
    """The end of a job that could not go on, in the parts of an EngineError."""

    job: str
    code: str
    title: str
    why: str = ""
    done: str = ""
    do: tuple[str, ...] = ()
    detail: str = ""
    param: str = ""
    engine_died: bool = False  # the worker process itself ended

    @classmethod
    def of(cls, job: str, error: EngineError) -> Failed:
        return cls(job, error.code, error.title, error.why, error.done, error.do, error.detail, error.param)


Gauge = MemoryRead
End = Finished | Stopped | Failed
Told = Ready | Probed | Accepted | StageStarted | Stepped | Preview | FilmGrew | Replanned | MemoryHeld | Log | Stopping
Event = Told | End
