"""Fields for numbers: what is typed is never changed silently; what cannot be used is said beside the field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QRect, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QSlider

from engine.api import params
from engine.api.errors import InvalidParam
from engine.api.params import Field, Level
from ui import theme
from ui.controls import friendly
from ui.controls.base import Control, explain

FIELD_WIDTH = 72  # device independent pixels
WIDEST_SLIDER = 2000  # a range wider than this gets no slider
INSET = 8


class NumberField(QLineEdit):
    """A line for one number (or several), with its unit at the right; arrows and the wheel step it."""

    stepped = Signal(int)  # how many steps up (or down, if negative) were asked for

    def __init__(self, unit: str = "") -> None:
        super().__init__()
        self._unit = unit
        theme.set_font(self, "body", figures=True)
        self._wide = 0
        self._make_room()
        theme.current().changed.connect(self._make_room)

    def set_width(self, pixels: int) -> None:
        """Keep this width, grown with the text size."""
        self._wide = pixels
        self._make_room()

    def _make_room(self) -> None:
        """The unit stays clear of the figures, whatever the text size."""
        self.setTextMargins(0, 0, self._unit_width(), 0)
        if self._wide:
            self.setFixedWidth(theme.size(self._wide))

    def _unit_width(self) -> int:
        return self.fontMetrics().horizontalAdvance(self._unit) + 2 if self._unit else 0

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Up: 1,
            Qt.Key.Key_Down: -1,
            Qt.Key.Key_PageUp: 10,
            Qt.Key.Key_PageDown: -10,
        }.get(Qt.Key(event.key()), 0)
        if not steps:
            super().keyPressEvent(event)
            return
        self.stepped.emit(steps)

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.angleDelta().y()
        if not self.hasFocus() or not turned:  # a page that scrolls, or one sideways, must not change numbers
            event.ignore()
            return
        self.stepped.emit(1 if turned > 0 else -1)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._unit:
            painter = QPainter(self)
            painter.setFont(self.font())
            painter.setPen(theme.colour("text3" if self.isEnabled() else "disabled"))
            at = QRect(self.rect()).adjusted(0, 0, -INSET, 0)
            painter.drawText(at, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, self._unit)


def shown(value: Any) -> str:
    """A number as a field shows it: 8, 1.0, 2.5, or several with commas."""
    if isinstance(value, tuple | list):
        return ", ".join(shown(float(v)) for v in value)
    if isinstance(value, float):
        return f"{value:.1f}" if round(value * 10) == value * 10 else f"{value:.6g}"
    return str(value)


class Number(Control):
    """One number, whole or not, or a list of them (one per step); with a slider where the range is a friendly one."""

    def __init__(self, f: Field) -> None:
        super().__init__(f)
        self._field = f
        self._edit = NumberField(f.param.unit)
        self._stops = self._friendly_stops()
        self._slider = QSlider(Qt.Orientation.Horizontal) if self._stops else None
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        if self._slider is not None:
            self._slider.setRange(0, len(self._stops) - 1)
            self._slider.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            explain(self._slider, f)
            layout.addWidget(self._slider, 1)
            self._slider.valueChanged.connect(self._on_slid)
            self._edit.set_width(FIELD_WIDTH)
        else:
            self._edit.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        layout.addWidget(self._edit, 0 if self._slider else 1)
        explain(self._edit, f)
        self.setFocusProxy(self._edit)
        self._edit.textEdited.connect(self._on_typed)
        self._edit.editingFinished.connect(self._on_settled)
        self._edit.stepped.connect(self._on_stepped)

    def _friendly_stops(self) -> tuple[float, ...]:
        p = self._field.param
        if p.low is None or p.high is None or p.low < 0 or p.high - p.low > WIDEST_SLIDER or p.level is Level.EXPERT:
            return ()
        return friendly.positions(p.low, p.high, p.step if self._field.type is int else None, p.base)

    def values(self) -> dict[str, Any]:
        text = self._edit.text().strip()
        if not self._field.is_list and self._field.type is float:
            text = text.replace(",", ".")
        return {self._field.name: params.convert(self._field, text)}

    def show_values(self, values: Mapping[str, Any]) -> None:
        value = values.get(self._field.name)
        if value is None or value == self._value_or_none():
            return
        self._edit.setText(shown(value))
        self._move_slider(value)

    def _value_or_none(self) -> Any:
        try:
            return self.values()[self._field.name]
        except InvalidParam:
            return None

    def _single(self) -> float | None:
        value = self._value_or_none()
        if isinstance(value, tuple):
            return value[0] if len(value) == 1 else None
        return value

    def _move_slider(self, value: Any) -> None:
        if self._slider is None:
            return
        single = len(value) == 1 if isinstance(value, tuple | list) else True
        self._slider.setEnabled(single)
        if single:
            number = value[0] if isinstance(value, tuple | list) else value
            with QSignalBlocker(self._slider):
                self._slider.setValue(friendly.nearest(self._stops, number))

    def _on_slid(self, index: int) -> None:
        self._write(self._stops[index])

    def _on_stepped(self, steps: int) -> None:
        single = self._single()
        if single is None:
            return
        p = self._field.param
        stride = p.step or (0.1 if (p.high or 100) > 1 else 0.01)
        self._write(p.snap(round(single + steps * stride, 6)))

    def _write(self, number: float) -> None:
        number = int(number) if self._field.type is int else float(number)
        self._edit.setText(shown(number))
        self._on_typed()

    def _on_typed(self) -> None:
        value = self._value_or_none()
        if value is not None:
            self._move_slider(value)
        self.said.emit("")
        self.changed.emit()

    def _on_settled(self) -> None:
        value, p = self._single(), self._field.param
        if value is None or p.step is None:
            return
        if (moved := int(p.snap(value))) != value:
            self._write(moved)
            self.said.emit(
                self.tr("Steps of {step}: {was} became {now}.").format(step=f"{p.step:g}", was=value, now=moved)
            )
