"""What a test leaves behind is noticed: the guards of conftest.py bite, and blame the right test."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
CONFIG = "[pytest]\nqt_api = pyside6\n"
LEAKS = {  # how it is made and how it is ended
    "QTimer": ("QTimer(interval=1000); thing.start()", "thing.stop()"),
    "QThread": ("QThread(); thing.start()", "thing.quit(); thing.wait()"),
    "QProcess": (
        "QProcess(); thing.start('sleep', ['5']); thing.waitForStarted()",
        "thing.kill(); thing.waitForFinished()",
    ),
    "QLabel": ("QLabel('left'); thing.show()", "thing.close()"),
}
TESTS = """
from PySide6.QtCore import QProcess, QThread, QTimer
from PySide6.QtWidgets import QLabel
kept = []
def test_leaks(qtbot):
    thing = {made}
    thing.setObjectName("lost")
    kept.append(thing)
def test_is_clean(qtbot):
    pass
def test_ends_it(qtbot):
    thing = kept.pop()
    {ended}
"""


@pytest.mark.parametrize("kind", LEAKS)
def test_whatever_is_left_alive_fails_its_test_by_name_and_no_other(kind, tmp_path):
    made, ended = LEAKS[kind]
    shutil.copy(HERE / "conftest.py", tmp_path)
    (tmp_path / "pytest.ini").write_text(CONFIG)
    (tmp_path / "test_it.py").write_text(TESTS.format(made=made, ended=ended))
    done = subprocess.run(
        (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "."),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert f"left alive: {kind} 'lost' of nobody" in done.stdout, done.stdout
    assert "3 passed, 1 error" in done.stdout
    assert "ERROR test_it.py::test_leaks" in done.stdout
