"""The queue: every job with its state, several waiting, one that failed never in the way of the next."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QScrollArea, QVBoxLayout, QWidget

from app.context import Context
from app.jobs import Job, State
from engine.api.events import Preview
from ui import theme
from ui.run.parts import button, label, rule, tool
from ui.run.queue_row import MIME, JobRow
from ui.run.words import done_at
from ui.viewer.preview import cut

UNFINISHED = (State.RUNNING, State.WAITING, State.INTERRUPTED)
OVER = (State.DONE, State.STOPPED)


class Rows(QWidget):
    """The rows in order; jobs can be dragged to another place."""

    dropped = Signal(str, int)  # job, index in front of which it belongs

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAcceptDrops(True)
        self._mark: int | None = None
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(0)
        self.column.addStretch(1)

    def rows(self) -> list[JobRow]:
        found = (self.column.itemAt(i).widget() for i in range(self.column.count()))
        return [row for row in found if isinstance(row, JobRow)]

    def place(self, y: int) -> int:
        """In front of which row a drop at that height belongs."""
        return sum(1 for row in self.rows() if y > row.geometry().center().y())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasFormat(MIME):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self._set_mark(self.place(event.position().toPoint().y()))
        event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._set_mark(None)

    def dropEvent(self, event: QDropEvent) -> None:
        self._set_mark(None)
        job_id = bytes(event.mimeData().data(MIME).data()).decode()
        self.dropped.emit(job_id, self.place(event.position().toPoint().y()))
        event.acceptProposedAction()

    def _set_mark(self, mark: int | None) -> None:
        self._mark = mark
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._mark is None:
            return
        rows = self.rows()
        y = rows[self._mark].y() if self._mark < len(rows) else (rows[-1].geometry().bottom() if rows else 0)
        QPainter(self).fillRect(QRect(0, max(0, y - 1), self.width(), 2), theme.colour("accent"))


class Notice(QFrame):
    """Words and one button; never cut, however low the panel is."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "notice")
        self.words, self.button = label("", "small", wrap=True), button("")
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 16, 10)
        column.addWidget(self.words)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        self.hide()

    def say(self, text: str, way_out: str) -> None:
        """Show these words and this button."""
        self.words.setText(text)
        self.button.setText(way_out)
        self._make_room()
        self.show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        self.words.setMinimumHeight(max(0, self.words.heightForWidth(max(80, self.width() - 32))))


