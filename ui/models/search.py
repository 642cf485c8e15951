"""The field in which one searches the models."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QLineEdit

from ui import theme

WIDE, ICON, INSET = 280, 14, 10  # px


class SearchField(QLineEdit):
    """A line with the sign of searching at its left."""

    def __init__(self) -> None:
        super().__init__()
        self.setPlaceholderText(self.tr("Search by name or by what it makes"))
        self.setAccessibleName(self.tr("Search the models"))
        self.setClearButtonEnabled(True)
        self.setFixedWidth(theme.size(WIDE))
        self.setTextMargins(theme.size(ICON + INSET - 2), 0, 0, 0)
        self._mark = QLabel(self)
        self._mark.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        theme.set_icon(self._mark, "search", ICON, "text3")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        side = theme.size(ICON)
        self._mark.setGeometry(theme.size(INSET), (self.height() - side) // 2, side, side)
