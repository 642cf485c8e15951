"""The forecast of a talking video: what one window needs at once, and the time of all of them."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import msgspec

from engine.api.events import Stage
from engine.api.model import Mode
from engine.api.request import Input
from engine.families.talking.params import TalkingParams
from engine.planner.forecast import Forecast
from engine.planner.voices import voice_seconds

REPEATED = (Stage.IMAGE, Stage.DENOISE, Stage.DECODE, Stage.WRITE)  # stages that each window goes through


def one_window(params: TalkingParams) -> TalkingParams:
    """The values by which one window is predicted as a Wan job of its own."""
    return replace(params, num_frames=params.frame_window_size)


def window_count(params: TalkingParams, inputs: Iterable[Input]) -> int:
    """How many windows the film has, as far as the headers of the voices tell; one without a voice."""
    return len(window_lengths(params, inputs))


def window_lengths(params: TalkingParams, inputs: Iterable[Input]) -> tuple[int, ...]:
    """The frames of the film that come from each of its windows."""
    if params.mode is Mode.FANTASY_TALKING:
        return (params.frame_window_size,)
    total = math.floor(voice_seconds(params, inputs) * Fraction(params.fps)) or params.frame_window_size
    total = min(total, params.num_frames or total)
    size = params.frame_window_size
    new = max(1, size - params.motion_frame)  # frames that a window adds to those before
    ends = (*range(min(size, total), total, new), total)
    return (ends[0], *(end - before for before, end in pairwise(ends)))


def of_all_windows(one: Forecast, params: TalkingParams, count: int) -> Forecast:
    """The forecast of the whole film from that of one window: memory stays, time and disk grow."""
    text, voice = params.cfg[0] != 1, params.audio_cfg != 1
    more = (1 + text + voice) / (1 + text)  # passes with the voice over those that were counted
    stages = tuple(
        (stage, seconds * (count if stage in REPEATED else 1) * (more if stage is Stage.DENOISE else 1))
        for stage, seconds in one.stages
    )
    grown = sum(seconds for _, seconds in stages) / max(1e-9, sum(seconds for _, seconds in one.stages))
    low, high = one.seconds
    return msgspec.structs.replace(
        one, stages=stages, seconds=(low * grown, high * grown), disk_bytes=one.disk_bytes * count * 2
    )
