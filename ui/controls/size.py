"""Size and frame rate of a clip: the model's own first, any other moved to what it can make, with the reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QSignalBlocker, QSize
from PySide6.QtWidgets import QGridLayout, QLabel

from engine.api import params
from engine.api.model import Mode, ModelSpec
from engine.api.params import Field
from engine.planner.snap import snap_size
from ui.controls.base import Control, explain
from ui.controls.choice import Combo
from ui.controls.number import FIELD_WIDTH, NumberField
from ui.run.words import TIMES
from ui.sentences import said

OTHER = "other"  # data of the entry that opens the two fields


class Size(Control):
    """Width, height and frame rate in one row; a second row for a size of one's own."""

    def __init__(self, width: Field, height: Field, fps: Field, multiple: Callable[[ModelSpec], int]) -> None:
        super().__init__(width, height, fps)
        self._multiple_of = multiple
        self._multiple = 16
        self._combo = Combo()
        self._combo.setAccessibleName(self.tr("Size, width by height in pixels"))
        self._fps = NumberField(self.tr("fps"))
        self._fps.set_width(FIELD_WIDTH)
        explain(self._fps, fps)
        self._sides = (NumberField(self.tr("px")), NumberField(self.tr("px")))
        self._times = QLabel(TIMES)
        for edit, f in zip(self._sides, (width, height), strict=True):
            explain(edit, f)
            edit.setMinimumWidth(40)
            edit.textEdited.connect(self._on_edited)
            edit.editingFinished.connect(self._on_settled)
            edit.stepped.connect(self._on_stepped)
        self._fps.textEdited.connect(self._on_edited)
        self._combo.currentIndexChanged.connect(self._on_chosen)
        self._lay_out()
        self.setFocusProxy(self._combo)
        self._show_sides(False)

    def _lay_out(self) -> None:
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._combo, 0, 0, 1, 3)
        layout.addWidget(self._fps, 0, 3)
        layout.addWidget(self._sides[0], 1, 0)
        layout.addWidget(self._times, 1, 1)
        layout.addWidget(self._sides[1], 1, 2, 1, 2)
        layout.setColumnStretch(0, 1)
        layout.setColumnStretch(2, 0)

    def sizeHint(self) -> QSize:
        return QSize(100, super().sizeHint().height())

    def prepare(self, spec: ModelSpec, mode: Mode) -> None:
        self._multiple = self._multiple_of(spec)
        self.offer(spec.sizes)

    def offer(self, sizes: tuple[tuple[int, int], ...]) -> None:
        """List these sizes (width, height), then the entry for any other."""
        now = self._sizes_now()
        with QSignalBlocker(self._combo):
            self._combo.clear()
            for width, height in sizes:
                self._combo.addItem(f"{width} {TIMES} {height}", (width, height))
            self._combo.addItem(self.tr("Other size"), OTHER)
        if now is not None:
            self._select(*now)

    def values(self) -> dict[str, Any]:
        chosen = self._combo.currentData()
        width, height, fps = self.fields
        texts = tuple(chosen) if chosen not in (OTHER, None) else tuple(e.text().strip() for e in self._sides)
        return {
            width.name: params.convert(width, texts[0]),
            height.name: params.convert(height, texts[1]),
            fps.name: self._fps.text().strip(),
        }

    def show_values(self, values: Mapping[str, Any]) -> None:
        width, height, fps = self.fields
        if fps.name in values:
            self._fps.setText(str(values[fps.name]))
        if width.name in values and height.name in values:
            self._select(values[width.name], values[height.name])

    def _select(self, width: int, height: int) -> None:
        for edit, side in zip(self._sides, (width, height), strict=True):
            if edit.text() != str(side):
                edit.setText(str(side))
        found = next((i for i in range(self._combo.count()) if self._combo.itemData(i) == (width, height)), None)
        if self._combo.currentData() == OTHER and any(edit.hasFocus() for edit in self._sides):
            return
        with QSignalBlocker(self._combo):
            self._combo.setCurrentIndex(self._combo.count() - 1 if found is None else found)
        self._show_sides(found is None)

    def _sizes_now(self) -> tuple[int, int] | None:
        texts = [edit.text().strip() for edit in self._sides]
        return (int(texts[0]), int(texts[1])) if all(t.isdecimal() for t in texts) else None

    def _show_sides(self, shown: bool) -> None:
        for widget in (*self._sides, self._times):
            widget.setVisible(shown)

    def _on_chosen(self) -> None:
        chosen = self._combo.currentData()
        self._show_sides(chosen == OTHER)
        if chosen not in (OTHER, None):
            for edit, side in zip(self._sides, chosen, strict=True):
                edit.setText(str(side))
        self.said.emit("")
        self.changed.emit()

    def _on_edited(self) -> None:
        self.said.emit("")
        self.changed.emit()

    def _on_stepped(self, steps: int) -> None:
        edit = self.sender()
        if isinstance(edit, NumberField) and edit.text().strip().isdecimal():
            edit.setText(str(max(self._multiple, int(edit.text()) + steps * self._multiple)))
            self._on_edited()

    def _on_settled(self) -> None:
        now = self._sizes_now()
        if now is None:
            return
        size = snap_size(*now, self._multiple)
        if size.reason:
            for edit, side in zip(self._sides, (size.width, size.height), strict=True):
                edit.setText(str(side))
            self.said.emit(said(size.reason))
            self.changed.emit()
