"""Positions for sliders: fine where small differences count, coarse further out.  Pure."""

from __future__ import annotations

import bisect
from collections.abc import Sequence

WHOLE = ((20, 1), (40, 2), (100, 5), (400, 20), (float("inf"), 40))  # up to this value, steps of
REAL = ((1, 0.05), (10, 0.1), (float("inf"), 0.5))


def positions(low: float, high: float, step: float | None, base: float = 0.0) -> tuple[float, ...]:
    """The values a slider stops at, from low to high; each is base + k * step where a step is declared."""
    values, at = [low], low
    while at < high:
        stride = _stride(at, WHOLE if step else REAL)
        if step:
            stride = max(step, round(stride / step) * step)
            at = base + round((at + stride - base) / step) * step
        else:
            at = round(at + stride, 4)
            at = round(round(at / stride) * stride, 4)
        values.append(min(at, high))
    return tuple(dict.fromkeys(values))


def nearest(values: Sequence[float], value: float) -> int:
    """The index of the position nearest to a value."""
    at = bisect.bisect_left(values, value)
    around = [i for i in (at - 1, at) if 0 <= i < len(values)]
    return min(around, key=lambda i: abs(values[i] - value))


def _stride(at: float, table: Sequence[tuple[float, float]]) -> float:
    return next(stride for limit, stride in table if at < limit)
