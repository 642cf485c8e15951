"""A talking film of any length takes the same memory, and its sound lies where its pictures are."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
import pytest

from engine.api.events import Finished
from engine.api.request import Role
from engine.families.talking.studio import Studio
from engine.media.audio import read_audio
from engine.media.frames import FilmFrames
from engine.media.probe import probe
from tests.counting import PeakBytes

RATE, FPS = 16000, 25


def test_the_memory_of_a_film_does_not_grow_with_its_length(runs, portrait):
    peaks = {}
    for frames in (21, 53):  # two windows, six windows
        request = runs.request("infinite_talk", ((Role.INPUT_IMAGE, portrait),), num_frames=frames)
        with PeakBytes() as counted:
            end = runs.end(request)
        assert isinstance(end, Finished) and end.result.frames == frames, end
        peaks[frames] = counted.peak
    assert peaks[53] <= 1.01 * peaks[21], peaks


@pytest.fixture
def clicks(tmp_path):
    """Where clicks are, in seconds, and a sound with them."""
    times, seconds = (0.2, 1.0, 1.64), 2.0
    samples = np.zeros(round(seconds * RATE), np.float32)
    for time in times:
        samples[round(time * RATE) : round(time * RATE) + 80] = 0.9 * np.sign(np.sin(np.arange(80)))
    path = tmp_path / "clicks.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((samples * 32767).astype("<i2").tobytes())
    return times, path


def test_a_flash_and_its_click_stay_together_from_beginning_to_end(runs, portrait, clicks, monkeypatch):
    times, path = clicks
    flashes = {round(time * FPS) for time in times}
    decode, at = Studio.decode, [0]

    def flashing(self, latent):
        """The decoder with a white frame in the place of every click."""
        number = at[0] - (5 if at[0] else 0)
        for piece in decode(self, latent):
            made = piece.clone().clamp(-1, 0)
            for frame in range(piece.shape[2]):
                if number + frame in flashes:
                    made[:, :, frame] = 1
            number += piece.shape[2]
            yield made
        at[0] = number

    monkeypatch.setattr(Studio, "decode", flashing)
    given = ((Role.INPUT_IMAGE, portrait), (Role.AUDIO_FILE, path))
    end = runs.end(runs.request("infinite_talk", given, colormatch="disabled", output_format="mp4 h264"))
    assert isinstance(end, Finished) and end.result.frames == 50, end
    info = probe(Path(end.result.path))
    assert info.seconds == pytest.approx(2.0, abs=1e-3)
    assert abs(end.result.sync.offset) < 1 / FPS and end.result.sync.film_seconds == 2.0
    with FilmFrames(Path(end.result.path)) as film:
        bright = [film.shown[n] for n in range(film.count) if film.read(n).mean() > 200]
    heard = np.abs(read_audio(Path(end.result.path), RATE))
    for time in times:
        around = slice(max(0, round((time - 0.1) * RATE)), round((time + 0.1) * RATE))
        click = (around.start + int(heard[around].argmax())) / RATE
        flash = min(bright, key=lambda shown, time=time: abs(shown - time))
        assert abs(click - flash) < 1 / FPS, (time, click, flash)
    assert len(bright) == len(times)
