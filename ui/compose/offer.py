"""A sentence about the inputs with one thing that can be done about it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.run.parts import button, label


class Offer(QWidget):
    """Shown while there is something to offer."""

    taken = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._sentence, self.act = label("", "told", wrap=True), button("", "link")
        self.act.clicked.connect(self.taken)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self._sentence)
        column.addWidget(self.act, 0, Qt.AlignmentFlag.AlignLeft)
        self.hide()

    @property
    def text(self) -> str:
        """The sentence that stands there."""
        return self._sentence.text()

    def make(self, sentence: str, act: str) -> None:
        """Say this and offer that; without an act there is only the sentence, without a sentence nothing."""
        self._sentence.setText(sentence)
        self.act.setText(act)
        self.act.setVisible(bool(act))
        self.setVisible(bool(sentence))
