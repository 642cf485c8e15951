"""How the timeline looks: ruler, clips, clips in the making, sound, playhead."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QImage, QPainter, QPainterPath, QPen, QPolygonF

from ui import theme
from ui.run.gauge import paint_hatch
from ui.run.words import timecode
from ui.timeline.films import Film
from ui.timeline.lanes import BAND, FOOT, Block, Plan, Scale, ticks

RADIUS = 4
WAVE, WAVE_GAP = 2, 1  # px
HATCH = 7  # px between two lines of a planned clip


def band() -> int:
    """Height of the name band of a clip, px."""
    return theme.size(BAND)


def paint_ruler(painter: QPainter, room: QRectF, scale: Scale) -> None:
    """Ticks from the lower edge; a time beside each long one."""
    painter.setFont(theme.font("note", figures=True))
    for second, height in ticks(scale, room.width()):
        x = round(room.x() + scale.x(second)) + 0.5
        painter.setPen(QPen(theme.colour("text3" if height > 5 else "edge"), 1))
        painter.drawLine(QPointF(x, room.bottom() - height), QPointF(x, room.bottom()))
        if height > 5:
            painter.setPen(theme.colour("text2"))
            painter.drawText(QPointF(x + 4, room.bottom() - 5), timecode(second, hundredths=bool(round(second % 1, 3))))


def paint_clip(painter: QPainter, rect: QRectF, block: Block, film: Film, *, chosen: bool) -> None:
    """A clip: name band, then pictures side by side; of one made in windows those are painted over it."""
    shape = _rounded(rect)
    painter.fillPath(shape, theme.colour("clip"))
    painter.save()
    painter.setClipPath(shape, Qt.ClipOperation.IntersectClip)
    windows = QRectF(rect.x(), rect.y() + band(), rect.width(), rect.height() - band())
    if film.pictures:
        paint_pictures(painter, windows, film.pictures)
    elif film.missing:
        paint_hatch(painter, windows, "danger", HATCH)
    painter.restore()
    taken = _paint_note(painter, rect, block)
    _paint_name(painter, rect.adjusted(0, 0, -taken, 0), block.title, "text")
    paint_edge(painter, rect, "clip_edge", 1.0)
    if chosen:
        paint_edge(painter, rect, "accent", 2.0)


def paint_plan(painter: QPainter, rect: QRectF, plan: Plan, previews: tuple[QImage, ...]) -> None:
    """A clip in the making: hatched and dashed while it waits; faint previews, accent and step bar while it runs."""
    shape = _rounded(rect)
    painter.fillPath(shape, theme.colour("clip", 1.0 if plan.running else 0.55))
    painter.save()
    painter.setClipPath(shape, Qt.ClipOperation.IntersectClip)
    windows = QRectF(rect.x(), rect.y() + band(), rect.width(), rect.height() - band())
    if previews:
        painter.setOpacity(0.34)
        paint_pictures(painter, windows, previews)
        painter.setOpacity(1.0)
    else:
        paint_hatch(painter, windows, "clip_edge", HATCH)
    if plan.running:
        foot = QRectF(rect.x(), rect.bottom() - FOOT, rect.width(), FOOT)
        painter.fillRect(foot, theme.colour("groove"))
        painter.fillRect(QRectF(foot.x(), foot.y(), foot.width() * plan.part, FOOT), theme.colour("accent"))
    painter.restore()
    _paint_name(painter, rect, plan.title, "text")
    paint_words(painter, windows, plan.words, "accent" if plan.running else "text2")
    for line in plan.borders:
        _paint_border(painter, windows, windows.x() + line * windows.width())
    if plan.running:
        paint_edge(painter, rect, "accent", 2.0)
    else:
        paint_edge(painter, rect, "clip_edge", 1.0, dashed=True)


def paint_pictures(painter: QPainter, room: QRectF, pictures: tuple[QImage, ...]) -> None:
    """Pictures side by side over the room, each the one of its time."""
    first = pictures[0]
    width = max(8.0, room.height() * first.width() / max(1, first.height()))
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    count = int(room.width() // width) + 1
    for place in range(count):
        left = room.x() + place * width
        middle = min(1.0, (place + 0.5) * width / room.width())
        picture = pictures[min(len(pictures) - 1, int(middle * len(pictures)))]
        shown = min(width - 1, room.right() - left)
        if shown <= 0:
            continue
        part = QRectF(0, 0, picture.width() * shown / width, picture.height())
        painter.drawImage(QRectF(left, room.y(), shown, room.height()), picture, part)


def paint_sound(painter: QPainter, rect: QRectF, film: Film, title: str, *, chosen: bool = False) -> None:
    """A sound clip: its outline in bars."""
    painter.fillPath(_rounded(rect), theme.colour("clip_audio"))
    top = rect.y() + (band() if title else 4)
    room = QRectF(rect.x(), top, rect.width(), rect.bottom() - 4 - top)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour("pair1"))
    step, x = WAVE + WAVE_GAP, rect.x() + 3
    while film.peaks and x < rect.right() - 3:
        low = int((x - rect.x()) / rect.width() * len(film.peaks))
        high = max(low + 1, int((x + step - rect.x()) / rect.width() * len(film.peaks)))
        loud = max((max(-a, b) for a, b in film.peaks[low:high]), default=0.0)
        tall = max(1.0, loud * room.height())
        painter.drawRect(QRectF(x, room.center().y() - tall / 2, WAVE, tall))
        x += step
    if title:
        _paint_name(painter, rect, title, "text")
    paint_edge(painter, rect, "accent" if chosen else "pair1", 2.0 if chosen else 1.0)


def paint_playhead(painter: QPainter, x: float, top: float, bottom: float) -> None:
    """A line with a soft halo and a cap, drawn last."""
    x = round(x) + 0.5
    painter.fillRect(QRectF(x - 1.5, top, 3, bottom - top), theme.colour("window", 0.55))
    painter.setPen(QPen(theme.colour("text"), 1))
    painter.drawLine(QPointF(x, top), QPointF(x, bottom))
    cap = QPolygonF([QPointF(x + dx, top + dy) for dx, dy in ((-5.5, 0), (5.5, 0), (5.5, 6), (0, 11), (-5.5, 6))])
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour("text"))
    painter.drawPolygon(cap)


def paint_empty(painter: QPainter, room: QRectF, text: str) -> None:
    """A dashed frame with one sentence."""
    pen = QPen(theme.colour("edge"), 1)
    pen.setDashPattern([4, 3])
    painter.setPen(pen)
    painter.setBrush(QBrush())
    painter.drawRoundedRect(room.adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
    painter.setFont(theme.font("body"))
    painter.setPen(theme.colour("text2"))
    size = theme.size(16)
    width = text_width(painter, text)
    left = room.center().x() - (width + size + 10) / 2
    ratio = painter.device().devicePixelRatioF()
    painter.drawPixmap(QPointF(left, room.center().y() - size / 2), theme.pixmap("film", 16, "text2", ratio))
    words = QRectF(left + size + 10, room.y(), width + 4, room.height())
    painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, text)


def paint_head(painter: QPainter, room: QRectF, icon: str, text: str) -> None:
    """The name of a lane."""
    painter.setFont(theme.font("small"))
    size = theme.size(14)
    middle = room.center().y()
    ratio = painter.device().devicePixelRatioF()
    painter.drawPixmap(QPointF(room.x() + 12, middle - size / 2), theme.pixmap(icon, 14, "text2", ratio))
    painter.setPen(theme.colour("text2"))
    painter.drawText(room.adjusted(12 + size + 7, 0, -4, 0), Qt.AlignmentFlag.AlignVCenter, text)


def _rounded(rect: QRectF) -> QPainterPath:
    shape = QPainterPath()
    shape.addRoundedRect(rect, RADIUS, RADIUS)
    return shape


def paint_edge(painter: QPainter, rect: QRectF, token: str, width: float, *, dashed: bool = False) -> None:
    """A line round a clip, within it."""
    pen = QPen(theme.colour(token), width)
    if dashed:
        pen.setDashPattern([4, 3])
    painter.setPen(pen)
    painter.setBrush(QBrush())
    half = width / 2
    painter.drawRoundedRect(rect.adjusted(half, half, -half, -half), RADIUS, RADIUS)


def _paint_name(painter: QPainter, rect: QRectF, text: str, token: str) -> None:
    painter.setFont(theme.font("note", 500))
    paint_label(painter, QRectF(rect.x() + 7, rect.y(), rect.width() - 14, band()), text, token)


def paint_label(painter: QPainter, room: QRectF, text: str, token: str) -> None:
    """A name, cut in the middle where it has to be."""
    painter.setPen(theme.colour(token))
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, max(0, int(room.width())))
    painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)


def text_width(painter: QPainter, text: str) -> int:
    """Pixels that words take in the font in force."""
    return painter.fontMetrics().horizontalAdvance(text)


def _paint_note(painter: QPainter, rect: QRectF, block: Block) -> float:
    """What is said at the right of the name, with an icon where something is wrong; px that it takes."""
    painter.setFont(theme.font("note", figures=True))
    width = text_width(painter, block.note)
    icon = theme.size(12) + 4 if block.warns else 0
    if not block.note or width + icon + 60 > rect.width():
        return 0.0
    left = rect.right() - 7 - width
    painter.setPen(theme.colour("warn" if block.warns else "text2"))
    painter.drawText(QRectF(left, rect.y(), width + 2, band()), Qt.AlignmentFlag.AlignVCenter, block.note)
    if block.warns:
        picture = theme.pixmap("triangle-alert", 12, "warn", painter.device().devicePixelRatioF())
        painter.drawPixmap(QPointF(left - icon, rect.y() + (band() - theme.size(12)) / 2), picture)
    return width + icon + 8


def _paint_border(painter: QPainter, room: QRectF, x: float) -> None:
    """Between two windows that are only planned."""
    pen = QPen(theme.colour("clip_edge"), 1)
    pen.setDashPattern([4, 3])
    painter.setPen(pen)
    painter.drawLine(QPointF(x, room.y()), QPointF(x, room.bottom()))


def paint_words(painter: QPainter, room: QRectF, text: str, token: str) -> None:
    """Words at the upper right of a clip, on a ground of their own, where there is room for them."""
    if not text:
        return
    painter.setFont(theme.font("note", 500, figures=True))
    width = painter.fontMetrics().horizontalAdvance(text) + 10
    if width <= room.width() - 8:
        paint_on_ground(painter, QRectF(room.right() - width - 4, room.y() + 4, width, theme.size(16)), text, token)


def paint_on_ground(painter: QPainter, ground: QRectF, text: str, token: str) -> None:
    """Words on a ground that keeps them readable over any picture."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour("window", 0.86))
    painter.drawRoundedRect(ground, 3, 3)
    painter.setPen(theme.colour(token))
    painter.drawText(ground, Qt.AlignmentFlag.AlignCenter, text)
