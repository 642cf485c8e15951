"""Any frame by its number, exactly, in any order, from every kind of file that is made."""

from __future__ import annotations

import random
import subprocess
import sys
import threading
import tracemalloc
from fractions import Fraction

import numpy as np
import psutil
import pytest
from PIL import Image

from engine.api.errors import BadInput
from engine.media import image
from engine.media.formats import FORMATS, Shape
from engine.media.frames import filmstrip, open_frames, thumbnail
from engine.media.output import Output
from tests.engine.media.films import HEIGHT, WIDTH, made, number_of, timed_film

MOVING = [each.id for each in FORMATS if each.shape is not Shape.STILL]


@pytest.mark.parametrize("kind", MOVING)
def test_every_frame_is_found_in_any_order(tmp_path, kind):
    film = made(tmp_path, Output(Fraction(16), kind), 40).path
    wanted = [*random.Random(4).sample(range(40), 12), 39, 0, 1, 2, 20, 19, 18]
    with open_frames(film) as frames:
        assert frames.count == 40
        assert (frames.width, frames.height) == (WIDTH, HEIGHT)
        assert frames.seconds == pytest.approx(2.5, abs=0.01)
        assert [number_of(frames.read(index)) for index in wanted] == wanted


def test_frames_of_a_varying_film_are_found_by_number_and_by_time(tmp_path):
    times = [0, 33, 166, 200, 333, 500, 533, 900]
    with open_frames(timed_film(tmp_path / "phone.mkv", times)) as frames:
        assert [round(when * 1000) for when in frames.shown] == times
        assert [frames.at(seconds) for seconds in (0, 0.1, 0.17, 0.4, 0.6, 5.0, -1.0)] == [0, 1, 2, 4, 6, 7, 0]
        assert [number_of(frames.read(index)) for index in (7, 3, 5, 0)] == [7, 3, 5, 0]


def test_a_turned_film_is_shown_upright(tmp_path):
    with open_frames(timed_film(tmp_path / "phone.mp4", [0, 33, 66], rotation=90)) as frames:
        assert (frames.width, frames.height) == (HEIGHT, WIDTH)
        assert frames.read(1, height=32).shape == (32, 16, 3)


@pytest.mark.parametrize("kind", ["mp4 h264", "webp", "png"])
def test_bgra_is_the_same_picture_as_qt_wants_it(tmp_path, kind):
    with open_frames(made(tmp_path, Output(Fraction(16), kind), 3).path) as frames:
        rgb, bgra = frames.read(0), frames.read(0, layout="bgra")
        assert bgra.shape == (HEIGHT, WIDTH, 4) and bgra.flags.c_contiguous
        assert np.abs(bgra[..., 2::-1].astype(int) - rgb).max() <= 2
        assert bgra[..., 3].min() == 255


def test_a_reader_can_be_made_and_used_in_a_thread(tmp_path):
    film, found = made(tmp_path, Output(Fraction(16)), 20).path, []

    def work() -> None:
        with open_frames(film) as frames:
            found.extend(number_of(frames.read(index)) for index in (17, 3, 11))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join(20)
    assert found == [17, 3, 11]


def test_thumbnail_and_filmstrip_are_small_and_spread_over_the_film(tmp_path):
    film = made(tmp_path, Output(Fraction(16)), 40).path
    assert thumbnail(film, 32).shape == (32, 64, 3)
    strip = filmstrip(film, 5, 32)
    assert [frame.shape for frame in strip] == [(32, 64, 3)] * 5
    assert [number_of(frame) for frame in strip] == [4, 12, 20, 28, 36]


def test_the_thumbnail_of_a_photograph_takes_little_memory_and_the_picture_itself_stays_whole(tmp_path):
    photograph = tmp_path / "photo.jpg"
    Image.new("RGB", (4000, 3000), (200, 40, 40)).save(photograph)
    tracemalloc.start()
    small = thumbnail(photograph, 48)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert small.shape == (48, 64, 3) and np.abs(small.astype(int) - (200, 40, 40)).max() < 6
    assert most < 4000 * 3000 * 3 / 10  # bytes
    with open_frames(photograph) as frames:
        assert (frames.width, frames.height) == (4000, 3000) and frames.read(0).shape == (3000, 4000, 3)


def test_a_broken_file_and_an_empty_folder_are_refused(tmp_path):
    (tmp_path / "broken.mp4").write_bytes(b"\0" * 500)
    (tmp_path / "folder").mkdir()
    for path in (tmp_path / "broken.mp4", tmp_path / "folder", tmp_path / "missing"):
        with pytest.raises(BadInput):
            open_frames(path)


@pytest.mark.parametrize("kind", ["gif", "webp"])
def test_an_animation_that_is_damaged_inside_is_let_go_of(tmp_path, kind):
    whole, refused = made(tmp_path, Output(Fraction(16), kind), 6).path.read_bytes(), 0
    for seed in range(40):
        chance, content = random.Random(seed), bytearray(whole)
        for _ in range(3):
            content[chance.randrange(30, len(content))] = chance.randrange(256)
        (tmp_path / "broken").write_bytes(bytes(content))
        try:
            open_frames(tmp_path / "broken").close()
        except BadInput as told:
            refused += 1
            told.__traceback__ = None
        assert str(tmp_path / "broken") not in [file.path for file in psutil.Process().open_files()]
    assert refused > 0


def test_an_animation_of_too_many_pixels_is_refused_like_a_picture(tmp_path, monkeypatch):
    film = made(tmp_path, Output(Fraction(16), "gif"), 3).path
    monkeypatch.setattr(image, "MOST_PIXELS", WIDTH * HEIGHT - 1)
    with pytest.raises(BadInput, match="too large"):
        open_frames(film)


def test_media_never_reaches_torch():
    import pkgutil

    import engine.media

    names = [f"engine.media.{module.name}" for module in pkgutil.iter_modules(engine.media.__path__)]
    code = f"import sys, {', '.join(names)}; sys.exit(any(n in sys.modules for n in ('torch', 'PySide6')))"
    assert len(names) > 15
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
