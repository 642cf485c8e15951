"""Keeps the viewer with the running job: its preview, then its clip, or the card that says why there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.context import Context
from app.jobs import Job, State
from engine.api.events import Event, Failed, Preview
from engine.api.request import Asset, Kind
from ui.run.failure_card import FailureCard, RecoveryCard

if TYPE_CHECKING:
    from ui.viewer.viewer import Viewer


class Live(QObject):
    """Follows the running job until the person looks at something else; `follow` comes back to it."""

    def __init__(self, context: Context, viewer: Viewer) -> None:
        super().__init__(viewer)
        self._jobs, self._context, self._viewer = context.jobs, context, viewer
        self._following = True
        self._running = self._jobs.current.id if self._jobs.current is not None else ""
        self._latest: Preview | None = None
        self._card_of = ""  # the job that the card over the stage speaks of
        self._died: set[str] = set()
        self._states = {job.id: job.state for job in self._jobs.all()}
        self._jobs.preview.connect(self._on_preview)
        self._jobs.changed.connect(self._on_changed)
        self._jobs.added.connect(self._on_added)
        self._jobs.grown.connect(self._on_grown)
        context.engine.happened.connect(self._on_happened)
        context.drops.ready.connect(self._on_dropped)

    @property
    def nothing_yet(self) -> bool:
        """Whether the person has neither clips nor jobs."""
        return not self._jobs.all() and not self._context.project.clips and not self._context.library.clips()

    @property
    def following(self) -> bool:
        return self._following

    def leave(self) -> None:
        """The person looks at something else; the job goes on unseen."""
        self._following = False
        self._viewer.offer_live(bool(self._running))

    def follow(self) -> None:
        """Show the running job again."""
        self._following = True
        self._viewer.offer_live(False)
        if self._latest is not None and self._running:
            self._viewer.show_preview(self._latest)

    def _on_added(self, job_id: str) -> None:
        self._states[job_id] = self._jobs.job(job_id).state
        self._viewer.show_first_minute(False)
        if not self._running and not isinstance(self._viewer.stage.side, RecoveryCard):
            self._take_card_away()  # a new clip was asked for: what failed before is in the queue

    def _on_grown(self, job_id: str, _: bool) -> None:
        """Another window of a film can be played."""
        job = self._jobs.job(job_id)
        if job is not None and job.film is not None:
            self._viewer.player.reader.look_again(job.film.path)

    def _on_preview(self, job_id: str, preview: Preview) -> None:
        self._latest = preview
        if self._following:
            self._viewer.show_preview(preview)

    def _on_changed(self, job_id: str) -> None:
        job = self._jobs.job(job_id)
        if job is None or self._states.get(job_id) == job.state:
            return
        self._states[job_id] = job.state
        if job.state == State.RUNNING:
            self._on_begun(job)
        elif self._running == job_id:
            self._on_over(job)

    def _on_begun(self, job: Job) -> None:
        self._running, self._latest = job.id, None
        self._following = not self._viewer.player.playing
        if self._card_of == job.id:
            self._take_card_away()
        self._viewer.offer_live(not self._following)

    def _on_over(self, job: Job) -> None:
        self._running, self._latest = "", None
        self._viewer.offer_live(False)
        watched = self._following or not self._viewer.player.path
        if job.state == State.DONE and job.result is not None and watched:
            self._viewer.show_clip(job.result.path, play=True, title=job.title)
            self._following = True
            return
        self._viewer.keep_last(job.title)
        if job.failure is not None:
            self._show_failure(job)

    def _show_failure(self, job: Job) -> None:
        if job.failure.engine_died:
            card = RecoveryCard(job.failure, job.title, counts=job.id not in self._died)
            self._died.add(job.id)
            card.go_on.connect(self._on_retry)
        else:
            card = FailureCard(self._context, job.failure, job.title)
            card.retry.connect(self._on_retry)
            card.show_param.connect(self._viewer.show_param)
        card.dismissed.connect(self._on_dismissed)
        self._card_of = job.id
        self._viewer.float_card(card)

    def _take_card_away(self) -> None:
        self._card_of = ""
        self._viewer.float_card(None)

    def _on_happened(self, event: Event) -> None:
        """A failure that belongs to no job: the engine itself does not start."""
        if isinstance(event, Failed) and not event.job:
            card = FailureCard(self._context, event)
            card.retry.connect(self._on_restart)
            card.dismissed.connect(self._on_dismissed)
            self._card_of = ""
            self._viewer.float_card(card)

    def _on_restart(self, _: str) -> None:
        self._take_card_away()
        self._context.engine.restart()
        self._jobs.resume()

    def _on_dropped(self, asset: Asset, _: object) -> None:
        """A picture or film that was dropped is shown, unless something is being watched."""
        busy = self._viewer.player.playing or (self._following and self._running)
        if asset.kind != Kind.AUDIO and not busy:
            self._viewer.show_clip(asset.path)

    def _on_retry(self, job_id: str) -> None:
        self._take_card_away()
        self._following = True
        self._jobs.retry(job_id)

    def _on_dismissed(self, job_id: str) -> None:
        self._take_card_away()
