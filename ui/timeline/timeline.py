"""The timeline: the project's clips in a row, the clip that is being made, and the playhead in step with the viewer."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QPoint, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollBar, QSlider, QVBoxLayout, QWidget

from app.context import Context
from app.jobs import Job, State
from app.project import Clip, Kind
from engine.api.events import Preview, Stage
from ui import theme
from ui.run.parts import label, rename, rule, tool
from ui.run.words import about, part_name, stage_name, timecode, window_name
from ui.timeline import cells
from ui.timeline.cells import Making
from ui.timeline.films import Films
from ui.timeline.follow import Follow
from ui.timeline.lanes import Block, Plan, zoom_at, zoom_place
from ui.timeline.lengths import clip_seconds, window_borders
from ui.timeline.strip import Strip
from ui.timeline.windows import WindowTools
from ui.viewer.preview import cut
from ui.viewer.viewer import Viewer

MOST_PLANS = 4  # clips of the queue that are shown ahead
FINE = 1000  # steps of the zoom slider


class Timeline(QWidget):
    """Tools, tracks and scroll bar; `follow(viewer)` ties the playhead to a viewer."""

    chosen = Signal(str)  # clip id, "" for none

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._jobs, self._project = context.jobs, context.project
        self._lengths: dict[str, float] = {}  # s of the clip that a job makes
        self._expected: dict[str, tuple[tuple[Stage, float], ...]] = {}  # the stages of a job with their seconds
        self.films = Films(context.background, self)
        self.strip = Strip(self.films)
        self.windows = WindowTools(context, self)
        self._follow: Follow | None = None
        self.setProperty("surface", "window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._lay_out()
        self._connect()
        self._show_tracks()
        self._show_plans()
        self._on_scale()

    def follow(self, viewer: Viewer) -> None:
        """Keep playhead and viewer in step: playing runs through the clips, a click shows the frame there."""
        self._follow = Follow(self.strip, viewer)
        if self.strip.blocks and not viewer.player.path:
            self._follow.seek(0.0)  # a project that is opened shows its first picture

    @property
    def sentence(self) -> str:
        """What a screen reader says."""
        blocks = self.strip.blocks
        if not blocks and not self.strip.plans:
            return self.tr("The timeline is empty. Finished clips land here.")
        length = timecode(blocks[-1].end if blocks else 0.0)
        told = self.tr("{n} clips, {length} long").format(n=len(blocks), length=length)
        window = self.windows.sentence(self.strip.chosen_block, self.strip.window_number)
        if window:
            told = f"{window}. {told}"
        job = self._jobs.current
        if job is None:
            return told
        told = f"{told}. {self.tr('Being made')}: {job.title}"
        seen = job.progress
        return f"{told}, {window_name(seen.window, seen.windows)}" if seen is not None and seen.windows else told

    # -- commands (each is the slot of an action)

    def zoom_in(self) -> None:
        self.strip.zoom(1)

    def zoom_out(self) -> None:
        self.strip.zoom(-1)

    def zoom_to_fit(self) -> None:
        self.strip.fit()

    def remove_chosen(self) -> None:
        """Take the chosen clip off the timeline; its file stays."""
        if self.strip.chosen_id:
            self._project.remove(self.strip.chosen_id)

    # -- inside

    def _lay_out(self) -> None:
        self._title = label(self.tr("Timeline"), "card")
        self._length = label("", "small", figures=True)
        self.remove = tool("trash-2", self.tr("Take off the timeline; the file stays"))
        self.undo = tool("undo-2", "")
        self.redo = tool("redo-2", "")
        rename(self.undo, self.tr("Take the last change back"), "Ctrl+Z")
        rename(self.redo, self.tr("Change it again"), "Ctrl+Shift+Z")
        self._fps = label("", "note", figures=True)
        self.closer = tool("zoom-in", self.tr("Closer"))
        self.wider = tool("zoom-out", self.tr("Wider"))
        self.whole = tool("maximize", self.tr("Show everything"))
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, FINE)
        self.slider.setFixedWidth(theme.size(96))
        self.slider.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.slider.setAccessibleName(self.tr("Zoom of the timeline"))
        head = QWidget()
        head.setProperty("surface", "panel")
        head.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(head)
        row.setContentsMargins(16, 3, 12, 3)
        row.setSpacing(8)
        row.addWidget(self._title)
        row.addWidget(self._length)
        row.addSpacing(8)
        for made in (self.remove, self.undo, self.redo):
            row.addWidget(made)
        row.addWidget(self.windows.button)
        row.addStretch(1)
        for made in (self._fps, self.wider, self.slider, self.closer, self.whole):
            row.addWidget(made)
        self.scroll = QScrollBar(Qt.Orientation.Horizontal)
        place = self.scroll.sizePolicy()
        place.setRetainSizeWhenHidden(True)  # the lanes do not jump when it comes and goes
        self.scroll.setSizePolicy(place)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for made in (rule(), head, rule()):
            column.addWidget(made)
        column.addWidget(self.strip, 1)
        column.addWidget(self.scroll)

    def _connect(self) -> None:
        self.closer.clicked.connect(self.zoom_in)
        self.wider.clicked.connect(self.zoom_out)
        self.whole.clicked.connect(self.zoom_to_fit)
        self.remove.clicked.connect(self.remove_chosen)
        self.undo.clicked.connect(self._project.undo)
        self.redo.clicked.connect(self._project.redo)
        self.slider.valueChanged.connect(self._on_slider)
        self.scroll.valueChanged.connect(self.strip.set_scroll)
        self.strip.scale_changed.connect(self._on_scale)
        self.strip.chosen.connect(self._on_chosen)
        self.strip.remove_wanted.connect(self._project.remove)
        self.strip.move_wanted.connect(self._project.move)
        self.strip.redo_wanted.connect(self.windows.redo)
        self.strip.take_wanted.connect(self._project.show_take)
        self.strip.menu_wanted.connect(self._on_menu)
        self.windows.play_wanted.connect(self._on_play)
        self._project.changed.connect(self._show_tracks)
        for told in (self._jobs.added, self._jobs.removed, self._jobs.moved, self._jobs.changed):
            told.connect(self._show_tracks)
        self._context.forecasts.changed.connect(self._on_forecasts)
        self._jobs.current_changed.connect(self._on_current)
        self._jobs.preview.connect(self._on_preview)

    def _show_tracks(self) -> None:
        blocks = tuple(self._block(clip) for clip in self._project.clips)
        sounds = tuple(
            Block.of(clip) for track in self._project.tracks if track.kind == Kind.AUDIO for clip in track.clips
        )
        moved = [block.place for block in blocks] != [block.place for block in self.strip.blocks]
        self.strip.show_tracks(blocks, sounds)
        self._length.setText(timecode(blocks[-1].end) if blocks else "")
        rates = {round(block.fps, 3) for block in blocks}
        self._fps.setText(self.tr("{n} fps").format(n=f"{rates.pop():g}") if len(rates) == 1 else "")
        self.undo.setEnabled(self._project.can_undo)
        self.redo.setEnabled(self._project.can_redo)
        self.windows.show_for(blocks, self.strip.chosen_block, self.strip.window_number)
        self._show_plans()
        if self._follow is not None and moved:
            self._follow.tracks_changed()

    def _block(self, clip: Clip) -> Block:
        """A clip with its name, its windows and its takes."""
        block, library = Block.of(clip), self._context.library
        row = library.clip(clip.id)
        if row is not None and row.title:
            block = replace(block, title=row.title)
        job = self._jobs.job(clip.job)
        ahead = (State.WAITING, State.RUNNING)
        again = next((other for other in self._jobs.all() if other.clip == clip.id and other.state in ahead), None)
        each = self._seconds_each(job) if job is not None and clip.growing else 0.0
        block = cells.dressed(block, clip, Making(job, again, library.clip(clip.job), each))
        rows = {take.job: library.clip(take.job) for take in clip.takes}
        notes = {made: cells.sync_note(row)[0] for made, row in rows.items() if row is not None}
        return replace(block, bars=cells.bars(clip, notes))

    def _seconds_each(self, job: Job) -> float:
        """What a window of a film will take, as it was foreseen."""
        if job.film is None:
            return 0.0
        stages = (Stage.IMAGE, Stage.DENOISE, Stage.DECODE)
        return sum(s for stage, s in self._foreseen(job) if stage in stages) / len(job.film.windows)

    def _show_plans(self) -> None:
        held = {job.id for job in self._jobs.unfinished}
        there = {clip.id for clip in self._project.clips}
        new = [job for job in self._jobs.all() if job.id not in there and not (job.clip and job.clip in there)]
        ahead = [job for job in new if job.state == State.RUNNING]
        ahead += [job for job in new if job.state == State.WAITING and job.id not in held]
        start, plans = self.strip.blocks[-1].end if self.strip.blocks else 0.0, []
        for job in ahead[:MOST_PLANS]:
            seconds = self._seconds(job)
            plans.append(self._plan(job, start, seconds))
            start += seconds
        self.strip.show_plans(tuple(plans))
        self.strip.setAccessibleName(self.tr("Timeline"))
        if self.strip.accessibleDescription() != self.sentence:
            self.strip.setAccessibleDescription(self.sentence)

    def _plan(self, job: Job, start: float, seconds: float) -> Plan:
        seen = job.progress
        if job.state == State.RUNNING and seen is not None:
            words = part_name(seen.stage, seen.done, seen.total) or stage_name(seen.stage)
            borders = window_borders(self._context, job)
            return Plan(job.id, job.title, start, seconds, words, True, seen.fraction, borders)
        expected = sum(s for _, s in self._foreseen(job))
        words = self.tr("about {time}").format(time=about(expected, expected)) if expected else self.tr("waiting")
        return Plan(job.id, job.title, start, seconds, words, borders=window_borders(self._context, job))

    def _foreseen(self, job: Job) -> tuple[tuple[Stage, float], ...]:
        """Its stages with their seconds."""
        if job.id not in self._expected:
            self._expected[job.id] = self._context.forecasts.stages(job.request)
        return self._expected[job.id]

    def _seconds(self, job: Job) -> float:
        """How long the clip of a job will be."""
        if job.id not in self._lengths:
            self._lengths[job.id] = clip_seconds(self._context, job)
        return self._lengths[job.id]

    def _on_current(self, job_id: str) -> None:
        self.strip.show_previews(())
        making = next((plan for plan in self.strip.plans if plan.running), None)
        if making is not None and (self._follow is None or not self._follow.playing):
            self.strip.reveal(making)

    def _on_forecasts(self) -> None:
        """The machine was measured, or a job has taught how long such jobs take."""
        self._expected.clear()
        self._show_tracks()

    def _on_preview(self, job_id: str, preview: Preview) -> None:
        self.strip.show_previews(cut(preview))

    def _on_chosen(self, clip_id: str) -> None:
        self.remove.setEnabled(bool(clip_id))
        self.windows.show_for(self.strip.blocks, self.strip.chosen_block, self.strip.window_number)
        self.strip.setAccessibleDescription(self.sentence)
        self.chosen.emit(clip_id)

    def _on_menu(self, clip_id: str, number: int, at: QPoint) -> None:
        block = next((block for block in self.strip.blocks if block.id == clip_id), None)
        if block is not None:
            self.windows.ask(block, number, at, self.strip)

    def _on_play(self, seconds: float) -> None:
        if self._follow is not None:
            self._follow.seek(seconds, play=True)

    def _on_slider(self, value: int) -> None:
        self.strip.set_per_second(zoom_at(value / FINE))

    def _on_scale(self) -> None:
        with QSignalBlocker(self.slider), QSignalBlocker(self.scroll):
            self.slider.setValue(round(zoom_place(self.strip.scale.per_second) * FINE))
            self.scroll.setRange(0, round(self.strip.farthest))
            self.scroll.setPageStep(max(1, self.strip.width()))
            self.scroll.setValue(round(self.strip.scale.scroll))
        self.scroll.setVisible(self.strip.farthest > 0)
        self.remove.setEnabled(bool(self.strip.chosen_id))
