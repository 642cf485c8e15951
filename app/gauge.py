"""Reads the meters of the machine every half second, in a thread of its own."""

from __future__ import annotations

from PySide6.QtCore import QObject, QThread, QTimer, Signal, Slot

from app.engine_thread import EngineThread
from engine.meters import Meters

EVERY = 500  # milliseconds


class Gauge(QObject):
    """`start` it once; `read` brings a reading until `close`."""

    read = Signal(object)  # engine.api.hardware.MemoryRead

    def __init__(self, engine: EngineThread, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engine = engine
        self._thread = QThread(self)
        self._thread.setObjectName("gauge")
        self._reader = _Reader(self)
        self._reader.moveToThread(self._thread)
        self._thread.started.connect(self._reader.begin)
        self._thread.finished.connect(self._reader.end)

    def start(self) -> None:
        """Begin to read."""
        self._thread.start(QThread.Priority.LowPriority)

    def close(self) -> None:
        """Stop reading; returns when the thread has ended."""
        self._thread.quit()
        self._thread.wait()

    @property
    def worker_pid(self) -> int | None:
        """The process whose memory is called ours."""
        return self._engine.worker_pid


class _Reader(QObject):
    def __init__(self, gauge: Gauge) -> None:
        super().__init__()
        self._gauge = gauge
        self._meters: Meters | None = None
        self._timer: QTimer | None = None

    @Slot()
    def begin(self) -> None:
        self._meters = Meters()
        self._timer = QTimer(self, interval=EVERY)
        self._timer.timeout.connect(self._read)
        self._timer.start()
        self._read()

    @Slot()
    def _read(self) -> None:
        if self._meters is not None:
            self._gauge.read.emit(self._meters.read(self._gauge.worker_pid))

    @Slot()
    def end(self) -> None:
        if self._timer is not None:
            self._timer.stop()
        if self._meters is not None:
            self._meters.close()
        self._meters = None
