"""The time of playing: the sound card's where a clip has sound and there is a device, else a plain timer."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QElapsedTimer, QIODevice, QObject

RATE, CHANNELS, SAMPLE = 48000, 2, 2  # Hz, stereo, bytes of a 16-bit sample
STILL = 0.5  # s that a sound card may stand still before its time is no longer trusted


class Clock:
    """Seconds into the clip; runs at any speed, also backwards."""

    def __init__(self) -> None:
        self._timer = QElapsedTimer()
        self._from, self._speed, self._running = 0.0, 1.0, False

    def start(self, at: float, speed: float = 1.0) -> None:
        self._from, self._speed, self._running = at, speed, True
        self._timer.start()

    def stop(self) -> None:
        self._from, self._running = self.now(), False

    def now(self) -> float:
        if not self._running:
            return self._from
        return self._from + self._speed * self._timer.nsecsElapsed() / 1e9

    def shift(self, seconds: float) -> None:
        """Move the running time by that much."""
        self._from += seconds


class Sound(QObject):
    """Plays 48 kHz 16-bit stereo and tells how far it is; without a device it is silent and never in the way."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pcm = QByteArray()
        self._buffer = QBuffer(self)
        self._sink: object | None = None
        self._looked = False
        self._from = 0.0
        self._muted = False
        self._heard, self._since = -1, QElapsedTimer()

    def load(self, pcm: bytes) -> None:
        """Take the samples of a clip, none for a silent one."""
        self.stop()
        self._pcm = QByteArray(pcm)

    @property
    def available(self) -> bool:
        """Whether there is something to play and something to play it on; asks for the device only then."""
        if self._pcm.isEmpty():
            return False
        if not self._looked:
            self._looked, self._sink = True, _sink(self)
        return self._sink is not None

    @property
    def seconds(self) -> float:
        return self._pcm.size() / (RATE * CHANNELS * SAMPLE)

    def set_muted(self, muted: bool) -> None:
        self._muted = muted
        if self._sink is not None:
            self._sink.setVolume(0.0 if muted else 1.0)

    def play(self, at: float) -> None:
        """Play from that second on."""
        self.stop()
        if not self.available or at >= self.seconds:
            return
        self._from, self._heard = at, -1
        self._buffer.setData(self._pcm)
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self._buffer.seek(int(at * RATE) * CHANNELS * SAMPLE)
        self._sink.setVolume(0.0 if self._muted else 1.0)
        self._sink.start(self._buffer)
        self._since.start()

    def stop(self) -> None:
        if self._sink is not None:
            self._sink.stop()
        self._buffer.close()

    def now(self) -> float | None:
        """Seconds into the clip that are heard now; None while the sound card gives no usable time."""
        if self._sink is None or not self._buffer.isOpen() or not _runs(self._sink):
            return None
        heard = self._sink.processedUSecs()
        if heard != self._heard:
            self._heard = heard
            self._since.restart()
        waited = self._since.nsecsElapsed() / 1e9
        if heard == 0 or waited > STILL:
            return None
        waiting = self._sink.bufferSize() - self._sink.bytesFree()  # bytes given, not yet heard
        return self._from + heard / 1e6 + waited - waiting / (RATE * CHANNELS * SAMPLE)


def _runs(sink: object) -> bool:
    from PySide6.QtMultimedia import QAudio

    return sink.state() == QAudio.State.ActiveState


def _sink(parent: QObject) -> object | None:
    """A sink on the default device, None without one.  Loaded here: the window starts without the sound library."""
    try:
        from PySide6.QtMultimedia import QAudioFormat, QAudioSink, QMediaDevices
    except ImportError:
        return None
    device = QMediaDevices.defaultAudioOutput()
    if device.isNull():
        return None
    wanted = QAudioFormat()
    wanted.setSampleRate(RATE)
    wanted.setChannelCount(CHANNELS)
    wanted.setSampleFormat(QAudioFormat.SampleFormat.Int16)
    return QAudioSink(device, wanted, parent) if device.isFormatSupported(wanted) else None
