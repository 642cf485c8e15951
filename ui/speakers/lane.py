"""The lane of one speaker: figure, name, length, the voice with its ends, and what can be done with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QFocusEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ui import theme
from ui.controls.base import tip
from ui.controls.number import NumberField
from ui.run.parts import Line, label, rename, restyle, tool
from ui.run.words import number
from ui.speakers.badge import TOKENS, Badge
from ui.speakers.cast import Person
from ui.speakers.wave import STEP, Wave

if TYPE_CHECKING:
    from engine.media.outline import Outline

FIELD = 74  # px: 3600.000 s


class TimeField(NumberField):
    """Seconds to the millisecond; minutes and hours may be typed with colons."""

    typed = Signal(float)  # seconds, when the field is left

    def __init__(self) -> None:
        super().__init__(self.tr("s"))
        self.set_width(FIELD)
        self._shown = 0.0
        self.editingFinished.connect(self._on_finished)

    def show_seconds(self, seconds: float) -> None:
        """Show this time."""
        self._shown = seconds
        self.setText(f"{seconds:.3f}")

    def _on_finished(self) -> None:
        seconds = seconds_of(self.text())
        if seconds is None or abs(seconds - self._shown) < 0.0005:
            self.show_seconds(self._shown)
            return
        self.typed.emit(seconds)


def seconds_of(text: str) -> float | None:
    """1.25, 1,25, 2:03.5 or 1:00:00 in seconds; None for what is no time."""
    parts = text.strip().replace(",", ".").split(":")
    try:
        figures = [float(part) for part in parts]
    except ValueError:
        return None
    if len(parts) > 3 or not all(0 <= figure < 1e6 for figure in figures):
        return None
    return sum(figure * 60**power for power, figure in enumerate(reversed(figures)))


class Lane(QFrame):
    """Shows one person and says what is wanted of it."""

    removed = Signal(int)  # the person's id
    trimmed = Signal(int, float, float)  # id, start and end in seconds; end 0: to the end
    mute_wanted = Signal(int, bool)
    play_wanted = Signal(int, float)  # id, second of the file
    stop_wanted = Signal()
    moved = Signal(int, int)  # id, by so many places
    pulled = Signal(int, float)  # id, px of the screen from the top
    opened = Signal(int)

    def __init__(self, id: int) -> None:
        super().__init__()
        self.id = id
        self._from: float | None = None  # second that was clicked: it is played from there
        self._several = False  # lanes
        self.setProperty("kind", "card")
        self.badge, self.wave = Badge(), Wave()
        self.name, self._length = Line("", "name", middle=True), label("", "small", figures=True)
        self.mute = tool("volume-2", "", size=14, checkable=True)
        self.out = tool("x", self.tr("Take it out"), size=14)
        self.play = tool("play", "", size=14)
        self.up, self.down = tool("chevron-up", "", size=14), tool("chevron-down", "", size=14)
        self.start, self.end = TimeField(), TimeField()
        self._lay_out()
        self.out.clicked.connect(self._on_out)
        self.mute.clicked.connect(self._on_mute)
        self.play.clicked.connect(self._on_play)
        self.up.clicked.connect(self._on_up)
        self.down.clicked.connect(self._on_down)
        self.badge.pulled.connect(self._on_pulled)
        self.wave.trimming.connect(self._on_trimming)
        self.wave.trimmed.connect(self._on_trimmed)
        self.wave.pointed.connect(self._on_pointed)
        for field, first in ((self.start, True), (self.end, False)):
            field.typed.connect(self._on_start_typed if first else self._on_end_typed)
            field.stepped.connect(self._on_start_stepped if first else self._on_end_stepped)
        for part in (self.mute, self.out, self.wave.first, self.wave.last):
            part.installEventFilter(self)

    def _lay_out(self) -> None:
        head, self.foot = QHBoxLayout(), QWidget()
        head.setSpacing(6)
        head.addWidget(self.badge)
        head.addWidget(self.name, 1)
        for part in (self._length, self.mute, self.out):
            head.addWidget(part)
        below = QHBoxLayout(self.foot)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(4)
        below.addWidget(self.play)
        below.addWidget(self.start)
        below.addWidget(label("\N{EN DASH}", "note"))
        below.addWidget(self.end)
        below.addStretch(1)
        below.addWidget(self.up)
        below.addWidget(self.down)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 4, 4, 6)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self.wave)
        column.addWidget(self.foot)

    @property
    def stops(self) -> tuple[QWidget, ...]:
        """Where Tab goes, one after another."""
        wave = self.wave
        return (self.mute, self.out, wave.first, wave.last, self.play, self.start, self.end, self.up, self.down)

    # what is shown

    def show_person(self, person: Person, number_: int, count: int) -> None:
        """The voice of a person, who is the speaker of that number of so many."""
        voice = person.voice
        assert voice is not None, "who only listens has no lane"
        name = voice.asset.path.replace("\\", "/").rpartition("/")[2]
        self.name.say(name)
        self.name.setToolTip(voice.asset.path)
        self.badge.show_number(number_, muted=voice.muted, movable=count > 1)
        self.wave.show_voice(voice.asset.seconds, voice.start, voice.end, TOKENS[number_ - 1], muted=voice.muted)
        self._show_part()
        self.mute.setChecked(voice.muted)
        theme.set_icon(self.mute, "volume-x" if voice.muted else "volume-2", 14, "text2")
        self._several = count > 1
        self.up.setVisible(count > 1)
        self.down.setVisible(count > 1)
        self.up.setEnabled(number_ > 1)
        self.down.setEnabled(number_ < count)
        self._name_parts(number_, name, muted=voice.muted)

    def _name_parts(self, number_: int, name: str, *, muted: bool) -> None:
        """Each part says to a screen reader whose it is."""
        whose = self.tr("Voice {n}").format(n=number_)
        self.setAccessibleName(f"{whose}, {name}")
        rename(self.mute, self.tr("Let {voice} be heard").format(voice=whose) if muted
               else self.tr("Silence {voice}: this person only listens").format(voice=whose))  # fmt: skip
        rename(self.out, self.tr("Take out {voice}").format(voice=whose))
        rename(self.up, self.tr("{voice} earlier").format(voice=whose), "Alt+Up")
        rename(self.down, self.tr("{voice} later").format(voice=whose), "Alt+Down")
        keys = self.tr("Arrows move it by 0.01 s, with Shift by 0.1 s, with Ctrl to the next pause.")
        for first, grip, field in ((True, self.wave.first, self.start), (False, self.wave.last, self.end)):
            said = self.tr("Start of {voice} (seconds)") if first else self.tr("End of {voice} (seconds)")
            for part in (grip, field):
                part.setAccessibleName(said.format(voice=whose))
            grip.setToolTip(tip(said.format(voice=whose), keys))
            field.setToolTip(tip(said.format(voice=whose)))
        self.show_playing(None)

    def show_playing(self, at: float | None) -> None:
        """The second that is heard, None in silence."""
        self.wave.show_playing(at if at is not None else self._from)
        playing = at is not None
        theme.set_icon(self.play, "square" if playing else "play", 14, "text2")
        rename(self.play, self.tr("Stop") if playing else self.tr("Listen"))
        self.play.setProperty("playing", playing)

    def show_outline(self, outline: Outline) -> None:
        """The bars and pauses of the voice."""
        self.wave.show_outline(outline)
        self._show_part()

    def set_open(self, open_: bool) -> None:
        """Show the fields below the wave."""
        self.foot.setVisible(open_)
        restyle(self, "chosen", open_ and self._several)

    def _show_part(self) -> None:
        start, end = self.wave.start, self.wave.end
        self._length.setText(self.tr("{n} s").format(n=number(end - start, 2)))
        self.start.show_seconds(start)
        self.end.show_seconds(end)
        for grip, second in ((self.wave.first, start), (self.wave.last, end)):
            grip.setAccessibleDescription(self.tr("{n} s").format(n=number(second, 3)))
        self.wave.setAccessibleName(self.wave.sentence())

    # what is wanted

    def _on_out(self) -> None:
        self.removed.emit(self.id)

    def _on_mute(self) -> None:
        self.mute_wanted.emit(self.id, self.mute.isChecked())

    def _on_play(self) -> None:
        if self.play.property("playing"):
            self.stop_wanted.emit()
            return
        inside = self._from is not None and self.wave.start <= self._from < self.wave.end
        self.play_wanted.emit(self.id, self._from if inside else self.wave.start)

    def _on_pointed(self, second: float) -> None:
        self._from = second
        self.wave.show_playing(second)
        self.opened.emit(self.id)

    def _on_up(self) -> None:
        self.moved.emit(self.id, -1)

    def _on_down(self) -> None:
        self.moved.emit(self.id, 1)

    def _on_pulled(self, y: float) -> None:
        self.pulled.emit(self.id, y)

    def _on_trimming(self, start: float, end: float) -> None:
        self._show_part()

    def _on_trimmed(self, start: float, end: float) -> None:
        self.trimmed.emit(self.id, start, 0.0 if self.wave.whole else end)

    def _set_part(self, start: float, end: float) -> None:
        self.wave.set_part(start, end)
        self._on_trimmed(self.wave.start, self.wave.end)

    def _on_start_typed(self, seconds: float) -> None:
        self._set_part(seconds, self.wave.end)

    def _on_end_typed(self, seconds: float) -> None:
        self._set_part(self.wave.start, seconds)

    def _on_start_stepped(self, steps: int) -> None:
        self._set_part(self.wave.start + steps * STEP, self.wave.end)

    def _on_end_stepped(self, steps: int) -> None:
        self._set_part(self.wave.start, self.wave.end + steps * STEP)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.opened.emit(self.id)

    def eventFilter(self, watched: object, event: object) -> bool:
        if isinstance(event, QFocusEvent) and event.gotFocus():
            self.opened.emit(self.id)
        return False
