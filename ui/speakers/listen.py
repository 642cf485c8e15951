"""Plays a part of a sound file, read piece by piece beside the window, so that hours of it need no memory."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from app.media_drop import CHANNELS, RATE, MediaDrop
from ui.viewer.clock import Clock, Sound

PIECE = 60.0  # seconds that are read at a time
TICK = 40  # ms
SAMPLE = 2  # bytes
LATE = 0.5  # seconds that a sound card may lag behind before the next piece is given


class Listen(QObject):
    """One sound at a time."""

    moved = Signal(float)  # second of the file that is heard
    ended = Signal()  # by itself or by `stop`
    unheard = Signal()  # there is nothing to play it on

    def __init__(self, drops: MediaDrop, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._drops, self.sound, self._clock = drops, Sound(self), Clock()
        self._path, self._wanted, self._end = "", 0.0, 0.0  # file, second that is read next, second to stop at
        self._from, self._seconds = 0.0, 0.0  # the piece that is heard
        self._read: bytes | None = None  # the piece after it
        self._timer = QTimer(self, interval=TICK)
        self._timer.timeout.connect(self._tick)
        drops.sound_ready.connect(self._on_read)
        drops.refused.connect(self._on_refused)

    @property
    def path(self) -> str:
        """The file that is played or about to be; "" in silence."""
        return self._path

    def play(self, path: str, start: float, end: float) -> None:
        """Play that part, in seconds, from its beginning."""
        self.stop()
        self._path, self._wanted, self._end = path, start, end
        self._ask()

    def stop(self) -> None:
        """Be silent."""
        if not self._path:
            return
        self._timer.stop()
        self._clock.stop()
        self.sound.load(b"")
        self._path, self._read = "", None
        self.ended.emit()

    def _ask(self) -> None:
        self._drops.read_sound(self._path, self._wanted, min(PIECE, self._end - self._wanted))

    def _on_read(self, path: str, start: float, samples: bytes) -> None:
        if path != self._path or start != self._wanted:
            return
        if self._timer.isActive():
            self._read = samples
        else:
            self._begin(samples)

    def _on_refused(self, path: str, error: object) -> None:
        """What was read until then is still heard."""
        if path == self._path:
            self._end = self._wanted
            if not self._timer.isActive():
                self.stop()

    def _begin(self, samples: bytes) -> None:
        self.sound.load(samples)
        if not samples:
            self.stop()
            return
        if not self.sound.available:
            self.stop()
            self.unheard.emit()
            return
        self._from, self._seconds = self._wanted, len(samples) / (RATE * CHANNELS * SAMPLE)
        self._wanted, self._read = self._from + self._seconds, None
        self._clock.start(0.0)
        self.sound.play(0.0)
        self._timer.start()
        if self._end - self._wanted > 1 / RATE:
            self._ask()

    def _tick(self) -> None:
        heard, passed = self.sound.now(), self._clock.now()
        at = heard if heard is not None else min(passed, self._seconds)
        self.moved.emit(self._from + at)
        over = passed >= self._seconds and (heard is None or heard >= self._seconds or passed > self._seconds + LATE)
        if not over:
            return
        if self._read is not None:
            self._begin(self._read)
        elif self._end - self._wanted <= 1 / RATE:
            self.stop()
