"""The downloads: a queue that outlives a restart or a kill, one model at a time, each file checked before it is named.

What was asked for is in the database before anything is fetched; the bytes themselves and what is known of them lie
beside the files (`engine/store/part.py`), so nothing that has come is fetched again.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal, SignalInstance, Slot

from app.database import Database
from app.download import Download, FileRow, FileState, Order, State
from app.fetching import Fetching
from app.settings import Settings
from engine.api.errors import Cancelled, DownloadInterrupted, EngineError, Offline
from engine.api.events import Failed
from engine.api.model import ModelSpec
from engine.store.errands import Errand, Means, errands
from engine.store.offline import Network
from engine.store.ours import mark
from engine.store.pace import Pace
from engine.store.part import drop, kept
from engine.store.plan import plan
from engine.store.sources import endpoints
from engine.store.subjects import variant_of
from engine.store.wanted import Progress, Stage

__all__ = ["Download", "Downloads", "FileRow", "FileState", "State"]
TICK = 1000  # milliseconds between two tellings while something is fetched
_STATES = {
    Stage.WAITING: FileState.WAITING,
    Stage.FETCHING: FileState.FETCHING,
    Stage.CHECKING: FileState.CHECKING,
    Stage.WRONG: FileState.WRONG,
}
_ALL_HERE = (FileState.CHECKING, FileState.CHECKED, FileState.SHARED)


class Downloads(QObject):
    """Read with `rows` and `download`; change by the methods; every change is told by a signal."""

    clock: Callable[[], float] = time.monotonic  # seconds
    again_after = 60_000  # milliseconds after which a download that the network has broken off goes on by itself
    added = Signal(str)
    changed = Signal(str)
    removed = Signal(str)
    finished = Signal(str)

    def __init__(
        self, database: Database, settings: Settings, model: Callable[[str], ModelSpec], means: Callable[[], Means]
    ) -> None:
        super().__init__()
        self._database, self._settings, self._model, self._means = database, settings, model, means
        self._orders: dict[str, Order] = {}
        self._rows: dict[str, list[FileRow]] = {}
        self._pace = Pace()
        self._fetching: Fetching | None = None
        self._current = ""
        self._timer = QTimer(self, interval=TICK)
        self._timer.timeout.connect(self._tick)
        self._later = QTimer(self, singleShot=True)
        self._later.timeout.connect(self._go_on)
        settings.changed.connect(self._settings_changed)
        self._read()

    # reading

    def rows(self) -> tuple[Download, ...]:
        """Every download, in the order of the queue."""
        return tuple(self._shown(id) for id in self._orders)

    def download(self, id: str) -> Download | None:
        """One, or None."""
        return self._shown(id) if id in self._orders else None

    def of_model(self, model: str) -> Download | None:
        """The one that fetches that model and is not done, or None."""
        return next((row for row in self.rows() if row.model == model and row.state is not State.DONE), None)

    @property
    def memory(self) -> Path:
        """The file of what is known of files that were hashed."""
        return self._means().memory

    # changing

    def start(self) -> None:
        """Go on with what the person left going."""
        self._go_on()
        self._start_next()

    def add(self, model_id: str, variant_id: str = "", target: str = "") -> str:
        """Fetch what is missing of a model; it is safe on the disk when this returns its id.

        Asked for again, the same download goes on.  Raises WeightsMissing where the catalogue has no such model, and
        CannotWrite where nothing may be written there.
        """
        spec = self._model(model_id)
        variant = variant_of(spec, variant_id)
        for order in self._orders.values():
            if (order.model, order.variant) == (spec.id, variant.id) and order.state is not State.DONE:
                self.resume(order.id)
                return order.id
        folder = target or self._settings.downloads_folder
        mark(Path(folder))
        planned = plan(spec, variant, self._settings.models_folders, folder)
        order = Order(uuid.uuid4().hex[:12], spec.id, variant.id, spec.title, folder, errands(planned))
        self._keep(order)
        self._rows[order.id] = _fresh_rows(order)
        self.added.emit(order.id)
        self._start_next()
        return order.id

    @Slot(str)
    def pause(self, id: str) -> None:
        """Stop for now; what has come stays."""
        order = self._orders.get(id)
        if order is None or order.state in (State.DONE, State.PAUSED):
            return
        self._set(order, State.PAUSED, None)
        if id == self._current and self._fetching:
            self._fetching.stop()

    @Slot(str)
    def resume(self, id: str) -> None:
        """Go on, also after a failure."""
        order = self._orders.get(id)
        if order is not None and order.state in (State.PAUSED, State.FAILED):
            if id != self._current:
                self._rows[id] = _fresh_rows(order)
            self._set(order, State.WAITING, None)
            self._start_next()

    @Slot(str)
    def cancel(self, id: str) -> None:
        """Take it out of the list; unfinished files are deleted, finished ones stay."""
        order = self._orders.get(id)
        if order is None:
            return
        self._database.remove("downloads", id)
        del self._orders[id], self._rows[id]
        self.removed.emit(id)
        if id == self._current and self._fetching:
            self._fetching.stop()
            return  # its files go when the thread has let go of them
        self._drop_parts(order)

    @Slot()
    def pause_all(self) -> None:
        """Stop everything that is not over, and what would go on by itself."""
        for id, order in tuple(self._orders.items()):
            broken = order.failure is not None and order.failure.code == DownloadInterrupted.code
            if order.state is not State.FAILED or broken:
                self.pause(id)

    @Slot()
    def resume_all(self) -> None:
        """Go on with everything that is paused or has failed."""
        for id in tuple(self._orders):
            self.resume(id)

    def close(self) -> None:
        """End the thread; what was going on goes on after the next start."""
        self._timer.stop()
        self._later.stop()
        if self._fetching:
            fetching, self._fetching = self._fetching, None
            for signal, slot in self._hears(fetching):
                signal.disconnect(slot)
            fetching.stop()
            fetching.wait()

    # inside

    def _read(self) -> None:
        for id, _, body in self._database.rows("downloads"):
            try:
                order = msgspec.json.decode(body, type=Order)
            except (msgspec.DecodeError, ValueError):
                self._database.set_aside("downloads", id)
                continue
            if order.state is State.DONE:
                self._database.remove("downloads", id)
                continue
            if order.state in (State.FETCHING, State.CHECKING):
                order = msgspec.structs.replace(order, state=State.WAITING)
            self._orders[id] = order
            self._rows[id] = _fresh_rows(order)

    def _keep(self, order: Order) -> None:
        place = list(self._orders).index(order.id) if order.id in self._orders else len(self._orders)
        self._database.put("downloads", order.id, float(place), msgspec.json.encode(order))
        self._orders[order.id] = order

    def _set(self, order: Order, state: State, failure: Failed | None) -> None:
        self._keep(msgspec.structs.replace(order, state=state, failure=failure))
        self.changed.emit(order.id)

    def _start_next(self) -> None:
        if self._fetching:
            return
        order = next((one for one in self._orders.values() if one.state is State.WAITING), None)
        if order is None:
            self._timer.stop()
            return
        self._current, self._pace = order.id, Pace()
        self._set(order, State.FETCHING, None)
        fetching = self._fetching = Fetching(self._orders[order.id], self._means)
        for signal, slot in self._hears(fetching):
            signal.connect(slot)
        self._timer.start()
        fetching.start()

    def _hears(self, fetching: Fetching) -> tuple[tuple[SignalInstance, Callable[..., None]], ...]:
        return (
            (fetching.learnt, self._learn),
            (fetching.moved, self._move),
            (fetching.arrived, self._arrive),
            (fetching.ended, self._end),
        )

    @Slot(str, object)
    def _learn(self, id: str, told: tuple[Errand, ...]) -> None:
        if id in self._orders:
            self._keep(msgspec.structs.replace(self._orders[id], errands=told))
            self._rows[id] = _fresh_rows(self._orders[id])
            self.changed.emit(id)

    @Slot(str, int, object)
    def _move(self, id: str, number: int, progress: Progress) -> None:
        if id not in self._orders:
            return
        row = self._rows[id][number]
        total = progress.total or row.total
        self._rows[id][number] = FileRow(row.name, _STATES[progress.stage], progress.done, total, progress.again)
        if progress.stage is Stage.FETCHING:
            self._pace.add(self.clock(), _done(self._rows[id]))
        self.changed.emit(id)

    @Slot(str, int, object)
    def _arrive(self, id: str, number: int, errand: Errand) -> None:
        order = self._orders.get(id)
        if order is None:
            return
        told = (*order.errands[:number], errand, *order.errands[number + 1 :])
        self._keep(msgspec.structs.replace(order, errands=told))
        self._rows[id][number] = _row(errand)
        self.changed.emit(id)

    @Slot(str, int, object)
    def _end(self, id: str, number: int, end: EngineError | Cancelled | None) -> None:
        assert self._fetching is not None
        self._fetching.wait()
        ended, self._fetching, self._current = self._fetching, None, ""
        order = self._orders.get(id)
        if order is None:
            self._drop_parts(ended.order)
        elif end is None:
            self._set(order, State.DONE, None)
            self.finished.emit(id)
        elif isinstance(end, EngineError) and order.state is not State.PAUSED:
            if number >= 0:
                row = self._rows[id][number]
                self._rows[id][number] = FileRow(row.name, FileState.FAILED, row.done, row.total)
            self._set(order, State.FAILED, Failed.of("", end))
            if end.code == DownloadInterrupted.code:
                self._later.start(self.again_after)
        else:
            self._rows[id] = _fresh_rows(order)
            self.changed.emit(id)
        self._start_next()

    @Slot(str)
    def _settings_changed(self, name: str) -> None:
        """What was refused because Kinora was offline goes on when it is not."""
        if name == "offline" and not self._settings.offline:
            self._resume_failed(Offline.code)

    @Slot()
    def _go_on(self) -> None:
        """A network that was gone may be back."""
        self._resume_failed(DownloadInterrupted.code)

    def _resume_failed(self, code: str) -> None:
        for id, order in tuple(self._orders.items()):
            if order.state is State.FAILED and order.failure and order.failure.code == code:
                self.resume(id)

    @Slot()
    def _tick(self) -> None:
        if self._current in self._orders:
            self.changed.emit(self._current)

    def _shown(self, id: str) -> Download:
        order, now = self._orders[id], self.clock()
        rows = tuple(self._without_twins(order))
        state, done, total = order.state, _done(rows), sum(row.total for row in rows)
        rate = self._pace.rate(now) if id == self._current and state is State.FETCHING else 0.0
        if state is State.FETCHING and any(row.state is FileState.CHECKING for row in rows):
            state = State.CHECKING
        return Download(
            id, order.model, order.variant, order.title, state, order.target, rows, done, total,
            shared=sum(row.total for row in rows if row.state is FileState.SHARED),
            rate=rate,
            seconds_left=(total - done) / rate if rate > 0 else None,
            failure=order.failure,
        )  # fmt: skip

    def _without_twins(self, order: Order) -> list[FileRow]:
        """A file that an earlier download brings is counted there."""
        earlier: set[str] = set()
        for other in self._orders.values():
            if other.id == order.id:
                break
            if other.state is not State.DONE:
                earlier |= {errand.path for errand in other.errands if not errand.done}
        rows = self._rows[order.id]
        twins = [errand.path in earlier and not errand.done for errand in order.errands]
        return [
            FileRow(row.name, FileState.SHARED, 0, 0) if twin else row for row, twin in zip(rows, twins, strict=True)
        ]

    def _drop_parts(self, order: Order) -> None:
        wanted = {_goes_to(errand, other) for other in self._orders.values() for errand in other.errands}
        for errand in order.errands:
            if not errand.done and (path := _goes_to(errand, order)) not in wanted:
                drop(path)


def means(settings: Settings, environ: Mapping[str, str], memory: Path) -> Means:
    """What downloads are made with, by the settings as they are now; the offline switch is asked each time."""
    proxy = settings.proxy
    network = Network(lambda: settings.offline, {"http": proxy, "https": proxy} if proxy else None)
    return Means(network, endpoints(environ, settings.mirrors, settings.token), memory)


def _goes_to(errand: Errand, order: Order) -> Path:
    """Where the file is fetched to; one that was found elsewhere goes to the models folder if it proves to be wrong."""
    return Path(order.target) / errand.file.path if errand.shared else Path(errand.path)


def _fresh_rows(order: Order) -> list[FileRow]:
    return [_row(errand) for errand in order.errands]


def _row(errand: Errand) -> FileRow:
    name, total = Path(errand.path).name, errand.file.size
    if errand.shared:
        return FileRow(name, FileState.SHARED, total, total)
    if errand.done:
        return FileRow(name, FileState.CHECKED, total, total)
    return FileRow(name, FileState.NEXT, min(kept(Path(errand.path)), total), total)


def _done(rows: list[FileRow] | tuple[FileRow, ...]) -> int:
    return sum(row.total if row.state in _ALL_HERE else row.done for row in rows)
