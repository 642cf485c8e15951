"""One long piece of work at a time in a thread of its own, which can be left at any moment and tells how far it is."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal

from engine.api.errors import Cancelled, EngineError

Tell = Callable[[int, int], None]  # done, in all; raises Cancelled when nobody wants it any more


class Errand(QObject):
    """`moved` tells how far it is, until one of the others ends it."""

    moved = Signal(int, int)  # done, in all
    made = Signal(object)  # what the work returned
    refused = Signal(object)  # EngineError
    stopped = Signal()

    _ended = Signal(object, bool)  # what came of it, whether it was left; from the thread

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._unwanted = threading.Event()
        self._thread: threading.Thread | None = None
        self._ended.connect(self._take)

    @property
    def busy(self) -> bool:
        """Whether one is under way."""
        return self._thread is not None

    def stop(self) -> None:
        """Leave it; nothing of it stays."""
        self._unwanted.set()

    def close(self) -> None:
        """Leave it and wait until it has gone."""
        self.stop()
        if self._thread is not None:
            self._thread.join()

    def _start(self, work: Callable[[Tell], Any]) -> bool:
        """Do it beside the window; while one is under way, nothing happens.  Whether it was begun."""
        if self.busy:
            return False
        self._unwanted.clear()
        self._thread = threading.Thread(target=self._run, args=(work,), daemon=True)
        self._thread.start()
        return True

    def _run(self, work: Callable[[Tell], Any]) -> None:
        end, left = None, True  # a mistake of ours goes on to where mistakes are told, and nobody waits for it
        try:
            end, left = work(self._tell), False
        except EngineError as refused:
            end, left = refused, False
        except Cancelled:
            pass
        finally:
            self._ended.emit(end, left)

    def _tell(self, done: int, total: int) -> None:
        if self._unwanted.is_set():
            raise Cancelled
        self.moved.emit(done, total)

    def _take(self, end: Any, left: bool) -> None:
        self._thread = None
        if left:
            self.stopped.emit()
        elif isinstance(end, EngineError):
            self.refused.emit(end)
        else:
            self.made.emit(end)
