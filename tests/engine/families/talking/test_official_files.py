"""Every talking model of the catalogue runs a whole job from files under their published names (with tiny weights)."""

from __future__ import annotations

import shutil
from fractions import Fraction
from pathlib import Path

import pytest
from safetensors.torch import save_file

from engine import catalog
from engine.api.events import Finished
from engine.api.model import ModelSpec, Part
from engine.api.request import GenerationRequest, Input, Role
from engine.families.wan import reading, spec
from engine.media.probe import probe
from engine.nets.clip import ImageNetwork
from engine.nets.wan.configs import WanConfig
from engine.nets.wan.vae_config import VaeConfig
from engine.run import Warm, run
from tests import tiny, tiny_talking

MODELS = ("infinitetalk", "infinitetalk-multi", "multitalk", "fantasytalking")
FULL = "fp16"  # the variant whose files are all safetensors


def laid_out(known: ModelSpec, folder: Path, made: Path) -> None:
    """Tiny files in the places where the variant would be fetched to."""
    own = {
        Part.TRANSFORMER: "low.safetensors", Part.TEXT_ENCODER: "text.safetensors", Part.VAE: "vae.safetensors",
        Part.IMAGE_ENCODER: "image.safetensors", Part.SPEECH_ENCODER: "speech.safetensors",
        Part.ADDITION: f"{known.modes[0].value}.safetensors",
    }  # fmt: skip
    variant = known.variant(FULL)
    for part, ids in variant.files.items():
        for number, file in enumerate(known.file(id) for id in ids):
            place = folder / file.path
            place.parent.mkdir(parents=True, exist_ok=True)
            if part is Part.TOKENIZER:
                shutil.copytree(made / "tokenizer", place.parent, dirs_exist_ok=True)
                place.touch()
            elif number == 0:
                shutil.copy(made / own[part], place)
            else:
                save_file({}, place)


@pytest.fixture
def tiny_numbers(monkeypatch):
    """The networks that the catalogue names, in tiny."""
    net, vae = WanConfig(**tiny.NET, **tiny.KINDS["i2v"]), VaeConfig(**tiny._vae(16))
    monkeypatch.setattr(spec, "PRESETS", {"wan2.1-i2v-14b": net})
    monkeypatch.setattr(spec, "VAES", {"wan21": vae})
    monkeypatch.setattr(reading, "CLIP_VIT_H", ImageNetwork(**tiny.IMAGE))


@pytest.mark.parametrize("id", MODELS)
def test_a_whole_job_runs_from_the_published_names(id, resources, tiny_numbers, tmp_path, portrait, voice):
    known = catalog.load().model(id)
    made = resources / tiny_talking.make(resources, known.modes[0].value)
    laid_out(known, tmp_path / "models", made)
    voices = [voice(0.5, seed) for seed in range(1, 3 if id in ("infinitetalk-multi", "multitalk") else 2)]
    given = [(Role.INPUT_IMAGE, portrait), *((Role.AUDIO_FILE, path) for path in voices)]
    values = {"width": 64, "height": 64, "steps": 2, "frame_window_size": 13, "seed": 1, "model_variant": FULL}
    if id != "fantasytalking":
        values["motion_frame"] = 5
    request = GenerationRequest(
        "job", known.family, id, values,
        tuple(Input(role, probe(path).asset()) for role, path in given),
        output_folder=str(tmp_path), work_folder=str(tmp_path / "work"), cache_folder=str(tmp_path / "cache"),
        models_folders=(str(tmp_path / "models"),),
    )  # fmt: skip
    end = run(request, lambda event: None, lambda: None, Warm())
    assert isinstance(end, Finished), end
    seconds = end.result.frames / Fraction(end.result.fps)
    assert probe(Path(end.result.path)).has_audio
    assert float(seconds) == pytest.approx(0.5, abs=0.25 if id == "fantasytalking" else 0.04)
