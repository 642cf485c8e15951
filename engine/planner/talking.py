"""How many windows a talking video has and how long each is.  Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

from engine.api.model import Mode
from engine.api.request import Input
from engine.families.talking.params import TalkingParams
from engine.planner.voices import voice_seconds


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
