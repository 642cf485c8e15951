"""The drawn picture at the head of a model's card: what the model makes, in the colours of the theme.

Every scene is drawn on a page of 330 x 84 units whose middle is kept when the card is wider or narrower.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from enum import StrEnum
from zlib import crc32

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme

WIDE, HIGH, CORNER = 330.0, 84, 5.0
SKIES = (("clip", "clip_edge"), ("warn_soft", "pair2"), ("clip_audio", "pair1"))  # sky, hills


class Scene(StrEnum):
    """What is drawn."""

    SEA = "sea"
    SPEAKER = "speaker"
    FRAMES = "frames"
    DANCER = "dancer"
    BRUSH = "brush"
    LARGER = "larger"
    BALLS = "balls"
    LAYERS = "layers"


class Art(QWidget):
    """Paints one scene; a badge may be laid over it."""

    def __init__(self, scene: Scene = Scene.SEA, mood: int = 0) -> None:
        super().__init__()
        self._scene, self._mood = scene, mood
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(theme.size(WIDE), theme.size(HIGH))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.size(80), theme.size(HIGH))

    def draw(self, scene: Scene, mood: int) -> None:
        """Paint this scene; `mood` chooses among its colours."""
        self._scene, self._mood = scene, mood
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shape = QPainterPath()  # round above, as the card is, and straight below
        shape.addRoundedRect(QRectF(0, 0, self.width(), self.height() + CORNER), CORNER, CORNER)
        painter.setClipPath(shape)
        painter.fillRect(self.rect(), theme.colour("stage"))
        scale = max(self.height() / HIGH, self.width() / WIDE if self._scene in FILLING else 0)
        painter.translate(self.width() / 2, self.height() / 2)
        painter.scale(scale, scale)
        painter.translate(-WIDE / 2, -HIGH / 2)
        painter.setPen(Qt.PenStyle.NoPen)
        DRAWN[self._scene](painter, self._mood)


def mood_of(id: str) -> int:
    """A steady choice of colours for a model, so that neighbours differ."""
    return crc32(id.encode()) % len(SKIES)


def _sea(painter: QPainter, mood: int) -> None:
    _landscape(painter, QRectF(-200, 0, WIDE + 400, HIGH), QPointF(118, 44), mood, 1.0)


def _landscape(painter: QPainter, page: QRectF, sun: QPointF, mood: int, scale: float) -> None:
    """A sea with hills, a sun and a sail on a page; `scale` shrinks what is drawn."""
    sky, hill = SKIES[mood]
    light = "text" if mood == 2 and theme.current().dark else _bright()
    water = page.y() + page.height() * 0.66
    painter.save()
    painter.setClipRect(page, Qt.ClipOperation.IntersectClip)
    painter.fillRect(page, theme.colour("stage"))
    painter.fillRect(page, theme.colour(sky))
    painter.fillRect(page, theme.colour(hill, 0.22))
    painter.setBrush(theme.colour(light, 0.25))
    painter.drawEllipse(sun, 26 * scale, 26 * scale)
    painter.setBrush(theme.colour(light, 0.9))
    painter.drawEllipse(sun, 15 * scale, 15 * scale)
    for left, width, height, deep in ((-40, 170, 22, 0.45), (60, 150, 14, 0.6), (190, 190, 30, 0.5)):
        middle = page.x() + (left + width / 2 + 200 * (scale == 1.0)) * scale
        painter.setBrush(theme.colour(hill, deep))
        painter.drawPath(_hill(QPointF(middle, water), width * scale, height * scale))
    painter.fillRect(QRectF(page.x(), water, page.width(), page.bottom() - water), theme.colour(sky))
    painter.fillRect(QRectF(page.x(), water, page.width(), page.bottom() - water), theme.colour(hill, 0.4))
    painter.setBrush(theme.colour(light, 0.5))
    for row in range(4):
        wide = (34 - 6 * row) * scale
        painter.drawRect(QRectF(sun.x() - wide / 2, water + (4 + 6 * row) * scale, wide, 1.6 * scale))
    _boat(painter, QPointF(sun.x() + 96 * scale, water + 9 * scale), 44 * scale)
    painter.restore()


def _hill(foot: QPointF, width: float, height: float) -> QPainterPath:
    path = QPainterPath(QPointF(foot.x() - width / 2, foot.y()))
    top = QPointF(foot.x(), foot.y() - 2 * height)
    path.quadTo(top, QPointF(foot.x() + width / 2, foot.y()))
    return path


def _boat(painter: QPainter, foot: QPointF, high: float) -> None:
    dark = theme.current().dark
    sail = (QPointF(-0.06, -0.16), QPointF(-0.06, -1.0), QPointF(-0.5, -0.16))
    jib = (QPointF(0.04, -0.16), QPointF(0.04, -0.84), QPointF(0.4, -0.16))
    hull = (QPointF(-0.55, -0.1), QPointF(0.5, -0.1), QPointF(0.34, 0.1), QPointF(-0.36, 0.1))
    near, far, wood = ("text", "text2", "stage") if dark else ("raised", "window", "text2")
    for part, token in ((sail, near), (jib, far), (hull, wood)):
        painter.setBrush(theme.colour(token))
        painter.drawPolygon(QPolygonF([foot + point * high for point in part]))


def _skin() -> QColor:
    """Between the colour of the sun and that of a page, so that eyes and mouth stand out in both themes."""
    sun, page = theme.colour("warn"), theme.colour("raised")
    mixed = (0.35 * page.getRgb()[at] + 0.65 * sun.getRgb()[at] for at in range(3))
    return sun if theme.current().dark else QColor(*(round(part) for part in mixed))


def _bright() -> str:
    """The token of what shines, in both themes."""
    return "warn" if theme.current().dark else "warn_soft"


def _speaker(painter: QPainter, mood: int) -> None:
    painter.fillRect(QRectF(-200, 0, WIDE + 400, HIGH), theme.colour("clip_audio"))
    voice = "pair2" if mood == 1 else "pair1"
    painter.setPen(QPen(theme.colour(voice), 2.5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    for side in (-1, 1):
        for at in range(11):
            high = 4 + 17 * abs(math.sin(0.9 * at + 0.6 * mood)) * (1 - at / 15)
            x = WIDE / 2 + side * (56 + 7 * at)
            painter.drawLine(QPointF(x, HIGH / 2 - high), QPointF(x, HIGH / 2 + high))
    painter.setPen(Qt.PenStyle.NoPen)
    frame = QRectF(WIDE / 2 - 41, 0, 82, HIGH)
    painter.fillRect(frame, theme.colour("clip"))
    painter.save()
    painter.setClipRect(frame, Qt.ClipOperation.IntersectClip)
    middle = frame.center().x()
    painter.setBrush(theme.colour("text3"))
    painter.drawRoundedRect(QRectF(middle - 22, 12, 44, 58), 20, 22)  # hair
    painter.setBrush(theme.colour(voice))
    painter.drawRoundedRect(QRectF(middle - 33, 67, 66, 40), 18, 18)  # shoulders
    painter.setBrush(_skin())
    painter.drawRect(QRectF(middle - 6, 56, 12, 14))
    painter.drawEllipse(QPointF(middle, 42), 16, 20)
    painter.setBrush(theme.colour("text3"))
    painter.drawPath(_hill(QPointF(middle, 31), 34, 10))  # fringe
    painter.setBrush(theme.colour("stage" if theme.current().dark else "text"))
    for eye in (-6.5, 6.5):
        painter.drawEllipse(QPointF(middle + eye, 41), 1.9, 1.9)
    painter.drawEllipse(QPointF(middle, 52), 5, 2.2 + mood)  # the mouth is open: it speaks
    painter.restore()


def _frames(painter: QPainter, mood: int) -> None:
    first = QRectF(28, 17, 84, 50)
    _landscape(painter, first, QPointF(first.x() + 26, first.y() + 24), mood, 0.5)
    for back in (2, 1, 0):
        place = QRectF(196 + 9 * back, 22 - 5 * back, 84, 50)
        painter.setBrush(theme.colour("stage"))
        painter.drawRect(place.adjusted(-2, -2, 2, 2))
        _landscape(painter, place, QPointF(place.x() + 34, place.y() + 24), mood, 0.5)
    painter.setPen(QPen(theme.colour("text2"), 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.drawLine(QPointF(136, 42), QPointF(168, 42))
    painter.drawPolyline([QPointF(160, 34), QPointF(168, 42), QPointF(160, 50)])


def _dancer(painter: QPainter, mood: int) -> None:
    poses = ((-0.9, 0.9, 0.35), (-1.7, 1.7, 0.3), (-2.4, 1.2, 0.55))
    for at, (token, (left, right, legs)) in enumerate(zip(("edge", "text2", "accent"), poses, strict=True)):
        x = WIDE / 2 + (at - 1) * 80
        painter.setPen(QPen(theme.colour(token), 4, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        neck, hip = QPointF(x, 32), QPointF(x, 52)
        painter.drawEllipse(QPointF(x, 19), 7, 7)
        painter.drawLine(neck, hip)
        for angle, length, joint in ((left, 20, neck), (right, 20, neck), (-legs, 24, hip), (legs, 24, hip)):
            painter.drawLine(joint, joint + QPointF(math.sin(angle) * length, math.cos(angle) * length))
        if at < 2:
            painter.setPen(QPen(theme.colour("groove"), 2, Qt.PenStyle.DotLine, Qt.PenCapStyle.RoundCap))
            painter.drawLine(QPointF(x + 30, 44), QPointF(x + 50, 44))


def _brush(painter: QPainter, mood: int) -> None:
    half = WIDE / 2
    _landscape(painter, QRectF(half - 130, 10, 130, 64), QPointF(half - 60, 40), mood, 0.8)
    _landscape(painter, QRectF(half, 10, 130, 64), QPointF(half + 46, 40), (mood + 1) % len(SKIES), 0.8)
    painter.fillRect(QRectF(half - 1, 6, 2, 72), theme.colour("text"))
    painter.setBrush(theme.colour("text"))
    painter.drawEllipse(QPointF(half, HIGH / 2), 9, 9)
    painter.setPen(QPen(theme.colour("stage"), 1.6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    for side in (-1, 1):
        tip = QPointF(half + side * 5, HIGH / 2)
        painter.drawPolyline([tip + QPointF(-side * 2.5, -2.5), tip, tip + QPointF(-side * 2.5, 2.5)])


def _larger(painter: QPainter, mood: int) -> None:
    small, large = QRectF(66, 30, 44, 28), QRectF(166, 10, 104, 64)
    _landscape(painter, small, QPointF(small.x() + 14, small.y() + 13), mood, 0.28)
    _landscape(painter, large, QPointF(large.x() + 34, large.y() + 31), mood, 0.64)
    pen = QPen(theme.colour("text3"), 1)
    pen.setDashPattern([4, 3])
    painter.setPen(pen)
    painter.drawLine(small.topRight(), large.topLeft())
    painter.drawLine(small.bottomRight(), large.bottomLeft())


def _balls(painter: QPainter, mood: int) -> None:
    for at, strength in enumerate((0.3, 0.5, 0.75, 1.0)):
        painter.setBrush(theme.colour("danger", strength))
        painter.drawEllipse(QPointF(WIDE / 2 - 81 + 54 * at, 48 - 7 * math.sin(at * 1.1)), 14, 14)


def _layers(painter: QPainter, mood: int) -> None:
    token = ("accent", "pair2", "pair1")[mood]
    for at in range(19):
        high = 16 + 10 * abs(math.sin(0.7 * at + mood))
        x = WIDE / 2 + (at - 9) * 12
        painter.setBrush(theme.colour("edge", 0.4))
        painter.drawRoundedRect(QRectF(x - 3.5, HIGH / 2 - 30, 7, 60), 2, 2)
        painter.setBrush(theme.colour(token))
        painter.drawRoundedRect(QRectF(x - 3.5, HIGH / 2 + 30 - high, 7, high), 2, 2)


FILLING = frozenset({Scene.SEA})  # drawn over the whole width
DRAWN: dict[Scene, Callable[[QPainter, int], None]] = {
    Scene.SEA: _sea,
    Scene.SPEAKER: _speaker,
    Scene.FRAMES: _frames,
    Scene.DANCER: _dancer,
    Scene.BRUSH: _brush,
    Scene.LARGER: _larger,
    Scene.BALLS: _balls,
    Scene.LAYERS: _layers,
}
