"""The outline of a sound for the eye: how loud each part is and where nobody speaks, found piece by piece.

Levels are kept for every 10 ms (3 MB an hour), never the sound itself, so hours of it may be drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from engine.media.audio import no_sound, sound_blocks

RATE, STEP = 16_000, 160  # samples per second; samples of one level
FIRST = 6000  # levels before a part is told for the first time; then whenever twice as much has been heard
BARS = 1200  # of an outline, at most
FLOOR = 1e-3  # of full scale (-60 dB): below this nothing is heard
BELOW = 10 ** (-32 / 20)  # of the loud parts of a voice: breath and room lie below
LEAST_PAUSE = 0.2  # seconds; shorter ones belong to words


@dataclass(frozen=True, slots=True)
class Outline:
    """A sound as far as it has been heard."""

    loud: tuple[float, ...]  # the loudest sample of each of equal parts, 0 to 1
    pauses: tuple[tuple[float, float], ...]  # seconds, from and to; known when all has been heard
    seconds: float
    whole: bool  # all has been heard


def outlines(path: Path, wanted: Callable[[], bool]) -> Iterator[Outline]:
    """What has been heard so far, the last time all of it; ends early once it is not wanted.  Raises BadInput."""
    peaks, powers, rest = [], [], np.zeros(0, np.float32)
    heard, told = 0, FIRST  # levels
    for block_CN in sound_blocks(path, RATE, 1):
        if not wanted():
            return
        joined = np.concatenate((rest, block_CN[0]))
        whole = joined.size // STEP * STEP
        rest, grid = joined[whole:], joined[:whole].reshape(-1, STEP)
        peaks.append(np.abs(grid).max(axis=1))
        powers.append(np.square(grid).mean(axis=1))
        heard += len(grid)
        if heard >= told:
            told = 2 * heard
            yield Outline(_bars(np.concatenate(peaks)), (), heard * STEP / RATE, whole=False)
    if rest.size:
        peaks.append(np.abs(rest).max(keepdims=True))
        powers.append(np.square(rest).mean(keepdims=True))
    if not peaks:
        raise no_sound(path, 0, RATE)
    peak = np.concatenate(peaks)
    seconds = (peak.size * STEP - (STEP - rest.size if rest.size else 0)) / RATE
    yield Outline(_bars(peak), _pauses(np.sqrt(np.concatenate(powers)), seconds), seconds, whole=True)


def _bars(peak: np.ndarray) -> tuple[float, ...]:
    edges = np.linspace(0, peak.size, min(BARS, peak.size), endpoint=False).astype(np.int64)
    return tuple(np.maximum.reduceat(peak, edges).clip(0.0, 1.0).tolist())


def _pauses(level: np.ndarray, seconds: float) -> tuple[tuple[float, float], ...]:
    quiet = level < max(FLOOR, BELOW * float(np.percentile(level, 95)))
    turns = np.flatnonzero(np.diff(np.concatenate(([False], quiet, [False])).astype(np.int8)))
    spans = turns.reshape(-1, 2) * STEP / RATE
    return tuple((float(a), min(float(b), seconds)) for a, b in spans if b - a >= LEAST_PAUSE)
