"""One LoRA of the recipe: its name, strength, expert and steps, and what its file was found to be."""

from __future__ import annotations

import re

import msgspec
from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QLabel, QWidget

from app.loras import Look
from engine.api.lora import STRONGEST, LoraExpert, LoraUse
from ui import theme
from ui.controls.number import NumberField, shown
from ui.controls.segments import Segments
from ui.run.parts import Line, label, restyle, tool
from ui.sentences import ended, explained, said

BREAK = "\N{ZERO WIDTH SPACE}"  # where a long name of a file may go on in the next line
STRENGTH_WIDTH, SHARE_WIDTH = 56, 60  # px
STRENGTH_STEP, SHARE_STEP = 0.05, 5.0
EVERYWHERE = (0.0, 1.0)


class LoraRow(QWidget):
    """Shows one use and gives back another."""

    changed = Signal(object)  # LoraUse
    removed = Signal()

    def __init__(self, use: LoraUse) -> None:
        super().__init__()
        self._use = use
        self._on = QCheckBox()
        self._name = Line("", "name", middle=True)
        self._strength = NumberField()
        self._strength.setFixedWidth(theme.size(STRENGTH_WIDTH))
        self.out = tool("x", self.tr("Remove"), size=14)
        self._mark = QLabel()
        self._told = label("", "note", wrap=True)
        self._expert = Segments(
            self.tr("Expert"),
            (
                (LoraExpert.BOTH.value, self.tr("Both")),
                (LoraExpert.HIGH.value, self.tr("High noise")),
                (LoraExpert.LOW.value, self.tr("Low noise")),
            ),
        )
        self._steps = QWidget()
        self._first, self._last = NumberField("%"), NumberField("%")
        self._lay_out()
        self._on.toggled.connect(self._on_switched)
        self._strength.textEdited.connect(self._on_typed)
        self._strength.stepped.connect(self._on_stepped)
        self._expert.chosen.connect(self._on_expert)
        for field in (self._first, self._last):
            field.textEdited.connect(self._on_steps)
        self._first.stepped.connect(self._on_first_stepped)
        self._last.stepped.connect(self._on_last_stepped)
        self.out.clicked.connect(self.removed)

    def _lay_out(self) -> None:
        steps = QHBoxLayout(self._steps)
        steps.setContentsMargins(0, 0, 0, 0)
        steps.setSpacing(8)
        steps.addWidget(label(self.tr("Steps from"), "note"))
        steps.addWidget(self._first)
        steps.addWidget(label(self.tr("to"), "note"))
        steps.addWidget(self._last)
        steps.addStretch(1)
        for field in (self._first, self._last):
            field.setFixedWidth(theme.size(SHARE_WIDTH))
        told = QHBoxLayout()
        told.setSpacing(6)
        told.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        told.addWidget(self._told, 1)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        for column, part in enumerate((self._on, self._name, self._strength, self.out)):
            grid.addWidget(part, 0, column)
        grid.addLayout(told, 1, 1, 1, 3)
        grid.addWidget(self._expert, 2, 1, 1, 3)
        grid.addWidget(self._steps, 3, 1, 1, 3)
        grid.setColumnStretch(1, 1)

    @property
    def told(self) -> str:
        """What is said about the file."""
        return self._told.text().replace(BREAK, "")

    @property
    def use(self) -> LoraUse:
        """What is shown."""
        return self._use

    def show_use(self, use: LoraUse, *, pair: bool, steps: bool) -> None:
        """Show these values, silently; `pair`: the model has two experts; `steps`: offer a part of the steps."""
        self._use = use
        name = file_name(use.lora_name)
        self._name.say(re.sub(r"\.(safetensors|sft|gguf)$", "", name))
        self._name.setToolTip(use.lora_name)
        self._strength.setAccessibleName(self.tr("Strength of {name}").format(name=name))
        self._on.setAccessibleName(self.tr("Use {name}").format(name=name))
        self._first.setAccessibleName(self.tr("First part of the steps with {name} (%)").format(name=name))
        self._last.setAccessibleName(self.tr("Last part of the steps with {name} (%)").format(name=name))
        with QSignalBlocker(self._on):
            self._on.setChecked(use.enabled)
        if _number(self._strength.text()) != use.lora_strength:
            self._strength.setText(f"{use.lora_strength:.2f}")
        for field, share in zip((self._first, self._last), use.steps, strict=True):
            if _number(field.text()) != share * 100:
                field.setText(shown(round(share * 100, 2)).removesuffix(".0"))
        self._expert.choose((use.expert if use.expert is not LoraExpert.AUTO else LoraExpert.BOTH).value)
        self._expert.setVisible(pair)
        self._steps.setVisible(steps or use.steps != EVERYWHERE)
        for part in (self._name, self._strength, self._expert, self._steps, self._told):
            part.setEnabled(use.enabled)

    def show_look(self, look: Look | None, beside: bool = False) -> None:
        """Say what the file was found to be; None: it is being read.  `beside`: the file was found, not chosen."""
        if look is None:
            self._say("", self.tr("Reading ..."), "note")
        elif look.refused is not None:
            error = look.refused
            self._say("circle-alert", ended(explained(error), *(said(way) for way in error.do)), "problem")
        elif look.report is not None:
            found = look.report
            text = self.tr("{used} of {layers} layers, for {model}")
            if beside:
                text = self.tr("{used} of {layers} layers, for {model}, found beside the other half")
            text = text.format(used=found.used, layers=found.layers, model=found.made_for)
            self._say("circle-check" if found.whole else "triangle-alert", text, "note" if found.whole else "told")

    def _say(self, icon: str, text: str, role: str) -> None:
        restyle(self._told, "role", role)
        self._told.setText(re.sub(r"([_-])(?=\w)|(\.)(?=[a-z])", rf"\1\2{BREAK}", text))
        self._mark.setVisible(bool(icon))
        if icon:
            token = {"circle-check": "ok", "circle-alert": "danger", "triangle-alert": "warn"}[icon]
            theme.set_icon(self._mark, icon, 14, token)
        self.setAccessibleName(f"{self._name.whole}: {text}")

    def _take(self, **values: object) -> None:
        self._use = msgspec.structs.replace(self._use, **values)
        self.changed.emit(self._use)

    def _on_switched(self, on: bool) -> None:
        self._take(enabled=on)

    def _on_expert(self, key: str) -> None:
        self._take(expert=LoraExpert(key))

    def _on_typed(self) -> None:
        number = _number(self._strength.text())
        good = number is not None and abs(number) <= STRONGEST
        restyle(self._strength, "wrong", not good)
        if good:
            self._take(lora_strength=number)

    def _on_stepped(self, steps: int) -> None:
        value = min(STRONGEST, max(-STRONGEST, round(self._use.lora_strength + steps * STRENGTH_STEP, 4)))
        self._strength.setText(f"{value:.2f}")
        self._on_typed()

    def _on_steps(self) -> None:
        first, last = (_number(field.text()) for field in (self._first, self._last))
        good = first is not None and last is not None and 0 <= first < last <= 100
        for field in (self._first, self._last):
            restyle(field, "wrong", not good)
        if good:
            self._take(steps=(first / 100, last / 100))

    def _on_first_stepped(self, steps: int) -> None:
        self._move(self._first, steps)

    def _on_last_stepped(self, steps: int) -> None:
        self._move(self._last, steps)

    def _move(self, field: NumberField, steps: int) -> None:
        now = _number(field.text()) or 0.0
        field.setText(shown(min(100.0, max(0.0, now + steps * SHARE_STEP))).removesuffix(".0"))
        self._on_steps()


def file_name(path: str) -> str:
    """The last part of a path of any system."""
    return re.split(r"[\\/]", path)[-1]


def _number(text: str) -> float | None:
    try:
        number = float(text.strip().replace(",", "."))
    except ValueError:
        return None
    return number if abs(number) < float("inf") else None
