"""The catalogue's data files are right, and a mistake in one is named."""

from __future__ import annotations

import pytest

from engine import catalog
from engine.api import params
from engine.api.errors import InvalidParam, NotReady, WeightsMissing
from engine.api.model import Mode, Part
from engine.families.wan.spec import autoencoder, network, size_multiple
from engine.planner.snap import snap_frames, snap_size

KNOWN = catalog.load()
MODELS = KNOWN.models


def test_the_starter_comes_first_and_is_bundled():
    assert (MODELS[0].id, MODELS[0].bundled) == ("starter", True)


def test_no_two_models_share_an_id():
    assert len({m.id for m in MODELS}) == len(MODELS) >= 9


@pytest.mark.parametrize("spec", KNOWN.runnable, ids=lambda m: m.id)
def test_a_model_is_whole_and_its_defaults_can_run(spec):
    values = catalog.read_params(spec, {})
    assert params.check(values) == ()
    assert {Part.TRANSFORMER, Part.TEXT_ENCODER, Part.TOKENIZER, Part.VAE} <= {c.part for c in spec.components}
    assert bool(network(spec).image_dim) == (spec.component(Part.IMAGE_ENCODER) is not None)
    for width, height in (*spec.sizes, (values.width, values.height)):
        assert snap_size(width, height, size_multiple(spec)).reason == ""
    as_long_as_the_voice = spec.family == "talking" and not values.num_frames
    assert as_long_as_the_voice or snap_frames(values.num_frames, video=True).reason == ""
    assert set(spec.defaults) <= {f.name for f in params.fields(type(values))}
    channels = autoencoder(spec).z_dim
    assert network(spec).out_dim == channels
    assert network(spec).in_dim == (channels if Mode.TEXT_TO_VIDEO in spec.modes else 2 * channels + 4)


@pytest.mark.parametrize("spec", [m for m in KNOWN.runnable if not m.bundled], ids=lambda m: m.id)
def test_a_published_model_says_where_it_is_published_and_has_the_official_negative_prompt(spec):
    assert spec.hub.startswith(("Wan-AI/", "FastVideo/", "MeiGen-AI/", "acvlab/"))
    assert spec.negative_prompt.endswith("\u5012\u7740\u8d70")
    assert all(c.bytes > 0 for c in spec.components if c.part is not Part.TOKENIZER)


def test_a_model_that_is_not_there_is_named_with_those_that_are():
    with pytest.raises(WeightsMissing, match="starter"):
        catalog.load().model("nothing")


def test_a_task_that_the_model_cannot_do_is_refused():
    with pytest.raises(InvalidParam) as wrong:
        catalog.read_params(catalog.load().model("wan2.1-t2v-1.3b"), {"mode": "image_to_video"})
    assert wrong.value.param == "mode"


def test_a_model_that_this_version_cannot_run_is_refused_and_says_so():
    spec = catalog.load().model("wan2.2-s2v-14b")
    with pytest.raises(NotReady) as refused:
        catalog.read_params(spec, {})
    assert "later version" in refused.value.why
    assert refused.value.do
    assert spec not in KNOWN.runnable and spec not in KNOWN.for_mode(Mode.IMAGE_TO_VIDEO)


def test_the_loras_of_a_network_are_those_made_for_it():
    assert "lightx2v-t2v-a14b" in {lora.id for lora in KNOWN.loras_for("wan2.2-t2v-a14b")}
    assert all("wan2.2-t2v-a14b" in lora.made_for for lora in KNOWN.loras_for("wan2.2-t2v-a14b"))
    assert KNOWN.loras_for("nothing") == ()


def test_a_mistake_in_a_data_file_is_named(tmp_path):
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "broken.toml").write_text('id = "x"\n', encoding="utf-8")
    with pytest.raises(ValueError, match=r"broken\.toml.*missing required field"):
        catalog.load(resources=tmp_path)
