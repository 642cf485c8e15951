"""Has an official pickled file made into safetensors by the sealed process, and tells how far it is.

What is made goes to where models share their parts, so that every model that needs it finds it.
"""

from __future__ import annotations

import threading
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from engine.api.errors import Cancelled, EngineError
from engine.convert import Converted, beside, convert, published
from engine.store.locate import SHARED


class Conversion(QObject):
    """One at a time; `begin` starts it, then `moved` tells how far it is until one of the others ends it."""

    moved = Signal(int, int)  # bytes done, bytes in all
    made = Signal(object)  # engine.convert.Converted
    refused = Signal(object)  # EngineError
    stopped = Signal()

    _ended = Signal(object)  # Converted or EngineError, from the thread

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._unwanted = threading.Event()
        self._thread: threading.Thread | None = None
        self._ended.connect(self._take)

    @staticmethod
    def possible(path: Path) -> bool:
        """Whether the file is one of those that were published in no other form."""
        return published(path)

    @property
    def busy(self) -> bool:
        """Whether one is under way."""
        return self._thread is not None

    def begin(self, source: Path, models_folder: Path) -> None:
        """Make it; while one is under way, nothing happens."""
        if self.busy:
            return
        self._unwanted.clear()
        output = models_folder / SHARED / beside(source).name
        self._thread = threading.Thread(target=self._work, args=(source, output), daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Leave it; nothing of it stays."""
        self._unwanted.set()

    def close(self) -> None:
        """Leave it and wait until its process has gone."""
        self.stop()
        if self._thread is not None:
            self._thread.join()

    def _work(self, source: Path, output: Path) -> None:
        end: Converted | EngineError
        try:
            end = convert(source, output, self._tell)
        except EngineError as refused:
            end = refused
        except Cancelled:
            self._ended.emit(None)
            return
        self._ended.emit(end)

    def _tell(self, done: int, total: int) -> None:
        if self._unwanted.is_set():
            raise Cancelled
        self.moved.emit(done, total)

    def _take(self, end: Converted | EngineError | None) -> None:
        self._thread = None
        if end is None:
            self.stopped.emit()
        elif isinstance(end, Converted):
            self.made.emit(end)
        else:
            self.refused.emit(end)
