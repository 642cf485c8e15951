"""Makes a job again on a lower plan when memory runs out, going on where it stood, and remembers that for next time.

The attempt that failed is gone with all it held before the next one begins: an exception holds the tensors of every
frame it went through, so nothing is done about it while it is being handled.
"""

from __future__ import annotations

import contextlib
import logging
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec
import psutil

from engine.api.errors import DoesNotFit, EngineError, OutOfMemory
from engine.api.events import Accepted, Event, Finished, Replanned, Stage, StageStarted
from engine.api.plan import ExecutionPlan
from engine.memory.ladder import Caps, lower
from engine.memory.trouble import SHORTAGES, Shortage, shortage
from engine.planner.budget import SYSTEM
from engine.run import Job, give_back_memory

_log = logging.getLogger(__name__)
FILE = "memory.json"
HAPPENED = {
    Shortage.DEVICE: "The memory of the graphics card ran out.",
    Shortage.LOCKED: "No more memory could be locked for the graphics card.",
    Shortage.HOST: "Memory ran out.",
    Shortage.SPILLED: "The graphics card is full and became far slower than planned.",
}
SAME = 1.1  # free memory times this is still about as much as when it ran out


@dataclass(frozen=True, slots=True)
class Planned:
    """What an attempt goes by; the first thing that it yields."""

    plan: ExecutionPlan
    setting: str  # what a lesson is good for: the device, the model, the size of the clip
    free: int  # bytes on the device when it was planned
    seconds: float  # of denoising; 0 where no rate was measured
    watched: bool  # slow steps lead to another attempt


class Lesson(msgspec.Struct, frozen=True):
    """What was learned when memory ran out."""

    caps: Caps
    free: int  # bytes on the device at that time


class Lessons:
    """A small file of them; losing it costs a failed attempt, so trouble with it is only logged."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE

    def about(self, setting: str, free: int) -> Caps:
        """The caps for that setting; none once there is clearly more memory than when it ran out."""
        lesson = self._read().get(setting)
        return lesson.caps if lesson is not None and free <= lesson.free * SAME else Caps()

    def learn(self, setting: str, caps: Caps, free: int) -> None:
        """Keep what went well."""
        content = msgspec.json.encode({**self._read(), setting: Lesson(caps, free)})
        part = self._path.with_suffix(f".{os.getpid()}")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            part.write_bytes(content)
            part.replace(self._path)
        except OSError as trouble:
            _log.warning("What was learned about memory could not be kept: %s", trouble)

    def _read(self) -> dict[str, Lesson]:
        with contextlib.suppress(OSError, msgspec.DecodeError):
            return msgspec.json.decode(self._path.read_bytes(), type=dict[str, Lesson])
        return {}


Attempt = Callable[[Caps | None], Iterator[Event | Planned]]  # None: what was learned before holds


def with_less(job: Job, attempt: Attempt, lessons: Lessons) -> Iterator[Event]:
    """Every event of the attempt that went well, and Replanned before each one after the first.

    Raises OutOfMemory or DoesNotFit when there is no lower plan, and whatever else an attempt raises.
    """
    caps: Caps | None = None
    told: tuple[str, ...] = ()
    while True:
        planned, stage, found, trouble = None, Stage.LOAD, None, ""
        try:
            for event in attempt(caps):
                if isinstance(event, Planned):
                    planned = event
                    continue
                if isinstance(event, StageStarted):
                    stage = event.stage
                if caps is None or not isinstance(event, Accepted):
                    yield _with_notes(event, told)
        except SHORTAGES as wrong:
            found = shortage(wrong)
            if found is None or planned is None:
                raise
            trouble = str(wrong).partition("\n")[0][:300]
        if planned is None or found is None:
            break
        before = caps or lessons.about(planned.setting, planned.free)
        rung = lower(planned.plan, before, Stage.LOAD if found is Shortage.SPILLED else stage)
        if rung is None:
            raise _nothing_left(stage, found, trouble)
        caps = msgspec.structs.replace(rung.caps, unwatched=before.unwatched or found is Shortage.SPILLED)
        job.warm.clear()
        give_back_memory()
        told = (*told, HAPPENED[found], rung.words)
        yield Replanned(job.request.id, stage, HAPPENED[found], rung.words, trouble)
    if caps is not None and planned is not None:
        lessons.learn(planned.setting, caps, planned.free)
    if psutil.virtual_memory().available < SYSTEM:
        job.warm.clear()  # the computer needs it more than the next job
        give_back_memory()


def _with_notes(event: Event, told: tuple[str, ...]) -> Event:
    """The end of a job says how it was made."""
    if not isinstance(event, Finished) or not told:
        return event
    result = msgspec.structs.replace(event.result, notes=(*event.result.notes, *dict.fromkeys(told)))
    return msgspec.structs.replace(event, result=result)


def _nothing_left(stage: Stage, found: Shortage, trouble: str) -> EngineError:
    if stage is Stage.LOAD and found is Shortage.DEVICE:
        return DoesNotFit(
            "The model does not fit on the graphics card",
            why=trouble,
            done="Nothing was loaded; other jobs continue.",
            do=("Choose a smaller model.", "Close other programs that use the card."),
        )
    return OutOfMemory(
        "There is not enough memory for this clip",
        why=f"It ran out in the stage {stage.value!r} on the lowest plan too.",
        done="What was computed is kept; the other jobs go on.",
        do=("Choose a smaller size or fewer frames.", "Close other programs."),
        detail=trouble,
    )
