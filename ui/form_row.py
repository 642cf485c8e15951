"""One row of the form: label with its dot, the control, and below it what was moved or is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QSizePolicy, QWidget

from engine.api.errors import InvalidParam
from engine.api.params import Level
from ui import theme
from ui.controls.base import Control, describe, tip, words
from ui.run.parts import label, restyle
from ui.sentences import explained

LABEL_WIDTH, GAP, DOT, DOT_SPACE = 84, 8, 6, 13
ORDER = tuple(Level)


class RowLabel(QAbstractButton):
    """The words before a control; a dot while the value is not the preset's, and then a click takes it back."""

    def __init__(self, text: str, tooltip: str) -> None:
        super().__init__()
        self.setText(text)
        self._tooltip = tooltip
        self._changed = False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.set_font(self, "small")
        self.mark_changed(False)

    def mark_changed(self, changed: bool, default: str = "") -> None:
        """Show or hide the dot; `default` is what a click goes back to."""
        self._changed = changed
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if changed else Qt.FocusPolicy.NoFocus)
        back = self.tr("Changed. Click to go back to {value}.").format(value=default)
        self.setToolTip(tip(self._tooltip, back) if changed else tip(self._tooltip))
        self.setAccessibleName(self.text() + (", " + back if changed else ""))
        self.setCursor(Qt.CursorShape.PointingHandCursor if changed else Qt.CursorShape.ArrowCursor)
        self.update()

    def sizeHint(self) -> QSize:
        width = theme.size(LABEL_WIDTH)
        lines = self.fontMetrics().boundingRect(0, 0, width, 999, Qt.TextFlag.TextWordWrap, self.text())
        return QSize(width, max(theme.size(28), lines.height()))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = self.rect()
        if self._changed:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("accent"))
            painter.drawEllipse(QRectF(0, (self.height() - DOT) / 2, DOT, DOT))
            area.setLeft(DOT_SPACE)
        painter.setFont(theme.font("small"))
        painter.setPen(theme.colour("text2" if self.isEnabled() else "disabled"))
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap
        painter.drawText(area, flags, self.text())
        if self.hasFocus():
            painter.setPen(theme.colour("accent"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 2.5, -2.5, -2.5), 4, 4)


class FormRow(QWidget):
    """Holds one control; shown from its level on."""

    changed = Signal()
    reset_wanted = Signal(tuple)  # names of the parameters to take back

    def __init__(self, control: Control, title: str = "") -> None:
        super().__init__()
        self.control = control
        first = control.fields[0]
        self.level = min((f.param.level for f in control.fields), key=ORDER.index)
        self._label = RowLabel(title or words(first.param.label), " \N{MIDDLE DOT} ".join(describe(first)))
        self._names = label(", ".join(control.names), "note", wrap=True)
        self._names.hide()
        self._message = label("", "told", wrap=True)
        self._message.hide()
        self._told = ""
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(GAP)
        grid.setVerticalSpacing(2)
        grid.addWidget(self._label, 0, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(control, 0, 1, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self._message, 1, 1)
        grid.addWidget(self._names, 2, 0, 1, 2)
        grid.setColumnStretch(1, 1)
        self._label.clicked.connect(self._on_reset)
        control.changed.connect(self.changed)
        control.said.connect(self._on_said)

    def show_level(self, level: Level) -> None:
        """At Expert the parameter's name stands below."""
        self._names.setVisible(level is Level.EXPERT)

    def mark(self, values: Mapping[str, Any], defaults: Mapping[str, Any]) -> bool:
        """Set the dot by comparing with the preset; true if something differs."""
        differs = [name for name in self.control.names if values[name] != defaults[name]]
        self._label.mark_changed(bool(differs), ", ".join(_plain(defaults[name]) for name in differs))
        return bool(differs)

    def show_problem(self, problem: InvalidParam | None) -> None:
        """Say beside the control why its value cannot be used; None: it can."""
        self.control.mark_wrong(problem is not None)
        self._write(explained(problem) if problem else self._told, "problem" if problem else "told")

    def _on_said(self, text: str) -> None:
        self._told = text
        self._write(text, "told")

    def _write(self, text: str, role: str) -> None:
        restyle(self._message, "role", role)
        self._message.setText(text)
        self._message.setVisible(bool(text))

    def _on_reset(self) -> None:
        self.reset_wanted.emit(self.control.names)


def _plain(value: Any) -> str:
    if isinstance(value, tuple):
        return ", ".join(f"{v:g}" for v in value)
    if isinstance(value, bool):
        return "on" if value else "off"
    return str(getattr(value, "value", value)) or "\N{EM DASH}"
