"""DPM-Solver++ of second order with two steps (2M), plain and stochastic.

Formulas: arXiv:2211.01095 (midpoint), in the flow form of Wan-Video/Wan2.1@9737cba wan/utils/fm_solvers.py.
"""

from __future__ import annotations

import math

from torch import Tensor

from engine.sampling.solvers import Memory, Moment, clip_estimate, log_snr


def dpmpp(moment: Moment, x: Tensor, velocity: Tensor, memory: Memory) -> tuple[Tensor, Memory]:
    """One deterministic step; order 1 for the first, and for the last when it ends at 0."""
    h, clip, slope, kept = _seen(moment, x, velocity, memory)
    gain = (1 - moment.t) * -math.expm1(-h)
    out = (moment.t / moment.s) * x + gain * clip
    return (out if slope is None else out + 0.5 * gain * slope), kept


def dpmpp_sde(moment: Moment, x: Tensor, velocity: Tensor, memory: Memory) -> tuple[Tensor, Memory]:
    """One step of the stochastic form: part of the old noise is replaced by fresh noise of seed and step."""
    h, clip, slope, kept = _seen(moment, x, velocity, memory)
    fresh = -math.expm1(-2 * h)  # share of the variance that is replaced
    gain = (1 - moment.t) * fresh
    out = (moment.t / moment.s * math.exp(-h)) * x + gain * clip
    if slope is not None:
        out = out + 0.5 * gain * slope
    return (out if moment.t == 0 else out + moment.t * math.sqrt(fresh) * moment.noise(x)), kept


def _seen(moment: Moment, x: Tensor, velocity: Tensor, memory: Memory) -> tuple[float, Tensor, Tensor | None, Memory]:
    """The step in log_snr, the clip estimate, its slope over this step if it can be known, and the new memory."""
    clip = clip_estimate(x, velocity, moment.s)
    here = log_snr(moment.s)
    h = log_snr(moment.t) - here
    slope = None
    if memory.past and moment.t > 0:
        before = here - log_snr(moment.sigmas[moment.index - 1])  # infinite after a start at sigma 1: no slope
        slope = h / before * (clip - memory.past[0])
    return h, clip, slope, Memory((clip,))
