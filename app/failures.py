"""What nobody foresaw in the window itself: written down at once, told once at the next start.

Exceptions of slots and threads, messages of Qt and deadly signals each leave a trace in the folder of the logs; none
of them is sent anywhere.
"""

from __future__ import annotations

import faulthandler
import logging
import sys
import threading
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QMessageLogContext, QObject, QtMsgType, Signal, qInstallMessageHandler

from app.folders import shortened
from app.log import NAME
from engine.api.errors import EngineError, Mistake
from engine.api.events import Failed

RUNNING, FATAL, TOLD = "running", "window-crash.log", "window-crash.told.log"
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


class Failures(QObject):
    """Catches them from `begin` to `close`; `happened` brings each as a Failed without a job."""

    happened = Signal(object)  # engine.api.events.Failed

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self._log = logging.getLogger(NAME)
        self._undo: list[Callable[[], object]] = []

    def begin(self) -> None:
        """Install the hooks; `last_crash` must be asked before."""
        self._folder.mkdir(parents=True, exist_ok=True)
        (self._folder / RUNNING).write_text(time.strftime("%Y-%m-%d %H:%M:%S"), encoding="utf-8")
        trace = (self._folder / FATAL).open("w", encoding="utf-8")
        faulthandler.enable(trace)
        hook, thread_hook = sys.excepthook, threading.excepthook
        sys.excepthook = self._of_slot
        threading.excepthook = self._of_thread
        former = qInstallMessageHandler(self._of_qt)
        self._undo = [
            lambda: qInstallMessageHandler(former),
            lambda: setattr(threading, "excepthook", thread_hook),
            lambda: setattr(sys, "excepthook", hook),
            faulthandler.disable,
            trace.close,
        ]

    def close(self) -> None:
        """Take the hooks out: Kinora ends as it should."""
        for undo in self._undo:
            undo()
        self._undo = []
        (self._folder / RUNNING).unlink(missing_ok=True)

    def last_crash(self) -> str | None:
        """When and how Kinora ended last time, if it was not closed; told only once.  None if all was well."""
        mark, trace = self._folder / RUNNING, self._folder / FATAL
        if not mark.exists():
            return None
        since = mark.read_text(encoding="utf-8", errors="replace")
        mark.unlink()
        found = trace.read_text(encoding="utf-8", errors="replace") if trace.exists() else ""
        if found:
            trace.replace(self._folder / TOLD)
        return shortened(f"Kinora, begun {since}, ended without being closed.\n{found}".strip())

    def _of_slot(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        told = "".join(traceback.format_exception(kind, error, trace))
        self._log.error("%s", told)
        self.happened.emit(Failed.of("", _explained(error, shortened(told))))

    def _of_thread(self, given: threading.ExceptHookArgs) -> None:
        if given.exc_value is not None:
            self._of_slot(given.exc_type, given.exc_value, given.exc_traceback)

    def _of_qt(self, kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
        self._log.log(_LEVELS[kind], "Qt: %s (%s)", text, context.category)


def _explained(error: BaseException, told: str) -> EngineError:
    if isinstance(error, EngineError):
        return error
    return Mistake(
        "Kinora made a mistake",
        why=f"{type(error).__name__}: {str(error)[:200]}",
        done="It was written to the log; jobs and files are not touched.",
        do=("Go on.", "Send the report."),
        detail=told,
    )
