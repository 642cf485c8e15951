"""Voices speak at once or in turn, and all last exactly as long as the whole."""

from __future__ import annotations

import numpy as np
import pytest

from engine.media.audio_turns import in_turn, length_of, together
from engine.media.audio_wave import Voice, write_wave
from tests.engine.media.films import tone


@pytest.fixture
def voices(tmp_path):
    long, short = tone(tmp_path / "long.wav", 1.237, 44_100), tone(tmp_path / "short.wav", 0.611, 22_050)
    return Voice(long, loudness=None), Voice(short, before=0.1, loudness=None)


def heard(voice, tmp_path):
    wave = write_wave(voice, tmp_path / "voice.f32")
    loud = np.flatnonzero(np.abs(wave.read(0, wave.samples)) > 0.01)
    return wave.samples, int(loud[0]), int(loud[-1])


def test_voices_at_once_begin_together_and_get_silence_behind(voices, tmp_path):
    (a, first, last), (b, later, end) = (heard(voice, tmp_path) for voice in together(voices))
    assert a == b == length_of(voices[0])
    assert first < 50 and last > a - 50
    assert later == pytest.approx(1600, abs=50) and end == pytest.approx(1600 + 0.611 * 16_000, abs=50)


def test_voices_in_turn_begin_when_the_one_before_has_ended(voices, tmp_path):
    lengths = [length_of(voice) for voice in voices]
    (a, first, last), (b, later, end) = (heard(voice, tmp_path) for voice in in_turn(voices))
    assert a == b == sum(lengths)
    assert first < 50 and last == pytest.approx(lengths[0], abs=50)
    assert later == pytest.approx(lengths[0] + 1600, abs=50) and end > b - 50


def test_a_person_who_says_nothing_is_silent_for_the_whole(voices, tmp_path):
    _, silent = together((voices[0], Voice(None)))
    assert write_wave(silent, tmp_path / "voice.f32").samples == length_of(voices[0])


def test_a_part_is_counted_as_a_part(voices, tmp_path):
    part = Voice(voices[0].path, start=1.0, seconds=5.0)
    assert length_of(part) == write_wave(part, tmp_path / "voice.f32").samples == pytest.approx(0.237 * 16_000, abs=20)
    assert length_of(Voice(voices[0].path, seconds=0.5, after=0.25)) == 12_000
