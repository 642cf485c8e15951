"""What the window asks about sounds and pictures: read beside it, remembered, and let go of when nobody wants it."""

from __future__ import annotations

import pytest

from app import media_drop
from app.media_drop import Breath, MediaDrop
from engine.media import outline
from tests.engine.media.test_outline import spoken
from tests.ui.world import numbered_clip


@pytest.fixture
def drops(background):
    return MediaDrop(background)


def test_an_outline_is_drawn_while_it_is_read_and_remembered_until_the_file_changes(
    drops, background, tmp_path, monkeypatch, qtbot
):
    monkeypatch.setattr(outline, "FIRST", 50)
    path, told = str(spoken(tmp_path / "v.wav", (3.0, 0.5))), []
    drops.outline_ready.connect(lambda _, found: told.append(found))
    drops.draw_sound(path)
    qtbot.waitUntil(lambda: bool(told) and told[-1].whole)
    assert len(told) > 2 and not told[0].whole
    drops.draw_sound(path)
    assert told[-1] is told[-2], "at once, without reading"
    spoken(tmp_path / "v.wav", (1.0, 0.5))
    drops.draw_sound(path)
    qtbot.waitUntil(lambda: told[-1].whole and told[-1].seconds == pytest.approx(1.0))


def test_a_sound_that_nobody_wants_any_more_is_not_read_to_its_end(drops, background, tmp_path, qtbot):
    path, told = str(spoken(tmp_path / "v.wav", (20.0, 0.5))), []
    drops.outline_ready.connect(lambda _, found: told.append(found))
    drops.draw_sound(path)
    drops.leave_sound(path)
    background.wait()
    qtbot.wait(10)
    assert told == []


def test_a_film_with_sound_is_told_before_it_is_ready(drops, tmp_path, qtbot):
    heard = []
    drops.sounding.connect(lambda path: heard.append(("sounds", path)))
    drops.ready.connect(lambda asset, png: heard.append(("ready", asset.path)))
    films = [str(numbered_clip(tmp_path / f"{n}.mp4", 20, sound=bool(n))) for n in range(2)]
    for film in films:
        drops.probe_file(film)
    qtbot.waitUntil(lambda: sum(what == "ready" for what, _ in heard) == 2)
    assert [path for what, path in heard if what == "sounds"] == [films[1]]
    assert heard.index(("sounds", films[1])) < heard.index(("ready", films[1]))


def test_a_part_of_a_sound_comes_as_the_sound_card_takes_it(drops, tmp_path, qtbot):
    path = str(spoken(tmp_path / "v.wav", (0.5, 0.0), (0.5, 0.5)))
    with qtbot.waitSignal(drops.sound_ready) as told:
        drops.read_sound(path, 0.4, 0.2)
    assert told.args[:2] == [path, 0.4] and len(told.args[2]) == round(0.2 * 48_000) * 4
    left = memoryview(told.args[2]).cast("h")[::2].tolist()
    assert max(map(abs, left[:4000])) < 200
    assert max(map(abs, left[5600:])) > 8000


def test_a_picture_comes_as_tall_as_was_asked(drops, tmp_path, qtbot):
    from PIL import Image
    from PySide6.QtGui import QImage

    Image.new("RGB", (600, 300), (10, 20, 30)).save(tmp_path / "p.png")
    with qtbot.waitSignal(drops.picture_ready) as told:
        drops.read_picture(str(tmp_path / "p.png"), 150)
    made = QImage.fromData(told.args[1])
    assert (made.width(), made.height()) == (300, 150)


def test_long_work_rests_once_in_a_while_and_not_at_every_step(monkeypatch):
    now, rests = [0.0], []
    monkeypatch.setattr(media_drop.time, "perf_counter", lambda: now[0])
    monkeypatch.setattr(media_drop.time, "sleep", rests.append)
    breath = Breath()
    for _ in range(10):
        now[0] += media_drop.WORK / 4
        breath.take()
    assert rests == [media_drop.REST] * 2
