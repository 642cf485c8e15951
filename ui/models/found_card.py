"""What a file is that was brought to the manager, and what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from engine.store.dropped import Brought, Meant
from ui import theme
from ui.models.words import amount
from ui.run.parts import button, label, tool
from ui.run.words import number


class FoundCard(QFrame):
    """One file that was recognised."""

    add = Signal(object)  # Meant: the model it belongs to
    use = Signal(str)  # path of a LoRA
    use_model = Signal(str)  # id of the model that it has become
    dismissed = Signal()

    def __init__(self, brought: Brought, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.brought = brought
        self.setProperty("kind", "card")
        self._mark, self._title, self._sentence = QLabel(), label("", "card", wrap=True), label("", "small", wrap=True)
        theme.set_icon(self._mark, "file-check", 18, "ok")
        self.close_button = tool("x", self.tr("Close"), size=14)
        self.close_button.clicked.connect(self.dismissed)
        self.buttons: list[QPushButton] = []
        self._id = ""  # of the model that it has become
        self._foot = QHBoxLayout()
        self._foot.setContentsMargins(theme.size(30), 0, 0, 0)
        self._say(brought)
        self._lay_out()

    def _say(self, brought: Brought) -> None:
        name = brought.path.name
        if brought.lora:
            title = self.tr("This is a LoRA for {model}").format(model=brought.words)
            sentence = self.tr("{name} changes {n} layers. It is used where it lies; nothing is copied.")
            sentence = sentence.format(name=name, n=number(brought.layers))
            self._button(self.tr("Use it in the recipe"), None)
        elif len(brought.choices) == 1:
            title = self.tr("This is {model}").format(model=brought.choices[0].title)
            sentence = self.tr("{name}, {size}. It is used where it lies; nothing is copied.")
            sentence = sentence.format(name=name, size=amount(brought.bytes))
            self._button(self.tr("Add it as your own model"), brought.choices[0])
        else:
            title = self.tr("Which model is this?")
            sentence = self.tr("The weights in {name} could be any of these, and its name does not tell.")
            sentence = sentence.format(name=name)
            for meant in brought.choices:
                self._button(meant.title, meant)
        self._show(title, sentence)

    def say_added(self, id: str, complete: bool) -> None:
        """It is one of the person's own models now."""
        for made in self.buttons:
            made.hide()
        theme.set_icon(self._mark, "circle-check", 18, "ok")
        self._id = id
        made = button(self.tr("Use it") if complete else self.tr("Get what it lacks"), "primary")
        made.clicked.connect(self._on_use_model)
        self.buttons = [made]
        self._foot.insertWidget(0, made)
        if complete:
            sentence = self.tr("It is in the list now. The file stays where it is.")
        else:
            sentence = self.tr("It is in the list now. The file stays where it is; other parts have to be fetched.")
        self._show(self.tr("{name} was added").format(name=self.brought.path.stem), sentence)

    def _show(self, title: str, sentence: str) -> None:
        self._title.setText(title)
        self._sentence.setText(sentence)
        self.setAccessibleName(title)
        self.setAccessibleDescription(sentence)

    def _button(self, text: str, meant: Meant | None) -> None:
        made = button(text)
        made.clicked.connect(self._on_pressed)
        made.setProperty("choice", len(self.buttons))
        self.buttons.append(made)
        self._foot.addWidget(made)

    def _on_pressed(self) -> None:
        if self.brought.lora:
            self.use.emit(str(self.brought.path))
            return
        self.add.emit(self.brought.choices[int(self.sender().property("choice"))])

    def _on_use_model(self) -> None:
        self.use_model.emit(self._id)

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(self._title)
        words.addWidget(self._sentence)
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        top.addLayout(words, 1)
        top.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        self._foot.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 10, 10)
        column.setSpacing(8)
        column.addLayout(top)
        column.addLayout(self._foot)
