"""The strip below the stage: which stage runs, how far it is, how long it still takes, and the button that stops it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.context import Context
from app.jobs import Job, Progress, State
from engine.api.events import Stage
from engine.api.result import Result
from ui import theme
from ui.controls.chip import Chip
from ui.run.bar import SegmentBar
from ui.run.parts import Line, button, caption, label, tool
from ui.run.sync import is_off, sync_text
from ui.run.timing import TimingReport, text
from ui.run.words import DOT, done_at, lag, measured, number, part_name, span, stage_name, time_left, window_name

HEIGHT, SIDE, LEAST, GAP = 60, 160, 96, 16  # px
LINES, AIR = 34, 14  # px, of the two lines and round them


class ProgressStrip(QFrame):
    """Follows the running job; after it the strip tells how long it took, until it is closed or the next begins."""

    stop_wanted = Signal(str)  # job

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._jobs, self._forecasts = context.jobs, context.forecasts
        self._job_id, self._result = "", None
        self._stages: tuple[tuple[Stage, float], ...] = ()
        self._spoken: Stage | None = None
        self._running = False
        self._windows: tuple[int, ...] = ()  # frames of each window of the film that is made
        self._stood = ""  # where the job was when it was seen last
        self.setAccessibleName(self.tr("Progress"))
        self.setProperty("surface", "panel")
        self._stage = Line("", "card")
        self._step = Line("", "small", figures=True)
        self._bar = SegmentBar()
        self.sync = Chip()
        self.sync.hide()
        self._left = label("", "card", figures=True)
        self._range = label("", "small", figures=True)
        self.stop = button("")
        self.timing = button("")
        self.go_on = button("")
        self.close_button = tool("x", self.tr("Close"), size=14)
        self._report: TimingReport | None = None
        self._lay_out()
        self.stop.clicked.connect(self._on_stop)
        self.timing.clicked.connect(self._on_timing)
        self.go_on.clicked.connect(self._on_go_on)
        self.close_button.clicked.connect(self.hide)
        self._jobs.changed.connect(self._on_changed)
        self._jobs.current_changed.connect(self._on_current)
        self._jobs.stopping.connect(self._on_stopping)
        self._jobs.finished.connect(self._on_finished)
        self._jobs.removed.connect(self._on_removed)
        theme.current().changed.connect(self._on_theme)
        self.hide()
        if self._jobs.current is not None:
            self._on_current(self._jobs.current.id)

    @property
    def sentence(self) -> str:
        """What a screen reader says."""
        percent = self.tr("{n} percent").format(n=round(self._bar.done * 100))
        return ", ".join(filter(None, (self._stage.whole, self._step.whole, percent, self._left.text())))

    @property
    def result(self) -> Result | None:
        """Of the job that ended last, None before and while another runs."""
        return self._result

    def _lay_out(self) -> None:
        caption(self.stop, self.tr("Stop"), "square")
        caption(self.timing, self.tr("Timing"), "clock")
        caption(self.go_on, self.tr("Go on"), "play")
        self._told, self._forecast = left, right = QWidget(), QWidget()
        self._fixed = (self.sync, right, self.stop, self.timing, self.go_on, self.close_button)
        for side, lines in ((left, (self._stage, self._step)), (right, (self._left, self._range))):
            column = QVBoxLayout(side)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(0)
            column.addStretch(1)
            for line in lines:
                column.addWidget(line)
            column.addStretch(1)
        for made in (self._left, self._range):
            made.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row = QHBoxLayout(self)
        row.setContentsMargins(GAP, 0, GAP, 0)
        row.setSpacing(GAP)
        row.addWidget(left)
        row.addWidget(self._bar, 1)
        row.addWidget(self.sync)
        row.addWidget(right)
        row.addWidget(self.stop)
        row.addWidget(self.timing)
        row.addWidget(self.go_on)
        row.addWidget(self.close_button)
        self._on_theme()

    def _on_theme(self) -> None:
        """Two lines and some air; only the lines grow with the text."""
        self.setFixedHeight(max(HEIGHT, theme.size(LINES) + AIR))
        self._make_room()

    def _make_room(self) -> None:
        """What is told at the left is seen whole where there is room for it: figures are not cut."""
        told = max(self._stage.sizeHint().width(), self._step.sizeHint().width()) + 2
        wanted = max(theme.size(SIDE), told if not self._running else 0)
        others = sum(part.sizeHint().width() + GAP for part in self._fixed if not part.isHidden())
        room = self.width() - 2 * GAP - others - self._bar.minimumWidth() - GAP
        self._told.setMinimumWidth(max(LEAST, min(wanted, room)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    # -- while it runs

    def _on_current(self, job_id: str) -> None:
        job = self._jobs.job(job_id) if job_id else None
        if job is None:
            return
        self._job_id, self._result, self._spoken = job_id, None, None
        self._stages = self._forecasts.stages(job.request)
        self._windows = ()
        self._bar.set_lengths(tuple(seconds for _, seconds in self._stages))
        self._bar.set_done(0.0)
        self._bar.setToolTip("\n".join(f"{stage_name(s)}: {measured(seconds)}" for s, seconds in self._stages))
        caption(self.stop, self.tr("Stop"))
        self.stop.setEnabled(True)
        self._show_buttons(running=True)
        self._show_progress(job)
        self.show()

    def _on_changed(self, job_id: str) -> None:
        job = self._jobs.job(job_id)
        if job_id != self._job_id or job is None:
            return
        if job.state == State.RUNNING:
            self._show_progress(job)
        elif job.state == State.STOPPED:
            self._show_stopped()
        elif job.state == State.FAILED:
            self.hide()

    def _show_progress(self, job: Job) -> None:
        seen = job.progress
        if seen is None:
            return
        part = part_name(seen.stage, seen.done, seen.total)
        self._stood = ", ".join(filter(None, (stage_name(seen.stage), part)))
        if seen.windows:
            self._show_windows(job, seen)
        else:
            self._stage.say(stage_name(seen.stage))
            self._step.say(part or self._place(seen.stage))
            self._bar.set_done(max(self._bar.done, min(seen.fraction, self._end_of(seen.stage))))
        low, high = seen.seconds_left
        self._left.setText(time_left(low, high))
        self._range.setText(f"{span(low, high)}{DOT}{done_at(low, high)}")
        if seen.stage != self._spoken:
            self._spoken = seen.stage
            self.setAccessibleDescription(self.sentence)

    def _show_windows(self, job: Job, seen: Progress) -> None:
        """A film: one segment for each of its windows, as long as that is."""
        assert job.film is not None
        again, name = job.again is not None, window_name(seen.window, seen.windows)
        lengths = (1,) if again else tuple(place.frames for place in job.film.windows)
        if lengths != self._windows:
            self._windows = lengths
            self._bar.set_lengths(lengths)
            self._bar.set_done(0.0)
        if seen.stage is Stage.WRITE:
            self._stage.say(stage_name(seen.stage))
            self._step.say(self.tr("all windows are finished"))
            self._bar.set_done(1.0)
            return
        self._stage.say(self.tr("{window}, again").format(window=name) if again else name)
        self._step.say(self._stood)
        self._stood = f"{name}, {self._stood}"
        place = 0 if again else seen.window - 1
        done = sum(lengths[:place]) + seen.share * lengths[place]
        self._bar.set_done(max(self._bar.done, done / sum(lengths)))

    def _end_of(self, stage: Stage) -> float:
        """The share of the bar up to the end of a stage: one that takes longer than foreseen does not fill the next."""
        names = [name for name, _ in self._stages]
        whole = sum(seconds for _, seconds in self._stages)
        if stage not in names or not whole:
            return 1.0
        return sum(seconds for _, seconds in self._stages[: names.index(stage) + 1]) / whole

    def _place(self, stage: Stage) -> str:
        names = [name for name, _ in self._stages]
        if stage not in names:
            return ""
        return self.tr("stage {n} of {count}").format(n=names.index(stage) + 1, count=len(names))

    def _on_stop(self) -> None:
        self.stop.setEnabled(False)
        caption(self.stop, self.tr("Stopping"))
        self.stop_wanted.emit(self._job_id)

    def _on_stopping(self, job_id: str) -> None:
        if job_id == self._job_id:
            self.stop.setEnabled(False)
            self._step.say(self.tr("Stopping; what is computed is kept"))

    # -- afterwards

    def _show_stopped(self) -> None:
        """What was computed is kept: the way on is one press away."""
        self._stage.say(self.tr("Stopped"))
        self._step.say(self._stood)
        self._left.setText("")
        self._range.setText(self.tr("What is computed is kept"))
        self._bar.set_done(self._bar.done, "disabled")
        self._show_buttons(running=False, stopped=True)
        self._make_room()
        self.setAccessibleDescription(self.sentence)

    def _on_removed(self, job_id: str) -> None:
        if job_id == self._job_id and self._result is None:
            self.hide()

    def _on_go_on(self) -> None:
        self._jobs.retry(self._job_id)

    def _on_finished(self, job_id: str, result: Result) -> None:
        if job_id != self._job_id:
            return
        self._result = result
        timing = result.timing
        self._stage.say(self.tr("Done in {time}").format(time=measured(timing.total)))
        self._step.say(self.tr("seed {seed}, {n} frames").format(n=result.frames, seed=result.seed))
        self._bar.set_lengths(tuple(lap.seconds for lap in timing.stages))
        self._bar.set_done(1.0, "ok")
        self._bar.setToolTip(text(result))
        self._left.setText(self.tr("{n} frames/s").format(n=number(timing.fps, 2)) if timing.fps else "")
        sampling = next((lap for lap in timing.stages if lap.stage == Stage.DENOISE), None)
        each = measured(sampling.seconds / sampling.count) if sampling and sampling.count else ""
        self._range.setText(self.tr("{time} per step").format(time=each) if each else "")
        self._show_buttons(running=False)
        self._show_sync(result)
        self._make_room()
        self.setAccessibleDescription(self.sentence)
        self.show()

    def _show_sync(self, result: Result) -> None:
        """Where the sound of a film with a voice lies; more than a frame off is said in words."""
        offset = result.sync.offset if result.sync is not None else None
        if offset is None:
            return
        wrong = is_off(offset, result.fps)
        self.sync.say(lag(offset), "warn" if wrong else "ok")
        self.sync.setToolTip(sync_text(result))
        if wrong:
            self._step.say(self.tr("The sound lies more than a frame from the picture. Make the film again."))

    def _show_buttons(self, *, running: bool, stopped: bool = False) -> None:
        self._running = running
        self.sync.say("", "ok")
        self.stop.setVisible(running)
        self.timing.setVisible(not running and not stopped)
        self.go_on.setVisible(stopped)
        self.close_button.setVisible(not running)

    def _on_timing(self) -> None:
        if self._result is not None:
            self._report = TimingReport(self._result, self)
            self._report.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            self._report.show_above(self.timing)
