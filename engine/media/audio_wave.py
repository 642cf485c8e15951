"""A voice made ready for the speech network: mono at 16 kHz, evenly loud, on disk, so that its length costs no memory.

Sound of any kind and any file with a sound track in it comes in; what is written is a plain row of float32 samples.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from engine.api.errors import BadInput
from engine.media.audio import LONGEST, SHORTEST, no_sound, sound_blocks
from engine.media.audio_loudness import TARGET, LoudnessMeter, gain
from engine.media.disk import writing
from engine.media.foreign import shown

RATE = 16_000  # samples per second that speech networks listen to
BLOCK = 1 << 16  # samples at a time
KEPT = "Nothing but a temporary file was written."


@dataclass(frozen=True, slots=True)
class Voice:
    """What one person says, and when; with no file it is silence."""

    path: Path | None
    start: float = 0.0  # seconds into the file
    seconds: float | None = None  # of the file from there; None for all; needed for silence
    before: float = 0.0  # seconds of silence in front, for who speaks later
    after: float = 0.0  # seconds of silence behind
    loudness: float | None = TARGET  # LUFS that the voice is brought to; None leaves it as it is


@dataclass(frozen=True, slots=True)
class Wave:
    """A voice on disk."""

    path: Path
    samples: int
    loudness: float  # LUFS as it came; minus infinity for silence
    gain: float  # by which the samples on disk were multiplied since
    mean: float  # of the samples, with the gain
    deviation: float  # square root of their variance, with the gain

    @property
    def seconds(self) -> float:
        return self.samples / RATE

    def read(self, first: int, last: int) -> np.ndarray:
        """Samples first to last (excluded) with the gain, float32."""
        count = max(0, min(last, self.samples) - first)
        with self.path.open("rb") as file:
            file.seek(first * 4)
            return np.fromfile(file, "<f4", count) * np.float32(self.gain)


def write_wave(voice: Voice, path: Path) -> Wave:
    """Decode a voice into the file `path`, piece by piece.

    Raises BadInput for what is no sound, is broken, is shorter than SHORTEST or absurd; DiskFull and CannotWrite.
    """
    _must_make_sense(voice)
    meter, total, squares, samples, spoken = LoudnessMeter(RATE), 0.0, 0.0, 0, 0
    with path.open("wb") as file:
        for piece, is_voice in _pieces(voice):
            with writing(path, KEPT):
                piece.astype("<f4").tofile(file)
            samples += piece.size
            if is_voice:
                meter.hear(piece)
                wide = piece.astype(np.float64)
                total, squares, spoken = total + wide.sum(), squares + np.square(wide).sum(), spoken + piece.size
    if voice.path is not None and spoken < round(SHORTEST * RATE):
        if voice.start:
            raise _odd_part(voice, f"There is only {spoken / RATE:.2f} s of sound from {voice.start:g} s on.")
        raise no_sound(voice.path, spoken, RATE)
    loudness = meter.loudness()
    factor = gain(loudness, voice.loudness)
    mean = total / max(1, samples)
    variance = max(0.0, squares / max(1, samples) - mean**2)
    return Wave(path, samples, loudness, factor, mean * factor, math.sqrt(variance) * factor)


def _pieces(voice: Voice) -> Iterator[tuple[np.ndarray, bool]]:
    """Samples, and whether they are the voice and not the silence around it."""
    yield from ((piece, False) for piece in _silence(voice.before))
    if voice.path is None:
        yield from ((piece, False) for piece in _silence(voice.seconds or 0.0))
    else:
        room = round(min(LONGEST, LONGEST if voice.seconds is None else voice.seconds) * RATE)
        for block_CN in sound_blocks(voice.path, RATE, 1, voice.start):
            yield block_CN[0, :room], True
            room -= block_CN.shape[1]
            if room <= 0:
                break
    yield from ((piece, False) for piece in _silence(voice.after))


def _silence(seconds: float) -> Iterator[np.ndarray]:
    left = round(seconds * RATE)
    while left > 0:
        yield np.zeros(min(left, BLOCK), np.float32)
        left -= BLOCK


def _must_make_sense(voice: Voice) -> None:
    """Raises BadInput for times that no voice has."""
    assert voice.path is not None or voice.seconds is not None, "silence has a length"
    times = (
        ("begin", voice.start, 0.0),
        ("last", SHORTEST if voice.seconds is None else voice.seconds, SHORTEST),
        ("be silent before", voice.before, 0.0),
        ("be silent after", voice.after, 0.0),
    )
    for what, seconds, least in times:
        if not least <= seconds <= LONGEST:
            raise _odd_part(
                voice, f"It would {what} {seconds:g} s; {least:g} s to {LONGEST / 3600:.0f} hours can be used."
            )


def _odd_part(voice: Voice, why: str) -> BadInput:
    return BadInput(
        "This part of the voice cannot be used",
        why=f"{shown(voice.path)}: {why}" if voice.path else why,
        done="It was not read.",
        do=("Choose another part of the voice.",),
        param="audio_file",
    )
