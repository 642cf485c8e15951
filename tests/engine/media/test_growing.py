"""A film that is being made is read across its recordings, and has more frames when there are more."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engine.api.errors import BadInput
from engine.media import growing
from engine.media.growing import GrowingFrames, open_film
from tests.growing import a_film, write
from tests.ui.world import SIDE, stripes


def same(pixels, number):
    """Whether a frame carries that number; what the encoder changed is little."""
    return np.abs(pixels.astype(int) - stripes(number)).mean() < 12


def test_frames_are_counted_through_all_recordings_in_any_order(tmp_path):
    film = write(a_film(tmp_path, 3))
    with open_film(Path(film.path)) as frames:
        assert (frames.count, frames.width, frames.height, str(frames.fps)) == (28, SIDE, SIDE, "16")
        for number in (0, 11, 12, 27, 19, 20, 3):
            assert same(frames.read(number), number), number
        assert frames.seconds == 28 / 16 and frames.at(12 / 16) == 12


def test_what_was_finished_since_is_found_by_looking_again(tmp_path):
    film = write(a_film(tmp_path, 1))
    with open_film(Path(film.path)) as frames:
        assert frames.count == 12 and not frames.look_again()
        write(a_film(tmp_path, 2))
        assert frames.count == 12, "nothing changes under a reader that did not ask"
        assert frames.look_again() and frames.count == 20
        assert same(frames.read(19), 19)


def test_only_a_few_recordings_are_held_open(tmp_path):
    film = write(a_film(tmp_path, 3))
    frames = GrowingFrames(Path(film.path))
    for number in (0, 12, 20, 0):
        frames.read(number)
        assert len(frames._open) <= growing.OPEN
    frames.close()
    assert not frames._open


def test_a_film_without_a_finished_window_or_with_a_damaged_file_is_refused(tmp_path):
    film = write(a_film(tmp_path, 0))
    with pytest.raises(BadInput) as refused:
        open_film(Path(film.path))
    assert "none of its windows is finished" in refused.value.detail
    Path(film.path).write_text("{}", encoding="utf-8")
    with pytest.raises(BadInput):
        open_film(Path(film.path))
    with pytest.raises(BadInput):
        open_film(tmp_path / "gone" / "film.json")
