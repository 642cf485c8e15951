"""A talking job from request to film, on tiny models."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from engine.api.events import Accepted, Finished, Preview, Stage, StageStarted, Stepped
from engine.api.request import Role
from engine.families.talking.params import TalkingScheduler
from engine.families.talking.scene import Scenes
from engine.media.encode import Encoder
from engine.media.formats import LOSSLESS
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
    assert all(w.identity > 0 for w in end.result.windows) and end.result.reference.identity == 0


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


def test_every_stage_is_told_and_every_step_of_every_window_counted(runs, portrait, voice):
    end = runs.end(runs.request("infinite_talk", ((Role.INPUT_IMAGE, portrait), (Role.AUDIO_FILE, voice(0.8)))))
    accepted = next(e for e in runs.events if isinstance(e, Accepted))
    told = {e.stage for e in runs.events if isinstance(e, StageStarted)}
    assert told == set(accepted.stages) == {Stage(lap.stage) for lap in end.result.timing.stages}
    steps = [e for e in runs.events if isinstance(e, Stepped) and e.stage is Stage.DENOISE and not e.part]
    assert [e.done for e in steps] == [1, 2, 3, 4] and {e.total for e in steps} == {4}
    assert [e.step for e in runs.events if isinstance(e, Preview)] == [1, 2, 3, 4]


@pytest.mark.parametrize("output", [{"output_format": "gif"}, {"pingpong": True}, {"output_format": "png sequence"}])
def test_every_kind_of_file_is_made_of_windows(output, runs, portrait):
    given = ((Role.INPUT_IMAGE, portrait),)
    end = runs.end(runs.request("infinite_talk", given, num_frames=16, fps="20", **output))
    assert isinstance(end, Finished), end
    assert end.result.frames == (30 if output.get("pingpong") else 16)


def test_a_film_is_a_source_too_and_every_window_looks_at_its_time(runs, portrait, tmp_path):
    path = tmp_path / "source.mkv"
    with Encoder(path, LOSSLESS, 0, Fraction(25), (64, 64)) as source:
        for number in range(30):
            source.add(np.full((64, 64, 3), number * 8, np.uint8))
    still = tmp_path / "first.png"
    Image.new("RGB", (64, 64), (0, 0, 0)).save(still)
    values = {"num_frames": 21, "colormatch": "disabled"}
    moving = runs.frames("infinite_talk", ((Role.INPUT_VIDEO, path),), **values)
    fixed = runs.frames("infinite_talk", ((Role.INPUT_IMAGE, still),), **values)
    assert np.array_equal(moving[:13], fixed[:13])
    assert not np.array_equal(moving[13:], fixed[13:])


def test_a_film_split_at_its_cut_looks_at_each_shot_and_takes_nothing_over(runs, cut_film, monkeypatch):
    tails, of = [], Scenes.of
    monkeypatch.setattr(Scenes, "of", lambda self, window, tail, d: tails.append(tail) or of(self, window, tail, d))
    given = ((Role.INPUT_VIDEO, cut_film),)
    values = {"num_frames": 24, "colormatch": "disabled", "scene_seg": True}
    end = runs.end(runs.request("infinite_talk", given, **values))
    assert [(w.first, w.frames) for w in end.result.windows] == [(0, 6), (6, 13), (19, 5)]
    assert [tail is None for tail in tails] == [True, True, False]
    again = runs.end(runs.request("infinite_talk", given, **{**values, "scene_seg": False}))
    assert [(w.first, w.frames) for w in again.result.windows] == [(0, 13), (13, 8), (21, 3)]


@pytest.mark.parametrize("scheduler", [one.value for one in TalkingScheduler if one is not TalkingScheduler.OFFICIAL])
def test_every_other_scheduler_makes_a_film_of_its_own(scheduler, runs, portrait, clips):
    given = ((Role.INPUT_IMAGE, portrait),)
    values = {"num_frames": 16, "steps": 4, "cfg": [1.0], "audio_cfg": 1.0}
    if "schedulers" not in clips:
        clips["schedulers"] = [runs.frames("infinite_talk", given, **values)]
    made = runs.frames("infinite_talk", given, scheduler=scheduler, **values)
    assert len(made) == 16 and made.std() > 1
    same = {"distilled": "euler"}  # at as many steps the same list and the same solver
    assert scheduler in same or not any(np.array_equal(made, other) for other in clips["schedulers"])
    clips["schedulers"].append(made)
