"""An engine that does what a test tells it: the signals and methods of EngineThread, no thread and no process."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from engine.api.events import (
    Accepted,
    Event,
    Failed,
    Finished,
    Ready,
    Stage,
    StageStarted,
    Stepped,
    Stopped,
    Stopping,
)
from engine.api.request import GenerationRequest
from engine.api.result import Result, StageTime, Timing

STAGES = (Stage.TEXT, Stage.LOAD, Stage.DENOISE, Stage.DECODE, Stage.WRITE)


class FakeEngine(QObject):
    """Remembers the orders; `say` lets it speak, the other methods say what a real one would."""

    happened = Signal(object)
    worker_changed = Signal(int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.given: list[GenerationRequest] = []
        self.cancelled: list[str] = []
        self.probes = self.unloads = self.restarts = 0
        self.started = self.closed = False
        self.worker_pid: int | None = None

    def start(self) -> None:
        self.started = True

    def generate(self, request: GenerationRequest) -> None:
        self.given.append(request)

    def cancel(self, job_id: str) -> None:
        self.cancelled.append(job_id)
        self.say(Stopping(job_id))

    def probe(self) -> None:
        self.probes += 1

    def unload(self) -> None:
        self.unloads += 1

    def restart(self) -> None:
        self.restarts += 1

    def close(self) -> None:
        self.closed = True

    def say(self, *events: Event) -> None:
        """Emit these events, one after another."""
        for event in events:
            self.happened.emit(event)

    @property
    def running(self) -> str:
        """The id of the job that was given last."""
        return self.given[-1].id

    def ready(self) -> None:
        self.worker_pid = 1234
        self.say(Ready("0", 1234))

    def accept(self, job: str = "") -> None:
        self.say(Accepted(job or self.running, 7, STAGES))

    def step(self, done: int, total: int, stage: Stage = Stage.DENOISE, job: str = "") -> None:
        """Begin a stage with its first part, or go on in it."""
        job = job or self.running
        if done <= 1:
            self.say(StageStarted(job, stage, total))
        self.say(Stepped(job, stage, done, total))

    def finish(self, path: str = "clip.mp4", job: str = "", frames: int = 17) -> Result:
        """End the running job well; the file itself is the test's affair."""
        result = a_result(path, frames)
        self.say(Finished(job or self.running, result))
        return result

    def fail(self, title: str = "It did not work", job: str = "", **parts: object) -> None:
        self.say(Failed(job or self.running, "APP-002", title, **parts))

    def stop(self, job: str = "") -> None:
        self.say(Stopped(job or self.running))


def a_result(path: str = "clip.mp4", frames: int = 17) -> Result:
    """What a finished job of the starter model tells."""
    timing = Timing(tuple(StageTime(stage.value, 1.0) for stage in STAGES), 5.0)
    return Result(path, 128, 128, frames, "8", 7, timing)


def a_request(prompt: str = "a red ball", **params: object) -> GenerationRequest:
    """A small job for the starter model."""
    return GenerationRequest("", "wan", "starter", {"positive_prompt": prompt, "steps": 4, **params})
