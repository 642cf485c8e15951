"""A preset sets what belongs together, takes back what another set, and is known again by its values."""

from __future__ import annotations

import pytest

from engine import catalog
from engine.api import params
from engine.api.errors import InvalidParam
from engine.api.lora import LoraUse
from engine.planner.presets import preset_named, preset_of, with_preset

KNOWN = catalog.load()
SPEC = KNOWN.model("infinitetalk")
OWN = catalog.defaults(SPEC)


def chosen(id, values=OWN):
    return with_preset(SPEC, preset_named(SPEC, id), values, OWN)


def test_a_fast_preset_sets_steps_guidance_and_its_lora():
    made = chosen("lightx2v-4")
    assert (made.steps, made.cfg, made.audio_cfg, made.scheduler) == (4, (1.0,), 2.0, "distilled")
    assert made.loras == (LoraUse("lightx2v-i2v-480p"),)


def test_the_next_preset_takes_back_what_it_does_not_set_and_leaves_the_rest():
    mine = params.replace(OWN, seed=7, positive_prompt="a man", loras=(LoraUse("look.safetensors", 0.5),))
    before = chosen("fusionx-8", mine)
    assert [use.lora_name for use in before.loras] == ["look.safetensors", "fusionx-i2v-14b"]
    assert chosen("official", before) == mine
    assert chosen("long-windows", before) == params.replace(mine, frame_window_size=117, motion_frame=25)


@pytest.mark.parametrize("preset", SPEC.presets, ids=lambda preset: preset.id)
def test_the_values_tell_which_preset_they_are(preset):
    made = chosen(preset.id, params.replace(OWN, seed=3))
    assert preset_of(SPEC, made, OWN) == preset
    assert preset_of(SPEC, params.replace(made, steps=17), OWN) is None


def test_the_strength_of_its_lora_stays_as_it_was_set():
    weaker = params.replace(OWN, loras=(LoraUse("fusionx-i2v-14b", 0.8),))
    assert chosen("fusionx-8", weaker).loras == weaker.loras


def test_every_preset_of_every_model_runs_with_the_values_of_the_model():
    for spec in KNOWN.runnable:
        for preset in spec.presets:
            values = params.to_dict(with_preset(spec, preset, catalog.defaults(spec), catalog.defaults(spec)))
            assert catalog.read_params(spec, values).steps > 0


def test_a_preset_that_the_model_has_not_is_refused_and_those_it_has_are_named():
    with pytest.raises(InvalidParam) as told:
        preset_named(SPEC, "fastest")
    assert "lightx2v-4" in told.value.why and told.value.param == "preset"
