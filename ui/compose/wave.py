"""A sound as bars: 2 pixels wide with 1 pixel between, in the speaker's colour."""

from __future__ import annotations

import itertools
from typing import Any

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme

BAR, STRIDE, HEIGHT = 2, 3, 28  # px
LEAST = 1.5  # px, of a bar in silence


class Wave(QWidget):
    """Paints the envelope of a sound; nothing until there is one."""

    def __init__(self, token: str = "pair1") -> None:
        super().__init__()
        self._token = token
        self._loud: tuple[float, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(200, theme.size(HEIGHT))

    def show_envelope(self, envelope: Any) -> None:
        """Take an engine.media.audio.Envelope: the lowest and highest sample of each bucket, -1 to 1."""
        self._loud = tuple(max(abs(float(low)), abs(float(high))) for low, high in envelope.peaks)
        self.update()

    def heights(self, bars: int) -> tuple[float, ...]:
        """The loudness of each of so many bars, 0 to 1, the loudest part of a bar counting."""
        count = len(self._loud)
        if not count or bars < 1:
            return ()
        edges = [round(i * count / bars) for i in range(bars + 1)]
        loudest = max(self._loud) or 1.0
        return tuple(max(self._loud[a : max(b, a + 1)] or (0.0,)) / loudest for a, b in itertools.pairwise(edges))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour, middle = theme.colour(self._token), self.height() / 2
        for index, loud in enumerate(self.heights(self.width() // STRIDE)):
            tall = max(LEAST, loud * (self.height() - 2))
            painter.fillRect(QRectF(index * STRIDE, middle - tall / 2, BAR, tall), colour)