class QueuePanel(QFrame):
    """Shows the jobs and passes on what is wanted."""

    clip_wanted = Signal(str)  # path of a finished clip
    count_changed = Signal(int)  # jobs that are not finished

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._jobs, self._forecasts = context.jobs, context.forecasts
        self._rows: dict[str, JobRow] = {}
        self._expected: dict[str, float] = {}  # s by job
        self.setAccessibleName(self.tr("Queue"))
        self.setProperty("surface", "panel")
        self._lay_out()
        self._connect()
        self._refill()
        if self._jobs.unfinished:
            self._on_recovered(len(self._jobs.unfinished))

    def row(self, job_id: str) -> JobRow | None:
        return self._rows.get(job_id)

    # -- building

    def _lay_out(self) -> None:
        self._count = label("0")
        self._count.setProperty("chip", "plain")
        self._end = label("", "note", figures=True)
        self.more = tool("ellipsis", self.tr("More"))
        self._menu = QMenu(self)
        # Owned by the panel: what the menu makes itself is taken for gone when the style has polished the menu.
        self._pause_action, self._clear_action = QAction(self), QAction(self.tr("Clear finished"), self)
        self._menu.addActions((self._pause_action, self._clear_action))
        self.more.setMenu(self._menu)
        self.more.setPopupMode(self.more.ToolButtonPopupMode.InstantPopup)
        self.head = QWidget()  # a dock may take it as its title
        self.head.setProperty("surface", "panel")
        self.head.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        head = QHBoxLayout(self.head)
        head.setContentsMargins(16, 6, 8, 6)
        head.setSpacing(8)
        head.addWidget(label(self.tr("Queue"), "card"))
        head.addWidget(self._count, 0, Qt.AlignmentFlag.AlignVCenter)
        head.addStretch(1)
        head.addWidget(self._end)
        head.addWidget(self.more)
        self.rows = Rows()
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(self.rows)
        self.empty = label(
            self.tr("Nothing waiting. You can add several clips and walk away; each one starts when the last is done."),
            "small",
            wrap=True,
        )
        self.empty.setContentsMargins(16, 4, 16, 16)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._area = area
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        self.notice = Notice()
        column.addWidget(self.notice)
        column.addWidget(rule())
        column.addWidget(self.empty, 1)
        column.addWidget(area, 1)

    def _connect(self) -> None:
        jobs = self._jobs
        jobs.added.connect(self._on_added)
        jobs.changed.connect(self._on_changed)
        jobs.removed.connect(self._on_removed)
        jobs.moved.connect(self._order)
        jobs.preview.connect(self._on_preview)
        jobs.recovered.connect(self._on_recovered)
        jobs.paused_changed.connect(self._on_paused)
        self._forecasts.changed.connect(self._on_forecasts)
        self.rows.dropped.connect(self._on_dropped)
        self.notice.button.clicked.connect(self.resume)
        self._clear_action.triggered.connect(jobs.clear_finished)
        self._pause_action.triggered.connect(self._on_pause_action)

    # -- following the jobs

    def _refill(self) -> None:
        for job in self._jobs.all():
            self._make_row(job.id)
        self._order()
        self._on_paused(self._jobs.paused)

    def _make_row(self, job_id: str) -> None:
        job = self._jobs.job(job_id)
        if job is None or job_id in self._rows:
            return
        row = JobRow(job)
        row.cancel_wanted.connect(self._jobs.cancel)
        row.remove_wanted.connect(self._jobs.remove)
        row.retry_wanted.connect(self._on_retry)
        row.move_wanted.connect(self._on_move)
        row.clip_wanted.connect(self.clip_wanted)
        self._rows[job_id] = row
        self._foresee(job)

    def _foresee(self, job: Job) -> None:
        self._expected[job.id] = sum(seconds for _, seconds in self._forecasts.stages(job.request))

    def _on_forecasts(self) -> None:
        """The machine was measured, or a job has taught how long such jobs take."""
        for job in self._jobs.all():
            if job.state in UNFINISHED:
                self._foresee(job)
        self._tell_sums()

    def _on_added(self, job_id: str) -> None:
        self._make_row(job_id)
        self._order()

    def _on_changed(self, job_id: str) -> None:
        job, row = self._jobs.job(job_id), self._rows.get(job_id)
        if job is None or row is None:
            return
        moved = (row.job.state in OVER) != (job.state in OVER)
        row.show_job(job)
        if moved:
            self._order()
        else:
            self._tell_sums()

    def _on_removed(self, job_id: str) -> None:
        row = self._rows.pop(job_id, None)
        self._expected.pop(job_id, None)
        if row is not None:
            self.rows.column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._order()

    def _on_preview(self, job_id: str, preview: Preview) -> None:
        images = cut(preview)
        if job_id in self._rows and images:
            self._rows[job_id].show_preview(images[0])

    def _in_order(self) -> list[Job]:
        """What still needs something first, in the order of the queue; then what is over, the latest first."""
        jobs = self._jobs.all()
        return [job for job in jobs if job.state not in OVER] + [job for job in jobs[::-1] if job.state in OVER]

    def _order(self) -> None:
        for index, job in enumerate(self._in_order()):
            row = self._rows.get(job.id)
            if row is not None and self.rows.column.indexOf(row) != index:
                self.rows.column.removeWidget(row)
                self.rows.column.insertWidget(index, row)
                row.show()
        self._tell_sums()

    def _tell_sums(self) -> None:
        jobs = [job for job in self._jobs.all() if job.state in UNFINISHED]
        if self._count.text() != str(len(jobs)):
            self._count.setText(str(len(jobs)))
            self.count_changed.emit(len(jobs))
        self.empty.setVisible(not self._rows)
        self._area.setVisible(bool(self._rows))
        self._clear_action.setEnabled(any(job.over for job in self._jobs.all()))
        held = {job.id for job in self._jobs.unfinished}
        left = [0.0, 0.0]
        for job in jobs:
            if job.progress is not None:
                left = [left[0] + job.progress.seconds_left[0], left[1] + job.progress.seconds_left[1]]
            elif job.id not in held:
                left = [left[0] + self._expected.get(job.id, 0.0), left[1] + self._expected.get(job.id, 0.0)]
        several = len(jobs) > 1 and left[1] > 0 and self._jobs.current is not None
        self._end.setText(self.tr("all {done}").format(done=done_at(*left)) if several else "")
        if not held and not self._jobs.paused:
            self.notice.hide()

    # -- wishes

    def _on_retry(self, job_id: str) -> None:
        self._jobs.retry(job_id)
        self._order()

    def _on_move(self, job_id: str, way: int) -> None:
        ids = [job.id for job in self._in_order() if job.state not in OVER]
        self._put(job_id, ids.index(job_id) + way, [other for other in ids if other != job_id])

    def _on_dropped(self, job_id: str, before: int) -> None:
        ids = [job.id for job in self._in_order()]
        if job_id in ids:
            others = [other for other in ids if other != job_id]
            self._put(job_id, before - 1 if ids.index(job_id) < before else before, others)

    def _put(self, job_id: str, place: int, others: list[str]) -> None:
        """Move a job in front of the one that stands at `place` among the shown others."""
        queue = [job.id for job in self._jobs.all() if job.id != job_id]
        alive = [other for other in others if self._jobs.job(other).state not in OVER]
        place = min(len(alive), max(0, place))
        self._jobs.move(job_id, queue.index(alive[place]) if place < len(alive) else len(queue))

    def _on_recovered(self, count: int) -> None:
        one, several = (
            self.tr("One clip of the last time is not finished. Nothing is lost."),
            self.tr("{n} clips of the last time are not finished. Nothing is lost."),
        )
        self.notice.say(one if count == 1 else several.format(n=count), self.tr("Resume queue"))

    def resume(self) -> None:
        """Start jobs again, those of the last time and the interrupted ones included."""
        for job in self._jobs.unfinished:
            if job.state == State.INTERRUPTED:
                self._jobs.retry(job.id)
        self._jobs.resume()
        self.notice.hide()

    def _on_paused(self, paused: bool) -> None:
        self._pause_action.setText(self.tr("Resume queue") if paused else self.tr("Start no new clip"))
        if paused:
            rests = self.tr("The queue rests. The clip that runs goes on, no new one starts.")
            self.notice.say(rests, self.tr("Resume queue"))
        elif not self._jobs.unfinished:
            self.notice.hide()

    def _on_pause_action(self) -> None:
        if self._jobs.paused:
            self.resume()
        else:
            self._jobs.pause()
