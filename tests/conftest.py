"""Every test gets a home of its own, no screen, and must leave no thread, timer, process or window behind."""

from __future__ import annotations

import gc
import logging
import os
import sys
from typing import Any

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("OMP_NUM_THREADS", "1")
BLAMED = pytest.StashKey[list[Any]]()  # what an earlier test has left, so that only that one is blamed


@pytest.fixture(autouse=True)
def own_home(tmp_path, monkeypatch):
    """Nothing of the person's is read or written."""
    monkeypatch.setenv("KINORA_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(logging, "lastResort", None)


def pytest_configure(config):
    """As in the window, garbage is collected in the main thread only (app/sweep.py says why): after each test."""
    gc.disable()


def pytest_collection_finish(session):
    """What importing has made stays to the end: no collection need look at its 600,000 objects again."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item):
    """After the fixtures are gone, name whatever of Qt is still alive."""
    result = yield
    gc.collect(0 if gc.get_count()[1] < 20 else 2)
    if not {"qapp", "qtbot"} & set(item.fixturenames):
        return result
    blamed = item.session.stash.setdefault(BLAMED, [])
    left = [thing for thing in _left_alive() if not any(thing is old for old in blamed)]
    blamed += left
    if left:
        pytest.fail("left alive: " + ", ".join(_name(thing) for thing in left), pytrace=False)
    return result


def _left_alive() -> list[Any]:
    """Threads that run, timers that tick, processes that have not ended, windows that are shown."""
    from PySide6.QtCore import QCoreApplication, QEvent

    if QCoreApplication.instance() is None:
        return []
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    if not _suspects():
        return []
    gc.collect()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return _suspects()


def _suspects() -> list[Any]:
    from PySide6.QtCore import QProcess, QThread, QTimer

    found = [thing for thing in gc.get_objects() if issubclass(type(thing), (QThread, QTimer, QProcess)) and _on(thing)]
    if "PySide6.QtWidgets" in sys.modules:
        from PySide6.QtWidgets import QApplication

        if isinstance(QApplication.instance(), QApplication):
            found += [window for window in QApplication.topLevelWidgets() if window.isVisible()]
    return found


def _on(thing: Any) -> bool:
    from PySide6.QtCore import QProcess, QThread
    from shiboken6 import isValid

    if not isValid(thing):
        return False
    if isinstance(thing, QThread):
        return thing.isRunning() and thing is not QThread.currentThread()
    if isinstance(thing, QProcess):
        return thing.state() != QProcess.ProcessState.NotRunning
    return thing.isActive()


def _name(thing: Any) -> str:
    owner = type(thing.parent()).__name__ if thing.parent() is not None else "nobody"
    title = thing.windowTitle() if hasattr(thing, "windowTitle") else ""
    return f"{type(thing).__name__} {thing.objectName() or title!r} of {owner}"
