"""What would make a job fit, cheapest first: each offer with its price.  Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from engine.api.errors import EngineError
from engine.api.hardware import HardwareProfile
from engine.api.model import ModelSpec
from engine.api.plan import ExecutionPlan, Offer
from engine.api.request import Input
from engine.families.wan.spec import size_multiple
from engine.planner.parts import Files
from engine.planner.pinned import decided
from engine.planner.plan import plan
from engine.planner.snap import TIME_STRIDE, snap_size
from engine.planner.task import task

SMALLEST = 128  # pixels of the shorter side that an offer goes down to
SIZE_STEPS = 12  # sizes that are tried between what was asked for and the smallest
LEAST_FRAMES = 17

Plan = Callable[[dict[str, Any]], ExecutionPlan | None]


def offers(
    spec: ModelSpec, params: Any, files: Files, machine: HardwareProfile, inputs: tuple[Input, ...] = ()
) -> tuple[Offer, ...]:
    """Changes that each alone let the job fit; none where it fits as it is."""

    def tried(changes: dict[str, Any]) -> ExecutionPlan | None:
        try:
            return plan(task(spec, replace(params, **changes), files, inputs), machine)
        except EngineError:
            return None

    now = tried({})
    if now is None or now.fits:
        return ()
    less = (*_shorter(params, tried, now), *_smaller(spec, params, tried, now))
    return (*_released(params, tried, now), *sorted(less, key=lambda offer: _kept(params, offer), reverse=True))


def _released(params: Any, tried: Plan, now: ExecutionPlan) -> Iterator[Offer]:
    """What the person decided is left to the plan again: the fewest decisions that do it."""
    usual = decided(params)
    for changes in (*({name: value} for name, value in usual.items()), usual):
        if changes and (offer := _offer(changes, tried(changes), now, same_picture=True)):
            yield offer
            return


def _shorter(params: Any, tried: Plan, now: ExecutionPlan) -> Iterator[Offer]:
    """Fewer frames: the most that fit."""
    name = "frame_window_size" if hasattr(params, "frame_window_size") else "num_frames"
    counts = range((LEAST_FRAMES - 1) // TIME_STRIDE, (getattr(params, name) - 1) // TIME_STRIDE)
    changes = _most([{name: count * TIME_STRIDE + 1} for count in counts], tried)
    if changes and (offer := _offer(changes, tried(changes), now, same_picture=False)):
        yield offer


def _smaller(spec: ModelSpec, params: Any, tried: Plan, now: ExecutionPlan) -> Iterator[Offer]:
    """A smaller picture of the same shape: the largest that fits."""
    least = SMALLEST / min(params.width, params.height)
    shares = [least + (1 - least) * step / SIZE_STEPS for step in range(SIZE_STEPS)] if least < 1 else []
    sizes = [snap_size(int(params.width * s), int(params.height * s), size_multiple(spec)) for s in shares]
    changes = _most([{"width": size.width, "height": size.height} for size in sizes], tried)
    if changes and (offer := _offer(changes, tried(changes), now, same_picture=False)):
        yield offer


def _kept(params: Any, offer: Offer) -> float:
    """The share of the pixels of the clip that an offer leaves."""
    share = 1.0
    for name, value in offer.changes.items():
        share *= value / getattr(params, name)
    return share


def _most(rising: list[dict[str, Any]], tried: Plan) -> dict[str, Any]:
    """The last of these that fits, by halving, for each needs more than the one before; {} if none does."""
    low, high = -1, len(rising)
    while high - low > 1:
        middle = (low + high) // 2
        made = tried(rising[middle])
        low, high = (middle, high) if made is not None and made.fits else (low, middle)
    return rising[low] if low >= 0 else {}


def _offer(
    changes: dict[str, Any], made: ExecutionPlan | None, now: ExecutionPlan, *, same_picture: bool
) -> Offer | None:
    if made is None or not made.fits:
        return None
    return Offer(changes, made.peak_bytes, made.seconds - now.seconds, same_picture and _alike(made, now))


def _alike(one: ExecutionPlan, other: ExecutionPlan) -> bool:
    """Whether a person sees no difference between what both make."""
    return (one.precision, one.quantization) == (other.precision, other.quantization)
