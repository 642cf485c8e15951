"""How the windows of a film look: their pictures, numbers and states, the takes below the clip, and the drift."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QImage, QPainter, QPen, QPolygonF

from app.drift import Curve, Drift
from ui import theme
from ui.run.gauge import paint_hatch
from ui.timeline.cells import drift_parts
from ui.timeline.lanes import FOOT, Bar, Block, Cell, Standing
from ui.timeline.paint import HATCH, paint_edge, paint_label, paint_on_ground, paint_pictures, paint_words, text_width

LIMIT_AT = 0.72  # of the height of the drift lane: where a curve crosses its limit
PENS = {
    Curve.COLOUR: Qt.PenStyle.SolidLine,
    Curve.CONTRAST: Qt.PenStyle.DotLine,
    Curve.IDENTITY: Qt.PenStyle.DashDotLine,
}


def paint_cell(painter: QPainter, room: QRectF, cell: Cell, pictures: tuple[QImage, ...], *, chosen: bool) -> None:
    """One window: thumbnails, or faint previews with a step bar, or a hatch with its time."""
    painter.save()
    painter.setClipRect(room, Qt.ClipOperation.IntersectClip)
    painter.fillRect(room, theme.colour("clip"))
    growing = cell.standing is Standing.GROWING
    if cell.standing is Standing.PLANNED or (growing and not pictures):
        paint_hatch(painter, room, "clip_edge", HATCH)
    elif pictures:
        painter.setOpacity(0.34 if growing else 1.0)
        paint_pictures(painter, room, pictures)
        painter.setOpacity(1.0)
    taken = _paint_number(painter, room, cell)
    paint_words(painter, room.adjusted(taken, 0, 0, 0), cell.words, "accent" if growing else "text2")
    if growing:
        foot = QRectF(room.x(), room.bottom() - FOOT, room.width(), FOOT)
        painter.fillRect(foot, theme.colour("groove"))
        painter.fillRect(QRectF(foot.x(), foot.y(), foot.width() * cell.part, FOOT), theme.colour("accent"))
    if growing or chosen:
        paint_edge(painter, room, "accent", 2.0)
    elif cell.standing is Standing.PLANNED:
        paint_edge(painter, room, "clip_edge", 1.0, dashed=True)
    painter.restore()


def paint_bar(painter: QPainter, rect: QRectF, bar: Bar) -> None:
    """A take: the one that is shown in the colour of clips with a dot, the others in that of panels."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour("clip" if bar.shown else "panel"))
    painter.drawRoundedRect(rect, 4, 4)
    paint_edge(painter, rect, "clip_edge" if bar.shown else "line", 1.0)
    painter.setFont(theme.font("note", 500 if bar.shown else 400))
    left = rect.x() + 8
    if bar.shown:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("accent"))
        painter.drawEllipse(QPointF(left + 3, rect.center().y()), 3, 3)
        left += 12
    note = text_width(painter, bar.note) + 12 if bar.note else 0
    token = "text" if bar.shown else "text2"
    paint_label(painter, QRectF(left, rect.y(), rect.right() - left - 8 - note, rect.height()), bar.title, token)
    if note and rect.width() > note + 80:
        room = QRectF(rect.right() - note, rect.y(), note - 8, rect.height())
        paint_label(painter, room, bar.note, "text2")


def paint_drift(painter: QPainter, room: QRectF, block: Block, places: tuple[QRectF, ...], chosen: int) -> None:
    """The curves of a clip in its part of the lane; `places` are its windows, `chosen` the number of one or 0."""
    limit = _height(room, 1.0)
    pen = QPen(theme.colour("warn"), 1)
    pen.setDashPattern([3, 3])
    painter.setPen(pen)
    painter.drawLine(QPointF(room.x(), limit), QPointF(room.right(), limit))
    painter.setPen(QPen(theme.colour("line"), 1))
    for place in places[1:]:
        painter.drawLine(QPointF(place.x() - 0.5, room.y()), QPointF(place.x() - 0.5, room.bottom()))
    measured = [(cell, place) for cell, place in zip(block.cells, places, strict=True) if cell.drift is not None]
    for curve, style in PENS.items():
        _paint_curve(painter, room, measured, curve, style)
    told = next((cell for cell, _ in measured if cell.number == chosen), measured[-1][0] if measured else None)
    if told is not None and told.drift is not None:
        high = any(cell.too_far for cell, _ in measured)  # the curves are at the top: the words go to the foot
        top = room.bottom() - theme.size(17) if high else room.y() + 2
        _paint_legend(painter, QRectF(room.x(), top, room.width(), theme.size(15)), told.number, told.drift)


