"""How long a clip is, in seconds and in frames, or as long as the voice: either may be typed, the slider moves both."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QHBoxLayout, QSlider

from engine.api import params
from engine.api.errors import InvalidParam
from engine.api.model import Mode, ModelSpec
from engine.api.params import Field
from engine.planner.snap import frames_for_seconds, snap_frames
from ui.controls import friendly
from ui.controls.base import Control, explain, tip
from ui.controls.number import NumberField
from ui.run.parts import label, restyle, tool
from ui.run.words import number
from ui.sentences import said

LONGEST = 161  # frames offered by the slider where the model states no limit
STEP = 4
SECONDS_WIDTH, FRAMES_WIDTH = 68, 60  # px: 12.05 s, 121 fr


class Length(Control):
    """Frames are what is kept; seconds follow from the frame rate, which another control tells."""

    def __init__(self, f: Field) -> None:
        super().__init__(f)
        self._field = f
        self._fps = 16.0
        self._still = False
        self._voice = 0.0  # seconds that are spoken
        self._own = 0  # frames that were asked for before the voice decided
        self._follows = tool("link", self.tr("As long as the voice"), size=14, checkable=True)
        self._open = f.param.low == 0  # 0 frames: as long as the voice
        if not self._open:
            self._follows.hide()
        self._told = label("", "small", figures=True, wrap=True)
        self._told.hide()
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._seconds, self._frames = NumberField(self.tr("s")), NumberField(self.tr("fr"))
        explain(self._slider, f)
        explain(self._frames, f)
        self._seconds.setAccessibleName(self.tr("Length (seconds)"))
        self._seconds.setToolTip(tip(self.tr("Length in seconds"), self.tr("Moved to the nearest number of frames.")))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._follows)
        layout.addWidget(self._told, 1)
        layout.addWidget(self._slider, 1)
        for edit, wide in ((self._seconds, SECONDS_WIDTH), (self._frames, FRAMES_WIDTH)):
            edit.set_width(wide)
            layout.addWidget(edit)
        self.setFocusProxy(self._slider)  # the first of them, so that Tab reaches all three
        self._limit(LONGEST)
        self._follows.clicked.connect(self._on_follows)
        self._slider.valueChanged.connect(self._on_slid)
        self._frames.textEdited.connect(self._on_frames_typed)
        self._frames.editingFinished.connect(self._on_frames_settled)
        self._frames.stepped.connect(self._on_stepped)
        self._seconds.textEdited.connect(self._on_seconds_typed)
        self._seconds.editingFinished.connect(self._on_seconds_settled)
        self._seconds.stepped.connect(self._on_stepped)

    def _limit(self, most: int) -> None:
        self._stops = friendly.positions(5, max(5, most), STEP, 1)
        with QSignalBlocker(self._slider):
            self._slider.setRange(0, len(self._stops) - 1)

    def prepare(self, spec: ModelSpec, mode: Mode) -> None:
        self._still = mode is Mode.TEXT_TO_IMAGE
        self._limit(spec.max_frames or LONGEST)
        for widget in (self._slider, self._seconds, self._frames):
            widget.setEnabled(not self._still)
        if not self._still and (count := self._count()) is not None:
            self._show(count)

    def mark_wrong(self, wrong: bool) -> None:
        restyle(self._frames, "wrong", wrong)

    def set_fps(self, text: str) -> None:
        """Tell the frame rate, a number or a fraction; what cannot be read changes nothing."""
        try:
            fps = float(Fraction(text.strip()))
        except (ValueError, ZeroDivisionError):
            return
        if fps > 0 and fps != self._fps:
            self._fps = fps
            if (count := self._count()) is not None:
                self._show(count)

    def set_voice(self, seconds: float) -> None:
        """Tell how long the voices speak; 0 where nobody does."""
        if seconds != self._voice:
            self._voice = seconds
            self._tell_voice()

    def _tell_voice(self) -> None:
        """Where the voice decides, what that comes to stands in place of the fields."""
        follows = self._open and self._count() == 0
        self._follows.setChecked(follows)
        for part in (self._slider, self._seconds, self._frames):
            part.setVisible(not follows)
        self._told.setVisible(follows)
        self._told.setText(self.sentence() if follows else "")
        self.setFocusProxy(self._follows if follows else self._slider)

    def _on_follows(self) -> None:
        if self._follows.isChecked():
            self._own = self._count() or 0
            self._tell(0, "")
        else:
            self._tell(self._own or max(5, snap_frames(self._spoken(), video=True).count), "")

    def _spoken(self) -> int:
        """Frames that the voice takes."""
        return math.floor(round(self._voice * self._fps, 6))

    def values(self) -> dict[str, Any]:
        return {self._field.name: params.convert(self._field, self._frames.text().strip())}

    def show_values(self, values: Mapping[str, Any]) -> None:
        if (count := values.get(self._field.name)) is not None:
            self._show(count)

    def _count(self) -> int | None:
        try:
            return self.values()[self._field.name]
        except InvalidParam:
            return None

    def _show(self, count: int, *, but: NumberField | None = None) -> None:
        if but is not self._frames and self._frames.text() != str(count):
            self._frames.setText(str(count))
        if but is not self._seconds and not self._seconds.isModified() or but is self._frames:
            self._seconds.setText(f"{count / self._fps:.2f}".rstrip("0").rstrip("."))
        with QSignalBlocker(self._slider):
            self._slider.setValue(friendly.nearest(self._stops, count))
        if but is None:
            self._tell_voice()

    def _on_slid(self, index: int) -> None:
        self._tell(int(self._stops[index]), "")

    def _on_stepped(self, steps: int) -> None:
        if (count := self._count()) is not None:
            self._tell(snap_frames(max(5, count + steps * STEP), video=True).count, "")

    def _on_frames_typed(self) -> None:
        if (count := self._count()) is not None:
            self._show(count, but=self._frames)
        self.said.emit("")
        self.changed.emit()

    def _on_frames_settled(self) -> None:
        count = self._count()
        if count is not None and not self._still:
            moved = snap_frames(count, video=True)
            if moved.reason:
                self._tell(moved.count, moved.reason)

    def _on_seconds_typed(self) -> None:
        seconds = self._typed_seconds()
        if seconds is not None:
            self._frames.setText(str(frames_for_seconds(seconds, self._fps, video=True).count))
            self.said.emit("")
            self.changed.emit()

    def _on_seconds_settled(self) -> None:
        seconds = self._typed_seconds()
        if seconds is not None and self._seconds.isModified():
            moved = frames_for_seconds(seconds, self._fps, video=True)
            self._seconds.setModified(False)
            self._tell(moved.count, moved.reason)

    def _typed_seconds(self) -> float | None:
        try:
            seconds = float(self._seconds.text().strip().replace(",", "."))
        except ValueError:
            return None
        return seconds if 0 <= seconds < 3600 else None

    def _tell(self, count: int, reason: str) -> None:
        self._seconds.setModified(False)
        self._show(count)
        self.said.emit(said(reason))
        self.changed.emit()

    def sentence(self) -> str:
        """17 frames, 2.1 s: for summaries and screen readers."""
        count = self._count() or 0
        if count or not self._open:
            return self.tr("{frames} frames, {seconds} s").format(frames=count, seconds=number(count / self._fps, 1))
        if not self._voice:
            return self.tr("as long as the voice; one window without a voice")
        told = self.tr("as long as the voice ({seconds} s, {frames} frames)")
        return told.format(seconds=number(self._voice, 1), frames=self._spoken())
