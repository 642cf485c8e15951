"""A verdict in one or two words, always with an icon, so that colour is never alone."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme

ICONS = {"ok": "check", "warn": "triangle-alert", "danger": "circle-alert"}
HEIGHT, SIDE, GAP, ICON = 20, 9, 5, 12  # px


class Chip(QWidget):
    """Shows a verdict of a kind: ok, warn or danger."""

    def __init__(self) -> None:
        super().__init__()
        self._kind, self._text = "ok", ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @property
    def text(self) -> str:
        return self._text

    @property
    def kind(self) -> str:
        return self._kind

    def say(self, text: str, kind: str) -> None:
        """Show this verdict."""
        self._text, self._kind = text, kind
        self.setAccessibleName(text)
        self.setVisible(bool(text))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        self.setFont(theme.font("note", 500))
        width = self.fontMetrics().horizontalAdvance(self._text)
        return QSize(width + theme.size(2 * SIDE + GAP + ICON), theme.size(HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(f"{self._kind}_soft"))
        painter.drawRoundedRect(QRectF(self.rect()), self.height() / 2, self.height() / 2)
        picture = theme.pixmap(ICONS[self._kind], ICON, self._kind, self.devicePixelRatioF())
        side, icon = theme.size(SIDE), theme.size(ICON)
        painter.drawPixmap(side, (self.height() - icon) // 2, picture)
        painter.setFont(theme.font("note", 500))
        painter.setPen(theme.colour(self._kind))
        left = side + icon + theme.size(GAP)
        place = QRectF(left, 0, self.width() - left, self.height())
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self._text)
