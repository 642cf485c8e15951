"""One job in the queue: picture, name, state in words, and the buttons that fit its state."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QMimeData, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QDrag,
    QEnterEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPixmap,
)
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from app.jobs import Job, State
from ui import theme
from ui.run.failure_card import report
from ui.run.fold import Details
from ui.run.parts import Line, button, label, restyle, tool
from ui.run.words import DOT, done_at, measured, part_name, stage_name, window_name
from ui.sentences import ended, spoken

MIME = "application/x-kinora-job"
PICTURE = 36  # px

ICONS = {
    State.WAITING: ("clock", "text3"),
    State.RUNNING: ("circle-play", "accent"),
    State.DONE: ("circle-check", "ok"),
    State.FAILED: ("circle-alert", "danger"),
    State.STOPPED: ("square", "text3"),
    State.INTERRUPTED: ("triangle-alert", "warn"),
}


class Thumbnail(QWidget):
    """A small picture with round corners, or the state's icon while there is none."""

    def __init__(self) -> None:
        super().__init__()
        self._picture = QPixmap()
        self._icon, self._role = "film", "text3"
        self.setFixedSize(theme.size(PICTURE), theme.size(PICTURE))

    @property
    def empty(self) -> bool:
        return self._picture.isNull()

    def set_picture(self, picture: QPixmap) -> None:
        self._picture = picture
        self.update()

    def set_icon(self, name: str, role: str) -> None:
        self._icon, self._role = name, role
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        shape = QPainterPath()
        shape.addRoundedRect(QRectF(self.rect()), 4, 4)
        if self._picture.isNull():
            painter.fillPath(shape, theme.colour("free"))
            size = theme.size(16)
            place = QPoint((self.width() - size) // 2, (self.height() - size) // 2)
            painter.drawPixmap(place, theme.pixmap(self._icon, 16, self._role, self.devicePixelRatioF()))
            return
        painter.setClipPath(shape)
        side = min(self._picture.width(), self._picture.height())
        middle = QRectF(0, 0, side, side)
        middle.moveCenter(QRectF(self._picture.rect()).center())
        painter.drawPixmap(QRectF(self.rect()), self._picture, middle)


class JobRow(QFrame):
    """Shows a job and says what is wanted; keys: Delete, Alt+Up, Alt+Down, Enter."""

    cancel_wanted = Signal(str)
    remove_wanted = Signal(str)
    retry_wanted = Signal(str)
    move_wanted = Signal(str, int)  # places down (+1) or up (-1)
    clip_wanted = Signal(str)  # path

    def __init__(self, job: Job, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.job = job
        self._pressed: QPoint | None = None
        self._has_thumbnail = False
        self.setProperty("kind", "row")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._make_parts()
        self._lay_out()
        self.show_job(job)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), max(theme.size(56), super().sizeHint().height()))

    # -- what is shown

    def show_job(self, job: Job) -> None:
        """Bring the row to the state of its job."""
        was, self.job = self.job, job
        self.name.say(job.title)
        self.state.say(self._state_words(job))
        self.percent.setText(f"{job.progress.fraction * 100:.0f} %" if job.progress else "")
        self.picture.set_icon(*ICONS[job.state])
        if job.thumbnail and not self._has_thumbnail:
            made = QPixmap(job.thumbnail)
            self._has_thumbnail = not made.isNull()
            if self._has_thumbnail:
                self.picture.set_picture(made)
        self.mark.setVisible(not self.picture.empty and job.state != State.RUNNING)
        if was.state != job.state or not self.mark.property("icon_wanted"):
            theme.set_icon(self.mark, ICONS[job.state][0], 14, ICONS[job.state][1])
        self._show_failure(job)
        self._show_tools()
        self.setAccessibleName(f"{job.title}, {self.state.whole}")

    def show_preview(self, image: QImage) -> None:
        """Show a picture of the clip while it is made."""
        self.picture.set_picture(QPixmap.fromImage(image))

    def _state_words(self, job: Job) -> str:
        if job.state == State.RUNNING and job.progress is not None:
            seen = job.progress
            where = part_name(seen.stage, seen.done, seen.total) or stage_name(seen.stage)
            if seen.windows:
                where = window_name(seen.window, seen.windows)
            return f"{where}{DOT}{done_at(*seen.seconds_left)}"
        if job.state == State.DONE and job.result is not None:
            took = self.tr("done in {time}").format(time=measured(job.result.timing.total))
            return f"{took}{DOT}{job.result.width} \N{MULTIPLICATION SIGN} {job.result.height}"
        return {
            State.WAITING: self.tr("waiting"),
            State.RUNNING: self.tr("starting"),
            State.DONE: self.tr("done"),
            State.FAILED: self.tr("failed"),
            State.STOPPED: self.tr("stopped"),
            State.INTERRUPTED: self.tr("interrupted: Kinora closed while this was made"),
        }[job.state]

    def _show_failure(self, job: Job) -> None:
        failure = job.failure if job.state == State.FAILED else None
        can_retry = job.state in (State.FAILED, State.STOPPED, State.INTERRUPTED)
        self.reason.setVisible(failure is not None)
        self.foot.setVisible(can_retry)
        self.again.setText(self.tr("Try again") if job.state == State.FAILED else self.tr("Go on"))
        self.details.toggle.setVisible(failure is not None)
        if failure is None:
            self.details.toggle.setChecked(False)
            return
        told = spoken(failure)
        self.reason.setText(ended(told.title, told.why))
        self.details.text.setPlainText(report(failure))

    def _show_tools(self) -> None:
        near = self.underMouse() or self.hasFocus() or any(made.hasFocus() for made in self._tools())
        state = self.job.state
        waiting, running = state in (State.WAITING, State.INTERRUPTED), state == State.RUNNING
        self.up.setVisible(near and waiting)
        self.down.setVisible(near and waiting)
        self.cancel.setVisible(near and running)
        self.remove.setVisible(near and not running)
        self.grip.setVisible(waiting and not near)
        self.percent.setVisible(running)

    def _tools(self) -> tuple[QToolButton, ...]:
        return (self.up, self.down, self.cancel, self.remove)

    # -- inside

    def _make_parts(self) -> None:
        self.picture = Thumbnail()
        self.name = Line("", "name", middle=True)
        self.state = Line("", "note", figures=True)
        self.mark = label("")
        self.percent = label("", "link", figures=True)
        self.reason = label("", "note", wrap=True)
        self.up = tool("chevron-up", self.tr("Earlier"), size=14)
        self.down = tool("chevron-down", self.tr("Later"), size=14)
        self.cancel = tool("square", self.tr("Stop this clip"), size=14)
        self.remove = tool("x", self.tr("Take out of the queue"), size=14)
        self.grip = label("")
        theme.set_icon(self.grip, "grip-vertical", 14, "text3")
        self.again = button(self.tr("Try again"))
        self.details = Details("")
        self.up.clicked.connect(self._on_up)
        self.down.clicked.connect(self._on_down)
        self.cancel.clicked.connect(self._on_cancel)
        self.remove.clicked.connect(self._on_remove)
        self.again.clicked.connect(self._on_retry)

    def _lay_out(self) -> None:
        second = QHBoxLayout()
        second.setSpacing(4)
        second.addWidget(self.mark)
        second.addWidget(self.state, 1)
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(self.name)
        words.addLayout(second)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.picture, 0, Qt.AlignmentFlag.AlignTop)
        top.addLayout(words, 1)
        for made in (self.percent, *self._tools(), self.grip):
            top.addWidget(made)
        self.foot = QWidget()
        foot = QHBoxLayout(self.foot)
        foot.setContentsMargins(0, 2, 0, 2)
        foot.setSpacing(4)
        foot.addWidget(self.again)
        foot.addWidget(self.details.toggle)
        foot.addStretch(1)
        under = QVBoxLayout()
        under.setContentsMargins(theme.size(PICTURE) + 8, 0, 0, 0)
        under.setSpacing(4)
        for made in (self.reason, self.foot, self.details):
            under.addWidget(made)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 9, 12, 9)
        column.setSpacing(2)
        column.addLayout(top)
        column.addLayout(under)

    def _on_up(self) -> None:
        self.move_wanted.emit(self.job.id, -1)

    def _on_down(self) -> None:
        self.move_wanted.emit(self.job.id, 1)

    def _on_cancel(self) -> None:
        self.cancel.setEnabled(False)
        self.cancel_wanted.emit(self.job.id)

    def _on_remove(self) -> None:
        self.remove_wanted.emit(self.job.id)

    def _on_retry(self) -> None:
        self.retry_wanted.emit(self.job.id)

    def _open(self) -> None:
        if self.job.result is not None:
            self.clip_wanted.emit(self.job.result.path)

    # -- events

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and event.key() == Qt.Key.Key_Delete:
            event.accept()  # the row's own, not the window's
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        QPainter(self).fillRect(16, self.height() - 1, self.width() - 16, 1, theme.colour("line"))

    def enterEvent(self, event: QEnterEvent) -> None:
        self._show_tools()

    def leaveEvent(self, event: object) -> None:
        self._show_tools()

    def focusInEvent(self, event: object) -> None:
        restyle(self, "chosen", True)
        self._show_tools()

    def focusOutEvent(self, event: object) -> None:
        restyle(self, "chosen", False)
        self._show_tools()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        alt = event.modifiers() & Qt.KeyboardModifier.AltModifier
        key = event.key()
        if key == Qt.Key.Key_Delete:
            wanted = self.cancel_wanted if self.job.state == State.RUNNING else self.remove_wanted
            wanted.emit(self.job.id)
        elif alt and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.move_wanted.emit(self.job.id, -1 if key == Qt.Key.Key_Up else 1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open()
            if self.job.state in (State.FAILED, State.STOPPED, State.INTERRUPTED):
                self._on_retry()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.focusNextPrevChild(key == Qt.Key.Key_Down)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = event.position().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None or self.job.state not in (State.WAITING, State.INTERRUPTED):
            return
        way = event.position().toPoint() - self._pressed
        if way.manhattanLength() >= QApplication.startDragDistance():
            self._pressed = None
            mime = QMimeData()
            mime.setData(MIME, self.job.id.encode())
            drag = QDrag(self)
            drag.setMimeData(mime)
            drag.setPixmap(self.grab())
            drag.exec(Qt.DropAction.MoveAction)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._pressed is not None and self.rect().contains(event.position().toPoint()):
            self._open()
        self._pressed = None
