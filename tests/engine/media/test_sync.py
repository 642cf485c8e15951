"""The sound of a finished film is measured against what went into it."""

from __future__ import annotations

import tracemalloc
import wave

import numpy as np
import pytest

from engine.media.audio import read_audio
from engine.media.mix import Spoken, mix
from engine.media.sync import sound_offset

RATE = 16000


def sound(path, samples):
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((np.clip(samples, -1, 1) * 30000).astype("<i2").tobytes())
    return path


@pytest.fixture
def noise():
    return np.random.default_rng(1).normal(0, 0.2, 9 * RATE).astype(np.float32)


@pytest.mark.parametrize("late", [0.0, 0.1, -0.05])
@pytest.mark.parametrize("start", [0.0, 1.5])
def test_a_shift_is_found_with_its_sign(late, start, noise, tmp_path):
    given = sound(tmp_path / "given.wav", noise)
    first = round(start * RATE)
    film = np.concatenate(
        (np.zeros(max(0, round(late * RATE)), np.float32), noise[first + max(0, -round(late * RATE)) :])
    )
    found = sound_offset(sound(tmp_path / "film.wav", film[: 6 * RATE]), given, start, 6.0)
    assert found.offset == pytest.approx(late, abs=0.002)
    assert found.places == 3


def test_of_silence_nothing_is_claimed(noise, tmp_path):
    quiet = sound(tmp_path / "quiet.wav", np.zeros(3 * RATE, np.float32))
    assert sound_offset(quiet, sound(tmp_path / "given.wav", noise), 0.0, 3.0) is None


def test_voices_are_mixed_each_at_its_time(tmp_path):
    tone = (0.3 * np.sin(np.arange(RATE) / 5)).astype(np.float32)
    one, two = sound(tmp_path / "one.wav", tone), sound(tmp_path / "two.wav", tone)
    mixed = mix((Spoken(one), Spoken(two, start=0.5, seconds=0.25, before=2.0)), tmp_path / "mixed.wav")
    heard = read_audio(mixed, RATE)
    loud = np.abs(heard).reshape(-1, RATE // 4)[:, :].max(1) > 0.1
    assert heard.size == round(2.25 * RATE)
    assert loud.tolist() == [True] * 4 + [False] * 4 + [True]


def test_measuring_a_long_film_holds_no_more_than_what_is_compared(tmp_path):
    path = sound(tmp_path / "long.wav", np.random.default_rng(1).normal(0, 0.2, 120 * RATE))
    tracemalloc.start()
    found = sound_offset(path, path, 0.0, 120.0)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found.places == 3 and abs(found.offset) < 0.001
    assert most < 120 * RATE * 4 / 2  # bytes: half of the sound
