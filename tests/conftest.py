"""Every test gets a home of its own, no screen, and must leave no thread, timer, process or window behind."""

from __future__ import annotations

import gc
import os

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("OMP_NUM_THREADS", "1")


@pytest.fixture(autouse=True)
def own_home(tmp_path, monkeypatch):
    """Nothing of the person's is read or written."""
    monkeypatch.setenv("KINORA_HOME", str(tmp_path / "home"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item):
    """After the fixtures are gone, name whatever of Qt is still alive."""
    result = yield
    left = _left_alive()
    if left:
        pytest.fail("left alive: " + ", ".join(left), pytrace=False)
    return result


def _left_alive() -> list[str]:
    import sys

    if "PySide6.QtCore" not in sys.modules:
        return []
    from PySide6.QtCore import QCoreApplication, QEvent

    app = QCoreApplication.instance()
    if app is None:
        return []
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    if not _suspects():
        return []
    gc.collect()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return _suspects()


def _suspects() -> list[str]:
    import sys

    from PySide6.QtCore import QProcess, QThread, QTimer

    found = []
    for thing in gc.get_objects():
        kind = type(thing)
        if not issubclass(kind, (QThread, QTimer, QProcess)):
            continue
        try:
            if kind_of_life(thing):
                found.append(f"{kind.__name__} {thing.objectName()!r} of {type(thing.parent()).__name__}")
        except RuntimeError:  # its C++ half is gone already
            continue
    if "PySide6.QtWidgets" in sys.modules:
        from PySide6.QtWidgets import QApplication

        if isinstance(QApplication.instance(), QApplication):
            shown = [w for w in QApplication.topLevelWidgets() if w.isVisible()]
            found += [f"window {type(w).__name__} {w.objectName()!r} {w.windowTitle()!r}" for w in shown]
    return found


def kind_of_life(thing) -> bool:
    """Whether a thread runs, a timer ticks or a process has not ended."""
    from PySide6.QtCore import QProcess, QThread

    if isinstance(thing, QThread):
        return thing.isRunning() and thing is not QThread.currentThread()
    if isinstance(thing, QProcess):
        return thing.state() != QProcess.ProcessState.NotRunning
    return thing.isActive()
