"""Where a model is here in several forms, the one that is chosen is used; what forms share serves them all."""

from __future__ import annotations

import pytest

from engine import catalog
from engine.api.errors import InvalidParam, WeightsMissing
from engine.api.model import Part
from engine.store.forms import AUTO, forms_here, in_form
from engine.store.locate import locate
from tests.engine.store.test_locate_variants import fetched

SPEC = catalog.load().model("wan2.1-t2v-1.3b")


def ids(found):
    return [variant.id for variant in found]


def test_the_form_that_is_chosen_is_used_and_without_a_choice_the_recommended_one(tmp_path):
    for id in ("q8_0", "fp16"):
        fetched(tmp_path, SPEC, SPEC.variant(id))
    assert ids(forms_here(SPEC, [tmp_path])) == ["fp16", "q8_0"]
    for id, ending in ((AUTO, ".safetensors"), ("q8_0", ".gguf"), ("fp16", ".safetensors")):
        found = locate(in_form(SPEC, id), [tmp_path])
        assert found[Part.TRANSFORMER].suffix == found[Part.TEXT_ENCODER].suffix == ending, id


def test_a_form_is_found_on_the_shelf_of_another_program_by_its_name(tmp_path):
    shelf = tmp_path / "ComfyUI" / "models"
    for id in ("fp16", "q8_0"):
        for part, names in SPEC.variant(id).files.items():
            place = {Part.TEXT_ENCODER: "text_encoders", Part.VAE: "vae"}.get(part, "diffusion_models")
            for name in names:
                path = (
                    tmp_path / SPEC.file(name).path
                    if part is Part.TOKENIZER
                    else shelf / place / SPEC.file(name).path.rpartition("/")[2]
                )
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(b"x")
    (shelf / "checkpoints").mkdir()
    folders = [shelf, tmp_path]
    assert locate(in_form(SPEC, "q8_0"), folders)[Part.TRANSFORMER].suffix == ".gguf"
    assert locate(in_form(SPEC, "fp16"), folders)[Part.TRANSFORMER].suffix == ".safetensors"
    assert {"fp16", "q8_0"} <= set(ids(forms_here(SPEC, folders)))


def test_an_encoder_of_another_form_serves_but_never_another_transformer(tmp_path):
    fetched(tmp_path, SPEC, SPEC.variant("fp16"))
    q8 = SPEC.file(SPEC.variant("q8_0").files[Part.TRANSFORMER][0])
    with pytest.raises(WeightsMissing, match="transformer"):
        locate(in_form(SPEC, "q8_0"), [tmp_path])
    (tmp_path / q8.path).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / q8.path).write_bytes(b"x")
    found = locate(in_form(SPEC, "q8_0"), [tmp_path])
    assert found[Part.TRANSFORMER] == tmp_path / q8.path and found[Part.TEXT_ENCODER].suffix == ".safetensors"


def test_a_form_that_the_model_has_not_is_refused_by_name():
    with pytest.raises(InvalidParam) as refused:
        in_form(SPEC, "q2_k")
    assert refused.value.param == "model_variant" and "auto, fp16, q8_0" in refused.value.why


def test_a_built_in_model_has_no_forms(tmp_path):
    assert forms_here(catalog.load().model("starter"), [tmp_path]) == ()
