"""The plan of a talking video counts its windows and the passes with the voice."""

from __future__ import annotations

import pytest

from engine import catalog
from engine.api import params as declared
from engine.api.model import Mode
from engine.api.request import Asset, Input, Kind, Role
from engine.families.talking.params import TalkingParams, Turns
from engine.planner.parts import Files
from engine.planner.talking import one_window, window_count
from engine.planner.task import task


def voice(seconds, start=0.0, end=0.0):
    return Input(Role.AUDIO_FILE, Asset("", Kind.AUDIO, seconds=seconds), start, end)


@pytest.mark.parametrize(
    ("inputs", "values", "count"),
    [
        ((), {}, 1),
        ((voice(3.0),), {}, 1),
        ((voice(10.0),), {}, 4),  # 250 frames: 81 and 72 each
        ((voice(10.0, 0.0, 3.0),), {}, 1),
        ((voice(10.0),), {"num_frames": 100}, 2),
        ((voice(10.0), voice(10.0)), {}, 4),
        ((voice(10.0), voice(10.0)), {"multi_audio_type": Turns.ONE_AFTER_THE_OTHER}, 7),
        ((voice(10.0),), {"mode": Mode.FANTASY_TALKING}, 1),
    ],
)
def test_the_windows_are_those_of_the_voice(inputs, values, count):
    assert window_count(TalkingParams(fps="25", **values), inputs) == count


@pytest.mark.parametrize(
    ("values", "passes"),
    [
        ({"cfg": (5.0,), "audio_cfg": 4.0}, 3),
        ({"cfg": (1.0,), "audio_cfg": 2.0}, 2),
        ({"cfg": (1.0,), "audio_cfg": 1.0}, 1),
    ],
)
def test_the_guidance_by_the_voice_adds_a_pass_to_each_step(values, passes):
    spec = catalog.load().model("infinitetalk")
    film = task(spec, declared.replace(catalog.defaults(spec), steps=5, **values), Files({}), (voice(10.0),))
    assert film.branches == (passes,) * 5
    assert film.windows == 4


def test_one_window_is_predicted_by_its_own_frames():
    assert one_window(TalkingParams(frame_window_size=117)).num_frames == 117