def _paint_legend(painter: QPainter, room: QRectF, number: int, found: Drift) -> None:
    """At the right: the distances of one window, each behind a piece of its curve, where there is room."""
    painter.setFont(theme.font("note", figures=True))
    head, parts = f"{number}:", drift_parts(found)
    line, gap = theme.size(14), theme.size(5)
    widths = [line + gap + text_width(painter, text) + 2 * gap for text in parts.values()]
    width = gap + text_width(painter, head) + gap + sum(widths)
    if width + 16 > room.width():
        return
    ground = QRectF(room.right() - width - 2, room.y(), width, room.height())
    paint_on_ground(painter, ground, "", "text2")
    left = ground.x() + gap
    painter.setPen(theme.colour("text2"))
    painter.drawText(QRectF(left, ground.y(), width, ground.height()), Qt.AlignmentFlag.AlignVCenter, head)
    left += text_width(painter, head) + gap
    for (curve, text), wide in zip(parts.items(), widths, strict=True):
        ink = theme.colour("warn" if found.of_limit(curve) > 1 else "text2")
        painter.setPen(QPen(ink, 1.4, PENS[curve]))
        painter.drawLine(QPointF(left, ground.center().y()), QPointF(left + line, ground.center().y()))
        painter.setPen(ink)
        place = QRectF(left + line + gap, ground.y(), wide, ground.height())
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, text)
        left += wide


def _paint_curve(
    painter: QPainter, room: QRectF, measured: list[tuple[Cell, QRectF]], curve: Curve, style: Qt.PenStyle
) -> None:
    points = [
        QPointF(place.center().x(), _height(room, cell.drift.of_limit(curve)))
        for cell, place in measured
        if cell.drift is not None
    ]
    painter.setPen(QPen(theme.colour("text2"), 1.4, style))
    painter.setBrush(QBrush())
    if len(points) > 1:
        painter.drawPolyline(QPolygonF(points))
    painter.setPen(Qt.PenStyle.NoPen)
    for (cell, _), point in zip(measured, points, strict=True):
        beyond = cell.drift is not None and cell.drift.of_limit(curve) > 1
        painter.setBrush(theme.colour("warn" if beyond else "text2"))
        painter.drawEllipse(point, 3.0 if beyond else 2.0, 3.0 if beyond else 2.0)


def _height(room: QRectF, share: float) -> float:
    """Where a share of the limit lies: 0 near the foot, what is far beyond at the top."""
    foot = room.bottom() - 4
    return max(room.y() + 4, foot - share * LIMIT_AT * (room.height() - 8))


def _paint_number(painter: QPainter, room: QRectF, cell: Cell) -> float:
    """At the upper left; amber with a sign where the window drifts too far; px that it takes."""
    text = str(cell.number)
    painter.setFont(theme.font("note", 600, figures=True))
    icon = theme.size(12) + 3 if cell.too_far else 0
    width = text_width(painter, text) + 10 + icon
    if width + 4 > room.width():
        return 0.0
    ground = QRectF(room.x() + 4, room.y() + 4, width, theme.size(16))
    paint_on_ground(painter, ground, "", "text")
    painter.setPen(theme.colour("warn" if cell.too_far else "text"))
    painter.drawText(ground.adjusted(5 + icon, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, text)
    if cell.too_far:
        picture = theme.pixmap("triangle-alert", 12, "warn", painter.device().devicePixelRatioF())
        painter.drawPixmap(QPointF(ground.x() + 4, ground.center().y() - theme.size(12) / 2), picture)
    return width + 4
