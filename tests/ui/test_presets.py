"""The choice of presets in the recipe panel: it sets, it recognises, and it leads to a LoRA that is not here."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.api import params
from engine.api.lora import LoraUse
from ui.draft import Draft
from ui.recipe.panel import RecipePanel


@pytest.fixture
def draft(context):
    made = Draft(context)
    made.set_model("infinitetalk")
    return made


@pytest.fixture
def panel(context, draft, qtbot):
    made = RecipePanel(context, draft)
    qtbot.addWidget(made)
    made.show()
    return made


def pick(panel, id):
    panel.presets.combo.setCurrentIndex(panel.presets.combo.findData(id))


def test_a_model_without_presets_shows_no_choice(panel, draft):
    assert panel.presets.combo.isVisible() and panel._preset_title.isVisible()
    draft.set_model("wan2.1-t2v-14b")
    assert not panel.presets.combo.isVisible() and not panel._preset_title.isVisible()


def test_a_chosen_preset_sets_the_values_and_the_form_shows_them(panel, draft):
    assert panel.presets.combo.currentData() == "official"
    pick(panel, "lightx2v-4")
    assert (draft.params.steps, draft.params.cfg, draft.params.audio_cfg) == (4, (1.0,), 2.0)
    assert panel.form.value().steps == 4
    assert draft.params.loras == (LoraUse("lightx2v-i2v-480p"),)
    pick(panel, "official")
    assert draft.params == draft.defaults


def test_an_edit_makes_them_the_persons_own_and_back_again(panel, draft):
    draft.set_params(params.replace(draft.params, steps=17))
    assert panel.presets.combo.currentText() == "Your own values"
    draft.set_params(params.replace(draft.params, steps=40))
    assert panel.presets.combo.currentData() == "official"
    assert panel.presets.combo.findText("Your own values") < 0


def test_a_preset_whose_lora_is_not_here_leads_to_it(panel, context, qtbot):
    assert not panel.presets.get.isVisible()
    pick(panel, "lightx2v-4")
    assert panel.presets.get.isVisible()
    with qtbot.waitSignal(panel.presets.get_wanted) as heard:
        panel.presets.get.click()
    assert heard.args == ["lightx2v-i2v-480p"]
    (file,) = next(lora for lora in context.catalog.loras if lora.id == "lightx2v-i2v-480p").published
    place = Path(context.settings.models_folders[0]) / file.path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.touch()
    panel.presets.follow()
    assert not panel.presets.get.isVisible()


def test_the_way_to_the_lora_opens_the_manager_with_it(window):
    window.draft.set_model("infinitetalk")
    pick(window.recipe, "fusionx-8")
    window.recipe.presets.get.click()
    assert window._models.isVisible() and window._models.rail.key == "loras"
