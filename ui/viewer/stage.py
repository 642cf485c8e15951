"""The stage: one picture on an exactly neutral ground, fitted or at a fixed scale, with small chips over it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt, QVariantAnimation, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme

MARGIN = 12  # px round a fitted picture
CHIP = 20  # px, height
LEAST = 120  # px, height
FADE = 160  # ms, from the preview to the finished picture
CHECK = 8  # px, a square of the ground behind transparent pictures


@dataclass(frozen=True, slots=True)
class Chip:
    """A word over the picture; `live` chips carry the accent and a dot."""

    text: str
    live: bool = False


class Stage(QWidget):
    """Paints a picture; a card may float in its middle or at its right."""

    scale_changed = Signal(float, bool)  # screen pixels per picture pixel, whether fitted
    clicked = Signal()
    resized = Signal(QSize)  # before the cards are placed

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image = QImage()
        self._before = QImage()
        self._chips: tuple[Chip, ...] = ()
        self._scale: float | None = None  # None: fitted
        self._offset = QPointF()
        self._grabbed: QPointF | None = None
        self._middle: QWidget | None = None
        self._side: QWidget | None = None
        self._full_screen = False
        self._fade = QVariantAnimation(self, startValue=0.0, endValue=1.0)
        self._fade.valueChanged.connect(self.update)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._fit()
        theme.current().changed.connect(self._fit)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(self.tr("Picture"))

    def sizeHint(self) -> QSize:
        return QSize(848, 420)

    def _fit(self) -> None:
        self.setMinimumSize(160, theme.size(LEAST))

    # -- what is shown

    @property
    def image(self) -> QImage:
        return self._image

    def show_image(self, image: QImage, *, fade: bool = False) -> None:
        """Show a picture, a null one for none."""
        changed_size = image.size() != self._image.size()
        self._before = self._image if fade and not self._image.isNull() else QImage()
        self._image = image
        duration = theme.current().duration(FADE)
        if not self._before.isNull() and duration:
            self._fade.setDuration(duration)
            self._fade.start()
        else:
            self._fade.stop()
            self._before = QImage()
        if changed_size:
            self._tell_scale()
        self.update()

    def set_chips(self, *chips: Chip) -> None:
        if chips != self._chips:
            self._chips = chips
            self.update()

    def set_full_screen(self, on: bool) -> None:
        """Full screen is black in both themes."""
        self._full_screen = on
        self.update()

    # -- scale

    @property
    def fitted(self) -> bool:
        return self._scale is None

    @property
    def scale(self) -> float:
        """Screen pixels per picture pixel."""
        return self._fit() if self._scale is None else self._scale

    def fit(self) -> None:
        """Show the whole picture as large as the stage allows."""
        self._scale, self._offset = None, QPointF()
        self._tell_scale()

    def set_scale(self, scale: float) -> None:
        """Show so many screen pixels per picture pixel; 1 is the picture pixel by pixel."""
        self._scale = min(16.0, max(0.05, scale))
        self._hold()
        self._tell_scale()

    def picture_rect(self) -> QRectF:
        """Where the picture lies, in logical pixels."""
        room = self._room()
        size = QSizeF(self._image.size()) * (self.scale / self.devicePixelRatioF())
        rect = QRectF(QPointF(), size)
        rect.moveCenter(room.center() + self._offset)
        ratio = self.devicePixelRatioF()  # whole device pixels, so that 100 % is not smeared
        rect.moveTopLeft(QPointF(round(rect.x() * ratio) / ratio, round(rect.y() * ratio) / ratio))
        return rect

    # -- cards over the stage

    def set_middle(self, card: QWidget | None) -> None:
        """Let a card float in the middle; the one before is let go."""
        self._middle = self._swap(self._middle, card)
        self._place()

    def set_side(self, card: QWidget | None) -> None:
        """Let a card float at the right of the picture; the one before is let go."""
        self._side = self._swap(self._side, card)
        self._place()

    @property
    def side(self) -> QWidget | None:
        return self._side

    def _swap(self, before: QWidget | None, after: QWidget | None) -> QWidget | None:
        if before is not None and before is not after:
            before.hide()
            before.deleteLater()
        if after is not None:
            after.setParent(self)
            after.show()
        return after

    def _place(self) -> None:
        if self._middle is not None:
            self._put(self._middle, self.rect().center().x())
        if self._side is not None:
            self._put(self._side, self.width() - 24 - self._card_width(self._side) // 2)
        self._tell_scale()

    def _put(self, card: QWidget, centre: int) -> None:
        width = self._card_width(card)
        wanted = card.heightForWidth(width) if card.hasHeightForWidth() else card.sizeHint().height()
        height = min(max(wanted, card.minimumSizeHint().height()), self.height() - 16)
        card.setGeometry(centre - width // 2, (self.height() - height) // 2, width, height)

    def _card_width(self, card: QWidget) -> int:
        return min(card.sizeHint().width(), self.width() - 32)

    # -- inside

    def _room(self) -> QRectF:
        margin = 0 if self._full_screen else MARGIN
        room = QRectF(self.rect()).adjusted(margin, margin, -margin, -margin)
        if self._side is not None and self._side.isVisibleTo(self):
            left = self._side.width() + 24
            if room.width() - left > 120:
                room.setWidth(room.width() - left)
        return room

    def _fit(self) -> float:
        if self._image.isNull():
            return 1.0
        room, ratio = self._room(), self.devicePixelRatioF()
        return max(0.01, ratio * min(room.width() / self._image.width(), room.height() / self._image.height()))

    def _hold(self) -> None:
        """Keep at least the middle of the picture in sight."""
        size = QSizeF(self._image.size()) * (self.scale / self.devicePixelRatioF())
        far = QPointF(max(0.0, size.width() - self.width()) / 2, max(0.0, size.height() - self.height()) / 2)
        self._offset = QPointF(
            min(far.x(), max(-far.x(), self._offset.x())), min(far.y(), max(-far.y(), self._offset.y()))
        )

    def _tell_scale(self) -> None:
        self.scale_changed.emit(self.scale, self.fitted)
        self.update()

    # -- events

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        ground = QColor(0, 0, 0) if self._full_screen else theme.colour("stage")
        painter.fillRect(self.rect(), ground)
        if not self._image.isNull():
            self._paint_picture(painter, ground)
        left = 16.0
        for chip in self._chips:
            left += self._paint_chip(painter, chip, left) + 8

    def _paint_picture(self, painter: QPainter, ground: QColor) -> None:
        rect = self.picture_rect()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, self.fitted or self.scale < 4)
        if self._image.hasAlphaChannel():
            _paint_checks(painter, rect.intersected(QRectF(self.rect())), ground)
        fading = self._fade.state() == QVariantAnimation.State.Running
        if fading:
            painter.drawImage(rect, self._before)
            painter.setOpacity(float(self._fade.currentValue()))
        painter.drawImage(rect, self._image)
        painter.setOpacity(1.0)

    def _paint_chip(self, painter: QPainter, chip: Chip, left: float) -> float:
        font = theme.font("note")
        font.setWeight(font.Weight.Medium)
        painter.setFont(font)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        dot = 12.0 if chip.live else 0.0
        tall = theme.size(CHIP)
        rect = QRectF(left, 14, painter.fontMetrics().horizontalAdvance(chip.text) + dot + 20, tall)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("soft" if chip.live else "raised"))
        painter.drawRoundedRect(rect, tall / 2, tall / 2)
        ink = theme.colour("accent" if chip.live else "text2")
        if chip.live:
            painter.setBrush(ink)
            painter.drawEllipse(QPointF(rect.x() + 13, rect.center().y()), 3, 3)
        painter.setPen(ink)
        painter.drawText(rect.adjusted(10 + dot, 0, -10, 0), Qt.AlignmentFlag.AlignVCenter, chip.text)
        return rect.width()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit(self.size())
        self._hold()
        self._place()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self._image.isNull() or not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()
            return
        self.set_scale(self.scale * 1.25 ** (event.angleDelta().y() / 120))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._grabbed = event.position()
            self.setFocus(Qt.FocusReason.MouseFocusReason)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._grabbed is not None and not self.fitted:
            self._offset += event.position() - self._grabbed
            self._grabbed = event.position()
            self._hold()
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._grabbed is not None and self.fitted and self.rect().contains(event.position().toPoint()):
            self.clicked.emit()
        self._grabbed = None


def _paint_checks(painter: QPainter, rect: QRectF, ground: QColor) -> None:
    """Two neutral greys behind a picture with transparent parts."""
    other = ground.lighter(130) if ground.lightness() > 60 else QColor(40, 40, 40)
    painter.save()
    painter.setClipRect(rect)
    columns, rows = int(rect.width() // CHECK) + 1, int(rect.height() // CHECK) + 1
    for row in range(rows):
        for column in range(row % 2, columns, 2):
            painter.fillRect(QRectF(rect.x() + column * CHECK, rect.y() + row * CHECK, CHECK, CHECK), other)
    painter.restore()
