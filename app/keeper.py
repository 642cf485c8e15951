"""Keeps one worker process alive: starts it, feeds it, restarts it when it dies, stops it when it does not listen."""

from __future__ import annotations

import contextlib
import logging
import os
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, QTimer, Slot

from app import tether
from app.log import NAME
from engine.api import wire
from engine.api.errors import EngineStopped
from engine.api.events import End, Event, Failed, Log, MemoryHeld, Ready, Replanned, Stopped, Stopping
from engine.api.orders import Cancel, Generate

PATIENCE = 5000  # milliseconds between the wish to stop and the kill
STRIKES, WITHIN = 3, 600.0  # deaths, seconds: then the worker is not started again by itself

log = logging.getLogger(NAME)


class Keeper(QObject):
    """Lives in the engine's thread; every method runs there, reached by queued signals."""

    def __init__(
        self,
        command: tuple[str, ...],
        tell: Callable[[Event], None],
        set_pid: Callable[[int], None],
        logs: Path | None,
    ) -> None:
        super().__init__()
        self._command, self._tell, self._set_pid, self._logs = command, tell, set_pid, logs
        self._process: QProcess | None = None
        self._timer: QTimer | None = None
        self._rest = b""  # of a line that has not ended yet
        self._given: dict[str, bytes] = {}  # orders whose job has not ended, by job, in order; the first one runs
        self._stopping = ""  # the job that is to stop
        self._deaths: list[float] = []
        self.patience = PATIENCE

    @Slot()
    def begin(self) -> None:
        """Start a worker; it says Ready when it listens."""
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._give_up_on_stopping)
        self._start()

    @Slot()
    def begin_anew(self) -> None:
        """Start a worker again after too many deaths."""
        self.forgive()
        if self._process is None:
            self._start()

    def forgive(self) -> None:
        """Count deaths from none again."""
        self._deaths.clear()

    @Slot()
    def end(self) -> None:
        """Kill the worker; the thread ends."""
        process, self._process = self._process, None
        if process is None:
            return
        process.finished.disconnect(self._died)
        process.errorOccurred.disconnect(self._could_not_start)
        process.kill()
        process.waitForFinished()
        process.close()
        self._set_pid(0)

    @Slot(bytes)
    def send(self, line: bytes) -> None:
        """Pass an order on, or answer it here when the worker cannot."""
        order = wire.order(bytes(line))
        if isinstance(order, Cancel):
            self._cancel(order)
            return
        if isinstance(order, Generate):
            if self._process is None:
                self._tell(Failed.of(order.request.id, _three_times("")))
                return
            self._given[order.request.id] = bytes(line)
        self._write(bytes(line))

    def _write(self, line: bytes) -> None:
        if self._process is not None:
            self._process.write(line + b"\n")

    def _cancel(self, order: Cancel) -> None:
        if order.job not in self._given or order.job == self._stopping:
            return
        self._tell(Stopping(order.job))
        self._write(wire.encode(order))
        if order.job == next(iter(self._given)):
            self._stopping = order.job
            assert self._timer is not None
            self._timer.start(self.patience)

    @Slot()
    def _give_up_on_stopping(self) -> None:
        if self._process is not None and self._stopping:
            log.warning("the worker did not stop within %d ms and is ended", self.patience)
            self._process.kill()

    def _start(self) -> None:
        self._rest = b""
        process = self._process = QProcess(self)
        process.setProcessEnvironment(self._environment())
        if self._logs is None:
            process.setProcessChannelMode(QProcess.ProcessChannelMode.ForwardedErrorChannel)
        else:
            process.setStandardErrorFile(str(_fresh_log(self._logs)), QProcess.OpenModeFlag.Append)
        process.readyReadStandardOutput.connect(self._read)
        process.finished.connect(self._died)
        process.errorOccurred.connect(self._could_not_start)
        process.start(self._command[0], list(self._command[1:]))

    def _environment(self) -> QProcessEnvironment:
        environment = QProcessEnvironment.systemEnvironment()
        environment.insert("PYTHONUNBUFFERED", "1")
        environment.insert("PYTHONIOENCODING", "utf-8")
        if self._logs is not None:
            environment.insert("KINORA_LOGS", str(self._logs))
        return environment

    @Slot()
    def _read(self) -> None:
        if self._process is None:
            return
        *lines, self._rest = (self._rest + self._process.readAllStandardOutput().data()).split(b"\n")
        for line in lines:
            try:
                event = wire.event(line)
            except msgspec.DecodeError as wrong:
                event = Log(f"The engine said something that is no event ({wrong}): {line[:200]!r}")
            self._take(event)

    def _take(self, event: Event) -> None:
        if isinstance(event, Stopping):
            return  # was said when the wish was heard here
        if isinstance(event, Log | MemoryHeld | Replanned):
            log.info("engine: %s", event.text)
        if isinstance(event, Ready):
            tether.tie(event.pid)
            self._set_pid(event.pid)
        if isinstance(event, End):
            self._ended(event.job)
        self._tell(event)

    def _ended(self, job: str) -> None:
        self._given.pop(job, None)
        if self._stopping == job:
            self._stopping = ""
            assert self._timer is not None
            self._timer.stop()

    @Slot(QProcess.ProcessError)
    def _could_not_start(self, what: QProcess.ProcessError) -> None:
        if what == QProcess.ProcessError.FailedToStart and self._process is not None:
            self._died(-1, QProcess.ExitStatus.CrashExit)

    @Slot(int, QProcess.ExitStatus)
    def _died(self, code: int, status: QProcess.ExitStatus) -> None:
        assert self._process is not None
        self._read()
        said = self._process.errorString() if status == QProcess.ExitStatus.CrashExit else f"exit code {code}"
        said = f"{said}, code {code}"
        self._process.deleteLater()
        self._process = None
        self._set_pid(0)
        wished = self._stopping
        if not wished:
            self._deaths = [t for t in self._deaths if t > time.monotonic() - WITHIN] + [time.monotonic()]
        log.warning("the engine ended (%s)", said)
        running = next(iter(self._given), "")
        self._ended(running)
        if wished:
            self._tell(Stopped(wished))
        self._begin_after_death(running if running != wished else "", said)

    def _begin_after_death(self, victim: str, said: str) -> None:
        detail = f"{said}\n{_tail(self._logs)}"
        if len(self._deaths) >= STRIKES:
            lost = [victim, *self._given] if victim else list(self._given)
            self._given.clear()
            for job in [*lost, ""]:
                self._tell(msgspec.structs.replace(Failed.of(job, _three_times(detail)), engine_died=True))
            return
        self._start()
        for line in self._given.values():
            self._write(line)
        if victim:
            self._tell(msgspec.structs.replace(Failed.of(victim, _stopped(detail, said)), engine_died=True))


