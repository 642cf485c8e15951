"""Mixes several voices into one sound track, each at its own time; piece by piece, so that length costs no memory."""

from __future__ import annotations

import wave
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from engine.media.audio import sound_blocks
from engine.media.disk import writing

RATE, BLOCK = 48_000, 1 << 15  # samples per second; samples at a time


@dataclass(frozen=True, slots=True)
class Spoken:
    """A part of a sound and when it is heard."""

    path: Path
    start: float = 0.0  # seconds into the file
    seconds: float | None = None  # of the file from there; None for all
    before: float = 0.0  # seconds of silence in front


def mix(parts: Sequence[Spoken], target: Path) -> Path:
    """Write a stereo wav with all of them, as long as the longest.  Raises BadInput, DiskFull and CannotWrite."""
    lanes = [_evenly(part) for part in parts]
    with writing(target, "The windows are kept."), wave.open(str(target), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(RATE)
        while True:
            blocks = [block for lane in lanes if (block := next(lane, None)) is not None]
            if not blocks:
                return target
            total = np.zeros((2, max(block.shape[1] for block in blocks)), np.float32)
            for block in blocks:
                total[:, : block.shape[1]] += block
            file.writeframesraw((total.clip(-1, 1) * 32767).astype("<i2").T.tobytes())


def _evenly(part: Spoken) -> Iterator[np.ndarray]:
    """Blocks of exactly BLOCK samples, the last one shorter."""
    rest = np.zeros((2, 0), np.float32)
    for block in _samples(part):
        rest = np.concatenate((rest, block), axis=1)
        while rest.shape[1] >= BLOCK:
            yield rest[:, :BLOCK]
            rest = rest[:, BLOCK:]
    if rest.shape[1]:
        yield rest


def _samples(part: Spoken) -> Iterator[np.ndarray]:
    left = round(part.before * RATE)
    while left > 0:
        yield np.zeros((2, min(left, BLOCK)), np.float32)
        left -= BLOCK
    room = None if part.seconds is None else round(part.seconds * RATE)
    for block in sound_blocks(part.path, RATE, 2, part.start):
        yield block[:, :room]
        if room is not None:
            room -= block.shape[1]
            if room <= 0:
                return
