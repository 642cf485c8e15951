"""The forecast of a talking video counts its windows and passes, and no more memory for a longer one."""

from __future__ import annotations

import pytest

from engine.api.events import Stage
from engine.api.model import Mode
from engine.api.request import Asset, Input, Kind, Role
from engine.families.talking.params import TalkingParams, Turns
from engine.planner.forecast import Forecast
from engine.planner.talking import of_all_windows, one_window, window_count

ONE = Forecast(5, 9, 10, (8.0, 12.0), ((Stage.TEXT, 2.0), (Stage.DENOISE, 6.0), (Stage.DECODE, 2.0)), 100, "", ())


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


def test_more_windows_take_more_time_and_no_more_memory():
    params = TalkingParams(cfg=(5.0,), audio_cfg=4.0)
    film = of_all_windows(ONE, params, 3)
    assert dict(film.stages) == {Stage.TEXT: 2.0, Stage.DENOISE: 6.0 * 3 * 1.5, Stage.DECODE: 6.0}
    assert film.need_bytes == ONE.need_bytes and film.disk_bytes > ONE.disk_bytes
    assert film.seconds == pytest.approx((8.0 * 3.5, 12.0 * 3.5))


def test_one_window_is_predicted_by_its_own_frames():
    assert one_window(TalkingParams(frame_window_size=117)).num_frames == 117
