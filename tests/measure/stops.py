"""Stops and kills of the real engine with the starter model: how soon a wish to stop is heard, and that no job is lost.

Run with `python -m tests.measure.stops [kills]`; prints the latencies per stage and what became of the killed jobs.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QElapsedTimer, QEventLoop

from app import context as contexts
from app.context import Context
from app.folders import Folders
from app.jobs import State
from engine.api.events import Event, Failed, Finished, Stage, StageStarted, Stopped, Stopping
from engine.api.request import GenerationRequest

PROMPT = "a red circle moves to the right on a blue background"


class Desk:
    """A queue without a window, with every event of the engine and its moment."""

    def __init__(self) -> None:
        self.app = QCoreApplication(sys.argv[:1])
        self.context: Context = contexts.build(Folders.below(Path(tempfile.mkdtemp(prefix="kinora-stops-"))))
        self.heard: list[tuple[float, Event]] = []
        self.context.engine.happened.connect(lambda event: self.heard.append((time.perf_counter(), event)))

    def add(self, **params: object) -> str:
        values = {"positive_prompt": PROMPT, "num_frames": 17, "steps": 20, **params}
        return self.context.jobs.add(GenerationRequest("", "wan", "starter", values), "measured")

    def until(self, met: Callable[[], bool], seconds: float = 60.0) -> bool:
        clock = QElapsedTimer()
        clock.start()
        while not met():
            if clock.elapsed() > seconds * 1000:
                return False
            self.app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 5)
        return True

    @property
    def deaths(self) -> int:
        return sum(isinstance(event, Failed) and event.engine_died for _, event in self.heard)

    def moment(self, kind: type, after: float) -> float | None:
        return next((at for at, event in self.heard if at >= after and isinstance(event, kind)), None)


def cancel_in(desk: Desk, stage: Stage) -> tuple[float, float]:
    """Milliseconds from the wish to Stopping and to the end, when it comes in that stage."""
    began = time.perf_counter()
    id = desk.add(seed=random.randrange(10**6))
    desk.until(lambda: any(at > began and isinstance(e, StageStarted) and e.stage is stage for at, e in desk.heard))
    wished = time.perf_counter()
    desk.context.jobs.cancel(id)
    desk.until(lambda: desk.moment(Stopped, wished) or desk.moment(Finished, wished))
    heard, ended = desk.moment(Stopping, wished), desk.moment(Stopped, wished) or desk.moment(Finished, wished)
    return (1000 * ((heard or ended or 0) - wished), 1000 * ((ended or 0) - wished))


def kill_at_random(desk: Desk, longest: float) -> str:
    """Kill the worker while a job runs, run the job again, and say what became of it."""
    desk.context.engine.restart()
    began = time.perf_counter()
    id = desk.add(seed=random.randrange(10**6), num_frames=17)
    desk.until(lambda: desk.context.engine.worker_pid is not None)
    wait = time.perf_counter() + random.uniform(0, longest)
    desk.until(lambda: time.perf_counter() > wait)
    pid = desk.context.engine.worker_pid
    if pid and desk.moment(Finished, began) is None:
        os.kill(pid, signal.SIGKILL)
        desk.until(lambda: desk.moment(Failed, began) is not None)
        desk.context.jobs.resume()
        desk.context.jobs.retry(id)
    desk.until(lambda: (job := desk.context.jobs.job(id)) is not None and job.state is State.DONE, 120)
    job = desk.context.jobs.job(id)
    return job.state.value if job else "lost"


def main() -> int:
    """Measure; 0 when wishes were heard in 100 ms and ended in 2 s, and each killed job was done in the end."""
    desk, began = Desk(), time.perf_counter()
    desk.add(seed=1)
    desk.until(lambda: desk.moment(Finished, 0) is not None, 120)
    whole = time.perf_counter() - began  # seconds of a job with a new worker
    stages = [(s, *cancel_in(desk, s)) for s in (Stage.TEXT, Stage.LOAD, Stage.DENOISE, Stage.DECODE, Stage.WRITE)]
    for stage, heard, ended in stages:
        print(f"{stage.value:<22} heard after {heard:6.1f} ms, ended after {ended:7.1f} ms")
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else 30
    ends: list[str] = []
    while desk.deaths < kills and len(ends) < 4 * kills:
        ends.append(kill_at_random(desk, whole))
    print(f"{len(ends)} jobs, {desk.deaths} killed workers: {ends.count('done')} done in the end, {set(ends)}")
    contexts.close(desk.context)
    right = all(heard <= 100 and ended <= 2000 for _, heard, ended in stages) and set(ends) <= {"done"}
    right &= desk.deaths >= kills
    return 0 if right else 1


if __name__ == "__main__":
    sys.exit(main())
