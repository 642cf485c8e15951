"""Finished recordings become one film, frame for frame, in every kind of encoding."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from engine.media.encode import Encoder
from engine.media.finish import finish_recording, recorded_rate, salvage
from engine.media.formats import FORMATS, Shape
from engine.media.join import join
from engine.media.output import Output
from engine.media.proof import works_here
from engine.media.video_read import read_frames

FPS = Fraction(30000, 1001)
KINDS = [f for f in FORMATS if f.shape is Shape.STREAM]


def recorded(path, kind, first, count):
    with Encoder(path, kind.codec, kind.quality, FPS, (64, 48)) as encoder:
        for number in range(first, first + count):
            encoder.add(picture(number))
    return path


def picture(number):
    made = np.full((48, 64, 3), 40, np.uint8)
    made[:, number % 64 : number % 64 + 8] = 220
    return made


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.id)
def test_windows_of_different_lengths_become_one_film_without_a_frame_lost(kind, tmp_path):
    if not works_here(kind):
        pytest.skip("this encoder is not on this machine")
    lengths = (13, 8, 1, 5)
    parts = [recorded(tmp_path / f"{n}.mkv", kind, sum(lengths[:n]), size) for n, size in enumerate(lengths)]
    film = tmp_path / "film.mkv"
    assert join(parts, film, FPS) == salvage(film) == sum(lengths)
    assert recorded_rate(film) == FPS
    written = finish_recording(film, Output(FPS, kind.id), tmp_path / f"out{kind.suffix}", overwrite=False)
    assert written.frames == sum(lengths)
    seen = np.stack(list(read_frames(written.path, FPS, count=written.frames)))
    bars = seen[:, 24].mean(-1)  # F W
    for number, bar in enumerate(bars):
        assert bar[number + 1 : number + 7].mean() > 150, number
        assert np.delete(bar, range(max(0, number - 3), number + 11)).mean() < 90, number


def test_joining_twice_gives_the_same_bytes(tmp_path):
    parts = [recorded(tmp_path / f"{n}.mkv", KINDS[0], n * 5, 5) for n in range(3)]
    made = []
    for name in ("one", "two"):
        join(parts, tmp_path / f"{name}.mkv", FPS)
        out = tmp_path / f"{name}.mp4"
        finish_recording(tmp_path / f"{name}.mkv", Output(FPS, "mp4 h264"), out, overwrite=False)
        made.append(out.read_bytes())
    assert made[0] == made[1]
