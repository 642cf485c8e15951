"""Every variant of the catalogue is found where Kinora fetches it to, and under its name in other programs' folders."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine import catalog
from engine.api.model import ModelSpec, Part, Variant
from engine.api.published import FileFormat, PublishedFile
from engine.store.locate import is_complete, parts_here

KNOWN = catalog.load()
PAIRS = [(spec, variant) for spec in KNOWN.models for variant in spec.variants]
SHELVES = {
    Part.TRANSFORMER: "diffusion_models", Part.TRANSFORMER_HIGH: "diffusion_models", Part.VAE: "vae",
    Part.TEXT_ENCODER: "text_encoders", Part.IMAGE_ENCODER: "clip_vision", Part.SPEECH_ENCODER: "audio_encoders",
    Part.ADDITION: "diffusion_models",
}  # fmt: skip


def fetched(folder: Path, spec: ModelSpec, variant: Variant) -> None:
    """The files of the variant as a download leaves them."""
    for file in spec.files_of(variant):
        path = folder / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")


def name(spec: ModelSpec, variant: Variant) -> str:
    return f"{spec.id}-{variant.id}"


@pytest.mark.parametrize(("spec", "variant"), PAIRS, ids=[name(*pair) for pair in PAIRS])
def test_what_was_fetched_is_found_whole_and_its_own_files_are_taken(spec, variant, tmp_path):
    fetched(tmp_path, spec, variant)
    assert is_complete(spec, [tmp_path / "empty", tmp_path])
    found = parts_here(spec, [tmp_path])
    for part, ids in variant.files.items():
        files = {tmp_path / spec.file(id).path for id in ids}
        assert found[part] in files | {file.parent for file in files}, part
    index = found[Part.TRANSFORMER].name.endswith(".index.json")
    assert index == (len(variant.files[Part.TRANSFORMER]) > 1)


@pytest.mark.parametrize("part", [Part.TRANSFORMER, Part.TOKENIZER, Part.VAE])
def test_a_set_of_files_that_is_not_whole_is_not_taken(part, tmp_path):
    spec = KNOWN.model("wan2.1-i2v-480p")
    variant = spec.variant("official")
    fetched(tmp_path, spec, variant)
    (tmp_path / spec.file(variant.files[part][-1]).path).unlink()
    assert set(variant.files) - set(parts_here(spec, [tmp_path])) == {part}


def test_a_model_shares_the_files_of_another_that_was_fetched_before(tmp_path):
    base, talking = KNOWN.model("wan2.1-i2v-480p"), KNOWN.model("infinitetalk")
    fetched(tmp_path, base, base.variant())
    assert set(parts_here(talking, [tmp_path])) == {component.part for component in base.components}


def on_shelves(folder: Path, spec: ModelSpec, variant: Variant) -> dict[Part, PublishedFile]:
    """The single files of the variant, as ComfyUI keeps them; gives those that were put there."""
    put = {}
    for part, ids in variant.files.items():
        file = spec.file(ids[0])
        if part in SHELVES and len(ids) == 1 and file.container in (FileFormat.SAFETENSORS, FileFormat.GGUF):
            path = folder / SHELVES[part] / Path(file.path).name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"x")
            put[part] = file
    return put


COMFY = [(s, v) for s, v in PAIRS if s.family == "wan" and len(v.files[Part.TRANSFORMER]) == 1 and v.id != "official"]


@pytest.mark.parametrize(("spec", "variant"), COMFY, ids=[name(*pair) for pair in COMFY])
def test_the_same_files_are_found_in_a_comfyui_folder(spec, variant, tmp_path):
    put = on_shelves(tmp_path / "models", spec, variant)
    found = parts_here(spec, [tmp_path])
    assert {part: found[part].name for part in put} == {part: Path(file.path).name for part, file in put.items()}
