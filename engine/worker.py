"""The engine as a process: orders come in as lines of JSON, events go out as lines of JSON.

The process is disposable.  Whatever a driver, a kernel or the system does to it, the window lives on; and the surest
way to give back graphics memory is to let it end.  A second thread listens, so that a wish to stop is heard while the
first one computes, and ends the process when the window has gone.
"""

from __future__ import annotations

import collections
import contextlib
import ctypes
import faulthandler
import os
import signal
import sys
import threading
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import IO

import msgspec

from engine import run
from engine.api import wire
from engine.api.errors import Cancelled, EngineStopped
from engine.api.events import Event, Failed, Log, Ready, Stopped, Stopping
from engine.api.orders import Cancel, Generate, Order, Probe, Unload
from engine.catalog import FAMILIES

LOGS = "KINORA_LOGS"  # variable of the environment: folder for the trace of a crash
BROKEN_DEVICE = 70  # exit code after an error that only a new process mends


class Worker:
    """Hears orders in one thread and does them, one after another, in the other."""

    def __init__(self, orders: IO[bytes], out: IO[bytes]) -> None:
        self._orders, self._out = orders, out
        self._writing = threading.Lock()
        self._changed = threading.Condition()
        self._waiting: collections.deque[Order] = collections.deque()
        self._running = ""  # id of the job that runs
        self._unwanted: set[str] = set()  # ids of running jobs that are to stop
        self._warm = run.Warm()

    def tell(self, event: Event) -> None:
        """Write an event; any thread may."""
        line = wire.encode(event) + b"\n"
        with self._writing:
            self._out.write(line)
            self._out.flush()

    def listen(self) -> None:
        """Take orders until the other side closes, then end the process at once."""
        with contextlib.suppress(OSError):  # nobody reads our answers: the other side has gone
            for line in self._orders:
                self._take(line)
        os._exit(0)

    def _take(self, line: bytes) -> None:
        try:
            order = wire.order(line)
        except msgspec.DecodeError as wrong:
            self.tell(Log(f"An order was not understood: {wrong}"))
            return
        if isinstance(order, Cancel):
            self._cancel(order.job)
            return
        with self._changed:
            self._waiting.append(order)
            self._changed.notify()

    def _cancel(self, job: str) -> None:
        with self._changed:
            queued = [o for o in self._waiting if isinstance(o, Generate) and o.request.id == job]
            for order in queued:
                self._waiting.remove(order)
            running = self._running == job
            if running:
                self._unwanted.add(job)
        if running or queued:
            self.tell(Stopping(job))
        if queued and not running:
            self.tell(Stopped(job))

    def serve(self) -> None:
        """Do the orders for ever."""
        while True:
            with self._changed:
                while not self._waiting:
                    self._changed.wait()
                order = self._waiting.popleft()
                self._running = order.request.id if isinstance(order, Generate) else ""
            self._do(order)

    def _do(self, order: Order) -> None:
        if isinstance(order, Generate):
            self._generate(order)
        elif isinstance(order, Probe):
            run.measure(self.tell)
        elif isinstance(order, Unload):
            self._warm.clear()
            run.give_back_memory()

    def _generate(self, order: Generate) -> None:
        id = order.request.id

        def stop() -> None:
            if id in self._unwanted:
                raise Cancelled

        end = run.run(order.request, self.tell, stop, self._warm)
        with self._changed:
            self._running = ""
            self._unwanted.discard(id)
        if isinstance(end, Failed) and end.code == EngineStopped.code:
            os._exit(BROKEN_DEVICE)


def product_version() -> str:
    """The version of Kinora, as installed or as written in pyproject.toml."""
    with contextlib.suppress(PackageNotFoundError):
        return version("kinora")
    file = Path(__file__).resolve().parent.parent / "pyproject.toml"
    with contextlib.suppress(OSError):
        for line in file.read_text(encoding="utf-8").splitlines():
            if line.startswith("version"):
                return line.partition("=")[2].strip(' "')
    return "0"


def prepare_process() -> None:
    """Offline, first to be ended when memory is short, gone when the window is gone, leaving a trace when it dies."""
    os.environ.update(
        HF_HUB_OFFLINE="1", TRANSFORMERS_OFFLINE="1", HF_HUB_DISABLE_TELEMETRY="1", TOKENIZERS_PARALLELISM="false"
    )
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C in a terminal is for the window, which then tells us
    logs = os.environ.get(LOGS)
    if logs:
        trace = open(Path(logs) / "engine-crash.log", "a", encoding="utf-8")  # noqa: SIM115  open until the end
        faulthandler.enable(trace)
    else:
        faulthandler.enable()
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            Path("/proc/self/oom_score_adj").write_text("800")
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


def heavy_modules() -> tuple[str, ...]:
    """What every job needs: torch, then the modules of the families."""
    return ("torch", *(family.run.partition(":")[0] for family in FAMILIES.values()))


def main(preload: tuple[str, ...] | None = None) -> None:
    """Serve on stdin and stdout until stdin closes; `preload` is imported while nobody waits yet (heavy_modules)."""
    prepare_process()
    out = os.fdopen(os.dup(1), "wb", buffering=0)  # ours alone:
    os.dup2(2, 1)  # stray prints go to the log ...
    sys.stdout.reconfigure(line_buffering=True)  # ... at once, not when the process ends
    worker = Worker(os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(out.fileno()), "wb"))
    worker.tell(Ready(product_version(), os.getpid()))
    threading.Thread(target=worker.listen, name="listen", daemon=True).start()
    for name in heavy_modules() if preload is None else preload:
        import_module(name)
    worker.serve()


if __name__ == "__main__":
    main()
