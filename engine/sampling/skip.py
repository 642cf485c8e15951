"""Which steps a cache may leave out, decided from numbers alone: TeaCache, MagCache, EasyCache and first-block caching.

One decision is made per step, in its first pass, and holds for all its passes. A rule remembers only what follows from
the steps since the last one that ran in full, so a resumed run that takes that step again decides the same.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from engine.sampling.guidance import Expert


class Rule(Protocol):
    """Decides step by step; `step` counts within the run, `change` is how far the watched signal moved (0 to 1)."""

    def skips(self, step: int, change: float) -> bool:
        """Whether that step may be left out; asked once for each step that a window of `allowed` leaves open."""
        ...

    def ran(self) -> None:
        """The step runs in full, whatever the reason."""
        ...


@dataclass(slots=True)
class Accumulated:
    """Adds up changes, put through a polynomial, until they reach the threshold (TeaCache, arXiv:2411.19108).

    Source of the rule: ali-vilab/TeaCache@7c10efc TeaCache4Wan2.1/teacache_generate.py:519-560. EasyCache
    (H-EmbodVis/EasyCache@5127804, arXiv:2507.02860) adds up its own estimate in the same way.
    """

    threshold: float
    polynomial: tuple[float, ...] = (1.0, 0.0)  # highest power first
    sum: float = 0.0

    def skips(self, step: int, change: float) -> bool:
        """The sum with this step's change stays below the threshold."""
        self.sum += polynomial(self.polynomial, change)
        return self.sum < self.threshold

    def ran(self) -> None:
        """Begin the sum anew."""
        self.sum = 0.0


@dataclass(slots=True)
class Magnitudes:
    """Follows how much smaller the network's effect becomes from step to step (MagCache, arXiv:2506.09045).

    Source of the rule: Zehong-Ma/MagCache@df81cb1 MagCache4Wan2.1/magcache_generate.py:745-760. Each further step that
    is left out counts its error again, and at most `most` follow each other.
    """

    threshold: float
    ratios: tuple[float, ...]  # one per step of the run, of its first pass
    most: int
    ratio: float = 1.0
    error: float = 0.0
    left_out: int = 0

    def skips(self, step: int, change: float) -> bool:
        """The error of going on without this step stays below the threshold."""
        self.ratio *= self.ratios[step]
        self.error += abs(1 - self.ratio)
        self.left_out += 1
        return self.error < self.threshold and self.left_out <= self.most

    def ran(self) -> None:
        """Begin anew."""
        self.ratio, self.error, self.left_out = 1.0, 0.0, 0


@dataclass(slots=True)
class Nearness:
    """Leaves a step out while the signal is near that of the last step in full (first-block caching).

    Source of the rule: huggingface/diffusers@58eb52c src/diffusers/hooks/first_block_cache.py.
    """

    threshold: float

    def skips(self, step: int, change: float) -> bool:
        """The change since the last step in full stays below the threshold."""
        return change < self.threshold

    def ran(self) -> None:
        """Nothing is added up."""


def polynomial(coefficients: Sequence[float], x: float) -> float:
    """Its value at x; the coefficient of the highest power comes first."""
    value = 0.0
    for coefficient in coefficients:
        value = value * x + coefficient
    return value


def fitted(values: Sequence[float], steps: int) -> tuple[float, ...]:
    """A list measured at some number of steps, for another number: the nearest value of each place."""
    if steps == len(values) or steps == 1:
        return tuple(values[:steps])
    scale = (len(values) - 1) / (steps - 1)
    return tuple(values[math.floor(step * scale + 0.5)] for step in range(steps))


def allowed(experts: Sequence[Expert], start: float, end: float, closed: Sequence[Expert] = ()) -> tuple[bool, ...]:
    """Which steps a cache may leave out: of each expert's steps those from the share `start` to the share `end`.

    Never the first step of an expert nor the last step of the run, and none of the experts in `closed`.
    """
    open_steps = []
    for step, expert in enumerate(experts):
        own = [index for index, other in enumerate(experts) if other is expert]
        place = own.index(step)
        inside = len(own) * start <= place < len(own) * end
        open_steps.append(inside and place > 0 and step < len(experts) - 1 and expert not in closed)
    return tuple(open_steps)
