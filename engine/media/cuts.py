"""Finds where a film cuts to another shot.

A frame begins one when it differs from the frame before by far more than the frames around it do from theirs: the
measure and the limits are those of adaptive detection in PySceneDetect (ratio 3 over two neighbours on each side).
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np

from engine.media.frames import open_frames

HEIGHT = 36  # pixels of the small pictures that are compared
RATIO, AROUND = 3.0, 2  # times the mean of so many neighbours on each side
LEAST = 15.0  # of 255: mean difference of a pixel below which nothing is a cut
SHORTEST = 0.5  # seconds; what is shorter belongs to the shot before


def find_cuts(path: Path, start: float, end: float, tick: Callable[[], None]) -> tuple[float, ...]:
    """Seconds into the film at which its shots after the first begin, between `start` and `end`.  Raises BadInput."""
    differences, shown = [], []
    before: np.ndarray | None = None
    with open_frames(path) as film:
        for number in range(film.count):
            tick()
            if not start <= film.shown[number] < end:
                continue
            small = film.read(number, HEIGHT).astype(np.int16)
            differences.append(0.0 if before is None else float(np.abs(small - before).mean()))
            shown.append(film.shown[number])
            before = small
    found = [shown[place] for place in range(1, len(shown)) if _is_cut(differences, place)]
    return tuple(here for here, after in pairwise([*found, end]) if after - here >= SHORTEST)


def _is_cut(differences: list[float], place: int) -> bool:
    around = differences[max(1, place - AROUND) : place] + differences[place + 1 : place + 1 + AROUND]
    usual = sum(around) / len(around) if around else 0.0
    return differences[place] >= LEAST and differences[place] >= RATIO * usual
