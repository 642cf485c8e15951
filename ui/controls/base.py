"""What every control of the form can do: show the values of its parameters, give them back, and say what it moved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QWidget

from engine.api.model import Mode, ModelSpec
from engine.api.params import Field
from ui.run.parts import restyle


class Control(QWidget):
    """Edits one parameter, or a few that belong together."""

    changed = Signal()  # the values may be others now, or may be wrong now
    said = Signal(str)  # a sentence: what was moved and why; "" takes it back

    def __init__(self, *fields: Field) -> None:
        super().__init__()
        self.fields = fields
        self.names = tuple(f.name for f in fields)

    def values(self) -> dict[str, Any]:
        """The value of each parameter by name; raises InvalidParam for what cannot be read."""
        raise AssertionError(f"{type(self).__name__} gives no values")

    def show_values(self, values: Mapping[str, Any]) -> None:
        """Show these values, silently; names of other controls are ignored."""
        raise AssertionError(f"{type(self).__name__} shows no values")

    def mark_wrong(self, wrong: bool) -> None:
        """Outline the field whose value cannot be used."""
        if self.focusProxy() is not None:
            restyle(self.focusProxy(), "wrong", wrong)

    def prepare(self, spec: ModelSpec, mode: Mode) -> None:
        """Adapt what is offered to a model and a task."""


def words(text: str) -> str:
    """A declared label or help text in the person's language."""
    return QCoreApplication.translate("Parameters", text)


def describe(f: Field) -> tuple[str, str]:
    """Two lines for the tooltip: name with range, and the effect in plain words."""
    p = f.param
    unit = f" {p.unit}" if p.unit else ""
    if f.is_list or f.type in (int, float):
        low, high = (f"{limit:g}" if limit is not None and abs(limit) < 1e9 else "" for limit in (p.low, p.high))
        span = (
            QCoreApplication.translate("Control", "{low} to {high}").format(low=low, high=high) if low and high else ""
        )
        first = f"{words(p.label)}, {span}{unit}" if span else words(p.label)
    else:
        first = words(p.label)
    return first, words(p.help)


def explain(widget: QWidget, f: Field) -> None:
    """Name a control for screen readers and give it its tooltip."""
    first, second = describe(f)
    widget.setAccessibleName(f"{words(f.param.label)} ({f.param.unit})" if f.param.unit else words(f.param.label))
    widget.setAccessibleDescription(second)
    widget.setToolTip(tip(first, second))


def tip(first: str, second: str = "") -> str:
    """A tooltip of at most 300 pixels: the first line plain, the effect below; both are escaped."""
    lines = "<br>".join(_escaped(line) for line in (first, second) if line)
    return (
        f"<table width='280'><tr><td>{lines}</td></tr></table>" if len(first) + len(second) > 44 else f"<p>{lines}</p>"
    )


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")
