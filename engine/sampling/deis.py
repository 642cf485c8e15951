"""DEIS of second order: the noise estimate drawn on as a line over log(noise / signal) (arXiv:2204.13902)."""

from __future__ import annotations

import math

from torch import Tensor

from engine.sampling.solvers import Memory, Moment, euler


def deis(moment: Moment, x: Tensor, velocity: Tensor, memory: Memory) -> tuple[Tensor, Memory]:
    """One step; order 1 (which is Euler) for the first, the last, and beside sigma 1, where the ratio is infinite."""
    noise = x + (1 - moment.s) * velocity
    kept = Memory((noise,))
    if not memory.past or moment.last or moment.sigmas[moment.index - 1] >= 1:
        return euler(moment, x, velocity, kept)
    before, here, there = (_ratio(s) for s in (moment.sigmas[moment.index - 1], moment.s, moment.t))
    new = _area(there, here, before) - _area(here, here, before)
    old = _area(there, before, here) - _area(here, before, here)
    return (1 - moment.t) * (x / (1 - moment.s) + new * noise + old * memory.past[0]), kept


def _ratio(sigma: float) -> float:
    return sigma / (1 - sigma)


def _area(r: float, one: float, zero: float) -> float:
    """Integral up to r of the line that is 1 at `one` and 0 at `zero`, both on a logarithmic axis."""
    return r * (math.log(r) - math.log(zero) - 1) / (math.log(one) - math.log(zero))
