"""The queue: what is to be made, in which order, and what became of it.

The journal is written before anything is sent or told, so that a job which was seen is never lost.  One job at a time
goes to the engine; one that fails never holds up the next.
"""

from __future__ import annotations

import secrets
import shutil
import time
import uuid
from collections.abc import Callable
from pathlib import Path

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app import progress
from app.database import Database
from app.engine_thread import EngineThread
from app.folders import Folders
from app.forecasts import Forecasts
from app.job import Job, State
from app.journal import Journal
from app.library import Library
from app.progress import Progress
from app.settings import Settings
from engine.api.events import (
    Accepted,
    End,
    Event,
    Failed,
    FilmGrew,
    Finished,
    Preview,
    StageStarted,
    Stepped,
    Stopping,
)
from engine.api.film import Film
from engine.api.request import GenerationRequest

__all__ = ["Job", "Jobs", "Progress", "State"]
TICK = 250  # milliseconds between two looks at the progress


class Jobs(QObject):
    """Read with `all`, `job` and `current`; change by the methods; every change is told by a signal."""

    clock: Callable[[], float] = time.monotonic  # seconds
    added = Signal(str)
    changed = Signal(str)
    removed = Signal(str)
    moved = Signal()
    preview = Signal(str, object)  # job, engine.api.events.Preview
    current_changed = Signal(str)  # "" when nothing runs
    stopping = Signal(str)  # the wish to stop was heard
    finished = Signal(str, object)  # job, engine.api.result.Result
    grown = Signal(str, bool)  # job: its film has more windows; whether this is the first that is heard of it
    paused_changed = Signal(bool)
    recovered = Signal(int)  # so many jobs of the last time are unfinished; they wait for `resume`

    def __init__(
        self,
        database: Database,
        folders: Folders,
        settings: Settings,
        engine: EngineThread,
        forecasts: Forecasts,
        library: Library,
    ) -> None:
        super().__init__()
        self._database, self._folders, self._settings = database, folders, settings
        self._engine, self._forecasts, self._library = engine, forecasts, library
        self._journal = Journal(database)
        self._journal.interrupt_running()
        self._held = {job.id for job in self._journal if job.state is State.WAITING}  # of the last time
        self._leaving: set[str] = set()  # running jobs that are taken out once they have ended
        self._current, self._paused = "", False
        self._course: progress.Course | None = None
        self._timer = QTimer(self, interval=TICK)
        self._timer.timeout.connect(self._tick)
        engine.happened.connect(self._hear)
        library.changed.connect(self._show_thumbnail)
        QTimer.singleShot(0, self, self._tell_recovered)

    # reading

    def all(self) -> tuple[Job, ...]:
        """Every job, in the order of the queue."""
        return tuple(self._journal)

    def job(self, id: str) -> Job | None:
        """One job, or None."""
        return self._journal.get(id)

    @property
    def current(self) -> Job | None:
        """The job that runs, or None."""
        return self._journal.get(self._current) if self._current else None

    @property
    def paused(self) -> bool:
        """No new job is started."""
        return self._paused

    @property
    def unfinished(self) -> tuple[Job, ...]:
        """Those of the last time: held until `resume`, or interrupted."""
        return tuple(job for job in self._journal if job.id in self._held or job.state is State.INTERRUPTED)

    # changing

    def add(self, request: GenerationRequest, title: str, clip: str = "") -> str:
        """Put a job at the end; it is safe on the disk when this returns its id.  A seed of -1 is drawn here.

        clip: that of the timeline which it makes a new take of, "" for a clip of its own.
        """
        id = request.id if request.id and self.job(request.id) is None else uuid.uuid4().hex[:12]
        params = dict(request.params)
        if params.get("seed", -1) == -1:
            params["seed"] = secrets.randbelow(2**32)
        request = msgspec.structs.replace(
            request,
            id=id,
            params=params,
            work_folder=str(self._folders.work / id),
            output_folder=request.output_folder or self._settings.outputs_folder,
            models_folders=request.models_folders or self._settings.models_folders,
            cache_folder=str(self._folders.cache),
        )
        self._journal.put(Job(id, title, State.WAITING, request, time.time(), clip=clip))
        self.added.emit(id)
        self._start_next()
        return id

    def redo(self, id: str, window: int, clip: str, title: str) -> str:
        """Make one window of a finished film again, with another seed, as a new take of that clip; the job's id."""
        job = self.job(id)
        assert job is not None and self.windows_kept(id), "asked before"
        old = job.request
        request = msgspec.structs.replace(
            old, id="", params={**old.params, "seed": -1}, redo_window=window, redo_from=old.work_folder, output_path=""
        )
        return self.add(request, title, clip)

    def windows_kept(self, id: str) -> bool:
        """Whether the windows of a finished film are still there, so that one of them can be made again."""
        job = self.job(id)
        return (
            job is not None
            and job.film is not None
            and len(job.film.seen) == len(job.film.windows)
            and Path(job.film.path).is_file()
        )

    @Slot(str)
    def cancel(self, id: str) -> None:
        """Stop a job; what it has computed stays in its folder."""
        job = self.job(id)
        if job is None:
            return
        if id == self._current:
            self._engine.cancel(id)
        elif job.state in (State.WAITING, State.INTERRUPTED):
            self._change(job, state=State.STOPPED)

    @Slot(str)
    def remove(self, id: str) -> None:
        """Take a job out of the list with its work folder; a running one is stopped first.  Finished clips stay."""
        if self.job(id) is None:
            return
        if id == self._current:
            self._leaving.add(id)
            self._engine.cancel(id)
            return
        self._journal.remove(id)
        self._held.discard(id)
        self._drop_work(id)
        self.removed.emit(id)

    @Slot(str)
    def retry(self, id: str) -> None:
        """Run a failed, stopped or interrupted job again, from its last checkpoint."""
        job = self.job(id)
        if job is None or job.state not in (State.FAILED, State.STOPPED, State.INTERRUPTED):
            return
        self._held.discard(id)
        self._change(job, state=State.WAITING, failure=None)
        self._start_next()

    @Slot(str, int)
    def move(self, id: str, index: int) -> None:
        """Give a job another place in the order."""
        if self.job(id) is not None:
            self._journal.move(id, index)
            self.moved.emit()

    @Slot()
    def clear_finished(self) -> None:
        """Take out what is done or was stopped; failed and interrupted jobs stay."""
        for job in self.all():
            if job.state in (State.DONE, State.STOPPED):
                self.remove(job.id)

    @Slot()
    def pause(self) -> None:
        """Start no new job; the one that runs goes on."""
        self._set_paused(True)

    @Slot()
    def resume(self) -> None:
        """Start jobs again, those of the last time included."""
        self._held.clear()
        self._set_paused(False)
        self._start_next()

    def close(self) -> None:
        """Stop listening; a running job is found as interrupted next time."""
        self._timer.stop()
        self._engine.happened.disconnect(self._hear)

    # inside

    def _set_paused(self, paused: bool) -> None:
        if paused != self._paused:
            self._paused = paused
            self.paused_changed.emit(paused)

    @Slot()
    def _tell_recovered(self) -> None:
        if self.unfinished:
            self.recovered.emit(len(self.unfinished))

    def _change(self, job: Job, **values: object) -> Job:
        job = msgspec.structs.replace(job, **values)
        self._journal.put(job)
        self.changed.emit(job.id)
        return job

    def _start_next(self) -> None:
        if self._paused or self._current:
            return
        waiting = (job for job in self._journal if job.state is State.WAITING and job.id not in self._held)
        job = next(waiting, None)
        if job is None:
            return
        self._current = job.id
        course = progress.begin(self._forecasts.stages(job.request), self.clock(), job.again, job.film)
        self._course = progress.look(course, self.clock())
        self._change(job, state=State.RUNNING, failure=None, progress=self._course.shown)
        self._timer.start()
        self.current_changed.emit(job.id)
        self._engine.generate(job.request)

    @Slot(object)
    def _hear(self, event: Event) -> None:
        if isinstance(event, Failed) and not event.job:
            self.pause()
        if not self._current or getattr(event, "job", "") != self._current:
            return
        if isinstance(event, End):
            self._end(event)
        elif isinstance(event, Preview):
            self.preview.emit(event.job, event)
        elif isinstance(event, Stopping):
            self.stopping.emit(event.job)
        elif isinstance(event, Accepted | StageStarted | Stepped):
            self._follow(event)
        elif isinstance(event, FilmGrew):
            self._grow(event)

    def _grow(self, event: FilmGrew) -> None:
        job = self.current
        assert job is not None
        self._follow(event)
        self._change(job, film=event.film)
        self.grown.emit(job.id, job.film is None)

    def _follow(self, event: Accepted | StageStarted | Stepped | FilmGrew) -> None:
        assert self._course is not None
        before = self._course.shown
        self._course = progress.look(progress.follow(self._course, event, self.clock()), self.clock())
        now = self._course.shown
        assert now is not None
        if before is None or (before.stage, before.done, before.total) != (now.stage, now.done, now.total):
            self._show(now)

    @Slot()
    def _tick(self) -> None:
        if self._course is not None:
            self._course = progress.look(self._course, self.clock())
            assert self._course.shown is not None
            self._show(self._course.shown)

    def _show(self, seen: Progress) -> None:
        job = self.current
        if job is not None:
            self._journal.show(msgspec.structs.replace(job, progress=seen))
            self.changed.emit(job.id)

    def _end(self, event: End) -> None:
        job = self.current
        assert job is not None
        self._timer.stop()
        self._current, self._course = "", None
        if isinstance(event, Finished):
            self._keep(job, event)
        elif isinstance(event, Failed):
            self._change(job, state=State.FAILED, failure=event, progress=None, film=_worth_keeping(job))
        else:
            self._change(job, state=State.STOPPED, progress=None, film=_worth_keeping(job))
        self.current_changed.emit("")
        if job.id in self._leaving:
            self._leaving.discard(job.id)
            self.remove(job.id)
        self._start_next()

    def _keep(self, job: Job, event: Finished) -> None:
        """The end of the job and the row of the library are committed as one."""
        with self._database.together():
            row = self._library.record(job.id, job.title, time.time(), event.result)
            job = msgspec.structs.replace(job, state=State.DONE, result=event.result, progress=None)
            self._journal.put(msgspec.structs.replace(job, thumbnail=row.thumbnail))
        self._forecasts.learn(job.request, event.result)
        if not event.result.temporary and job.film is None:
            self._drop_work(job.id)  # the windows of a film stay as long as its job, to make one of them again
        self.changed.emit(job.id)
        self._library.announce(job.id)
        self.finished.emit(job.id, event.result)

    @Slot(str)
    def _show_thumbnail(self, id: str) -> None:
        if self.job(id) is not None:
            self.changed.emit(id)

    def _drop_work(self, id: str) -> None:
        """The work folder goes, unless a clip of the library lies in it."""
        folder = self._folders.work / id
        row = self._library.clip(id)
        if row is None or folder not in Path(row.path).parents:
            shutil.rmtree(folder, ignore_errors=True)


def _worth_keeping(job: Job) -> Film | None:
    """What there is of its film, None where no window is finished."""
    return job.film if job.film is not None and job.film.seen else None
