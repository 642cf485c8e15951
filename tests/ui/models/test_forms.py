"""A model that is here in several forms: the person chooses one in the recipe or in the manager, and it is forecast."""

from __future__ import annotations

from pathlib import Path

from engine import catalog
from engine.store.forms import in_form
from tests.engine.store.test_locate_variants import fetched
from ui.models.details_dialog import DetailsDialog
from ui.models.download_dialog import DownloadDialog
from ui.models.manager import ModelManager

ID = "wan2.1-t2v-1.3b"


def have(window, qtbot, *forms):
    context = window.context
    spec = context.catalog.model(ID)
    for form in forms:
        fetched(Path(context.folders.models), spec, spec.variant(form))
    context.models.refresh()
    qtbot.waitUntil(lambda: len(context.models.card(ID).forms) == len(forms), timeout=5000)


def test_the_choice_of_a_form_stands_by_the_model_only_where_there_is_one(window, qtbot):
    have(window, qtbot, "fp16")
    window.draft.set_model(ID)
    choice = window.recipe.variant
    assert not choice.isVisible()
    have(window, qtbot, "fp16", "q8_0")
    assert choice.isVisible() and [choice.itemData(n) for n in range(choice.count())] == ["auto", "fp16", "q8_0"]
    choice.setCurrentIndex(2)
    assert window.draft.request().params["model_variant"] == "q8_0"
    recipe = window._recipe()
    window.draft.set_model("starter")
    assert window.draft.params.model_variant == "auto", "another model has other forms"
    assert not choice.isVisible()
    window.draft.restore(recipe)
    assert window.draft.params.model_variant == "q8_0" and choice.currentData() == "q8_0"


def test_a_form_of_a_recipe_that_is_not_here_is_said_and_leads_to_fetching(window, qtbot):
    have(window, qtbot, "fp16")
    window.draft.restore({"model": ID, "params": {"model_variant": "q8_0", "positive_prompt": "a boat"}})
    assert "not here" in window.recipe.variant.currentText()
    obstacle = window.draft.obstacle()
    assert obstacle is not None and obstacle.lack == "model"
    window.draft.restore({"model": ID, "params": {"model_variant": "q1", "positive_prompt": "a boat"}})
    assert window.draft.obstacle().meant == "model_variant"


def test_the_manager_lets_one_use_a_form_and_fetch_another(window, qtbot):
    have(window, qtbot, "fp16", "q8_0")
    window.show_models()
    manager = window.findChild(ModelManager)
    manager._on_details(ID)
    dialog = manager.findChild(DetailsDialog)
    assert [made.property("form") for made in dialog.forms] == ["fp16", "q8_0"]
    dialog.forms[1].click()
    assert (window.draft.spec.id, window.draft.params.model_variant) == (ID, "q8_0")
    assert not manager.isVisible()
    window.show_models()
    manager._on_details(ID)
    dialog = next(one for one in manager.findChildren(DetailsDialog) if one.isVisible())
    dialog.more_forms.click()
    assert any(one.isVisible() for one in manager.findChildren(DownloadDialog))


def test_the_forecast_counts_the_bytes_of_the_form(window, qtbot):
    spec = window.context.catalog.model(ID)
    files, params = window.context.forecasts._files, catalog.defaults(spec)
    sizes = {form: files(in_form(spec, form), params).sizes for form in ("fp16", "q8_0")}
    assert sizes["q8_0"]["transformer"] < 0.7 * sizes["fp16"]["transformer"]
