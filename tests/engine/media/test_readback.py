"""A finished file that is not what was asked for never gets its name."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from engine.api.errors import CannotWrite
from engine.media.output import Output, Sound
from engine.media.readback import read_back
from tests.engine.media.films import made

ASKED = Output(Fraction(16), recipe='{"seed": 1}')


def test_the_right_file_passes(tmp_path):
    found = read_back(made(tmp_path, ASKED, 16).path, ASKED, 16, 1.0, "Kept.")
    assert (found.frames, found.has_audio) == (16, False)


@pytest.mark.parametrize(
    ("asked", "frames", "seconds", "reason"),
    [
        (ASKED, 17, 17 / 16, "16 frames instead of 17"),
        (ASKED, 16, 1.2, "1.000 s instead of 1.200 s"),
        (replace(ASKED, recipe=None), 16, 1.0, "settings"),
        (replace(ASKED, recipe='{"seed": 2}'), 16, 1.0, "settings"),
        (replace(ASKED, sound=Sound("voice.wav")), 16, 1.0, "sound is missing"),
    ],
)
def test_what_differs_is_named(tmp_path, asked, frames, seconds, reason):
    path = made(tmp_path, ASKED, 16).path
    with pytest.raises(CannotWrite) as caught:
        read_back(path, asked, frames, seconds, "All frames are kept.")
    assert reason in caught.value.why and caught.value.done == "All frames are kept."


def test_a_file_cut_short_is_named(tmp_path):
    path = made(tmp_path, ASKED, 16).path
    path.write_bytes(path.read_bytes()[:-400])
    with pytest.raises(CannotWrite):
        read_back(path, ASKED, 16, 1.0, "Kept.")
