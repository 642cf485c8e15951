"""The outline of a sound: loudness and pauses are where they were put, and hours cost no memory."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
import pytest

from engine.api.errors import BadInput
from engine.media import outline
from engine.media.outline import outlines


def spoken(path: Path, *parts: tuple[float, float], rate: int = 16000, noise: float = 0.0) -> Path:
    """Parts of (seconds, loudness 0 to 1) of a 200 Hz tone over noise."""
    drawn = np.random.default_rng(3)
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, rate, 0, "NONE", ""))
        for seconds, loud in parts:
            count = round(seconds * rate)
            tone = loud * np.sin(np.arange(count) / rate * 2 * np.pi * 200) + noise * drawn.standard_normal(count)
            file.writeframes((tone.clip(-1, 1) * 32767).astype("<i2").tobytes())
    return path


def whole(path: Path) -> outline.Outline:
    return list(outlines(path, lambda: True))[-1]


def test_the_pauses_are_found_to_the_hundredth_of_a_second(tmp_path):
    path = spoken(tmp_path / "v.wav", (0.5, 0), (1.0, 0.5), (0.3, 0), (0.7, 0.2), (0.4, 0), noise=0.0005)
    found = whole(path)
    assert found.seconds == pytest.approx(2.9)
    expected = ((0.0, 0.5), (1.5, 1.8), (2.5, 2.9))
    assert np.allclose(found.pauses, expected, atol=0.02), found.pauses


def test_a_gap_within_a_word_is_no_pause_and_a_quiet_room_is_one(tmp_path):
    path = spoken(tmp_path / "v.wav", (1.0, 0.5), (0.15, 0), (1.0, 0.5), (0.5, 0), noise=0.005)
    assert np.allclose(whole(path).pauses, ((2.15, 2.65),), atol=0.02)


def test_a_sound_that_never_rests_has_no_pause_and_silence_is_one_whole_pause(tmp_path):
    assert whole(spoken(tmp_path / "a.wav", (1.0, 0.5))).pauses == ()
    assert whole(spoken(tmp_path / "b.wav", (1.005, 0.0))).pauses == ((0.0, pytest.approx(1.005)),)


def test_the_bars_are_as_loud_as_the_sound_where_they_stand(tmp_path):
    loud = whole(spoken(tmp_path / "v.wav", (1.0, 0.8), (1.0, 0.1))).loud
    assert len(loud) == 200
    assert max(loud[:99]) == pytest.approx(0.8, abs=0.01) and max(loud[101:]) == pytest.approx(0.1, abs=0.01)


def test_a_long_sound_is_told_while_it_is_heard_and_stops_when_nobody_wants_it(tmp_path, monkeypatch):
    monkeypatch.setattr(outline, "FIRST", 100)
    path = spoken(tmp_path / "v.wav", (9.0, 0.5))
    told = list(outlines(path, lambda: True))
    assert [found.whole for found in told] == [False] * (len(told) - 1) + [True]
    lengths = [found.seconds for found in told]
    assert lengths == sorted(lengths) and len(lengths) >= 4 and lengths[-1] == pytest.approx(9.0)
    asked = iter([True, True, False])
    assert list(outlines(path, lambda: next(asked))) == []


def test_an_outline_never_has_more_bars_than_it_may(tmp_path):
    assert len(whole(spoken(tmp_path / "v.wav", (30.0, 0.5), rate=8000)).loud) == outline.BARS


def test_a_file_without_sound_is_refused(tmp_path):
    (tmp_path / "v.wav").write_text("no sound")
    with pytest.raises(BadInput):
        whole(tmp_path / "v.wav")
