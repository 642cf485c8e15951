"""A place to drop a file on, or to click and choose one; what lies in it is shown as a card in its place."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QEvent, QMimeData, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QBoxLayout, QFileDialog, QLabel, QSizePolicy, QWidget

from ui import theme
from ui.run.parts import label, restyle

DASH = [4.0, 3.0]  # in widths of the pen: a dashed border of the style sheet looks dotted
HEIGHT, LOW, RADIUS, ICON = 88, 40, 6, 20  # px; LOW: of a compact well


class Look(StrEnum):
    """How an empty well looks."""

    REST = "rest"
    HOVER = "hover"  # the mouse is over it
    OVER = "over"  # a file is held over it
    READING = "reading"
    REFUSED = "refused"


class Well(QWidget):
    """Says which file was dropped or chosen; knows nothing about what is in it."""

    dropped = Signal(str)  # path

    def __init__(self, icon: str, title: str, hint: str, patterns: str) -> None:
        """`patterns` is what the chooser lists, such as "Pictures (*.png *.jpg)"."""
        super().__init__()
        self._title_text, self._hint_text, self._patterns, self._icon_name = title, hint, patterns, icon
        self._look = Look.REST
        self._refusal, self._what = "", ""
        self._compact = False
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.setAccessibleName(title)
        self.setAccessibleDescription(hint)
        self._icon = QLabel()
        self._title = label(title, "name")
        self._hint = label(hint, "note", wrap=True)
        self._line = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._line.setContentsMargins(16, 10, 16, 10)
        self._line.setSpacing(4)
        self._line.addStretch(1)
        for part in (self._icon, self._title, self._hint):
            part.setAlignment(Qt.AlignmentFlag.AlignCenter)
            self._line.addWidget(part)
        self._line.addStretch(1)
        self._dress()

    def sizeHint(self) -> QSize:
        least = theme.size(LOW if self._low else HEIGHT)
        return QSize(240, max(least, self.layout().totalHeightForWidth(max(self.width(), 200))))

    @property
    def _low(self) -> bool:
        return self._compact and self._look is not Look.REFUSED

    def set_compact(self, on: bool) -> None:
        """Be one line high, where there is little room."""
        if on != self._compact:
            self._compact = on
            self._dress()

    @property
    def look(self) -> Look:
        return self._look

    def refuse(self, what: str, sentence: str) -> None:
        """Say what is wrong with the file, why, and what to do; stays until the next one."""
        self._what, self._refusal = what, sentence
        self._set_look(Look.REFUSED)

    def rest(self) -> None:
        """Be empty and ready again."""
        self._refusal = ""
        self._set_look(Look.REST)

    def wait(self) -> None:
        """A file is being read."""
        self._refusal = ""
        self._set_look(Look.READING)

    def set_hint(self, hint: str) -> None:
        """Say what a file would be used for."""
        if hint != self._hint_text:
            self._hint_text = hint
            self._dress()

    def choose(self) -> None:
        """Open the system's chooser."""
        path, _ = QFileDialog.getOpenFileName(self, self._title_text, "", self._patterns)
        if path:
            self.dropped.emit(path)

    def _set_look(self, look: Look) -> None:
        self._look = look
        self._dress()

    def _dress(self) -> None:
        refused = self._look is Look.REFUSED
        theme.set_icon(
            self._icon, "circle-alert" if refused else self._icon_name, ICON, "danger" if refused else "accent"
        )
        over = self._look is Look.OVER
        reading = self._look is Look.READING
        title = self.tr("Let go to use it") if over else self.tr("Reading it") if reading else self._title_text
        self._title.setText(self._what if refused else title)
        self._title.setWordWrap(refused)
        self._hint.setText(self._refusal if refused else self._hint_text)
        self._hint.setVisible(not self._low)
        restyle(self._hint, "role", "small" if refused else "note")
        self._line.setDirection(QBoxLayout.Direction.LeftToRight if self._low else QBoxLayout.Direction.TopToBottom)
        self._line.setContentsMargins(16, 4 if self._low else 10, 16, 4 if self._low else 10)
        self._line.setSpacing(8 if self._low else 4)
        self.setAccessibleDescription(f"{self._what}. {self._refusal}" if refused else self._hint_text)
        self.updateGeometry()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        focus, over = self.hasFocus(), self._look is Look.OVER
        token = {Look.OVER: "accent", Look.REFUSED: "danger", Look.HOVER: "text2"}.get(self._look, "edge")
        pen = QPen(theme.colour("accent" if focus else token), 2 if focus or over else 1)
        if not focus:
            pen.setDashPattern(DASH if pen.width() == 1 else [d / 2 for d in DASH])
        painter.setPen(pen)
        filling = {Look.OVER: "soft", Look.REFUSED: "danger_soft", Look.HOVER: "raised"}.get(self._look)
        painter.setBrush(theme.colour(filling) if filling else Qt.BrushStyle.NoBrush)
        inset = pen.widthF() / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), RADIUS, RADIUS)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if file_of(event.mimeData()):
            event.acceptProposedAction()
            self._set_look(Look.OVER)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._set_look(Look.REST)

    def dropEvent(self, event: QDropEvent) -> None:
        path = file_of(event.mimeData())
        if path:
            event.acceptProposedAction()
            self._set_look(Look.READING)
            self.dropped.emit(path)

    def enterEvent(self, event: QEvent) -> None:
        if self._look is Look.REST:
            self._set_look(Look.HOVER)

    def leaveEvent(self, event: QEvent) -> None:
        if self._look is Look.HOVER:
            self._set_look(Look.REST)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.choose()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and not event.modifiers():
            self.choose()
            return
        super().keyPressEvent(event)


def file_of(data: QMimeData) -> str:
    """The first local file of a drag, "" if there is none."""
    return next(iter(files_of(data)), "")


def files_of(data: QMimeData) -> tuple[str, ...]:
    """Every local file of a drag."""
    return tuple(url.toLocalFile() for url in data.urls() if url.isLocalFile())
