"""A whole queue in a process of its own, to be killed at any moment: says each thing that a person could have seen.

Lines: `queued ID HASH` after a job was added, `over ID STATE` after it ended; HASH is that of its request.
Careless, it says `queued` before the job is written, which the test must notice.
"""

from __future__ import annotations

import hashlib
import random
import sys
import time
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QTimer

from app.background import Background
from app.database import Database
from app.folders import Folders
from app.forecasts import Forecasts
from app.job import Job
from app.jobs import Jobs
from app.library import Library
from app.settings import Settings
from engine.api import wire
from engine.catalog import Catalog
from tests.fakes import FakeEngine, a_request


def hash_of(job: Job) -> str:
    """Of the request, byte by byte."""
    return hashlib.sha256(wire.encode(job.request)).hexdigest()


class QuickEngine(FakeEngine):
    """Ends each job after a few milliseconds: well, badly or stopped."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder, self.dice = folder, random.Random()

    def generate(self, request):
        super().generate(request)
        QTimer.singleShot(self.dice.randint(1, 6), self, self.end)

    def end(self):
        self.accept()
        self.step(1, 2)
        way = self.dice.choice(("finish", "finish", "fail", "stop"))
        if way == "finish":
            path = self.folder / f"{self.running}.mp4"
            path.write_bytes(b"film of " + self.running.encode())
            self.finish(str(path))
        else:
            getattr(self, way)()


def main(root: str, careless: bool) -> None:
    """Open the queue below `root`, go on with what is there, add jobs for ever."""
    app = QCoreApplication([])
    folders = Folders.below(Path(root))
    folders.make()
    folders.outputs.mkdir(exist_ok=True)
    database = Database(folders.data / "kinora.db")
    settings, engine, background = Settings(folders), QuickEngine(folders.outputs), Background()
    library = Library(database, folders, background)
    library.make_thumbnail = lambda id: None
    forecasts = Forecasts(folders.data / "forecasts.json", Catalog(()), lambda: ())
    jobs = Jobs(database, folders, settings, engine, forecasts, library)
    said = set()

    def say(id: str) -> None:
        job = jobs.job(id)
        if job is not None and job.over and id not in said:
            said.add(id)
            print("over", id, job.state.value, flush=True)

    jobs.changed.connect(say)

    def add() -> None:
        if careless:
            id = f"careless{time.monotonic_ns()}"
            print("queued", id, "none", flush=True)
            time.sleep(0.05)
            jobs.add(a_request(), "careless")
            return
        id = jobs.add(a_request(str(time.monotonic_ns())), "one")
        print("queued", id, hash_of(jobs.job(id)), flush=True)

    print("ready", flush=True)
    jobs.resume()
    adding = QTimer(interval=2)
    adding.timeout.connect(add)
    adding.start()
    app.exec()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2] == "careless")
