"""A worker whose family does what the prompt says, for tests of everything around a family.

The prompt is a row of words: `load=0.5` and `decode=0.5` (a stage of so many seconds that listens), `denoise=20x0.05`
(steps), `deaf=3` (does not listen), `print`, `abort`, `exit=3`, `raise`, `memory`, `full`, `driver`, `preview=2000000`.
"""

from __future__ import annotations

import errno
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from engine import catalog
from engine.api.events import Accepted, Event, Finished, Preview, Stage, StageStarted, Stepped
from engine.api.result import Result, StageTime, Timing
from engine.catalog import Family
from engine.families.wan.params import WanParams
from engine.run import Job

ROOT = Path(__file__).resolve().parent.parent
COMMAND = (
    sys.executable,
    "-c",
    f"import sys; sys.path.insert(0, {str(ROOT)!r}); from tests.scripted import serve; serve()",
)
STAGES = {
    "load": Stage.LOAD,
    "text": Stage.TEXT,
    "image": Stage.IMAGE,
    "denoise": Stage.DENOISE,
    "decode": Stage.DECODE,
    "write": Stage.WRITE,
}


def serve() -> None:
    """What the command of a test worker runs."""
    from engine.worker import main

    register()
    main(preload=())


def register() -> None:
    """Put the scripted family in the place of the real one."""
    catalog.FAMILIES["wan"] = Family("wan", WanParams, "tests.scripted:generate")


def generate(job: Job) -> Iterator[Event]:
    """Do what the prompt says, then leave a small file."""
    id, words = job.request.id, job.params.positive_prompt.split()
    yield Accepted(
        id, job.params.seed, tuple(STAGES[w.partition("=")[0]] for w in words if w.partition("=")[0] in STAGES)
    )
    for word in words:
        name, _, given = word.partition("=")
        if name in STAGES:
            yield from _stage(job, STAGES[name], given)
        elif name == "preview":
            job.emit(Preview(id, 1, 1, b"x" * int(given)))
        else:
            _accident(name, given)
    path = Path(job.request.output_folder) / f"{id}.mp4"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"film of " + id.encode())
    job.warm["runs"] = job.warm.get("runs", 0) + 1
    timing = Timing((StageTime(Stage.DENOISE.value, 1.0),), 1.0)
    notes = (f"run {job.warm['runs']}", f"torch {'torch' in sys.modules}")
    yield Finished(id, Result(str(path), 64, 64, 5, "8", job.params.seed, timing, notes=notes))


def _stage(job: Job, stage: Stage, given: str) -> Iterator[Event]:
    count, _, seconds = given.rpartition("x")
    total = int(count or 0)
    yield StageStarted(job.request.id, stage, total)
    for step in range(1, max(1, total) + 1):
        end = time.monotonic() + float(seconds)
        while time.monotonic() < end:
            job.stop()
            time.sleep(0.005)
        if total:
            yield Stepped(job.request.id, stage, step, total)


def _accident(name: str, given: str) -> None:
    if name == "deaf":
        time.sleep(float(given))
    elif name == "print":
        print("a stray line of a library")
        os.write(1, b'{"event":"finished"}\n')
    elif name == "abort":
        os.abort()
    elif name == "exit":
        os._exit(int(given))
    elif name == "raise":
        raise ValueError("seven is not eight")
    elif name == "memory":
        raise MemoryError
    elif name == "full":
        raise OSError(errno.ENOSPC, "No space left on device", "/some/where/clip.mp4")
    elif name == "driver":
        raise RuntimeError("CUDA error: an illegal memory access was encountered")
