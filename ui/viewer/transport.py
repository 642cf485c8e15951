"""The row below the picture: where the clip stands, the buttons that move it, and the bar to scrub with."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QSlider, QStyle, QStyleOptionSlider, QToolButton, QVBoxLayout, QWidget

from ui import theme
from ui.run.parts import label, rename, tool
from ui.run.words import TIMES, timecode
from ui.viewer.reader import ClipInfo


class ScrubBar(QSlider):
    """A slider over the frames of a clip that jumps to where it is clicked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setPageStep(10)
        self.setAccessibleName(self.tr("Position, in frames"))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(True)
            self._move(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.isSliderDown():
            self._move(event.position().x())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.setSliderDown(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            event.ignore()
            return
        super().keyPressEvent(event)

    def _move(self, x: float) -> None:
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        handle = self.style().subControlRect(
            QStyle.ComplexControl.CC_Slider, option, QStyle.SubControl.SC_SliderHandle, self
        )
        room = self.width() - handle.width()
        value = QStyle.sliderValueFromPosition(
            self.minimum(), self.maximum(), round(x - handle.width() / 2), max(1, room)
        )
        self.setSliderPosition(value)


class Transport(QWidget):
    """Shows the state of the player and says what was pressed; it decides nothing."""

    play_pause_wanted = Signal()
    step_wanted = Signal(int)  # frames
    frame_wanted = Signal(int)  # index
    first_wanted = Signal()
    last_wanted = Signal()
    loop_changed = Signal(bool)
    muted_changed = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._info: ClipInfo | None = None
        self._index = 0
        self._make_parts()
        self._lay_out()
        self._connect()
        self.set_clip(None)

    def _make_parts(self) -> None:
        self.scrub = ScrubBar()
        self._time = label("", "title", figures=True)
        self._of = label("", "small", figures=True)
        self._frame = label("", "note", figures=True)
        self._speed = label("", "note", figures=True)
        self._first = tool("skip-back", self.tr("First frame"), size=16)
        self._back = tool("step-back", self.tr("One frame back"), size=16)
        self._play = tool("play", self.tr("Play"), size=18, role="text")
        self._play.setProperty("kind", "filled")
        self._forward = tool("step-forward", self.tr("One frame on"), size=16)
        self._last = tool("skip-forward", self.tr("Last frame"), size=16)
        self.loop = tool("repeat", self.tr("Loop"), checkable=True)
        self.mute = tool("volume-2", self.tr("Sound off"), checkable=True)
        for made, key in ((self._first, "Home"), (self._back, "Left"), (self._play, "Space")):
            rename(made, made.accessibleName(), key)
        for made, key in ((self._forward, "Right"), (self._last, "End")):
            rename(made, made.accessibleName(), key)

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.size(6))
        for made in (self._first, self._back, self._play, self._forward, self._last):
            buttons.addWidget(made)
        left, right = QHBoxLayout(), QHBoxLayout()
        left.setSpacing(theme.size(8))
        for made in (self._time, self._of, self._frame):
            left.addWidget(made, 0, Qt.AlignmentFlag.AlignVCenter)
        left.addStretch(1)
        right.addStretch(1)
        for made in (self._speed, self.loop, self.mute):
            right.addWidget(made)
        row = QHBoxLayout()
        row.setContentsMargins(16, 0, 12, 0)
        row.addLayout(left, 1)
        row.addLayout(buttons)
        row.addLayout(right, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, theme.size(6))
        column.setSpacing(0)
        bar = QHBoxLayout()
        bar.setContentsMargins(12, 0, 12, 0)
        bar.addWidget(self.scrub)
        column.addLayout(bar)
        column.addLayout(row)
        self._play.setMinimumWidth(theme.size(36))

    def _connect(self) -> None:
        self._first.clicked.connect(self.first_wanted)
        self._last.clicked.connect(self.last_wanted)
        self._back.clicked.connect(self._on_back)
        self._forward.clicked.connect(self._on_forward)
        self._play.clicked.connect(self.play_pause_wanted)
        self.scrub.valueChanged.connect(self.frame_wanted)
        self.loop.toggled.connect(self.loop_changed)
        self.mute.toggled.connect(self._on_muted)

    # -- what is shown

    def set_clip(self, info: ClipInfo | None) -> None:
        """Show the length of a clip; None switches everything off."""
        self._info, self._index = info, 0
        on = info is not None and info.frames > 1  # a still picture has nothing to play
        for made in (self._first, self._back, self._play, self._forward, self._last, self.loop, self.scrub):
            made.setEnabled(on)
        self.mute.setEnabled(on and info.has_sound)
        self._name_mute()
        self.scrub.blockSignals(True)
        self.scrub.setRange(0, max(0, info.frames - 1) if on else 0)
        self.scrub.setValue(0)
        self.scrub.blockSignals(False)
        self._say()

    def set_length(self, info: ClipInfo) -> None:
        """The film that is shown has more frames now; where it stands stays."""
        self._info = info
        self.scrub.blockSignals(True)
        self.scrub.setRange(0, info.frames - 1)
        self.scrub.blockSignals(False)
        self._say()

    def tell_silent(self, why: str) -> None:
        """The clip has a sound that cannot be heard."""
        self.mute.setEnabled(False)
        rename(self.mute, why)

    def set_frame(self, index: int) -> None:
        self._index = index
        self.scrub.blockSignals(True)
        self.scrub.setValue(index)
        self.scrub.blockSignals(False)
        self._say()

    def set_playing(self, playing: bool) -> None:
        theme.set_icon(self._play, "pause" if playing else "play", 18, "text")
        rename(self._play, self.tr("Pause") if playing else self.tr("Play"), "Space")

    def set_speed(self, speed: float) -> None:
        self._speed.setText("" if speed == 1.0 else f"{speed:g}{TIMES}".replace("-", "\N{MINUS SIGN}"))

    @property
    def sentence(self) -> str:
        """What the row says: time, length and frame."""
        if self._info is not None and self._info.frames == 1:
            return self._frame.text()
        return f"{self._time.text()} {self._of.text()}, {self._frame.text()}"

    @property
    def play_button(self) -> QToolButton:
        return self._play

    def _say(self) -> None:
        info = self._info
        still = info is not None and info.frames == 1
        self._time.setVisible(not still)
        self._of.setVisible(not still)
        if still:
            self._frame.setText(self.tr("A still picture"))
            return
        self._time.setText(timecode(self._index / info.fps if info else 0.0))
        self._time.setEnabled(info is not None)
        self._of.setText(self.tr("of {length}").format(length=timecode(info.seconds if info else 0.0)))
        frame = self.tr("frame {n} of {count}").format(n=self._index + 1, count=info.frames) if info else ""
        self._frame.setText(frame)

    def _on_back(self) -> None:
        self.step_wanted.emit(-1)

    def _on_forward(self) -> None:
        self.step_wanted.emit(1)

    def _on_muted(self, muted: bool) -> None:
        theme.set_icon(self.mute, "volume-x" if muted else "volume-2", 16, "text2")
        self._name_mute()
        self.muted_changed.emit(muted)

    def _name_mute(self) -> None:
        if not self.mute.isEnabled():
            rename(self.mute, self.tr("This clip has no sound") if self._info else self.tr("Sound"))
        else:
            rename(self.mute, self.tr("Sound on") if self.mute.isChecked() else self.tr("Sound off"))
