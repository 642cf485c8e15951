"""How far the conversion of an official pickled file is, and what became of it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from app.conversion import Conversion
from engine.convert import Converted
from ui import theme
from ui.run.parts import button, label, tool
from ui.run.words import number

PARTS = 1000  # of the whole that the bar counts


class ConvertingCard(QFrame):
    """Follows one conversion from its start to its end."""

    dismissed = Signal()

    def __init__(self, source: Path, conversion: Conversion, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._conversion, self._name = conversion, source.name
        self.setProperty("kind", "card")
        self._mark, self.title_, self.sentence = QLabel(), label("", "card", wrap=True), label("", "small", wrap=True)
        theme.set_icon(self._mark, "file-check", 18, "accent")
        self.close_button = tool("x", self.tr("Close"), size=14)
        self.close_button.clicked.connect(self.dismissed)
        self.bar, self.percent, self.stop = QProgressBar(), label("", "small", figures=True), button(self.tr("Stop"))
        self.bar.setTextVisible(False)
        self.bar.setRange(0, PARTS)
        self.stop.clicked.connect(conversion.stop)
        conversion.moved.connect(self._on_moved)
        conversion.made.connect(self._on_made)
        conversion.stopped.connect(self.dismissed)
        self._lay_out()
        self._say(
            self.tr("Converting {name}").format(name=self._name),
            self.tr("A sealed process without network reads the weights and nothing else. The file stays as it is."),
        )

    def _say(self, title: str, sentence: str) -> None:
        self.title_.setText(title)
        self.sentence.setText(sentence)
        self.setAccessibleName(title)
        self.setAccessibleDescription(sentence)

    def _on_moved(self, done: int, total: int) -> None:
        share = min(1.0, done / total) if total else 0.0
        self.bar.setValue(round(share * PARTS))
        self.percent.setText(f"{number(int(100 * share))} %")

    def _on_made(self, made: Converted) -> None:
        for part in (self.bar, self.percent, self.stop):
            part.hide()
        theme.set_icon(self._mark, "circle-check", 18, "ok")
        sentence = self.tr("{file} was made of it. Every model that needs it uses it from now on.")
        self._say(self.tr("{name} was taken in").format(name=self._name), sentence.format(file=made.path.name))

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(self.title_)
        words.addWidget(self.sentence)
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        top.addLayout(words, 1)
        top.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        foot = QHBoxLayout()
        foot.setContentsMargins(theme.size(30), 0, 0, 0)
        foot.setSpacing(10)
        foot.addWidget(self.bar, 1)
        foot.addWidget(self.percent)
        foot.addWidget(self.stop)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 10, 10)
        column.setSpacing(8)
        column.addLayout(top)
        column.addLayout(foot)
