"""A voice of any kind becomes even, mono samples on disk, without ever being in memory as a whole."""

from __future__ import annotations

import math
import tracemalloc
import wave
from fractions import Fraction

import numpy as np
import pytest

from engine.api.errors import BadInput
from engine.media.audio_wave import RATE, Voice, write_wave
from engine.media.output import Output, Sound
from tests.engine.media.films import made, tone
from tests.engine.media.test_audio import raw_wav


def written(tmp_path, voice):
    return write_wave(voice, tmp_path / "voice.f32")


@pytest.mark.parametrize("seconds, rate, channels", [(0.1, 8_000, 1), (1.0, 44_100, 2), (0.5, 192_000, 6)])
def test_any_sound_becomes_a_wave_at_16_khz(tmp_path, seconds, rate, channels):
    made_of = written(tmp_path, Voice(tone(tmp_path / "tone.wav", seconds, rate, channels)))
    assert made_of.samples == pytest.approx(seconds * RATE, abs=20)
    assert made_of.path.stat().st_size == made_of.samples * 4


def test_it_is_brought_to_the_loudness_of_speech_unless_that_is_not_wanted(tmp_path):
    path = tone(tmp_path / "tone.wav", 2.0, 16_000, hertz=997)
    even, plain = written(tmp_path, Voice(path)), written(tmp_path, Voice(path, loudness=None))
    assert even.loudness == pytest.approx(-9.1, abs=0.05)
    assert np.abs(even.read(0, RATE)).max() == pytest.approx(0.5 * 10 ** ((-23 + 9) / 20), rel=0.02)
    assert plain.gain == 1.0 and np.abs(plain.read(0, RATE)).max() == pytest.approx(0.5, rel=0.02)


def test_mean_and_deviation_are_those_of_what_is_read(tmp_path):
    path = tmp_path / "low.wav"
    path.write_bytes(
        raw_wav(16_000, 1, (np.random.default_rng(0).integers(-3000, 9000, 20_000)).astype("<i2").tobytes())
    )
    even = written(tmp_path, Voice(path, before=0.5))
    samples = even.read(0, even.samples).astype(np.float64)
    assert samples.size == 28_000
    assert even.mean == pytest.approx(samples.mean(), rel=1e-5)
    assert even.deviation == pytest.approx(samples.std(), rel=1e-5)


def test_silence_around_a_voice_has_its_exact_length_and_does_not_change_its_loudness(tmp_path):
    path = tone(tmp_path / "tone.wav", 1.0, 16_000)
    alone, among = written(tmp_path, Voice(path)), written(tmp_path, Voice(path, before=6.25, after=3.0))
    assert among.samples == alone.samples + round(9.25 * RATE)
    assert among.loudness == pytest.approx(alone.loudness, abs=1e-9)
    assert np.abs(among.read(0, 100_000)).max() == 0 and np.abs(among.read(100_000, 100_100)).max() > 0


def test_a_part_is_cut_to_the_sample(tmp_path):
    path = tone(tmp_path / "tone.wav", 2.0, 16_000)
    whole = written(tmp_path, Voice(path, loudness=None)).read(0, 32_000)
    part = written(tmp_path, Voice(path, start=0.503, seconds=0.25, loudness=None))
    assert part.samples == 4000
    assert np.array_equal(part.read(0, 4000), whole[8048:12_048])
    assert part.read(3990, 5000).size == 10


def test_silence_without_a_file_is_a_voice_too(tmp_path):
    silent = written(tmp_path, Voice(None, seconds=1.5))
    assert silent.samples == 24_000 and silent.loudness == -math.inf and silent.gain == 1.0 and silent.deviation == 0.0


def test_a_recorded_silence_stays_silent(tmp_path):
    path = tmp_path / "still.wav"
    path.write_bytes(raw_wav(16_000, 1, bytes(32_000)))
    assert written(tmp_path, Voice(path)).gain == 1.0


def test_the_sound_of_a_film_is_taken(tmp_path):
    sound = Sound(tone(tmp_path / "tone.wav", 1.0, 48_000))
    film = made(tmp_path, Output(Fraction(20), sound=sound), frames=20)
    assert written(tmp_path, Voice(film.path)).seconds == pytest.approx(1.0, abs=0.05)


@pytest.mark.parametrize(
    ("voice", "reason"),
    [
        ({"start": -1.0}, "begin"),
        ({"start": math.nan}, "begin"),
        ({"seconds": 0.01}, "last"),
        ({"before": -0.5}, "before"),
        ({"after": 1e9}, "after"),
        ({"start": 100.0}, "only 0.00 s of sound from 100 s on"),
    ],
)
def test_times_that_make_no_sense_are_refused_in_four_parts(tmp_path, voice, reason):
    with pytest.raises(BadInput) as caught:
        written(tmp_path, Voice(tone(tmp_path / "tone.wav", 1.0), **voice))
    error = caught.value
    assert reason in error.why and error.title and error.done and error.do


@pytest.mark.parametrize(
    "data", [b"", b"words, no sound " * 40, raw_wav(16_000, 1, b""), raw_wav(16_000, 1, bytes(200))]
)
def test_empty_broken_and_tiny_files_are_refused_in_four_parts(tmp_path, data):
    path = tmp_path / "odd.wav"
    path.write_bytes(data)
    with pytest.raises(BadInput) as caught:
        written(tmp_path, Voice(path))
    assert all((caught.value.title, caught.value.why, caught.value.done, caught.value.do))


def test_two_minutes_are_never_in_memory_as_a_whole(tmp_path):
    path = tmp_path / "long.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1), file.setsampwidth(2), file.setframerate(8_000)
        noise = np.random.default_rng(0).integers(-9000, 9000, 80_000).astype("<i2").tobytes()
        for _ in range(12):
            file.writeframes(noise)
    tracemalloc.start()
    long = written(tmp_path, Voice(path))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert long.samples == pytest.approx(120 * RATE, abs=40)
    assert peak < long.samples * 4 / 8
