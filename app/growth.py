"""Keeps the clips of the timeline in step with the jobs that make them: films that grow, and new takes."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from app.jobs import Jobs, State
from app.project import Project, Take
from engine.api.result import Result


class Growth(QObject):
    """Hears the jobs and changes the project; nothing of it is an edit that undo takes back, but a new take."""

    def __init__(self, jobs: Jobs, project: Project) -> None:
        super().__init__()
        self._jobs, self._project = jobs, project
        jobs.grown.connect(self._grow)
        jobs.finished.connect(self._finish)
        jobs.changed.connect(self._look)
        jobs.removed.connect(project.give_up)
        for clip in project.clips:  # what was not said any more when Kinora ended last time
            self._catch_up(clip.id)

    @Slot(str, bool)
    def _grow(self, id: str, first: bool) -> None:
        job = self._jobs.job(id)
        if first and job is not None and job.film is not None and not job.clip:
            self._project.grow(id, job.film, job.title)

    @Slot(str, object)
    def _finish(self, id: str, result: Result) -> None:
        job = self._jobs.job(id)
        clip = self._project.clip(job.clip) if job is not None and job.clip else None
        if job is None or clip is None:
            self._project.finish(id, result, job.film.frames if job is not None and job.film is not None else 0)
            return
        shown = self._jobs.job(clip.job)
        frames = shown.result.frames if shown is not None and shown.result is not None else clip.out_frame
        old = Take(clip.job, clip.path, frames)
        self._project.add_take(clip.id, old, Take(id, result.path, result.frames, job.request.redo_window))

    @Slot(str)
    def _look(self, id: str) -> None:
        """A film of which no window was finished when it was stopped leaves no clip."""
        job = self._jobs.job(id)
        if job is not None and job.film is None and job.state in (State.STOPPED, State.FAILED):
            self._project.give_up(id)

    def _catch_up(self, id: str) -> None:
        clip, job = self._project.clip(id), self._jobs.job(id)
        if clip is None or not clip.growing:
            return
        if job is None:
            self._project.give_up(id)
        elif job.result is not None:
            self._finish(id, job.result)
