"""A form built from declared parameters.  No control of a parameter is placed by hand anywhere else.

What the person sees and what counts are kept apart: `value()` is always whole and readable; a field that holds
something unreadable keeps its last good value there and says its problem beside itself.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from engine.api import params
from engine.api.errors import InvalidParam
from engine.api.model import Mode, ModelSpec
from engine.api.params import Field, Level
from ui.controls import Control, control_for
from ui.controls.base import words
from ui.controls.fold import Fold
from ui.controls.length import Length
from ui.controls.size import Size
from ui.form_row import ORDER, FormRow
from ui.run.parts import rule

ELSEWHERE = ("positive_prompt", "negative_prompt", "model_variant", "loras", "lora_enabled")  # of other widgets
FOLDED = ("Output", "Guidance variants", "Weights and speed", "Prompt")  # groups that begin folded
LAST = ("Guidance variants", "Weights and speed", "Prompt")
HOST = "Sampling"  # the group behind which a guest stands


class ParamForm(QWidget):
    """Shows the parameters of a family and keeps one value of its params class."""

    changed = Signal(object)  # the params, after each edit by the person
    hidden_changes = Signal(int)  # how many parameters of higher levels differ from the preset

    def __init__(self, multiple: Callable[[ModelSpec], int], parent: QWidget | None = None) -> None:
        """`multiple` tells by how many pixels a model's width and height go."""
        super().__init__(parent)
        self._multiple = multiple
        self._cls: type | None = None
        self._value: Any = None
        self._defaults: Any = None
        self._fields: tuple[Field, ...] = ()  # of the rows of all levels
        self._rows: list[FormRow] = []  # up to the highest level that was shown
        self._folds: dict[str, Fold] = {}
        self._length: Length | None = None
        self._voice = 0.0  # seconds that are spoken
        self._unreadable: dict[str, InvalidParam] = {}
        self._level = self._built = Level.BASIC
        self._spec: ModelSpec | None = None
        self._guest: QWidget | None = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(8)

    def host(self, guest: QWidget) -> None:
        """Let a widget stand behind the group of sampling; call `arrange` when it shows or hides itself."""
        self._guest = guest
        guest.setParent(self)

    def show_model(self, spec: ModelSpec, defaults: Any, value: Any) -> None:
        """Show the values of a model; dots and resets compare with its defaults."""
        if type(value) is not self._cls:
            self._build(type(value))
        self._spec, self._defaults = spec, defaults
        self._show(value)

    def value(self) -> Any:
        """The params as they are set."""
        return self._value

    def set_value(self, value: Any) -> None:
        """Show these params, silently."""
        self._show(value)

    def set_level(self, level: Level) -> None:
        """Show the rows up to this level; values of hidden rows stay in force."""
        self._level = level
        if self._cls is not None and _beyond(level, self._built):
            self._build(self._cls)
            self._show(self._value)
        self.arrange()

    @property
    def level(self) -> Level:
        """Up to which level rows are shown."""
        return self._level

    def problems(self) -> tuple[InvalidParam, ...]:
        """Why the values cannot run, each naming its parameter."""
        wrong = [p for p in params.check(self._value) if p.param not in self._unreadable]
        return (*self._unreadable.values(), *wrong)

    def reset(self) -> None:
        """Take every value back to the model's own, the prompts and the task excepted."""
        kept = {name: getattr(self._value, name) for name in (*ELSEWHERE, "mode")}
        self._take(params.replace(self._defaults, **kept))

    def set_voice(self, seconds: float) -> None:
        """Tell how long the voices speak; 0 where nobody does."""
        self._voice = seconds
        if self._length is not None:
            self._length.set_voice(seconds)

    def reveal(self, name: str) -> bool:
        """Put the keyboard on the control of a parameter, unfolding what hides it; false if no row shows it."""
        level = next((f.param.level for f in self._fields if f.name == name), None)
        if level is None:
            return False
        if _beyond(level, self._level):
            self.set_level(level)
        row = next(r for r in self._rows if name in r.control.names)
        if (fold := self._folds.get(row.property("group"))) is not None:
            fold.set_open(True, at_once=True)
        row.control.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def _take(self, value: Any) -> None:
        self._show(value)
        self.changed.emit(self._value)

    def _show(self, value: Any) -> None:
        self._value = value
        self._unreadable.clear()
        values = _values(value)
        for row in self._rows:
            row.control.show_values(values)
            row.control.prepare(self._spec, getattr(value, "mode", Mode.TEXT_TO_VIDEO))
            row.control.show_values(values)
        self._tell_length(values)
        self.arrange()

    def _build(self, cls: type) -> None:
        while self._layout.count():
            if (widget := self._layout.takeAt(0).widget()) is not None and widget is not self._guest:
                widget.hide()
                widget.deleteLater()
        self._cls, self._rows, self._folds, self._length, self._built = cls, [], {}, None, self._level
        self._fields = tuple(f for f in params.fields(cls) if f.name not in ELSEWHERE)
        groups: dict[str, list[Field]] = {}
        for f in self._fields:
            of_it = groups.setdefault(f.param.group, [])
            if not _beyond(f.param.level, self._built):
                of_it.append(f)
        for name in sorted(groups, key=lambda name: LAST.index(name) + 1 if name in LAST else 0):
            if groups[name]:
                self._add_group(name, groups[name])
                self._add_rule()
            if name == HOST and self._guest is not None:
                self._layout.addWidget(self._guest)
                self._add_rule()
        self._layout.addStretch(1)

    def _add_rule(self) -> None:
        self._layout.addSpacing(4)
        self._layout.addWidget(rule())
        self._layout.addSpacing(4)

    def _add_group(self, name: str, fields: list[Field]) -> None:
        place = self._layout
        if name in FOLDED:
            fold = self._folds[name] = Fold(words(name))
            self._layout.addWidget(fold)
            place = fold.inside
        for control, title in self._controls(fields):
            row = FormRow(control, title)
            row.setProperty("group", name)
            row.changed.connect(self._on_edited)
            row.reset_wanted.connect(self._on_reset_wanted)
            self._rows.append(row)
            place.addWidget(row)

    def _controls(self, fields: list[Field]) -> list[tuple[Control, str]]:
        by_name = {f.name: f for f in fields}
        made: list[tuple[Control, str]] = []
        if {"width", "height", "fps"} <= set(by_name):
            size = Size(by_name.pop("width"), by_name.pop("height"), by_name.pop("fps"), self._multiple)
            made.append((size, QCoreApplication.translate("ParamForm", "Size")))
        for f in by_name.values():
            if f.name == "num_frames":
                self._length = Length(f)
                self._length.set_voice(self._voice)
                made.append((self._length, ""))
            else:
                made.append((control_for(f), ""))
        return made

    def _on_edited(self) -> None:
        read: dict[str, Any] = {}
        self._unreadable.clear()
        for row in self._rows:
            try:
                read |= row.control.values()
            except InvalidParam as wrong:
                self._unreadable[wrong.param or row.control.names[0]] = wrong
        self._value = params.replace(self._value, **read)
        self._tell_length(_values(self._value))
        self._mark()
        self.changed.emit(self._value)

    def _on_reset_wanted(self, names: tuple[str, ...]) -> None:
        self._take(params.replace(self._value, **{name: getattr(self._defaults, name) for name in names}))

    def _tell_length(self, values: dict[str, Any]) -> None:
        if self._length is not None and "fps" in values:
            self._length.set_fps(values["fps"])

    def arrange(self) -> None:
        """Show the rows of the level, and the lines between what shows."""
        unused, seen = self._unused(), set[str]()
        for row in self._rows:
            shown = not _beyond(row.level, self._level) and row.control.names[0] not in unused
            row.setVisible(shown)
            row.show_level(self._level)
            if shown:
                seen.add(row.property("group"))
        for name, fold in self._folds.items():
            fold.setVisible(name in seen)
        self._arrange_rules(seen)
        self._mark()

    def _arrange_rules(self, seen: set[str]) -> None:
        """A line stands only before a group of which something shows."""
        line, group_shown = None, False
        for index in range(self._layout.count()):
            widget = self._layout.itemAt(index).widget()
            if widget is None:
                continue
            if widget.property("kind") == "rule":
                line = widget
                line.hide()
            elif not widget.isHidden():
                if line is not None and group_shown:
                    line.show()
                line, group_shown = None, True

    def _unused(self) -> frozenset[str]:
        """The parameters that change nothing with this model."""
        return frozenset() if self._spec is None or self._value is None else self._value.unused(self._spec)

    def _mark(self) -> None:
        if self._value is None or self._defaults is None:
            return
        values, defaults = _values(self._value), _values(self._defaults)
        problems = {p.param: p for p in reversed(self.problems())}
        unused, per_group = self._unused() | {"mode"}, dict.fromkeys(self._folds, 0)
        higher = (f.name for f in self._fields if _beyond(f.param.level, self._level) and f.name not in unused)
        for row in self._rows:
            differs = row.mark(values, defaults) and row.control.names[0] != "mode"
            row.show_problem(next((problems[n] for n in row.control.names if n in problems), None))
            if differs and row.property("group") in per_group:
                per_group[row.property("group")] += 1
        for name, count in per_group.items():
            self._folds[name].summarise(self._summary(name, count))
        self.hidden_changes.emit(sum(values[name] != defaults[name] for name in higher))

    def _summary(self, group: str, changed: int) -> str:
        if changed:
            return QCoreApplication.translate("ParamForm", "{n} changed").format(n=changed)
        first = next((r for r in self._rows if r.property("group") == group), None)
        value = getattr(self._value, first.control.names[0]) if first else ""
        return words(str(getattr(value, "value", value)).replace("_", " "))


def _beyond(one: Level, other: Level) -> bool:
    """Whether the one is the higher level."""
    return ORDER.index(one) > ORDER.index(other)


def _values(value: Any) -> dict[str, Any]:
    return {f.name: getattr(value, f.name) for f in params.fields(type(value))}
