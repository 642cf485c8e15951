"""Runs talking jobs on tiny models."""

from __future__ import annotations

import wave
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from engine import catalog
from engine.api.request import GenerationRequest, Input, Role
from engine.families.wan import spec
from engine.media.encode import Encoder
from engine.media.formats import LOSSLESS
from engine.media.probe import probe
from tests import tiny_talking
from tests.engine.families.conftest import Runs, learnt

Given = tuple[Role, Path] | tuple[Role, Path, float, float]


class TalkingRuns(Runs):
    """Runs talking jobs, keeping all their events."""

    def request(self, mode: str, inputs: tuple[Given, ...] = (), **params: Any) -> GenerationRequest:  # type: ignore[override]
        self._count += 1
        model = tiny_talking.make(self.resources, mode)
        redo = params.pop("redo_window", -1)
        work = params.pop("work", self.folder / f"work{self._count}")
        return GenerationRequest(
            id=f"job{self._count}",
            family="talking",
            model=model,
            params={"seed": 1, "positive_prompt": "a red circle", "output_format": "mkv ffv1", **params},
            inputs=tuple(Input(role, probe(path).asset(), *part) for role, path, *part in inputs),
            output_folder=str(self.folder / "out"),
            work_folder=str(work),
            cache_folder=str(self.folder / "cache"),
            redo_window=redo,
        )


@pytest.fixture
def runs(resources, tmp_path, monkeypatch):
    monkeypatch.setattr(catalog, "RESOURCES", resources)
    spec._own.cache_clear()
    with learnt(resources, tmp_path):
        yield TalkingRuns(resources, tmp_path)
    spec._own.cache_clear()


@pytest.fixture
def portrait(tmp_path):
    path = tmp_path / "portrait.png"
    made = (np.indices((64, 64)).sum(0)[..., None] * [1, 2, 3] % 200).astype(np.uint8)
    Image.fromarray(made).save(path)
    return path


@pytest.fixture
def cut_film(tmp_path):
    """A film of 30 frames, 25 a second, that cuts from dark to bright stripes at its 6th frame."""
    path = tmp_path / "cut.mkv"
    stripes = (np.indices((64, 64))[1][..., None] // 8 % 2 * [60, 40, 20]).astype(np.uint8)
    with Encoder(path, LOSSLESS, 0, Fraction(25), (64, 64)) as made:
        for number in range(30):
            made.add(stripes if number < 6 else 235 - stripes.transpose(1, 0, 2))
    return path


@pytest.fixture
def voice(tmp_path):
    """A maker of voices: seconds and seed -> a wav of bursts of noise."""

    def make(seconds: float, seed: int = 1) -> Path:
        path, chance = tmp_path / f"voice{seed}-{seconds}.wav", np.random.default_rng(seed)
        count = round(seconds * 16000)
        loud = np.sin(np.arange(count) / 16000 * 2 * np.pi * 3) > 0
        samples = (chance.normal(0, 0.2, count) * loud).clip(-1, 1)
        with wave.open(str(path), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(16000)
            file.writeframes((samples * 32767).astype("<i2").tobytes())
        return path

    return make
