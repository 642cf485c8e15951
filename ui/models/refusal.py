"""The card that says why a file or a download was refused: what, why, what was done, what to do."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from engine.api.errors import EngineError
from engine.api.events import Failed
from ui import theme
from ui.run.failure_card import report
from ui.run.fold import Details
from ui.run.parts import button, label, tool
from ui.sentences import spoken


class RefusalCard(QFrame):
    """One refusal; `act` is the first way out, where one button can take it."""

    act = Signal()
    dismissed = Signal()

    def __init__(self, refusal: EngineError | Failed, way: str = "", parent: QWidget | None = None) -> None:
        """`way` is what the button reads; "" for none."""
        super().__init__(parent)
        failure = Failed.of("", refusal) if isinstance(refusal, EngineError) else refusal
        self.failure = failure
        told = spoken(failure)
        self.setProperty("kind", "error")
        self.setAccessibleName(told.title)
        self.setAccessibleDescription(" ".join(filter(None, (told.why, told.done, *told.do))))
        self.details = Details(report(failure))
        self.close_button = tool("x", self.tr("Close"), size=14)
        self.close_button.clicked.connect(self.dismissed)
        self.button = button(way, "primary")
        self.button.setVisible(bool(way))
        self.button.clicked.connect(self.act)
        self._lay_out(told)

    def _lay_out(self, failure: Failed) -> None:
        mark = QLabel()
        theme.set_icon(mark, "circle-alert", 18, "danger")
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(label(failure.title, "card", wrap=True))
        for text in (failure.why, failure.done):
            if text:
                told = label(text, "small", wrap=True)
                told.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
                words.addWidget(told)
        for way in failure.do:
            words.addLayout(_way(way))
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        top.addLayout(words, 1)
        top.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        foot = QHBoxLayout()
        foot.setContentsMargins(theme.size(30), 0, 0, 0)
        foot.addWidget(self.button)
        foot.addStretch(1)
        foot.addWidget(self.details.toggle)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 10, 8)
        column.setSpacing(6)
        column.addLayout(top)
        column.addLayout(foot)
        column.addWidget(self.details)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.dismissed.emit()
            return
        super().keyPressEvent(event)


def _way(text: str) -> QHBoxLayout:
    mark = QLabel()
    theme.set_icon(mark, "arrow-right", 14, "accent")
    row = QHBoxLayout()
    row.setSpacing(8)
    row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(label(text, wrap=True), 1)
    return row
