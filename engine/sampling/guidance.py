"""Guidance: how the passes of one step become one velocity, and which steps need how many passes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Protocol

from torch import Tensor

from engine.api.errors import InvalidParam
from engine.sampling.apg import Momentum, Projection
from engine.sampling.schedule import TRAINED, Schedule


class Branch(StrEnum):
    """What a pass of the network is told."""

    POSITIVE = "positive"
    NEGATIVE = "negative"
    PLAIN = "plain"  # the words, without the voice
    SILENT = "silent"  # the other words, without the voice


class Expert(StrEnum):
    """Which network makes a pass."""

    ONLY = "only"
    HIGH = "high_noise"
    LOW = "low_noise"


class Guidance(Protocol):
    """A way of guiding; `ask` makes one pass and gives its velocity in fp32, `momentum` is all that it remembers."""

    @property
    def momentum(self) -> Momentum: ...

    def velocity(self, ask: Callable[[Branch], Tensor], step: int) -> Tensor: ...

    def branches(self, step: int) -> tuple[Branch, ...]: ...

    def part(self, start: int, end: int) -> Guidance: ...


@dataclass(frozen=True, slots=True)
class ClassifierFree:
    """negative + scale (positive - negative); a scale of exactly 1 leaves out the negative pass (arXiv:2207.12598).

    zero_star: the negative is first brought to the length that it has along the positive (CFG-Zero*, arXiv:2503.18886).
    """

    scales: tuple[float, ...]  # one per step
    zero_star: bool = False
    projection: Projection | None = None
    momentum: Momentum = field(default_factory=Momentum)  # of the projection

    def velocity(self, ask: Callable[[Branch], Tensor], step: int) -> Tensor:
        positive = ask(Branch.POSITIVE)
        if self.scales[step] == 1:
            return positive
        negative = ask(Branch.NEGATIVE)
        if self.zero_star:
            negative = along(negative, positive)
        difference = positive - negative
        if self.projection is not None:
            bent = self.momentum.across("text", difference, positive, self.projection)
            return positive + (self.scales[step] - 1) * bent
        return negative + self.scales[step] * difference

    def branches(self, step: int) -> tuple[Branch, ...]:
        return (Branch.POSITIVE,) if self.scales[step] == 1 else (Branch.POSITIVE, Branch.NEGATIVE)

    def part(self, start: int, end: int) -> ClassifierFree:
        return replace(self, scales=self.scales[start:end])


def along(negative: Tensor, positive: Tensor) -> Tensor:
    """The negative (B C F h w), as long as the positive's shadow on it."""
    axes = tuple(range(1, negative.ndim))
    wide, other = negative.double(), positive.double()
    share = (wide * other).sum(axes, keepdim=True) / (wide * wide).sum(axes, keepdim=True).clamp_min(1e-12)
    return (share * wide).to(negative.dtype)


def experts(schedule: Schedule, boundary: float | None) -> tuple[Expert, ...]:
    """The network of each step: high noise while timestep >= boundary * 1000; None: there is but one network."""
    if boundary is None:
        return (Expert.ONLY,) * schedule.steps
    return tuple(Expert.HIGH if t >= boundary * TRAINED else Expert.LOW for t in schedule.timesteps)


def scales(
    by: Sequence[Expert], cfg: Sequence[float], cfg_high_noise: Sequence[float], truncate: int, truncate_high_noise: int
) -> tuple[float, ...]:
    """The scale of each step.

    A list holds one value per step of the run; a shorter one keeps its last value.  `truncate` steps at the end, and
    `truncate_high_noise` steps before the low-noise expert takes over, run at 1.  Raises InvalidParam when a list is
    empty or longer than the run.
    """
    _check("cfg", cfg, len(by))
    _check("cfg_high_noise", cfg_high_noise, len(by))
    high = sum(expert is Expert.HIGH for expert in by)
    values = []
    for step, expert in enumerate(by):
        chosen = cfg_high_noise if expert is Expert.HIGH else cfg
        off = step >= len(by) - truncate or high - truncate_high_noise <= step < high
        values.append(1.0 if off else float(chosen[min(step, len(chosen) - 1)]))
    return tuple(values)


def _check(name: str, values: Sequence[float], steps: int) -> None:
    if not 0 < len(values) <= steps:
        raise InvalidParam(
            "The guidance list does not fit the steps",
            why=f"{name} holds {len(values)} values for {steps} steps.",
            do=("Give one value, or one per step.",),
            param=name,
        )
