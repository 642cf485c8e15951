"""One of a few, side by side; the arrow keys move between them."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget


class Segments(QWidget):
    """Buttons that exclude each other; one of them is always chosen."""

    chosen = Signal(str)  # the key of the segment, only when a person chose it

    def __init__(self, name: str, segments: tuple[tuple[str, str], ...]) -> None:
        """`segments` are pairs of key and words."""
        super().__init__()
        self.setAccessibleName(name)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QPushButton] = {}
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for index, (key, text) in enumerate(segments):
            button = QPushButton(text)
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setProperty("segment", True)
            button.setProperty("place", "first" if index == 0 else "last" if index == len(segments) - 1 else "middle")
            button.setAccessibleName(f"{name}: {text}")
            button.setProperty("key", key)
            self._group.addButton(button)
            self._buttons[key] = button
            layout.addWidget(button, 1)
        self._group.buttonClicked.connect(self._on_clicked)

    def choose(self, key: str) -> None:
        """Show this segment as the chosen one, silently."""
        self._buttons[key].setChecked(True)

    @property
    def key(self) -> str:
        """The key of the chosen segment."""
        return next((key for key, button in self._buttons.items() if button.isChecked()), "")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        if not step:
            super().keyPressEvent(event)
            return
        keys = list(self._buttons)
        at = min(max(keys.index(self.key) + step, 0), len(keys) - 1)
        button = self._buttons[keys[at]]
        button.setFocus(Qt.FocusReason.TabFocusReason)
        if not button.isChecked():
            button.click()

    def _on_clicked(self, button: QPushButton) -> None:
        self.chosen.emit(button.property("key"))
