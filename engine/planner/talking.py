"""The forecast of a talking video: what one window needs at once, and the time of all of them."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction

import msgspec

from engine.api.events import Stage
from engine.api.model import Mode
from engine.api.request import Input, Role
from engine.families.talking.params import TalkingParams, Turns
from engine.planner.forecast import Forecast

REPEATED = (Stage.IMAGE, Stage.DENOISE, Stage.DECODE, Stage.WRITE)  # stages that each window goes through


def one_window(params: TalkingParams) -> TalkingParams:
    """The values by which one window is predicted as a Wan job of its own."""
    return replace(params, num_frames=params.frame_window_size)


def window_count(params: TalkingParams, inputs: Iterable[Input]) -> int:
    """How many windows the film has, as far as the headers of the voices tell; one without a voice."""
    if params.mode is Mode.FANTASY_TALKING:
        return 1
    lengths = [_seconds(given) for given in inputs if given.role is Role.AUDIO_FILE]
    one_by_one = params.multi_audio_type is Turns.ONE_AFTER_THE_OTHER
    seconds = sum(lengths) if one_by_one else max(lengths, default=0.0)
    total = math.floor(seconds * Fraction(params.fps)) or params.frame_window_size
    total = min(total, params.num_frames or total)
    size = params.frame_window_size
    return 1 + max(0, math.ceil((total - size) / max(1, size - params.motion_frame)))


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


def _seconds(given: Input) -> float:
    return given.end - given.start if given.end > given.start else max(0.0, given.asset.seconds - given.start)
