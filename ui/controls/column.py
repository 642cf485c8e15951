"""A column that scrolls: its right edge stays where it is when the scroll bar comes."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

INSET, BAR = 16, 10  # px: the margin of a dock, and what the bar takes of it


class Column(QScrollArea):
    """Add widgets to `inside`."""

    def __init__(self) -> None:
        super().__init__()
        page = QWidget()
        page.setProperty("surface", "panel")
        self.inside = QVBoxLayout(page)
        self.inside.setContentsMargins(INSET, 0, INSET, 12)
        self.inside.setSpacing(8)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(page)
        self.verticalScrollBar().rangeChanged.connect(self._on_range)

    def _on_range(self, low: int, high: int) -> None:
        self.inside.setContentsMargins(INSET, 0, INSET - BAR if high > low else INSET, 12)
