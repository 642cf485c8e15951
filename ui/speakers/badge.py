"""The figure of a speaker in the speaker's own colour; a lane is also moved by it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from engine.planner.voices import MOST_PEOPLE
from ui import theme

TOKENS = tuple(f"pair{number}" for number in range(1, MOST_PEOPLE + 1))
SIDE, RADIUS = 18, 4  # px


def paint_badge(painter: QPainter, at: QPointF, number: int, *, muted: bool = False) -> None:
    """The figure with its top left corner there."""
    side = theme.size(SIDE)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour("text3" if muted else TOKENS[number - 1]))
    place = QRectF(at.x(), at.y(), side, side)
    painter.drawRoundedRect(place, RADIUS, RADIUS)
    painter.setFont(theme.font("small", 600, figures=True))
    painter.setPen(theme.colour("on_pair"))
    painter.drawText(place, Qt.AlignmentFlag.AlignCenter, str(number))


class Badge(QWidget):
    """Shows a number from 1; where lanes have an order it can be pulled up and down."""

    pulled = Signal(float)  # where the mouse is, in px of the screen from the top

    def __init__(self) -> None:
        super().__init__()
        self._number, self._muted = 1, False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_number(self, number: int, *, muted: bool = False, movable: bool = False) -> None:
        """The number of the speaker; grey while nobody hears the voice."""
        self._number, self._muted = number, muted
        self.setCursor(Qt.CursorShape.SizeVerCursor if movable else Qt.CursorShape.ArrowCursor)
        self.setToolTip(self.tr("Pull up or down to change the order") if movable else "")
        self.setAccessibleName(self.tr("Speaker {n}").format(n=number))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.size(SIDE), theme.size(SIDE))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.pulled.emit(event.globalPosition().y())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_badge(QPainter(self), QPointF(0, 0), self._number, muted=self._muted)
