"""The engine as the window sees it: a thread with a few orders and one signal.

Everything that touches the worker process happens in one object that lives in this thread and is reached only by
queued signals, so there is nothing to lock.  Events are emitted from the thread object, which lives with the window:
a slot that is no method of a QObject would otherwise run in this thread.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from PySide6.QtCore import QObject, QThread, Signal

from app.inside import Inside
from app.keeper import Keeper
from engine.api import wire
from engine.api.orders import Cancel, Generate, Order, Probe, Unload
from engine.api.request import GenerationRequest

ROOT = Path(__file__).resolve().parent.parent


def worker_command() -> tuple[str, ...]:
    """How a worker is started, from the sources or from a frozen program."""
    if getattr(sys, "frozen", False):
        return (sys.executable, "worker")
    return (sys.executable, str(ROOT / "main.py"), "worker")


class EngineThread(QThread):
    """Give orders from any thread; `happened` brings every event of the engine.

    A Failed without a job (its `job` is "") says that the engine died three times and was not started again;
    `restart` tries once more.
    """

    happened = Signal(object)  # engine.api.events.Event
    worker_changed = Signal(int)  # id of the new worker process; 0 when there is none
    _order = Signal(bytes)
    _restart = Signal()

    def __init__(
        self,
        command: tuple[str, ...] | None = None,
        *,
        in_process: bool = False,
        logs: Path | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("engine")
        self._pid = os.getpid() if in_process else 0
        self._keeper: Keeper | Inside = (
            Inside(self.tell) if in_process else Keeper(command or worker_command(), self.tell, self._set_pid, logs)
        )
        self._keeper.moveToThread(self)
        self._order.connect(self._keeper.send)
        self._restart.connect(self._keeper.begin_anew)
        self.started.connect(self._keeper.begin)
        self.finished.connect(self._keeper.end)

    def tell(self, event: object) -> None:
        """Emit an event from the thread object; called in any thread."""
        self.happened.emit(event)

    def _set_pid(self, pid: int) -> None:
        self._pid = pid
        self.worker_changed.emit(pid)

    @property
    def worker_pid(self) -> int | None:
        """The process that computes, None while there is none."""
        return self._pid or None

    def generate(self, request: GenerationRequest) -> None:
        """Run this job after those that were given before."""
        self._send(Generate(request))

    def cancel(self, job_id: str) -> None:
        """Stop this job: Stopping comes at once, Stopped within a step, at the latest after 5 s."""
        if isinstance(self._keeper, Inside):
            self._keeper.cancel(job_id)  # its thread is busy with the job, a queued signal would wait for the end
            return
        self._send(Cancel(job_id))

    def probe(self) -> None:
        """Measure the machine; Probed is the answer."""
        self._send(Probe())

    def unload(self) -> None:
        """Let go of the models that are kept warm."""
        self._send(Unload())

    def restart(self) -> None:
        """Start a worker again after three deaths."""
        self._restart.emit()

    def close(self) -> None:
        """End the worker and the thread; returns when both are gone."""
        if isinstance(self._keeper, Inside):
            self._keeper.cancel_all()
        self.quit()
        self.wait()

    def _send(self, order: Order) -> None:
        self._order.emit(wire.encode(order))
