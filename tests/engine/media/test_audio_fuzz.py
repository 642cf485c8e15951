"""Damaged sound files of every kind are read as far as they go, or refused in a sentence; nothing else happens."""

from __future__ import annotations

from fractions import Fraction

import av
import numpy as np
import pytest

from engine.api.errors import BadInput
from engine.media.audio_wave import Voice, write_wave

KINDS = {"wav": "pcm_s16le", "mp3": "libmp3lame", "flac": "flac", "ogg": "libopus", "m4a": "aac", "aiff": "pcm_s16be"}
ROUNDS = 25


def sound(path, codec):
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=48_000, layout="mono")
        samples = np.random.default_rng(0).normal(0, 0.1, 24_000).astype(np.float32)[None]
        frame = av.AudioFrame.from_ndarray(samples, format="fltp", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = 48_000, 0, Fraction(1, 48_000)
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path.read_bytes()


def damaged(good: bytes, chance: np.random.Generator) -> bytes:
    data = bytearray(good)
    way = chance.integers(3)
    if way == 0:
        return bytes(data[: chance.integers(1, len(data))])
    span = 120 if way == 1 else len(data)  # the header, or anywhere
    for place in chance.integers(0, span, 1 + chance.integers(12)):
        data[place] = chance.choice([0, 1, 127, 255, chance.integers(256)])
    return bytes(data)


@pytest.mark.parametrize("kind", KINDS)
def test_a_damaged_file_is_read_or_refused(kind, tmp_path):
    path, chance = tmp_path / f"sound.{kind}", np.random.default_rng(7)
    good, read, refused = sound(path, KINDS[kind]), 0, 0
    for _ in range(ROUNDS):
        path.write_bytes(damaged(good, chance))
        try:
            wave = write_wave(Voice(path), tmp_path / "wave.f32")
        except BadInput as error:
            assert all((error.title, error.why, error.done, error.do)) and len(error.title) <= 60
            refused += 1
        else:
            assert wave.samples >= 1600 and np.isfinite(wave.read(0, wave.samples)).all()
            read += 1
    assert read + refused == ROUNDS and refused
