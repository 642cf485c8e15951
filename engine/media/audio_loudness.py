"""How loud a voice is, measured as broadcasters do, and by how much to turn it up or down; works on a stream.

ITU-R BS.1770-4: a filter for how the ear hears, energies of blocks of 0.4 s every 0.1 s, quiet blocks left out.
The filters are those by which the official talking models measured their voices (pyloudnorm's, for any rate).
"""

from __future__ import annotations

import math
from array import array

import numpy as np
from scipy import signal

TARGET = -23.0  # LUFS, EBU R 128
HOP, HOPS = 0.1, 4  # seconds from block to block, and how many of them a block lasts
FAINTEST, BELOW = -70.0, 10.0  # LUFS; LU under the mean of the blocks above that
ABSURD = 100.0  # LUFS either way: digital silence or broken numbers, which stay as they are


class LoudnessMeter:
    """Hears mono samples in pieces of any length."""

    def __init__(self, rate: int) -> None:
        self._stages = _ear(rate)
        self._state = np.zeros((len(self._stages), 2))
        self._hop = round(HOP * rate)
        self._rest, self._energies, self._samples = np.zeros(0), array("d"), 0  # sums of squares per hop

    def hear(self, samples: np.ndarray) -> None:
        """The next samples."""
        if not samples.size:
            return
        heard, self._state = signal.sosfilt(self._stages, samples.astype(np.float64), zi=self._state)
        joined = np.concatenate((self._rest, heard))
        whole = joined.size // self._hop * self._hop
        self._energies.extend(np.square(joined[:whole].reshape(-1, self._hop)).sum(axis=1))
        self._rest, self._samples = joined[whole:], self._samples + samples.size

    def loudness(self) -> float:
        """LUFS of all that was heard; minus infinity for silence. Less than one block is measured as it is."""
        if not self._samples:
            return -math.inf
        hops = np.append(self._energies, np.square(self._rest).sum())
        blocks = round(self._samples / self._hop) - HOPS + 1
        if blocks < 1:
            return _lufs(hops.sum() / self._samples)
        hops = np.pad(hops, (0, max(0, blocks + HOPS - 1 - hops.size)))
        block = np.convolve(hops, np.ones(HOPS), "valid")[:blocks] / (HOPS * self._hop)
        heard = block[block > _energy(FAINTEST)]
        if not heard.size:
            return -math.inf
        return _lufs(heard[heard > heard.mean() * 10 ** (-BELOW / 10)].mean())


def gain(loudness: float, target: float | None = TARGET) -> float:
    """What to multiply samples of that loudness with; 1 for silence, for absurd loudness, and without a target."""
    if target is None or not abs(loudness) <= ABSURD:
        return 1.0
    return float(10 ** ((target - loudness) / 20))


def _lufs(energy: float) -> float:
    return -math.inf if energy <= 0 else float(-0.691 + 10 * math.log10(energy))


def _energy(lufs: float) -> float:
    return float(10 ** ((lufs + 0.691) / 10))


def _ear(rate: int) -> np.ndarray:
    """A shelf of 4 dB above 1.5 kHz for the head, and a cut below 38 Hz: two second-order sections."""
    turn, slope = 2 * math.pi * 1500.0 / rate, 10 ** (4.0 / 40)
    cosine, width = math.cos(turn), 2 * math.sqrt(slope) * math.sin(turn) / math.sqrt(2)
    above, below = slope + 1, slope - 1
    shelf = [
        slope * (above + below * cosine + width),
        -2 * slope * (below + above * cosine),
        slope * (above + below * cosine - width),
        above - below * cosine + width,
        2 * (below - above * cosine),
        above - below * cosine - width,
    ]
    turn = 2 * math.pi * 38.0 / rate
    cosine, width = math.cos(turn), math.sin(turn)
    cut = [(1 + cosine) / 2, -(1 + cosine), (1 + cosine) / 2, 1 + width, -2 * cosine, 1 - width]
    return np.array([[value / row[3] for value in row] for row in (shelf, cut)])
