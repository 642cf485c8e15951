"""A talking job from request to film, on tiny models."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engine.api.events import Accepted, Finished
from engine.api.request import Role
from engine.media.probe import probe
from tests.engine.families.conftest import film


def test_a_portrait_and_a_voice_become_a_film_as_long_as_the_voice(runs, portrait, voice):
    given = ((Role.INPUT_IMAGE, portrait), (Role.AUDIO_FILE, voice(1.08)))
    end = runs.end(runs.request("infinite_talk", given, output_format="mp4 h264"))
    assert isinstance(end, Finished), end
    info = probe(Path(end.result.path))
    assert (end.result.frames, info.frames, info.has_audio) == (27, 27, True)
    assert info.seconds == pytest.approx(1.08, abs=0.001)
    assert film(end.result.path).shape == (27, 64, 64, 3)
    assert [w.first for w in end.result.windows] == [0, 13, 21]
    assert sum(w.frames for w in end.result.windows) == 27
    assert end.result.timing.forwards == 3 * 2 * 3
    assert abs(end.result.sync.offset) < 0.04


def test_without_a_voice_the_film_is_silent_and_no_error(runs, portrait):
    end = runs.end(runs.request("infinite_talk", ((Role.INPUT_IMAGE, portrait),), output_format="mp4 h264"))
    assert isinstance(end, Finished), end
    assert (end.result.frames, probe(Path(end.result.path)).has_audio) == (13, False)
    assert end.result.sync is None


@pytest.mark.parametrize("mode", ["infinite_talk", "multi_talk", "fantasy_talking"])
def test_another_voice_makes_another_film_and_the_same_one_the_same(mode, runs, portrait, voice):
    def frames(seed):
        given = ((Role.INPUT_IMAGE, portrait), (Role.AUDIO_FILE, voice(0.6, seed)))
        return runs.frames(mode, given)

    one, again, other = frames(1), frames(1), frames(2)
    assert np.array_equal(one, again)
    assert not np.array_equal(one, other)


def test_the_stages_are_told(runs, portrait, voice):
    runs.end(runs.request("infinite_talk", ((Role.INPUT_IMAGE, portrait), (Role.AUDIO_FILE, voice(0.5)))))
    assert next(e for e in runs.events if isinstance(e, Accepted)).seed == 1
