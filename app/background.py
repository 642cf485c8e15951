"""Work that must not hold up the window, in a thread of a pool, with its answer brought back by a signal."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal, Slot

from app.log import NAME
from engine.api.errors import EngineError


class Background(QObject):
    """Runs calls in a pool; answers come back in the thread of this object, in the order in which they end."""

    _ended = Signal(object, object)  # what to do with the answer, the answer

    def __init__(self, threads: int = 2, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(threads)
        self._pool.setThreadPriority(self._pool.thread().Priority.LowPriority)
        self._closed = False
        self._ended.connect(self._answer)

    def call(
        self,
        work: Callable[[], Any],
        answer: Callable[[Any], None],
        refused: Callable[[EngineError], None] | None = None,
    ) -> None:
        """Do `work` in the pool, then `answer` here with what it returned, or `refused` with its EngineError."""
        if not self._closed:
            self._pool.start(_Call(self, work, answer, refused or self._note))

    @property
    def closed(self) -> bool:
        """Nobody hears answers any more: long work ends early."""
        return self._closed

    def wait(self) -> None:
        """Return when nothing is being worked on."""
        self._pool.waitForDone()

    def close(self) -> None:
        """Let what runs end; answers are dropped from now on."""
        self._closed = True
        self._pool.clear()
        self._pool.waitForDone()

    @Slot(object, object)
    def _answer(self, answer: Callable[[Any], None], value: Any) -> None:
        if not self._closed:
            answer(value)

    @staticmethod
    def _note(error: EngineError) -> None:
        logging.getLogger(NAME).warning("%s (%s)", error, error.detail)


class _Call(QRunnable):
    def __init__(
        self,
        home: Background,
        work: Callable[[], Any],
        answer: Callable[[Any], None],
        refused: Callable[[EngineError], None],
    ) -> None:
        super().__init__()
        self._home, self._work, self._take, self._refused = home, work, answer, refused

    def run(self) -> None:
        try:
            value = self._work()
        except EngineError as error:
            self._home._ended.emit(self._refused, error)
            return
        self._home._ended.emit(self._take, value)
