"""Judges the speaking starter as a person meets it: portraits and voices it never knew, whole jobs, and the pixels."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import TextIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy.io import wavfile

from engine.api.errors import EngineError
from engine.api.model import Mode
from engine.api.request import Asset, Input, Kind, Role
from engine.media.audio_wave import RATE
from engine.training.starter.bench import Studio, shown
from engine.training.voice.judge import agreement, mouth
from engine.training.voice.people import person
from engine.training.voice.voices import Samples, recording

MODEL = "starter-voice"
SECONDS = 2.6
PAIRS = 3  # voices that are spoken by either of two people
STEADY = 0.002  # amplitude of the noise in a room where nobody speaks


@dataclass(frozen=True, slots=True)
class Spoken:
    """What came of one voice."""

    name: str
    correlation: float
    lag: int  # frames
    widest: float  # how far the mouth was opened


@dataclass(frozen=True, slots=True)
class Turn:
    """What came of two people side by side of whom one has a voice."""

    name: str
    correlation: float  # of the one who speaks
    other: float  # how far the one who listens opened the mouth on average, as a share of the one who speaks


@dataclass(frozen=True, slots=True)
class Report:
    """What came of all of them, and of silences."""

    spoken: tuple[Spoken, ...]
    silences: tuple[float, ...]  # how far the mouth was opened at most in each
    pairs: tuple[Turn, ...]

    def __str__(self) -> str:
        """One line for each voice, then the figures."""
        lines = [f"{one.name}: correlation {one.correlation:.3f}, lag {one.lag}" for one in self.spoken]
        values = [one.correlation for one in self.spoken]
        lines += [
            (
                f"{len(values)} voices: correlation {min(values):.3f} at least, {np.mean(values):.3f} on average; "
                f"lag at most {max(abs(one.lag) for one in self.spoken)} frames"
            ),
            f"silence: the mouth opens {max(self.silences):.3f} at most (1 is wide open)",
        ]
        lines += [
            f"{one.name}: correlation {one.correlation:.3f}, the other opens {one.other:.1%} as far"
            for one in self.pairs
        ]
        return "\n".join(lines)

    def facts(self) -> dict[str, float]:
        """The figures by name."""
        values = [one.correlation for one in self.spoken]
        return {
            "voices": len(values),
            "correlation_least": min(values),
            "correlation_mean": float(np.mean(values)),
            "lag_most": max(abs(one.lag) for one in self.spoken),
            "silence_most": max(self.silences),
            "pair_correlation_least": min(one.correlation for one in self.pairs),
            "pair_other_most": max(one.other for one in self.pairs),
        }


def bench(count: int, as_json: bool, out: TextIO) -> int:
    """Prints how well `count` new people follow `count` new voices, and whether they are silent in silence."""
    with tempfile.TemporaryDirectory(prefix="kinora-bench-") as folder:
        studio = Studio(Path(folder))
        try:
            report = Report(tuple(spoken(studio, new_voices(count))), tuple(silences(studio)), tuple(turns(studio)))
        except EngineError as wrong:
            print(f"{wrong.title}. {wrong.why}", file=out)
            return 1
    print(json.dumps(report.facts()) if as_json else report, file=out)
    return 0


def new_voices(count: int) -> Iterator[tuple[str, Samples, Samples]]:
    """Name, samples and the voice in them alone, of voices that were never trained with."""
    random = Random("new voices")
    made = 0
    while made < count:
        said = recording(SECONDS, random)
        if said.voice.any():
            made += 1
            yield f"voice {made}", said.samples, said.voice


def spoken(studio: Studio, voices: Iterable[tuple[str, Samples, Samples]]) -> Iterator[Spoken]:
    """Lets a new person speak with each voice."""
    for number, (name, samples, voice) in enumerate(voices):
        film = speak(studio, number, samples)
        found = agreement(voice, film)
        yield Spoken(name, found.correlation, found.lag, float(mouth(film).max()))


def silences(studio: Studio) -> Iterator[float]:
    """The widest opening to digital silence, to the noise of a room, and without a voice at all."""
    nothing = np.zeros(round(SECONDS * RATE), np.float32)
    noise = np.random.default_rng(0).normal(0, STEADY, nothing.shape).astype(np.float32)
    for number, samples in enumerate((nothing, noise, None), start=1000):
        yield float(mouth(speak(studio, number, samples)).max())


def turns(studio: Studio) -> Iterator[Turn]:
    """Two new people side by side, first the left one speaks, then the right one."""
    for number, (name, samples, voice) in enumerate(new_voices(PAIRS)):
        for side, who in enumerate(("left", "right")):
            mute = np.zeros_like(samples)
            film = speak_together(studio, 2 * number, (mute, samples) if side else (samples, mute))
            halves = np.split(film, 2, axis=2)
            heard, silent = halves[side], halves[1 - side]
            share = float(mouth(silent).mean() / max(1e-6, mouth(heard).mean()))
            yield Turn(f"{name}, {who} of two", agreement(voice, heard).correlation, share)


def speak(studio: Studio, number: int, samples: Samples | None, **values: object) -> NDArray[np.uint8]:
    """The film F H W 3 of a new person with that voice, or without any; values: settings that differ."""
    portrait = person(number, new=True).portrait()
    return _film(studio, portrait, () if samples is None else (samples,), {"seed": number, **values})


def speak_together(studio: Studio, number: int, voices: tuple[Samples, Samples], **values: object) -> NDArray[np.uint8]:
    """The film F H W 3 of two new people side by side, each with a voice; values: settings that differ."""
    left, right = (person(number + who, new=True).portrait() for who in range(2))
    picture = np.concatenate([left, right], axis=1)
    return _film(studio, picture, voices, {"seed": number, "width": picture.shape[1], **values})


def _film(
    studio: Studio, picture: NDArray[np.uint8], voices: tuple[Samples, ...], values: dict[str, object]
) -> NDArray[np.uint8]:
    path = studio.folder / "picture.png"
    Image.fromarray(picture).save(path)
    inputs = [shown(path)]
    for number, samples in enumerate(voices):
        sound = studio.folder / f"voice{number}.wav"
        wavfile.write(sound, RATE, samples)
        inputs.append(Input(Role.AUDIO_FILE, Asset(str(sound), Kind.AUDIO)))
    return studio.make("talking", MODEL, {"mode": Mode.INFINITE_TALK.value, **values}, tuple(inputs))
