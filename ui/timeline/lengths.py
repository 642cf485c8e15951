"""How long the clip of a job will be, and where the windows of a film will end, before it is begun."""

from __future__ import annotations

from fractions import Fraction
from itertools import accumulate

from app.context import Context
from app.jobs import Job
from engine import catalog
from engine.api.errors import EngineError
from engine.families.talking.params import TalkingParams
from engine.planner.talking import window_lengths

UNKNOWN = 2.0  # s where a request cannot be read


def clip_seconds(context: Context, job: Job) -> float:
    """Length of the clip that a job makes."""
    try:
        values = catalog.read_params(context.catalog.model(job.request.model), job.request.params)
        rate = Fraction(values.fps)
        talking = isinstance(values, TalkingParams)
        frames = sum(window_lengths(values, job.request.inputs)) if talking else values.num_frames
        return max(0.2, float(frames / rate))
    except (EngineError, ValueError, ZeroDivisionError):
        return UNKNOWN


def window_borders(context: Context, job: Job) -> tuple[float, ...]:
    """Where the windows of a film will meet, 0 to 1 of its length; none for another clip."""
    try:
        values = catalog.read_params(context.catalog.model(job.request.model), job.request.params)
    except EngineError:
        return ()
    if not isinstance(values, TalkingParams):
        return ()
    lengths = window_lengths(values, job.request.inputs)
    return tuple(end / sum(lengths) for end in accumulate(lengths[:-1]))