def _stopped(detail: str, said: str) -> EngineStopped:
    return EngineStopped(
        "The engine stopped unexpectedly",
        why=f"Its process ended by itself ({said}).",
        done="The engine was started again. The job is kept with all it had finished; other jobs go on.",
        do=("Run the job again; it goes on from its last checkpoint.", "Choose a smaller size or fewer frames."),
        detail=detail,
    )


class StoppedThreeTimes(EngineStopped):
    """The engine died too often to be started again by itself."""

    code = "GPU-006"


def _three_times(detail: str) -> StoppedThreeTimes:
    return StoppedThreeTimes(
        "The engine stopped 3 times in 10 minutes",
        why="Its process ended by itself each time.",
        done="The queue is paused; all jobs are saved.",
        do=("Start the engine again.", "Choose a smaller size or fewer frames."),
        detail=detail,
    )


def _fresh_log(logs: Path) -> Path:
    logs.mkdir(parents=True, exist_ok=True)
    path = logs / "engine.log"
    if path.exists() and path.stat().st_size > 1_000_000:
        with contextlib.suppress(OSError):  # somebody reads it, which hinders Windows: it grows a little more
            os.replace(path, logs / "engine.1.log")
    return path


def _tail(logs: Path | None, size: int = 2000) -> str:
    """The end of what the worker has printed."""
    path = logs / "engine.log" if logs else None
    if path is None or not path.exists():
        return ""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - size))
        return file.read().decode(errors="replace")
