"""A dropped file is told by its content, and its header tells the rest."""

from __future__ import annotations

import hashlib
from fractions import Fraction

import pytest
from PIL import Image

from engine.api.errors import BadInput
from engine.api.request import Kind
from engine.media.output import Output, Sound
from engine.media.probe import hash_file, probe
from tests.engine.media.films import HEIGHT, WIDTH, made, timed_film, tone


def test_each_kind_is_told_by_its_content_whatever_its_name(tmp_path):
    Image.new("RGB", (30, 20)).save(tmp_path / "a.mp3", "JPEG")
    film = made(tmp_path, Output(Fraction(30000, 1001)), 12).path.rename(tmp_path / "b.png")
    sound = tone(tmp_path / "c.mp4", 0.5)
    assert probe(tmp_path / "a.mp3").kind is Kind.IMAGE
    assert probe(film).kind is Kind.VIDEO
    assert probe(sound).kind is Kind.AUDIO


def test_a_film_tells_its_size_length_rate_and_sound(tmp_path):
    sound = Sound(tone(tmp_path / "tone.wav", 0.3))
    info = probe(made(tmp_path, Output(Fraction(30000, 1001), sound=sound), 30).path)
    assert (info.width, info.height, info.frames, info.fps) == (WIDTH, HEIGHT, 30, Fraction(30000, 1001))
    assert info.seconds == pytest.approx(30 * 1001 / 30000, abs=0.001)
    assert info.has_audio and info.rate == 48_000 and info.channels == 2
    asset = info.asset("abc")
    assert (asset.fps, asset.kind, asset.sha256) == ("30000/1001", Kind.VIDEO, "abc")


def test_a_turned_film_tells_its_upright_size(tmp_path):
    info = probe(timed_film(tmp_path / "phone.mp4", [0, 33, 66], rotation=90))
    assert (info.width, info.height) == (HEIGHT, WIDTH)
    assert not info.has_audio


def test_a_sound_tells_its_length_and_rate(tmp_path):
    info = probe(tone(tmp_path / "tone.wav", 1.5, 22_050, 2))
    assert (info.rate, info.channels) == (22_050, 2)
    assert info.seconds == pytest.approx(1.5)
    assert info.fps is None and info.width == 0


@pytest.mark.parametrize("kind", ["gif", "webp"])
def test_an_animation_is_a_picture_with_frames(tmp_path, kind):
    info = probe(made(tmp_path, Output(Fraction(10), kind), 8).path)
    assert info.kind is Kind.IMAGE
    assert (info.frames, info.fps) == (8, Fraction(10))


@pytest.mark.parametrize("text", [b"plain words", b"%PDF-1.7 a document", b"PK\x03\x04 an archive", b"\0" * 4000])
def test_anything_else_is_refused_with_a_reason(tmp_path, text):
    (tmp_path / "thing.mp4").write_bytes(text)
    with pytest.raises(BadInput) as caught:
        probe(tmp_path / "thing.mp4")
    assert "thing.mp4" in caught.value.why and caught.value.do


def test_the_hash_is_that_of_the_bytes_and_progress_is_told(tmp_path):
    data = bytes(range(256)) * 10_000
    (tmp_path / "x").write_bytes(data)
    told: list[int] = []
    assert hash_file(tmp_path / "x", told.append) == hashlib.sha256(data).hexdigest()
    assert told[-1] == len(data) and len(told) > 1
