"""Measures how far the sound of a finished film lies from the sound that went into it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from engine.media.audio import sound_blocks

RATE = 16_000  # samples per second that are compared
PIECE = 2.0  # seconds that are compared at each place
REACH = 0.25  # seconds of difference that can be found
CLEAR = 0.2  # the least correlation that tells anything
QUIET = 1e-6  # mean square below which there is nothing to compare


@dataclass(frozen=True, slots=True)
class Measured:
    """The largest difference found, and where it was looked for."""

    offset: float  # seconds; positive: the film's sound comes late
    places: int  # where both sounds could be compared


def sound_offset(film: Path, sound: Path, start: float, seconds: float) -> Measured | None:
    """Compare beginning, middle and end of a film of that length; None where the sound is too quiet to tell.

    start: seconds into the sound at which the film begins. Raises BadInput.
    """
    piece = min(PIECE, seconds)
    places = sorted({0.0, max(0.0, (seconds - piece) / 2), max(0.0, seconds - piece)})
    heard = _pieces(film, places, piece)
    given = _pieces(sound, [place + start - REACH for place in places], piece + 2 * REACH)
    found = []
    for here, there in zip(heard, given, strict=True):
        lag = _lag(here, there)
        if lag is not None:
            found.append(REACH - lag)
    return Measured(max(found, key=abs), len(found)) if found else None


def _pieces(path: Path, places: list[float], seconds: float) -> list[np.ndarray]:
    """That many seconds of the sound from each place on, in one pass; silence before its beginning, none at its end."""
    wanted = [(round(place * RATE), round((place + seconds) * RATE)) for place in places]
    parts: list[list[np.ndarray]] = [[np.zeros(max(0, -first), np.float32)] for first, _ in wanted]
    at, last = 0, max(end for _, end in wanted)
    for block_CN in sound_blocks(path, RATE, 1):
        block = block_CN[0]
        for gathered, (first, end) in zip(parts, wanted, strict=True):
            part = block[max(0, first - at) : max(0, end - at)]
            if part.size:
                gathered.append(part.copy())  # a part of a block, even an empty one, would hold all of it
        at += block.size
        if at >= last:
            break
    return [np.concatenate(part) for part in parts]


def _lag(piece: np.ndarray, longer: np.ndarray) -> float | None:
    """Seconds into the longer sound at which the piece lies; None where nothing stands out."""
    if not (piece.size and longer.size) or min(np.mean(piece**2), np.mean(longer**2)) < QUIET:
        return None
    size = 1 << (piece.size + longer.size - 1).bit_length()
    product = np.fft.irfft(np.fft.rfft(longer, size) * np.conj(np.fft.rfft(piece, size)), size)
    most = round(2 * REACH * RATE) + 1
    best = int(np.argmax(product[:most]))
    part = longer[best : best + piece.size]
    scale = np.linalg.norm(part) * np.linalg.norm(piece[: part.size])
    return best / RATE if scale and product[best] / scale > CLEAR else None
