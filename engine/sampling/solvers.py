"""The step rules: from a sample, the velocity there and what was remembered, to the next sample.

Every rule is a pure function, so a run can stop after any step and go on later with the same bits.
s and t mark the noise levels before and after the step; a velocity points from clip to noise.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from torch import Tensor

from engine.sampling.noise import step_noise
from engine.sampling.schedule import Schedule


@dataclass(frozen=True, slots=True)
class Memory:
    """What a solver keeps from earlier steps; empty before the first."""

    past: tuple[Tensor, ...] = ()  # estimates of earlier steps, newest first: of the clip, for deis of the noise
    anchor: Tensor | None = None  # unipc: the sample that the last step left from


@dataclass(frozen=True, slots=True)
class Moment:
    """Which step of which schedule is taken."""

    schedule: Schedule
    index: int  # 0 to steps - 1
    seed: int  # of the run, for fresh noise

    @property
    def sigmas(self) -> tuple[float, ...]:
        return self.schedule.sigmas

    @property
    def s(self) -> float:
        return self.sigmas[self.index]

    @property
    def t(self) -> float:
        return self.sigmas[self.index + 1]

    @property
    def last(self) -> bool:
        return self.index == self.schedule.steps - 1

    def noise(self, like: Tensor) -> Tensor:
        """Fresh noise of this step, on the device of `like`."""
        return step_noise(like.shape, self.seed, self.schedule.first + self.index).to(like.device)


Solver = Callable[[Moment, Tensor, Tensor, Memory], tuple[Tensor, Memory]]


def clip_estimate(x: Tensor, velocity: Tensor, sigma: float) -> Tensor:
    """The finished latent as it looks from here."""
    return x - sigma * velocity


def log_snr(sigma: float) -> float:
    """Half the logarithm of signal to noise; the clock in which the exponential solvers are smooth."""
    if sigma <= 0:
        return math.inf
    if sigma >= 1:
        return -math.inf
    return math.log1p(-sigma) - math.log(sigma)


def euler(moment: Moment, x: Tensor, velocity: Tensor, memory: Memory) -> tuple[Tensor, Memory]:
    """A straight line along the velocity; first order."""
    return x + (moment.t - moment.s) * velocity, memory


def lcm(moment: Moment, x: Tensor, velocity: Tensor, memory: Memory) -> tuple[Tensor, Memory]:
    """Jump to the clip and add fresh noise for the next level; for distilled models (arXiv:2310.04378)."""
    clip = clip_estimate(x, velocity, moment.s)
    if moment.t == 0:
        return clip, memory
    return (1 - moment.t) * clip + moment.t * moment.noise(x), memory
