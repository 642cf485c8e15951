"""The jobs on disk, in their order; every change is there before anybody is told of it."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from app.database import Database
from app.job import Job, State

_decode = msgspec.json.Decoder(Job).decode  # raises msgspec.DecodeError


class Journal:
    """A dict of jobs whose every change is written first."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._jobs: dict[str, Job] = {}
        self._places: dict[str, float] = {}
        for id, place, body in database.rows("jobs"):
            try:
                self._jobs[id], self._places[id] = _decode(body), place
            except msgspec.DecodeError:
                database.set_aside("jobs", id)
        self._sort()

    def __iter__(self) -> Iterator[Job]:
        return iter(self._jobs.values())

    def __len__(self) -> int:
        return len(self._jobs)

    def get(self, id: str) -> Job | None:
        """That job, or None."""
        return self._jobs.get(id)

    def put(self, job: Job) -> None:
        """Write a job; a new one goes to the end."""
        place = self._places.get(job.id, max(self._places.values(), default=0.0) + 1.0)
        self._write(job, place)

    def show(self, job: Job) -> None:
        """Replace what is shown without writing: for progress, which a restart does not need."""
        self._jobs[job.id] = job

    def remove(self, id: str) -> None:
        """Take a job out."""
        self._database.remove("jobs", id)
        self._jobs.pop(id, None)
        self._places.pop(id, None)

    def move(self, id: str, index: int) -> None:
        """Put a job between the two that will stand around place `index`."""
        others = [self._places[job.id] for job in self if job.id != id]
        index = min(max(0, index), len(others))
        before = others[index - 1] if index else (others[0] - 2.0 if others else 0.0)
        after = others[index] if index < len(others) else before + 2.0
        middle = (before + after) / 2
        if not before < middle < after:
            self._spread()
            self.move(id, index)
            return
        self._write(self._jobs[id], middle)
        self._sort()

    def interrupt_running(self) -> None:
        """What was being made when Kinora closed is marked so; calling it again changes nothing."""
        with self._database.together():
            for job in list(self):
                if job.state is State.RUNNING:
                    self.put(msgspec.structs.replace(job, state=State.INTERRUPTED))

    def _spread(self) -> None:
        with self._database.together():
            for number, job in enumerate(list(self), start=1):
                self._write(job, float(number))

    def _write(self, job: Job, place: float) -> None:
        self._database.put("jobs", job.id, place, msgspec.json.encode(msgspec.structs.replace(job, progress=None)))
        self._jobs[job.id], self._places[job.id] = job, place

    def _sort(self) -> None:
        self._jobs = {id: self._jobs[id] for id in sorted(self._jobs, key=lambda id: self._places[id])}
