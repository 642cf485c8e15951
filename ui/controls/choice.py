"""Controls for choices, switches and short text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QPaintEvent, QWheelEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QSizePolicy,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QWidget,
)

from engine.api.params import Field
from ui import theme
from ui.controls.base import Control, explain, words

ARROW, INSET = 24, 8  # px, as in the style sheet
SHORT = Qt.ItemDataRole.UserRole + 1  # data of an entry: what the closed box shows, where that is shorter
PLAIN_GROUPS = ("Size and time", "Prompt")  # their values are words; elsewhere they are names known as they are


class Combo(QComboBox):
    """A combo box that never grows beyond its place and leaves the wheel to the page."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(4)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def showPopup(self) -> None:
        """The list is as wide as its longest entry."""
        self.view().setMinimumWidth(self.view().sizeHintForColumn(0) + 2 * INSET)
        super().showPopup()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A name that is too long gives way in its middle, not in half a letter at its end."""
        painter, option = QStylePainter(self), QStyleOptionComboBox()
        self.initStyleOption(option)
        room = self.width() - theme.size(ARROW) - 2 * theme.size(INSET)
        text = self.currentData(SHORT) or self.currentText()
        option.currentText = self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, room)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)


class Choice(Control):
    """One of the values of an enumeration."""

    def __init__(self, f: Field) -> None:
        super().__init__(f)
        self._combo = Combo()
        for member in f.type:
            plain = f.param.group in PLAIN_GROUPS and not any(c.isdigit() for c in member.value)
            text = choice_words(member.value)
            self._combo.addItem(text[:1].upper() + text[1:] if plain else text, member)
        explain(self._combo, f)
        self._combo.currentIndexChanged.connect(self._on_chosen)
        fill(self, self._combo)

    def _on_chosen(self) -> None:
        self.changed.emit()

    def values(self) -> dict[str, Any]:
        return {self.names[0]: self.fields[0].type(self._combo.currentData())}

    def show_values(self, values: Mapping[str, Any]) -> None:
        if self.names[0] in values:
            with QSignalBlocker(self._combo):
                self._combo.setCurrentIndex(self._combo.findData(values[self.names[0]]))


class Switch(Control):
    """Yes or no."""

    def __init__(self, f: Field) -> None:
        super().__init__(f)
        self._box = QCheckBox()
        explain(self._box, f)
        self._box.toggled.connect(self._on_toggled)
        fill(self, self._box)

    def _on_toggled(self) -> None:
        self.changed.emit()

    def values(self) -> dict[str, Any]:
        return {self.names[0]: self._box.isChecked()}

    def show_values(self, values: Mapping[str, Any]) -> None:
        if self.names[0] in values:
            with QSignalBlocker(self._box):
                self._box.setChecked(values[self.names[0]])


class Text(Control):
    """A line of text."""

    def __init__(self, f: Field) -> None:
        super().__init__(f)
        self._edit = QLineEdit()
        self._edit.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        explain(self._edit, f)
        self._edit.textEdited.connect(self._on_typed)
        fill(self, self._edit)

    def _on_typed(self) -> None:
        self.changed.emit()

    def values(self) -> dict[str, Any]:
        return {self.names[0]: self._edit.text()}

    def show_values(self, values: Mapping[str, Any]) -> None:
        if self.names[0] in values and values[self.names[0]] != self._edit.text():
            self._edit.setText(values[self.names[0]])


def choice_words(value: str) -> str:
    """A value of an enumeration as a person reads it: "text to video"."""
    return words(value.replace("_", " "))


def fill(control: Control, inner: QWidget) -> None:
    """Let one widget be the whole control."""
    layout = QHBoxLayout(control)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(inner)
    control.setFocusProxy(inner)
