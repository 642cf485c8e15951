"""The head of a dock: its name, its tools, and the place where it is taken hold of to be moved."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui import theme
from ui.run.parts import label

HEIGHT = 40  # px


class DockHead(QWidget):
    """The name at the left, the widgets that are given at the right."""

    def __init__(self, name: str, *tools: QWidget, margin: int = 16) -> None:
        super().__init__()
        self.setProperty("surface", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, margin, 0)
        row.addWidget(label(name, "card"), 1)
        for made in tools:
            row.addWidget(made)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), theme.size(HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), theme.size(HEIGHT))
