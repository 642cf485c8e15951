"""UniPC, order 2, variant bh2, on estimates of the clip: predict a step, and correct the one before with what was seen.

Formulas: arXiv:2302.04867, as Wan-Video/Wan2.1@9737cba wan/utils/fm_solvers_unipc.py uses them.
"""

from __future__ import annotations

import math

from torch import Tensor

from engine.sampling.solvers import Memory, Moment, clip_estimate, log_snr


def unipc(moment: Moment, x: Tensor, velocity: Tensor, memory: Memory) -> tuple[Tensor, Memory]:
    """One step; order 1 for the first and the last, as the official solver does."""
    clip = clip_estimate(x, velocity, moment.s)  # from the sample as the network saw it, before the correction
    if memory.anchor is not None:
        x = _corrected(moment, memory.anchor, clip, memory.past)
    past = (clip, *memory.past)[:2]
    second = len(past) == 2 and not moment.last
    return _predicted(moment, x, past if second else past[:1]), Memory(past, x)


def _predicted(moment: Moment, x: Tensor, past: tuple[Tensor, ...]) -> Tensor:
    """Leave x (at s) for t with the clip estimates of this and perhaps the step before."""
    s, t, newest = moment.s, moment.t, past[0]
    phi = math.expm1(log_snr(s) - log_snr(t))  # exp(-h) - 1, with h the step in log_snr
    out = (t / s) * x - (1 - t) * phi * newest
    bend = _bend(moment.sigmas, moment.index, t) if len(past) == 2 else 0.0
    if bend == 0:
        return out
    return out - (1 - t) * phi * 0.5 / bend * (past[1] - newest)


def _corrected(moment: Moment, anchor: Tensor, clip: Tensor, past: tuple[Tensor, ...]) -> Tensor:
    """The step that led here, taken again from its anchor now that the clip estimate at its end is known."""
    s, t, newest = moment.sigmas[moment.index - 1], moment.s, past[0]
    h = log_snr(t) - log_snr(s)
    phi = math.expm1(-h)
    out = (t / s) * anchor - (1 - t) * phi * newest
    bend = _bend(moment.sigmas, moment.index - 1, t) if len(past) == 2 else 0.0
    if bend == 0:
        return out - (1 - t) * phi * 0.5 * (clip - newest)
    old, new = _weights(h, bend)
    return out - (1 - t) * phi * (old / bend * (past[1] - newest) + new * (clip - newest))


def _bend(sigmas: tuple[float, ...], index: int, t: float) -> float:
    """Length of the step before `index` by that of the step to t, in log_snr, negative; 0 where it is infinite."""
    if index == 0:
        return 0.0
    here = log_snr(sigmas[index])
    ratio = (log_snr(sigmas[index - 1]) - here) / (log_snr(t) - here)
    return ratio if math.isfinite(ratio) else 0.0


def _weights(h: float, bend: float) -> tuple[float, float]:
    """How far the older and the new estimate count in the correction: solves [[1, 1], [bend, 1]] w = b."""
    phi = math.expm1(-h)
    second = phi / -h - 1
    third = second / -h - 0.5
    b1, b2 = second / phi, 2 * third / phi
    new = (b2 - bend * b1) / (1 - bend)
    return b1 - new, new
