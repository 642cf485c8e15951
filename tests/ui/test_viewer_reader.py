"""The reader of clips: what could not be read is tried again when it is opened again."""

from __future__ import annotations

from tests.growing import a_film, write
from ui.viewer.reader import ClipReader


def test_a_file_that_could_not_be_read_is_tried_again_when_it_is_opened_again(qtbot, tmp_path):
    reader = ClipReader()
    film = write(a_film(tmp_path, 0))
    with qtbot.waitSignal(reader.failed, timeout=5000):
        reader.open(film.path)
    write(a_film(tmp_path, 2))
    with qtbot.waitSignal(reader.opened, timeout=5000) as opened:
        reader.open(film.path)
    assert opened.args[1].frames == 20 and opened.args[1].whole == 28 / 16
    reader.close()
