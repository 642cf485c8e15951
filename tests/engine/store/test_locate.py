"""A model's files are found where people put them, and what is missing is said by name."""

from __future__ import annotations

import pytest

from engine import catalog
from engine.api.errors import WeightsMissing
from engine.api.model import Part
from engine.store.locate import is_complete, locate

SPEC = catalog.load().model("wan2.1-t2v-1.3b")
NAMES = ("wan2.1_t2v_1.3B_bf16.safetensors", "umt5-xxl-enc-bf16.safetensors", "wan_2.1_vae.safetensors")


def fill(folder):
    (folder / "google" / "umt5-xxl").mkdir(parents=True)
    for name in NAMES:
        (folder / name).write_bytes(b"x")


@pytest.mark.parametrize("name", ["wan2.1-t2v-1.3b", "Wan2.1-T2V-1.3B"])
def test_a_model_lies_under_its_id_or_under_its_published_name(tmp_path, name):
    fill(tmp_path / name)
    found = locate(SPEC, [tmp_path / "empty", tmp_path])
    assert found[Part.TRANSFORMER] == tmp_path / name / NAMES[0]
    assert found[Part.TOKENIZER].is_dir()


def test_what_is_missing_is_named_with_the_names_it_may_have(tmp_path):
    fill(tmp_path / SPEC.id)
    (tmp_path / SPEC.id / NAMES[2]).unlink()
    with pytest.raises(WeightsMissing) as wrong:
        locate(SPEC, [tmp_path])
    assert "vae" in wrong.value.why
    assert "wan_2.1_vae.safetensors" in wrong.value.why
    assert "text_encoder" not in wrong.value.why
    assert "Wan-AI/Wan2.1-T2V-1.3B" in wrong.value.do[0]
    assert not is_complete(SPEC, [tmp_path])


def test_the_first_name_of_the_list_wins(tmp_path):
    folder = tmp_path / SPEC.id
    fill(folder)
    (folder / "diffusion_pytorch_model.safetensors").write_bytes(b"x")
    assert locate(SPEC, [tmp_path])[Part.TRANSFORMER].name == "diffusion_pytorch_model.safetensors"


def test_without_folders_nothing_but_the_bundled_model_is_found():
    assert not is_complete(SPEC, [])
    assert is_complete(catalog.load().model("starter"), [])
