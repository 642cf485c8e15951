"""Velocity fields whose answer is known, and a run over them."""

from __future__ import annotations

import math
from collections.abc import Callable

import torch
from torch import Tensor

from engine.sampling.schedule import Schedule
from engine.sampling.solvers import Memory, Moment, Solver

SPREAD = 0.5  # standard deviation of the clips of `gaussian`


def gaussian(x: Tensor, sigma: float) -> Tensor:
    """The exact velocity where clips are normal with mean 0 and SPREAD; its paths scale x by `path`."""
    keep = 1 - sigma
    return x * (sigma - keep * SPREAD**2) / path(sigma) ** 2


def path(sigma: float) -> float:
    """Standard deviation of the samples at sigma."""
    return math.sqrt(sigma**2 + (1 - sigma) ** 2 * SPREAD**2)


def solved(
    solver: Solver, schedule: Schedule, x: Tensor, velocity: Callable[[Tensor, float], Tensor], seed: int = 0
) -> list[Tensor]:
    """The sample after every step; the field is asked at the sigma of the step."""
    memory, seen = Memory(), []
    for index in range(schedule.steps):
        moment = Moment(schedule, index, seed)
        x, memory = solver(moment, x, velocity(x, moment.s), memory)
        seen.append(x)
    return seen


def even(steps: int, top: float = 1.0, bottom: float = 0.0) -> Schedule:
    """Even steps from `top` to `bottom`, real timesteps."""
    sigmas = torch.linspace(top, bottom, steps + 1, dtype=torch.float64).tolist()
    return Schedule(tuple(sigmas), tuple(1000 * s for s in sigmas[:-1]))
