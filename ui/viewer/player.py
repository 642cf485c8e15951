"""Plays the frames of a clip: which one belongs on the screen now, at which speed, and what happens at the end."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QImage

from ui.viewer.clock import Clock, Sound
from ui.viewer.reader import ClipInfo, ClipReader

SHUTTLE = (-8.0, -4.0, -2.0, -1.0, 0.0, 1.0, 2.0, 4.0, 8.0)
PULL = 0.2  # part of the distance to the sound's time that is made up at each tick
JUMP = 0.15  # s of distance from the sound's time beyond which the picture jumps


class Player(QObject):
    """One clip at a time.  Frames are counted from 0."""

    shown = Signal(int, QImage)  # index, picture
    moved = Signal(int)  # the wanted frame, before its picture is there
    playing_changed = Signal(bool)
    speed_changed = Signal(float)
    loaded = Signal(object)  # ClipInfo
    grown = Signal(object)  # ClipInfo: the film that is shown has more frames now
    silent = Signal(str, object)  # path, EngineError: it plays without its sound
    failed = Signal(str, object)  # path, EngineError
    ended = Signal()  # played to the last frame, not looping

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.reader = ClipReader(self)
        self.sound = Sound(self)
        self.loop = False
        self._clock = Clock()
        self._path, self._info = "", None
        self._index, self._on_screen = 0, -1
        self._speed = 1.0
        self._start_at: int | None = None
        self._play_when_open = False
        self._timer = QTimer(self, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self.reader.opened.connect(self._on_opened)
        self.reader.grown.connect(self._on_grown)
        self.reader.ready.connect(self._on_ready)
        self.reader.sound_ready.connect(self._on_sound)
        self.reader.silent.connect(self.silent)
        self.reader.failed.connect(self.failed)

    # -- state

    @property
    def path(self) -> str:
        return self._path

    @property
    def info(self) -> ClipInfo | None:
        return self._info

    @property
    def index(self) -> int:
        return self._index

    @property
    def playing(self) -> bool:
        return self._timer.isActive()

    @property
    def speed(self) -> float:
        return self._speed

    # -- what to play

    def load(self, path: str, index: int = 0, *, play: bool = False) -> None:
        """Open a clip and stand at a frame of it; the clip that is open already is not opened again."""
        if path == self._path and self._info is not None:
            self.go_to(index)
            if play:
                self.play()
            return
        self.pause()
        self._path, self._info, self._on_screen = path, None, -1
        self._start_at, self._play_when_open = index, play
        self.sound.load(b"")
        self.reader.open(path)

    def unload(self) -> None:
        """Show no clip."""
        self.pause()
        self._path, self._info, self._index, self._on_screen = "", None, 0, -1

    def close(self) -> None:
        """Stop everything for good."""
        self.unload()
        self.sound.stop()
        self.reader.close()

    # -- moves

    def play_pause(self) -> None:
        if self.playing:
            self.pause()
        else:
            self.play()

    def play(self, speed: float = 1.0) -> None:
        """Run from here; from the beginning when standing at the end."""
        if self._info is None:
            self._play_when_open = bool(self._path)
            return
        if speed > 0 and self._index >= self._info.frames - 1:
            self.go_to(0)
        self._set_speed(speed)
        self._restart_clock()
        was = self.playing
        self._timer.start(max(4, int(1000 / (self._info.fps * max(1.0, abs(speed)) * 3))))
        if not was:
            self.playing_changed.emit(True)

    def pause(self) -> None:
        self._play_when_open = False
        if self.playing:
            self._timer.stop()
            self._clock.stop()
            self.sound.stop()
            self.playing_changed.emit(False)
        self._set_speed(1.0)

    def shuttle(self, direction: int) -> None:
        """J (-1), K (0), L (+1): each press doubles the speed, the other direction slows down."""
        if direction == 0 or self._info is None:
            self.pause()
            return
        now = self._speed if self.playing else 0.0
        place = SHUTTLE.index(now) + direction
        speed = SHUTTLE[min(len(SHUTTLE) - 1, max(0, place))]
        if speed == 0.0:
            self.pause()
        else:
            self.play(speed)

    def step(self, frames: int) -> None:
        """Stop and move by that many frames."""
        self.pause()
        self.go_to(self._index + frames)

    def go_to(self, index: int) -> None:
        """Show that frame; an index outside the clip means its first or last."""
        if self._info is None:
            self._start_at = index
            return
        index = min(self._info.frames - 1, max(0, index))
        self._show(index)
        if self.playing:
            self._restart_clock()

    # -- inside

    def _restart_clock(self) -> None:
        at = self._info.times[self._index]
        self._clock.start(at, self._speed)
        if self._speed == 1.0:
            self.sound.play(at)
        else:
            self.sound.stop()

    def _set_speed(self, speed: float) -> None:
        if speed != self._speed:
            self._speed = speed
            self.speed_changed.emit(speed)

    def _tick(self) -> None:
        heard = self.sound.now() if self._speed == 1.0 else None
        if heard is not None:
            away = heard - self._clock.now()
            self._clock.shift(away if abs(away) > JUMP else away * PULL)
        now = self._clock.now()
        if not 0 <= now < self._info.seconds:
            self._at_end(forward=now > 0)
            return
        index = self._info.at(now)
        if index != self._index or self._on_screen != index:
            self._show(index)

    def _at_end(self, *, forward: bool) -> None:
        last = self._info.frames - 1
        if self.loop:
            self._show(0 if forward else last)
            self._restart_clock()
            return
        self._show(last if forward else 0)
        self.pause()
        if forward:
            self.ended.emit()

    def _show(self, index: int) -> None:
        if index != self._index:
            self._index = index
            self.moved.emit(index)
        image = self.reader.image(self._path, index)
        if image is not None and self._on_screen != index:
            self._on_screen = index
            self.shown.emit(index, image)

    def _on_opened(self, path: str, info: ClipInfo) -> None:
        if path != self._path or self._info is not None:
            return
        self._info = info
        play, start, self._start_at = self._play_when_open, self._start_at or 0, None
        self._index = min(info.frames - 1, max(0, start))
        self.loaded.emit(info)
        self.moved.emit(self._index)
        self._show(self._index)
        if play:
            self.play()

    def _on_grown(self, path: str, info: ClipInfo) -> None:
        if path == self._path and self._info is not None:
            self._info = info
            self.grown.emit(info)

    def _on_ready(self, path: str, index: int) -> None:
        if path == self._path and index == self._index:
            self._show(index)

    def _on_sound(self, path: str, pcm: bytes) -> None:
        if path == self._path:
            self.sound.load(pcm)
            if self.playing and self._speed == 1.0:
                self.sound.play(self._clock.now())
