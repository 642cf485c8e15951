"""The control for each type of parameter.  A new type of parameter is a new class here."""

from __future__ import annotations

from engine.api.params import Field
from ui.controls.base import Control
from ui.controls.choice import Choice, Switch, Text
from ui.controls.number import Number
from ui.controls.seed import Seed

__all__ = ["Control", "control_for"]


def control_for(f: Field) -> Control:
    """The control that edits one declared parameter."""
    if f.name == "seed":
        return Seed(f)
    if f.type is bool:
        return Switch(f)
    if f.is_choice:
        return Choice(f)
    return Text(f) if f.type is str else Number(f)
