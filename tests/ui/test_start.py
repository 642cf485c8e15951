"""The program itself: it paints soon, reads nothing heavy before, and ends by itself."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication

from ui import languages
from ui.theme.icons import FOLDER

ROOT = Path(__file__).resolve().parent.parent.parent
PAINTED = """
import sys, time
from PySide6.QtCore import QTimer
import ui.start
print("IMPORTED", *sys.modules)
from app import context
from engine.families.wan import spec
from tests.fakes import FakeEngine
from tests.ui.bench import SHAPES
spec._own = lambda id: SHAPES  # the weights of the starter model do not matter here
build = context.build
context.build = lambda folders, in_process: build(folders, engine=FakeEngine())
from ui.main_window import MainWindow
shown = MainWindow.show
def show(window):
    shown(window)
    def painted():
        print("CPU", time.process_time())
        print("PAINTED", *sys.modules)
        QTimer.singleShot(0, window.close)
    QTimer.singleShot(0, painted)
MainWindow.show = show
sys.exit(ui.start.start(home=sys.argv[1]))
"""
KINDS = ("IMPORTED ", "PAINTED ", "CPU ")
LATER = {
    "ui.models.manager",
    "ui.models.details_dialog",
    "ui.settings_dialog",
    "ui.speakers.dialog",
    "engine.store.dropped",
}  # when asked for


def run_window(home: Path) -> dict[str, str]:
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", PAINTED, str(home)],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return dict(line.split(" ", 1) for line in done.stdout.splitlines() if line.startswith(KINDS))


def test_the_first_paint_takes_less_than_a_second_of_work_and_nothing_heavy(tmp_path):
    runs = [run_window(tmp_path / str(i)) for i in range(2)]
    assert set(runs[0]["IMPORTED"].split()).isdisjoint({"torch", "numpy", "av", "PIL", "transformers", "diffusers"})
    assert set(runs[0]["PAINTED"].split()).isdisjoint({"torch", "transformers", "diffusers"})
    assert set(runs[0]["PAINTED"].split()).isdisjoint(LATER)
    assert min(float(run["CPU"]) for run in runs) < 1.0  # seconds, Python's own start included


def test_a_second_kinora_on_the_same_folder_says_so_and_ends(tmp_path, monkeypatch, qtbot):
    from app import single
    from app.folders import Folders
    from ui import start

    told = []
    monkeypatch.setattr(start.QMessageBox, "information", lambda *a: told.append(a[2]))
    monkeypatch.setattr(start, "ring", lambda folders, files: False)
    lock = single.take(Folders.below(tmp_path))
    assert start.start(home=str(tmp_path)) == 1
    lock.unlock()
    assert told == ["Kinora is already open. Look for its window."]


def test_a_second_kinora_hands_its_files_to_the_first_and_ends_well(tmp_path, monkeypatch, qtbot):
    from app import single
    from app.folders import Folders
    from ui import start

    rung = []
    monkeypatch.setattr(start, "ring", lambda folders, files: not rung.append(files))
    lock = single.take(Folders.below(tmp_path))
    assert start.start(home=str(tmp_path), open_paths=("a.png",)) == 0
    lock.unlock()
    assert rung == [("a.png",)]


@pytest.fixture
def showing(tmp_path, monkeypatch, qtbot):
    from app.failures import Failures
    from tests.ui import bench
    from ui.start import Showing

    with bench.context(tmp_path, monkeypatch) as context:
        made = Showing(QApplication.instance(), context, Failures(tmp_path))
        yield made
        context.settings.language = "en"
        made.speak()
        made.window.close()
        made.window.deleteLater()
        made.deleteLater()


def test_the_window_speaks_another_language_at_once_and_keeps_what_was_composed(showing, qtbot, tmp_path):
    picture = tmp_path / "face.png"
    Image.new("RGB", (64, 64), (200, 40, 40)).save(picture)
    before = showing.window
    before.compose.prompt.positive.setPlainText("a red ball")
    before.compose.take_file(str(picture))
    qtbot.waitUntil(lambda: bool(before.draft.inputs))
    showing._context.settings.language = "pt_BR"
    qtbot.waitUntil(lambda: showing.window is not before, timeout=5000)
    window = showing.window
    assert window.compose.prompt.positive.toPlainText() == "a red ball"
    qtbot.waitUntil(lambda: bool(window.draft.inputs))
    assert window.top.generate.text() == "Gerar"
    assert window.draft.inputs[0].asset.path == str(picture)
    assert QLocale().decimalPoint() == ","


@pytest.mark.qt_log_ignore("does not support raise")
def test_the_window_that_is_open_takes_the_files_of_another_start(showing, tmp_path, qtbot):
    picture = tmp_path / "face.png"
    Image.new("RGB", (64, 64), (200, 40, 40)).save(picture)
    showing.window.showMinimized()
    showing.come_forward((str(picture),))
    assert not showing.window.isMinimized()
    qtbot.waitUntil(lambda: bool(showing.window.draft.inputs))


def test_every_icon_that_is_shipped_is_used_and_every_one_used_is_shipped():
    text = "\n".join(path.read_text("utf-8") for path in (ROOT / "ui").rglob("*.py"))
    text += (ROOT / "resources" / "theme" / "base.qss").read_text("utf-8").replace("(", '"').replace(",", '"')
    unused = [path.stem for path in FOLDER.glob("*.svg") if f'"{path.stem}"' not in text]
    assert unused == []


def test_only_languages_whose_file_is_there_are_offered(tmp_path, monkeypatch):
    monkeypatch.setattr(languages, "FOLDER", tmp_path)
    assert languages.offered() == ("en",)
    (tmp_path / "kinora_pt_BR.qm").write_bytes(b"")
    assert languages.offered() == ("en", "pt_BR")
    assert languages.resolve("zh_CN") in ("en", "pt_BR")
