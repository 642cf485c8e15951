"""A progress bar in segments: each as long as the time it stands for."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme

THICK, GAP, LEAST = 7, 3, 6.0  # px; no segment is shorter than LEAST


class SegmentBar(QWidget):
    """Shows how much of the whole is done, 0 to 1, over segments of given lengths."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lengths: tuple[float, ...] = (1.0,)
        self._done = 0.0
        self._token = "accent"
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(48)

    def sizeHint(self) -> QSize:
        return QSize(240, theme.size(THICK) + 8)

    def set_lengths(self, lengths: tuple[float, ...]) -> None:
        """Seconds, or any other measure, per segment."""
        self._lengths = tuple(max(0.0, length) for length in lengths) or (1.0,)
        self.update()

    def set_done(self, fraction: float, token: str = "accent") -> None:
        """0 to 1 of the whole."""
        self._done, self._token = min(1.0, max(0.0, fraction)), token
        self.update()

    @property
    def done(self) -> float:
        return self._done

    def segments(self) -> tuple[QRectF, ...]:
        """Where the segments lie."""
        count, whole = len(self._lengths), sum(self._lengths)
        room = self.width() - GAP * (count - 1)
        shares = [length / whole if whole else 1 / count for length in self._lengths]
        free = max(0.0, room - LEAST * count)
        thick = theme.size(THICK)
        rects, left = [], 0.0
        for share in shares:
            width = LEAST + share * free
            rects.append(QRectF(left, (self.height() - thick) / 2, width, thick))
            left += width + GAP
        return tuple(rects)

    def fills(self) -> tuple[float, ...]:
        """How full each segment is, 0 to 1."""
        whole = sum(self._lengths) or 1.0
        left, filled = self._done * whole, []
        for length in self._lengths:
            filled.append(min(1.0, max(0.0, left / length)) if length else float(left > 0))
            left -= length
        return tuple(filled)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        groove, ink = theme.colour("groove"), theme.colour(self._token)
        for rect, filled in zip(self.segments(), self.fills(), strict=True):
            shape = QPainterPath()
            shape.addRoundedRect(rect, 2, 2)
            painter.fillPath(shape, groove)
            if filled > 0:
                painter.save()
                painter.setClipRect(QRectF(rect.x(), rect.y(), rect.width() * filled, rect.height()))
                painter.fillPath(shape, ink)
                painter.restore()
