"""The seed: a number, or empty for a new one each time; the dice draws one."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy

from engine.api import params
from engine.api.params import Field
from ui.controls.base import Control, explain
from ui.controls.number import NumberField
from ui.run.parts import tool

DRAWN_BELOW = 2**31  # short enough to read out and type again


class Seed(Control):
    """Shows -1 as an empty field that says "new each time"."""

    def __init__(self, f: Field) -> None:
        super().__init__(f)
        self._field = f
        self._edit = NumberField()
        self._edit.setPlaceholderText(self.tr("new each time"))
        self._edit.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        explain(self._edit, f)
        self._dice = tool("dices", self.tr("Draw a seed"), role="text")
        self._dice.setProperty("kind", "filled")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._edit, 1)
        layout.addWidget(self._dice)
        self.setFocusProxy(self._edit)
        self._edit.textEdited.connect(self._on_typed)
        self._edit.stepped.connect(self._on_stepped)
        self._dice.clicked.connect(self._on_dice)

    def values(self) -> dict[str, Any]:
        text = self._edit.text().strip()
        return {self._field.name: params.convert(self._field, text) if text else -1}

    def show_values(self, values: Mapping[str, Any]) -> None:
        value = values.get(self._field.name)
        if value is not None:
            self._edit.setText("" if value == -1 else str(value))

    def _on_typed(self) -> None:
        self.changed.emit()

    def _on_stepped(self, steps: int) -> None:
        text = self._edit.text().strip()
        if text.isdecimal():
            self._edit.setText(str(max(0, int(text) + steps)))
            self.changed.emit()

    def _on_dice(self) -> None:
        self._edit.setText(str(secrets.randbelow(DRAWN_BELOW)))
        self.changed.emit()
