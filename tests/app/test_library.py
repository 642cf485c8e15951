"""The library and what is read in the background: thumbnails, dropped files, recipes."""

from __future__ import annotations

import io
import math
import threading
import wave
from pathlib import Path

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from app.background import Background
from app.library import Library
from app.media_drop import MediaDrop, restore_recipe
from engine.api import wire
from engine.api.errors import BadInput
from engine.api.request import Kind
from tests.fakes import a_request, a_result


@pytest.fixture
def picture(tmp_path):
    path = tmp_path / "red.png"
    Image.new("RGB", (320, 200), (255, 0, 0)).save(path)
    return path


def test_a_thumbnail_is_made_in_the_background_and_told(house, qtbot, picture):
    id = house.jobs.add(a_request(), "one")
    with qtbot.waitSignal(house.library.changed) as told:
        house.engine.finish(str(picture))
    assert told.args == [id]
    with Image.open(house.library.clip(id).thumbnail) as small:
        assert small.size == (288, 180)
        assert small.convert("RGB").getpixel((5, 5)) == (255, 0, 0)


def test_a_clip_that_cannot_be_read_leaves_no_thumbnail_and_no_mark(house, tmp_path):
    id = house.jobs.add(a_request(), "one")
    house.engine.finish(str(tmp_path / "lost.mp4"))
    house.background.wait()
    assert not Path(house.library.clip(id).thumbnail).exists()


def test_the_rows_are_there_again_and_the_same_job_is_there_once(house):
    for title in ("one", "one again"):
        house.library.record("j", title, 12.5, a_result("/a/b.mp4", 9))
    again = Library(house.database, house.folders, house.background)
    (row,) = again.clips()
    assert (row.id, row.title, row.seconds, row.created, row.path) == ("j", "one again", 1.125, 12.5, "/a/b.mp4")


def test_removing_forgets_the_row_and_keeps_the_file(house, picture, qtbot):
    id = house.jobs.add(a_request(), "one")
    with qtbot.waitSignal(house.library.changed):
        house.engine.finish(str(picture))
    thumbnail = Path(house.library.clip(id).thumbnail)
    house.library.remove(id)
    assert (house.library.clips(), picture.exists(), thumbnail.exists()) == ((), True, False)
    assert Library(house.database, house.folders, house.background).clips() == ()


def test_work_runs_elsewhere_and_its_answer_comes_home(background, qtbot):
    places, answers = [], []
    background.call(
        lambda: places.append(threading.get_ident()) or 7, lambda a: answers.append((a, threading.get_ident()))
    )
    qtbot.waitUntil(lambda: bool(answers))
    assert answers == [(7, threading.get_ident())]
    assert places != [threading.get_ident()]


def test_an_answer_that_comes_after_closing_is_dropped(qapp):
    background, answers = Background(), []
    background.call(lambda: 7, answers.append)
    background.close()
    qapp.processEvents()
    assert answers == []


def test_a_dropped_picture_is_described_and_drawn(background, qtbot, picture):
    drops = MediaDrop(background)
    with qtbot.waitSignal(drops.ready) as told:
        drops.probe_file(str(picture))
    asset, png = told.args
    assert (asset.path, asset.kind, asset.width, asset.height) == (str(picture), Kind.IMAGE, 320, 200)
    assert len(asset.sha256) == 64
    with Image.open(io.BytesIO(png.data())) as small:
        assert small.height == 240


def test_a_dropped_sound_has_a_length_and_an_outline(background, qtbot, tmp_path):
    path = tmp_path / "beep.wav"
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        loud = (int(20000 * math.sin(i / 3)) for i in range(8000))
        file.writeframes(b"".join(value.to_bytes(2, "little", signed=True) for value in loud))
    drops = MediaDrop(background)
    with qtbot.waitSignal(drops.ready) as told:
        drops.probe_file(str(path))
    asset, png = told.args
    assert (asset.kind, asset.seconds, png.isEmpty()) == (Kind.AUDIO, pytest.approx(1.0), True)
    with qtbot.waitSignal(drops.outline_ready) as told:
        drops.draw_sound(str(path))
    assert told.args[0] == str(path)
    assert told.args[1].seconds == pytest.approx(1.0) and max(told.args[1].loud) > 0.5


def test_a_file_of_another_kind_is_refused_in_words(background, qtbot, tmp_path):
    path = tmp_path / "notes.png"
    path.write_text("these are notes")
    drops = MediaDrop(background)
    with qtbot.waitSignal(drops.refused) as told:
        drops.probe_file(str(path))
    assert told.args[0] == str(path)
    assert isinstance(told.args[1], BadInput)


def test_a_recipe_inside_a_clip_comes_back_and_other_files_have_none(background, qtbot, tmp_path, picture):
    info, request = PngInfo(), a_request("a blue square", seed=9)
    info.add_itxt("kinora", wire.encode(request).decode(), zip=True)
    path = tmp_path / "made.png"
    Image.new("RGB", (64, 64)).save(path, pnginfo=info)
    assert restore_recipe(str(path)) == wire.plain(request)
    assert restore_recipe(str(picture)) is None
    assert restore_recipe(str(tmp_path / "lost.png")) is None
    drops = MediaDrop(background)
    with qtbot.waitSignal(drops.recipe_ready) as told:
        drops.read_recipe(str(path))
    assert told.args[1]["params"]["seed"] == 9
