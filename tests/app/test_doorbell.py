"""The bell of a window that is open: a second Kinora rings, the first takes its files, and nobody else is heard."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from app.doorbell import FOLDER, Doorbell, ring
from app.folders import Folders

ROOT = Path(__file__).resolve().parent.parent.parent
RING = """
import sys
from pathlib import Path
from app.doorbell import ring
from app.folders import Folders
sys.exit(0 if ring(Folders.below(Path(sys.argv[1])), tuple(sys.argv[2:]), 10) else 1)
"""


def test_another_process_rings_and_its_files_arrive_with_whole_paths(qtbot, tmp_path):
    bell = Doorbell(Folders.below(tmp_path))
    with qtbot.waitSignal(bell.rung, timeout=10_000) as rung:
        other = subprocess.Popen([sys.executable, "-c", RING, str(tmp_path), "a ball.png"], cwd=ROOT)
    assert rung.args == [(str(ROOT / "a ball.png"),)]
    assert other.wait(10) == 0, "the one that rang is told that it was heard"
    assert list((tmp_path / "data" / FOLDER).iterdir()) == []


def test_nobody_answers_where_no_window_is(tmp_path):
    folders = Folders.below(tmp_path)
    assert not ring(folders, ("a.png",), patience=0.1)
    (folders.data / FOLDER).mkdir(parents=True)
    assert not ring(folders, ("a.png",), patience=0.1)
    assert list((folders.data / FOLDER).iterdir()) == [], "no note is left for the next window"


def test_what_cannot_be_taken_away_stops_neither_start_nor_bell(qtbot, tmp_path):
    place = tmp_path / "data" / FOLDER
    (place / "a folder.json").mkdir(parents=True)
    bell = Doorbell(Folders.below(tmp_path))
    heard = []
    bell.rung.connect(heard.append)
    (place / "b.json").write_bytes(b'{"files": ["/a.png"]}')
    bell.answer()
    assert heard == [("/a.png",)]


def test_what_is_no_note_is_thrown_away_unheard(qtbot, tmp_path):
    bell = Doorbell(Folders.below(tmp_path))
    heard = []
    bell.rung.connect(heard.append)
    place = tmp_path / "data" / FOLDER
    (place / "1.json").write_bytes(b"not json")
    (place / "2.json").write_bytes(b'{"files": [1, 2]}')
    (place / "3.json").write_bytes(b" " * (2 << 20))
    bell.answer()
    assert heard == [] and list(place.iterdir()) == []
