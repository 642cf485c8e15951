"""The prompt with its counter, and the negative prompt folded away below."""

from __future__ import annotations

import re

from PySide6.QtCore import QMimeData, QSignalBlocker, Signal
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from ui import theme
from ui.compose.well import file_of
from ui.controls.fold import Fold
from ui.run.parts import label, restyle

HEIGHT, LOW, NEGATIVE_HEIGHT = 128, 72, 96  # px; LOW: where there is little room
WORD = re.compile(r"[^\W\u3400-\u9fff\uf900-\ufaff]+|[\u3400-\u9fff\uf900-\ufaff]|[^\w\s]")
PIECES_PER_WORD, LETTERS = 1, 6  # a long word is cut into pieces of about so many letters


def tokens(text: str) -> int:
    """About how many tokens the text encoder will see; the exact count needs its vocabulary, which the worker holds."""
    pieces = (max(PIECES_PER_WORD, round(len(word) / LETTERS)) for word in WORD.findall(text))
    return sum(pieces) + (1 if text.strip() else 0)


class TextBox(QPlainTextEdit):
    """Text in which Tab moves on, and on which a dropped file is an input, not a path to read."""

    dropped = Signal(str)

    def __init__(self, name: str, height: int) -> None:
        super().__init__()
        self._height = height
        self.setTabChangesFocus(True)
        self.setAccessibleName(name)
        self.set_height(height)
        theme.current().changed.connect(self._fit)

    def set_height(self, pixels: int) -> None:
        """Take this height, grown with the text size."""
        self._height = pixels
        self._fit()

    def _fit(self) -> None:
        self.setFixedHeight(theme.size(self._height))

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return bool(file_of(source)) or super().canInsertFromMimeData(source)

    def insertFromMimeData(self, source: QMimeData) -> None:
        path = file_of(source)
        if path:
            self.dropped.emit(path)
            return
        self.insertPlainText(source.text())


class Prompt(QWidget):
    """Both texts; says when either changed."""

    changed = Signal(str, str)  # positive, negative
    dropped = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._longest = 512
        self._built_in = ""
        self.positive = TextBox(self.tr("Prompt"), HEIGHT)
        self.positive.setPlaceholderText(self.tr("Say what happens, who is in it and how the camera moves."))
        self.negative = TextBox(self.tr("Negative prompt"), NEGATIVE_HEIGHT)
        self.negative.setToolTip(self.tr("What should not be seen. Empty: the model's own official one."))
        self._counter = label("", "note", figures=True)
        self._counter.setToolTip(self.tr("An estimate. Text beyond the limit is not read by the model."))
        self._fold = Fold(self.tr("Negative prompt"))
        self._fold.inside.addWidget(self.negative)
        head = QHBoxLayout()
        head.addWidget(label(self.tr("Prompt"), "label"), 1)
        head.addWidget(self._counter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self.positive)
        column.addWidget(self._fold)
        for box in (self.positive, self.negative):
            box.textChanged.connect(self._on_typed)
            box.dropped.connect(self.dropped)
        self._count()

    def show_texts(self, positive: str, negative: str) -> None:
        """Show these texts, silently."""
        for box, text in ((self.positive, positive), (self.negative, negative)):
            if box.toPlainText() != text:
                with QSignalBlocker(box):
                    box.setPlainText(text)
        self._count()

    def set_model(self, longest: int, built_in: str) -> None:
        """How many tokens the model reads, and its own negative prompt."""
        self._longest, self._built_in = longest, built_in
        self.negative.setPlaceholderText(built_in)
        self._count()

    def ask(self, sentence: str) -> None:
        """Say, where it is counted, that words are lacking; gone with the first letter."""
        self._counter.setText(sentence)
        restyle(self._counter, "role", "problem")

    def set_compact(self, on: bool) -> None:
        """Take less height."""
        self.positive.set_height(LOW if on else HEIGHT)

    def _on_typed(self) -> None:
        self._count()
        self.changed.emit(self.positive.toPlainText(), self.negative.toPlainText())

    def _count(self) -> None:
        count = tokens(self.positive.toPlainText())
        text = self.tr("about {n} of {most} tokens") if count else self.tr("{n} of {most} tokens")
        self._counter.setText(text.format(n=count, most=self._longest))
        restyle(self._counter, "role", "told" if count > self._longest else "note")
        own = bool(self.negative.toPlainText().strip())
        self._fold.summarise(
            self.tr("your own") if own else self.tr("built in") if self._built_in else self.tr("empty")
        )
