"""The memory gauge: what Kinora holds, what others hold, what is free, and what the next clip will need."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEasingCurve, QPointF, QRectF, QSize, Qt, QVariantAnimation, Signal
from PySide6.QtGui import QBrush, QPainter, QPainterPath, QPaintEvent, QTransform
from PySide6.QtWidgets import QWidget

from app.context import Context
from engine.api.hardware import MemoryRead
from ui import theme
from ui.run.words import GIB, gib, number
from ui.sentences import said

BAR, THICK = 232, 10  # px
EASE = 200  # ms
HATCH = 5  # px between two lines of the hatch
PREDICTED_OVER = 3  # px that the predicted line stands over the bar


class GaugeBar(QWidget):
    """Painted; says the same in its tooltip and accessible description."""

    status = Signal(str)  # figures of the machine for the status bar
    clicked = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._read: MemoryRead | None = None
        self._need = 0  # bytes that the next clip needs, 0: not known
        self._shown = QPointF()  # shares of ours and of others, as painted now
        self._glide = QVariantAnimation(self)
        self._glide.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._glide.valueChanged.connect(self._on_glide)
        self.setAccessibleName(self.tr("Memory"))
        context.gauge.read.connect(self.show_reading)

    def sizeHint(self) -> QSize:
        return QSize(theme.size(BAR + 16 + 84), theme.size(40))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.size(160), theme.size(40))

    # -- what is shown

    @property
    def reading(self) -> MemoryRead | None:
        return self._read

    def show_reading(self, read: MemoryRead) -> None:
        """Show a new reading; the bar glides to it."""
        self._read = read
        total = read.total or 1
        target = QPointF(min(1.0, read.used_ours / total), min(1.0, read.used_others / total))
        duration = theme.current().duration(EASE)
        self._glide.stop()
        if duration and self.isVisible():
            self._glide.setDuration(duration)
            self._glide.setStartValue(self._shown)
            self._glide.setEndValue(target)
            self._glide.start()
        else:
            self._on_glide(target)
        self.setToolTip(self._tip(read))
        if self.accessibleDescription() != self.sentence:
            self.setAccessibleDescription(self.sentence)
        self.status.emit(figures(read))

    def show_need(self, need_bytes: int) -> None:
        """Draw the line of what the next clip needs; 0 takes it away."""
        if need_bytes != self._need:
            self._need = need_bytes
            if self._read is not None:
                self.setToolTip(self._tip(self._read))
            self.update()

    @property
    def sentence(self) -> str:
        """The gauge in words, rounded so that it is not spoken anew all the time."""
        if self._read is None:
            return ""
        read = self._read
        return self.tr("Kinora holds {ours} GiB, others {others} GiB, of {total} GiB").format(
            ours=gib(read.used_ours), others=gib(read.used_others), total=number(read.total / GIB)
        )

    def _tip(self, read: MemoryRead) -> str:
        free = max(0, read.total - read.used_ours - read.used_others)
        lines = [f"{read.device}: {self.sentence}.", self.tr("Free: {free} GiB.").format(free=gib(free))]
        if self._need:
            lines.append(self.tr("The line shows what the next clip needs: {need} GiB.").format(need=gib(self._need)))
        return "\n".join(lines)

    # -- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        words = theme.size(84)
        bar = QRectF(0, theme.size(8), self.width() - words - 16, theme.size(THICK))
        self._paint_bar(painter, bar)
        if self._read is not None:
            self._paint_legend(painter, QRectF(0, bar.bottom() + 4, bar.width(), theme.size(14)), self._read)
            self._paint_total(painter, QRectF(self.width() - words, 0, words, self.height()), self._read)

    def _paint_bar(self, painter: QPainter, bar: QRectF) -> None:
        shape = QPainterPath()
        shape.addRoundedRect(bar, 2, 2)
        painter.fillPath(shape, theme.colour("free"))
        painter.save()
        painter.setClipPath(shape)
        painter.fillRect(QRectF(bar.x(), bar.y(), bar.width() * self._shown.x(), bar.height()), theme.colour("ours"))
        width = bar.width() * self._shown.y()
        hatched = QRectF(bar.right() - width, bar.y(), width, bar.height())
        paint_hatch(painter, hatched, "others")
        painter.fillRect(QRectF(hatched.x() - 1, bar.y(), 1, bar.height()), theme.colour("others"))
        painter.restore()
        if self._need and self._read is not None and self._read.total:
            x = bar.x() + bar.width() * min(1.0, self._need / self._read.total)
            over = theme.size(PREDICTED_OVER)
            line = QRectF(min(x, bar.right() - 2), bar.y() - over, 2, bar.height() + 2 * over)
            painter.fillRect(line, theme.colour("predicted"))

    def _paint_legend(self, painter: QPainter, room: QRectF, read: MemoryRead) -> None:
        painter.setFont(theme.font("note", figures=True))
        left = room.x()
        left = self._mark(painter, room, left, "ours", self.tr("Kinora {n}").format(n=gib(read.used_ours)))
        if self._need:
            left = self._mark(painter, room, left, "predicted", self.tr("forecast {n}").format(n=gib(self._need)))
        self._mark(painter, room, left, "others", self.tr("others {n}").format(n=gib(read.used_others)))

    def _mark(self, painter: QPainter, room: QRectF, left: float, token: str, text: str) -> float:
        middle = room.center().y()
        if left + 14 + painter.fontMetrics().horizontalAdvance(text) > room.right() + 1:
            return left  # no room: the tooltip has it
        painter.setPen(Qt.PenStyle.NoPen)
        if token == "ours":
            painter.setBrush(theme.colour(token))
            painter.drawEllipse(QPointF(left + 4, middle), 4, 4)
        elif token == "predicted":
            painter.fillRect(QRectF(left + 3, middle - 5, 2, 10), theme.colour(token))
        else:
            square = QRectF(left, middle - 4, 8, 8)
            paint_hatch(painter, square, token)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(theme.colour(token))
            painter.drawRect(square.adjusted(0.5, 0.5, -0.5, -0.5))
        painter.setPen(theme.colour("text2"))
        width = painter.fontMetrics().horizontalAdvance(text)
        painter.drawText(QRectF(left + 13, room.y(), width + 2, room.height()), Qt.AlignmentFlag.AlignVCenter, text)
        return left + 13 + width + 10

    def _paint_total(self, painter: QPainter, room: QRectF, read: MemoryRead) -> None:
        total = f" / {number(read.total / GIB)} GiB"
        used = gib(read.used_ours + read.used_others)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        plain, strong = theme.font("small", figures=True), theme.font("body", 600, figures=True)
        line = QRectF(room.x(), theme.size(5), room.width(), theme.size(18))
        painter.setFont(plain)
        painter.setPen(theme.colour("text2"))
        painter.drawText(line, right, total)
        width = painter.fontMetrics().horizontalAdvance(total)
        painter.setFont(strong)
        painter.setPen(theme.colour("text"))
        painter.drawText(line.adjusted(0, 0, -width, 0), right, used)
        painter.setFont(theme.font("note"))
        painter.setPen(theme.colour("text2"))
        below = QRectF(room.x(), line.bottom(), room.width(), theme.size(14))
        name = painter.fontMetrics().elidedText(
            short_name(said(read.device)), Qt.TextElideMode.ElideMiddle, int(room.width())
        )
        painter.drawText(below, right, name)

    def _on_glide(self, value: QPointF) -> None:
        self._shown = QPointF(value)
        self.update()

    def mouseReleaseEvent(self, event: object) -> None:
        self.clicked.emit()


def paint_hatch(painter: QPainter, rect: QRectF, token: str, step: float = HATCH) -> None:
    """Diagonal lines, drawn thinly enough to be told from a solid fill."""
    if rect.width() <= 0:
        return
    painter.save()
    painter.setClipRect(rect, Qt.ClipOperation.IntersectClip)
    pen = painter.pen()
    pen.setStyle(Qt.PenStyle.SolidLine)
    pen.setColor(theme.colour(token))
    pen.setWidthF(1.4)
    painter.setPen(pen)
    painter.setBrush(QBrush())
    painter.setTransform(QTransform().translate(rect.x(), rect.y()), True)
    offset = -rect.height()
    while offset < rect.width():
        painter.drawLine(QPointF(offset, rect.height()), QPointF(offset + rect.height(), 0))
        offset += step
    painter.restore()


def short_name(device: str) -> str:
    """The card's name without the maker's words."""
    for word in ("NVIDIA ", "GeForce ", "AMD ", "Radeon(TM) "):
        device = device.replace(word, "")
    return device


def figures(read: MemoryRead) -> str:
    """How busy and warm the machine is, for the status bar."""
    parts = []
    if read.gpu_percent >= 0:
        heat = f" \N{MIDDLE DOT} {number(read.temperature)} \N{DEGREE SIGN}C" if read.temperature >= 0 else ""
        gpu = QCoreApplication.translate("GaugeBar", "GPU {n} %").format(n=number(read.gpu_percent))
        parts.append(gpu + heat)
    parts.append(QCoreApplication.translate("GaugeBar", "CPU {n} %").format(n=number(read.cpu_percent)))
    ram = QCoreApplication.translate("GaugeBar", "RAM {used} / {total} GiB")
    parts.append(ram.format(used=number(read.ram_used / GIB), total=number(read.ram_total / GIB)))
    return "   ".join(parts)
