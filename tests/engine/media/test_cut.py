"""A timeline becomes one film: every frame from its place, every sound at its time."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from engine.api.errors import BadInput
from engine.media.audio import read_audio
from engine.media.cut import Cut, Heard, Shot, export
from engine.media.frames import open_frames
from engine.media.output import Output, Sound
from tests.engine.media.films import HEIGHT, WIDTH, made, number_of, tone

FPS = Fraction(10)
LOSSLESS = Output(fps=FPS, output_format="mkv ffv1")


@pytest.fixture
def film(tmp_path):
    return made(tmp_path, LOSSLESS, 20).path


def shot(film: Path, first: int, last: int, begins: float, fps: Fraction = FPS) -> Shot:
    return Shot(film, first, last, fps, Fraction(begins), f"frames {first} to {last}")


def numbers(path: Path) -> list[int]:
    with open_frames(path) as frames:
        return [number_of(frames.read(index)) for index in range(frames.count)]


def test_shots_follow_each_other_and_gaps_are_black(film, tmp_path):
    cut = Cut((shot(film, 15, 18, 0.5), shot(film, 3, 6, 0.0)), (), WIDTH, HEIGHT)
    written = export(cut, LOSSLESS, tmp_path / "out.mkv")
    assert numbers(written.path) == [3, 4, 5, 0, 0, 15, 16, 17] and written.seconds == 0.8
    assert not written.has_audio


def test_a_film_of_another_rate_keeps_its_speed(film, tmp_path):
    slow, fast = shot(film, 4, 7, 0.0, Fraction(5)), shot(film, 8, 16, 0.6, Fraction(20))
    written = export(Cut((slow, fast), (), WIDTH, HEIGHT), LOSSLESS, tmp_path / "out.mkv")
    assert numbers(written.path) == [4, 4, 5, 5, 6, 6, 8, 10, 12, 14]


def test_only_the_chosen_part_is_written(film, tmp_path):
    cut = Cut((shot(film, 0, 20, 0.0),), (), WIDTH, HEIGHT, Fraction(7, 10), Fraction(12, 10))
    assert numbers(export(cut, LOSSLESS, tmp_path / "out.mkv").path) == [7, 8, 9, 10, 11]


def test_a_shot_of_another_aspect_is_shown_whole(film, tmp_path):
    written = export(Cut((shot(film, 5, 6, 0.0),), (), WIDTH, 2 * HEIGHT), LOSSLESS, tmp_path / "out.mkv")
    with open_frames(written.path) as frames:
        picture = frames.read(0)
    assert picture.shape == (2 * HEIGHT, WIDTH, 3)
    assert not picture[: HEIGHT // 2].any() and not picture[-HEIGHT // 2 :].any()
    assert number_of(picture[HEIGHT // 2 : -HEIGHT // 2]) == 5


def test_sounds_are_heard_at_their_times_with_those_of_the_shots(film, tmp_path):
    high, low = tone(tmp_path / "high.wav", 3.0, hertz=2000.0), tone(tmp_path / "low.wav", 3.0, hertz=300.0)
    voiced = made(tmp_path, Output(fps=FPS, output_format="mkv ffv1", sound=Sound(low)), 20, "voiced").path
    cut = Cut((shot(voiced, 0, 10, 1.0),), (Heard(high, Fraction(1), Fraction(1, 2), Fraction(1)),), WIDTH, HEIGHT)
    written = export(cut, LOSSLESS, tmp_path / "out.mkv")
    samples = read_audio(written.path, 16_000)
    parts = [strongest(samples[int(a * 16_000) : int(b * 16_000)]) for a, b in ((0, 0.45), (0.55, 0.95), (1.55, 1.95))]
    assert parts[0] == 0 and abs(parts[1] - 2000) < 20 and abs(parts[2] - 300) < 20
    middle = np.abs(np.fft.rfft(samples[17_000:23_000]))
    freqs = np.fft.rfftfreq(6_000, 1 / 16_000)
    assert all(middle[np.abs(freqs - tone).argmin()] > middle.max() / 3 for tone in (300, 2000))


def strongest(samples: np.ndarray) -> float:
    """Its frequency in Hz; 0 for silence."""
    spectrum = np.abs(np.fft.rfft(samples))
    return 0.0 if np.abs(samples).max() < 0.01 else float(np.fft.rfftfreq(samples.size, 1 / 16_000)[spectrum.argmax()])


def test_stopping_leaves_nothing_behind(film, tmp_path):
    def stop(done: int, total: int) -> None:
        assert total == 20
        if done == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        export(Cut((shot(film, 0, 20, 0.0),), (), WIDTH, HEIGHT), LOSSLESS, tmp_path / "new" / "out.mkv", stop)
    assert not list((tmp_path / "new").iterdir())


def test_an_empty_part_is_refused(film, tmp_path):
    with pytest.raises(BadInput, match="nothing to export"):
        export(Cut((), (), WIDTH, HEIGHT), LOSSLESS, tmp_path / "out.mkv")


def test_a_taken_name_is_never_replaced(film, tmp_path):
    cut = Cut((shot(film, 0, 1, 0.0),), (), WIDTH, HEIGHT)
    paths = [export(cut, LOSSLESS, tmp_path / "out.mkv").path for _ in range(2)]
    assert [path.name for path in paths] == ["out.mkv", "out (2).mkv"]
