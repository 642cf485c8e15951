"""The thread that fetches one download, file after file; it ends with the download."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import msgspec
from PySide6.QtCore import QThread, Signal

from app.download import Errand, Order
from engine.api.errors import Cancelled, CannotWrite, DownloadRefused, EngineError
from engine.store.adopt import is_sound
from engine.store.learn import learn, wanted
from engine.store.offline import Network
from engine.store.plan import need_room
from engine.store.sources import Endpoint
from engine.store.transfer import fetch
from engine.store.verify import Memory, know
from engine.store.wanted import Progress, Rules, Stage

PAUSE = 0.1  # seconds between two tellings of the same stage


@dataclass(frozen=True, slots=True)
class Means:
    """What a download is made with."""

    network: Callable[[], Network]
    servers: Callable[[], tuple[Endpoint, ...]]
    memory: Path  # what is known of files that were hashed
    rules: Rules


class Fetching(QThread):
    """Start it; `ended` is the last thing it says: None, an EngineError, or Cancelled after `stop`."""

    learnt = Signal(str, object)  # download, its errands with what the hubs told
    moved = Signal(str, int, object)  # download, number of the file, engine.store.wanted.Progress
    arrived = Signal(str, int, object)  # download, number of the file, the errand as it ended
    ended = Signal(str, int, object)  # download, number of the file that was on its way or -1, how it ended

    def __init__(self, order: Order, means: Means) -> None:
        super().__init__()
        self.setObjectName(f"download of {order.model}")
        self.order, self._means = order, means
        self._stopping = threading.Event()
        self._number, self._told, self._stage = -1, 0.0, Stage.FETCHING

    def stop(self) -> None:
        """End soon; what has come stays."""
        self._stopping.set()

    def run(self) -> None:
        """Fetch everything."""
        end: EngineError | Cancelled | None = None
        try:
            self._work()
        except (EngineError, Cancelled) as told:
            end = told
        except OSError as fault:
            end = CannotWrite(
                "The models folder cannot be written to",
                why=f"The system refused: {os.strerror(fault.errno or 0)}.",
                done="What has come so far is kept.",
                do=("Resume", "Choose another folder"),
                detail=str(fault),
            )
        self.ended.emit(self.order.id, self._number, end)

    def _work(self) -> None:
        means = self._means
        network, servers, stop = means.network(), means.servers(), self._stopping.is_set
        errands = self.order.errands
        if any(not one.done for one in errands):
            known = learn([one.file for one in errands], network, servers, stop)
            errands = tuple(msgspec.structs.replace(one, file=file) for one, file in zip(errands, known, strict=True))
            self.learnt.emit(self.order.id, errands)
            need_room(((one.file, Path(one.path)) for one in errands if not (one.done or one.shared)), means.rules)
        memory = Memory(means.memory)
        try:
            for self._number, errand in enumerate(errands):
                if not errand.done:
                    self._do(errand, network, servers, memory)
        finally:
            memory.close()

    def _do(self, errand: Errand, network: Network, servers: tuple[Endpoint, ...], memory: Memory) -> None:
        stop = self._stopping.is_set
        if errand.shared:
            if self._serves(errand, memory):
                self._arrive(errand)
                return
            errand = msgspec.structs.replace(errand, shared=False, path=str(self._own_place(errand)))
        want = wanted(errand.file, servers)
        if not want.addresses:
            raise DownloadRefused(
                "This file is published nowhere that Kinora knows",
                why=f"The catalogue names no place for {Path(errand.path).name}.",
                done="What has come so far is kept.",
                do=("Put the file into the models folder",),
            )
        arrived = fetch(want, Path(errand.path), network, self._means.rules, stop, self._tell, memory)
        file = msgspec.structs.replace(errand.file, bytes=arrived.bytes)
        self._arrive(msgspec.structs.replace(errand, file=file))

    def _serves(self, errand: Errand, memory: Memory) -> bool:
        """Whether the file that was found is what was published, or at least sound where it is another form of it."""
        path, file = Path(errand.path), errand.file
        if file.sha256 and path.is_file() and path.stat().st_size == file.bytes:
            return know(path, memory, self._stopping.is_set, self._tell) == file.sha256
        return path.exists() and is_sound(path)

    def _own_place(self, errand: Errand) -> Path:
        return Path(self.order.target) / errand.file.path

    def _arrive(self, errand: Errand) -> None:
        self.arrived.emit(self.order.id, self._number, msgspec.structs.replace(errand, done=True))

    def _tell(self, progress: Progress) -> None:
        now = time.monotonic()
        if progress.stage is not self._stage or now - self._told >= PAUSE:
            self._stage, self._told = progress.stage, now
            self.moved.emit(self.order.id, self._number, progress)
