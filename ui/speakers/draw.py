"""How places of people look on a picture: boxes with their figures, what the clip does not show, and the brush."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen

from ui import theme
from ui.compose.well import DASH
from ui.speakers.badge import RADIUS, SIDE, TOKENS, paint_badge
from ui.speakers.boxes import Look
from ui.speakers.cast import Box

SHADE, FILL, HALO = 0.62, 0.14, 0.55  # how solid: what is cut off, a box, the dark line round it
KNOB = 7  # px of the squares that are pulled


def placed(frame: QRectF, box: Box) -> QRectF:
    """A box in px."""
    left, top, right, bottom = box
    wide, tall = frame.width(), frame.height()
    return QRectF(frame.x() + left * wide, frame.y() + top * tall, (right - left) * wide, (bottom - top) * tall)


def paint_shade(painter: QPainter, frame: QRectF, seen: Box) -> None:
    """Darken what the clip does not show."""
    path, hole = QPainterPath(), QPainterPath()
    path.addRect(frame)
    hole.addRect(placed(frame, seen))
    painter.fillPath(path - hole, theme.colour("screen", SHADE))


def paint_box(painter: QPainter, frame: QRectF, box: Box, look: Look) -> None:
    """A box in the speaker's colour, with figure; the chosen one has squares to pull at."""
    place = placed(frame, box)
    token = "text3" if look.muted else TOKENS[look.number - 1]
    if not look.masked:
        painter.fillRect(place, theme.colour(token, FILL if look.chosen else FILL / 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.colour("screen", HALO), 4 if look.chosen else 3))
        painter.drawRect(place)
        pen = QPen(theme.colour(token), 2 if look.chosen else 1.5)
        if not look.given:
            pen.setDashPattern([part / pen.widthF() for part in DASH])
        painter.setPen(pen)
        painter.drawRect(place)
        if look.chosen:
            _paint_knobs(painter, place, token)
    inset = 6 if min(place.width(), place.height()) > theme.size(SIDE) + 12 else 0
    at = place.topLeft() + QPointF(inset, inset)
    painter.setBrush(theme.colour("screen", HALO))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.drawRoundedRect(
        QRectF(at, QSizeF(theme.size(SIDE), theme.size(SIDE))).adjusted(-1, -1, 1, 1), RADIUS, RADIUS
    )
    paint_badge(painter, at, look.number, muted=look.muted)


def _paint_knobs(painter: QPainter, place: QRectF, token: str) -> None:
    painter.setPen(QPen(theme.colour("screen", HALO), 1))
    painter.setBrush(theme.colour(token))
    for x in (place.left(), place.center().x(), place.right()):
        for y in (place.top(), place.center().y(), place.bottom()):
            if (x, y) != (place.center().x(), place.center().y()):
                painter.drawRect(QRectF(x - KNOB / 2, y - KNOB / 2, KNOB, KNOB))


def paint_brush(painter: QPainter, frame: QRectF, at: QPointF, width: float) -> None:
    """A ring as wide as the brush, there and of that width in shares."""
    middle = QPointF(frame.x() + at.x() * frame.width(), frame.y() + at.y() * frame.height())
    radius = width * frame.width() / 2
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for token, wide in (("screen", 3), ("on_fill", 1)):
        painter.setPen(QPen(theme.colour(token), wide))
        painter.drawEllipse(middle, radius, radius)
