"""A part that folds away: title at the left, a summary of what is inside at the right."""

from __future__ import annotations

from PySide6.QtCore import QEasingCurve, QPropertyAnimation, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ui import theme
from ui.run.parts import label

TIME = 120  # milliseconds
ENDLESS = 16777215  # Qt's largest height


class Fold(QWidget):
    """The title is a button; what is added to `body` shows below it while the fold is open."""

    toggled = Signal(bool)

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title = QPushButton(title)
        self._title.setProperty("kind", "fold")
        self._title.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._summary = label("", "small", figures=True)
        self.body = QWidget()
        self.inside = QVBoxLayout(self.body)
        self.inside.setContentsMargins(0, 4, 0, 4)
        self.inside.setSpacing(8)
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, 0, 0)
        head.addWidget(self._title, 1)
        head.addWidget(self._summary)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self.body)
        self._motion = QPropertyAnimation(self.body, b"maximumHeight", self)
        self._motion.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._motion.finished.connect(self._on_still)
        self._open = False
        self.body.hide()
        self._title.clicked.connect(self._on_clicked)
        self._dress()

    @property
    def is_open(self) -> bool:
        return self._open

    def set_open(self, open_: bool, *, at_once: bool = False) -> None:
        """Unfold or fold."""
        if open_ == self._open:
            return
        self._open = open_
        self._dress()
        self._motion.stop()
        self._motion.setDuration(0 if at_once or not self.isVisible() else theme.current().duration(TIME))
        height = self.body.sizeHint().height()
        self._motion.setStartValue(self.body.height() if not open_ else 0)
        self._motion.setEndValue(height if open_ else 0)
        self.body.setVisible(True)
        self._motion.start()

    def summarise(self, text: str) -> None:
        """Say at the right what is inside."""
        self._summary.setText(text)
        self._title.setAccessibleDescription(text)

    def _dress(self) -> None:
        theme.set_icon(self._title, "chevron-down" if self._open else "chevron-right", 14, "text2")

    def _on_clicked(self) -> None:
        self.set_open(not self._open)
        self.toggled.emit(self._open)

    def _on_still(self) -> None:
        self.body.setMaximumHeight(ENDLESS)
        self.body.setVisible(self._open)
