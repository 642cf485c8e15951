"""Loudness is what broadcasters measure, in pieces as at once; silence and short sounds have a sensible answer."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engine.media.audio_loudness import LoudnessMeter, gain

EXPECTED = -15.827594086155655  # pyloudnorm 0.2.0, Meter(16000).integrated_loudness


def sine(hertz: float, seconds: float, rate: int, height: float = 1.0) -> np.ndarray:
    return height * np.sin(2 * np.pi * hertz * np.arange(round(seconds * rate)) / rate)


def measured(samples: np.ndarray, rate: int, pieces: int = 1) -> float:
    meter = LoudnessMeter(rate)
    for piece in np.array_split(samples, pieces):
        meter.hear(piece)
    return meter.loudness()


@pytest.mark.parametrize("rate", [16_000, 44_100, 48_000])
def test_the_reference_tone_of_the_standard_has_its_loudness(rate):
    assert measured(sine(997, 3, rate), rate) == pytest.approx(-3.01, abs=0.15 if rate == 16_000 else 0.05)


def test_the_ear_hears_high_tones_louder_and_very_low_ones_hardly():
    low, middle, high = (measured(sine(hertz, 2, 48_000, 0.1), 48_000) for hertz in (20, 997, 6000))
    assert high - middle == pytest.approx(3.3, abs=0.1)
    assert middle - low > 10


def test_pauses_do_not_make_a_voice_quieter():
    speech, pause = sine(500, 4, 16_000, 0.2), sine(500, 8, 16_000, 0.0002)
    assert measured(np.concatenate((speech, pause)), 16_000) == pytest.approx(measured(speech, 16_000), abs=0.3)


def test_pieces_of_any_length_give_the_same_as_one():
    samples = np.random.default_rng(0).normal(0, 0.1, 40_321) * np.linspace(0.01, 1, 40_321)
    assert measured(samples, 16_000, pieces=177) == pytest.approx(measured(samples, 16_000), abs=1e-9)


def test_a_known_noise_has_the_loudness_that_the_official_tool_measures():
    samples = np.random.RandomState(7).standard_normal(50_321) * 0.1 * np.linspace(0.05, 2, 50_321)
    assert measured(samples, 16_000) == pytest.approx(EXPECTED, abs=1e-6)


def test_silence_is_left_alone_and_everything_else_is_brought_to_the_target():
    assert measured(np.zeros(16_000), 16_000) == measured(np.zeros(0), 16_000) == -math.inf
    assert gain(-math.inf) == gain(math.nan) == gain(600.0) == gain(-20.0, None) == 1.0
    samples = sine(997, 2, 16_000, 0.01)
    assert measured(samples * gain(measured(samples, 16_000)), 16_000) == pytest.approx(-23.0, abs=0.01)


def test_a_sound_shorter_than_a_block_is_measured_too():
    assert measured(sine(997, 0.1, 16_000), 16_000) == pytest.approx(-3.0, abs=0.5)
