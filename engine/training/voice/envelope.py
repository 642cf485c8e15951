"""How loud a voice is in every video frame, and how far a mouth opens to it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from engine.media.audio_wave import RATE

STEP = 160  # samples: 10 ms
SPREAD = 3.0  # steps: standard deviation of the smoothing; lips are slower than a voice
WIDE_OPEN = 1.7  # times the usual loudness of the voice

Levels = NDArray[np.float64]  # one per frame


def envelope(voice: NDArray[np.float32], fps: int) -> Levels:
    """The root mean square of the samples (16 kHz) around the middle of every frame, smoothed."""
    steps = len(voice) // STEP
    energy = np.square(voice[: steps * STEP].astype(np.float64)).reshape(steps, STEP).mean(axis=1)
    smooth = ndimage.gaussian_filter1d(np.sqrt(energy), SPREAD, mode="constant")
    middles = (np.arange(len(voice) * fps // RATE) + 0.5) * RATE / fps / STEP - 0.5
    return np.interp(middles, np.arange(steps), smooth)


def usual(levels: Levels) -> float:
    """How loud the voice is where it speaks; 0 for silence."""
    spoken = levels[levels > 0.25 * levels.max(initial=0.0)]
    return float(np.sqrt(np.square(spoken).mean())) if len(spoken) else 0.0


def openings(voice: NDArray[np.float32], fps: int) -> Levels:
    """How far a mouth opens in every frame, 0 to 1: shut where nothing is heard."""
    levels = envelope(voice, fps)
    level = usual(levels)
    if level < 1e-5:
        return np.zeros_like(levels)
    return np.clip(levels / (WIDE_OPEN * level) - 0.02, 0, 1)
