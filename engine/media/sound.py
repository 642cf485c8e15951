"""Fits a sound track to the length of a picture: silence after its end, or cut; the picture is never shortened."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import av
import numpy as np

from engine.media.audio import sound_blocks
from engine.media.output import Sound

RATE = 48_000  # samples per second of every sound track that is written
BLOCK = 1024  # samples handed to the encoder at a time
BITS = {"aac": 192_000, "libopus": 128_000}  # per second


def fitted_blocks(sound: Sound, samples: int) -> Iterator[np.ndarray]:
    """Exactly `samples` stereo samples in blocks of float32 2 BLOCK (the last one shorter).  Raises BadInput."""
    rest, left = np.zeros((2, 0), np.float32), samples
    heard = samples if sound.seconds is None else round(sound.seconds * RATE)
    for whole_CN in sound_blocks(sound.path, RATE, 2, sound.start):
        block_CN, heard = whole_CN[:, :heard], heard - whole_CN.shape[1]
        joined = np.concatenate((rest, block_CN), axis=1)[:, :left]
        whole = joined.shape[1] // BLOCK * BLOCK
        for place in range(0, whole, BLOCK):
            yield np.clip(joined[:, place : place + BLOCK], -1.0, 1.0)
        rest, left = joined[:, whole:], left - whole
        if rest.shape[1] == left or heard <= 0:
            break
    while left > 0:
        block = np.zeros((2, min(BLOCK, left)), np.float32)
        block[:, : rest.shape[1]] = np.clip(rest, -1.0, 1.0)
        yield block
        rest, left = rest[:, :0], left - block.shape[1]


class SoundTrack:
    """The encoder of one sound track of a container; fed step by step so that sound and picture lie side by side."""

    def __init__(self, container: av.container.OutputContainer, codec: str, sound: Sound, seconds: Fraction) -> None:
        self._container = container
        self._stream = container.add_stream(codec, rate=RATE, layout="stereo")
        if codec in BITS:
            self._stream.bit_rate = BITS[codec]
        self._blocks = fitted_blocks(sound, round(seconds * RATE))
        self._done = 0  # samples handed over

    def up_to(self, seconds: float) -> None:
        """Encodes and writes the sound up to that time."""
        while self._done < seconds * RATE:
            block_CN = next(self._blocks, None)
            if block_CN is None:
                return
            frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(block_CN), format="fltp", layout="stereo")
            frame.sample_rate, frame.pts, frame.time_base = RATE, self._done, Fraction(1, RATE)
            self._container.mux(self._stream.encode(frame))
            self._done += block_CN.shape[1]

    def finish(self) -> None:
        """Writes the rest."""
        self.up_to(float("inf"))
        self._container.mux(self._stream.encode(None))
