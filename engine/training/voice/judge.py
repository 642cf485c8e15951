"""Judges by pixels alone how far a drawn mouth is open in every frame, and how well that follows a voice.

Films are uint8 F H W 3.  In the lower middle of a drawn person the inside of the mouth is the only dark red thing:
redder than any skin, darker than lips.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.training.voice.envelope import Levels, envelope
from engine.training.voice.people import FPS

WIDE = 0.0185  # of a square picture that a wide open mouth of the usual size takes up
DARK, FADE = 52.0, 20.0  # green below which the inside of a mouth begins, and how far down it counts in full
RED = 30.0  # by how much it is redder than green
ACROSS, DOWN = (0.32, 0.68), (0.55, 0.83)  # where mouths are, as shares of the picture
FURTHEST = 4  # frames of lag that are looked at, each way


@dataclass(frozen=True, slots=True)
class Agreement:
    """How a mouth follows a voice."""

    correlation: float  # -1 to 1, without any lag
    lag: int  # frames by which the mouth comes late where both agree best


def mouth(film: NDArray[np.uint8]) -> Levels:
    """How far the mouth is open in each frame: 0 shut, about 1 wide open."""
    height, width = film.shape[1:3]
    (left, right), (top, bottom) = (
        (round(low * side), round(high * side)) for (low, high), side in ((ACROSS, width), (DOWN, height))
    )
    part = film[:, top:bottom, left:right].astype(np.float32)
    inside = np.clip((DARK - part[..., 1]) / FADE, 0, 1) * (part[..., 0] - part[..., 1] > RED)
    opened: Levels = inside.sum(axis=(1, 2), dtype=np.float64) / (WIDE * height * width)
    return opened


def agreement(voice: NDArray[np.float32], film: NDArray[np.uint8]) -> Agreement:
    """The mouth of a film against the samples (16 kHz) that were heard."""
    heard, seen = envelope(voice, FPS), mouth(film)
    length = min(len(heard), len(seen))
    heard, seen = heard[:length], seen[:length]
    by_lag = {lag: correlation(heard[max(0, -lag) : length - max(0, lag)], seen[max(0, lag) : length + min(0, lag)])
              for lag in range(-FURTHEST, FURTHEST + 1)}  # fmt: skip
    return Agreement(by_lag[0], max(by_lag, key=by_lag.__getitem__))


def correlation(one: Levels, other: Levels) -> float:
    """Pearson's, -1 to 1; 0 where one of them does not change."""
    if one.std() < 1e-9 or other.std() < 1e-9:
        return 0.0
    return float(np.corrcoef(one, other)[0, 1])
