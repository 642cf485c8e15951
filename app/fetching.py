"""The thread that fetches one download, file after file; it ends with the download."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QThread, Signal

from app.download import Order
from engine.api.errors import Cancelled, EngineError, Mistake
from engine.store.errands import Means, bring, prepare
from engine.store.wanted import Progress, Stage

PAUSE = 0.1  # seconds between two tellings of the same stage


class Fetching(QThread):
    """Start it; `ended` is the last thing it says: None, an EngineError, or Cancelled after `stop`."""

    learnt = Signal(str, object)  # download, its errands with what the hubs told
    moved = Signal(str, int, object)  # download, number of the file, engine.store.wanted.Progress
    arrived = Signal(str, int, object)  # download, number of the file, the errand as it ended
    ended = Signal(str, int, object)  # download, number of the file that was on its way or -1, how it ended

    def __init__(self, order: Order, means: Callable[[], Means]) -> None:
        super().__init__()
        self.setObjectName(f"download of {order.model}")
        self.order, self._means = order, means
        self._stopping = threading.Event()
        self._number, self._told, self._stage = -1, 0.0, Stage.FETCHING

    def stop(self) -> None:
        """End soon; what has come stays."""
        self._stopping.set()

    def run(self) -> None:
        """Fetch everything; whatever nobody foresaw goes on to the hook of threads, and the download ends too."""
        end: EngineError | Cancelled | None = Mistake(
            "Kinora made a mistake", done="What has come so far is kept.", do=("Resume", "Send the report.")
        )
        try:
            self._work()
            end = None
        except (EngineError, Cancelled) as told:
            end = told
        finally:
            self.ended.emit(self.order.id, self._number, end)

    def _work(self) -> None:
        means, stop, target = self._means(), self._stopping.is_set, Path(self.order.target)
        errands = prepare(self.order.errands, means, stop)
        self.learnt.emit(self.order.id, errands)
        for self._number, errand in enumerate(errands):
            if not errand.done:
                self.arrived.emit(self.order.id, self._number, bring(errand, target, means, stop, self._tell))

    def _tell(self, progress: Progress) -> None:
        now = time.monotonic()
        if progress.stage is not self._stage or now - self._told >= PAUSE:
            self._stage, self._told = progress.stage, now
            self.moved.emit(self.order.id, self._number, progress)
