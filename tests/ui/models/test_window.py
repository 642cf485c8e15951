"""From the window to the manager: the key, the menu of models, a model that is missing at Generate, and back."""

from __future__ import annotations

from PySide6.QtCore import Qt

from engine.api import params
from ui.models.download_dialog import DownloadDialog
from ui.models.manager import ModelManager
from ui.recipe.panel import MORE


def manager(window):
    return window.findChild(ModelManager)


def test_the_manager_is_made_when_its_key_is_pressed_and_not_before(window, qtbot):
    assert manager(window) is None
    window.activateWindow()
    qtbot.keyClick(window, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    assert manager(window).isVisible()
    assert manager(window).windowModality() is Qt.WindowModality.WindowModal
    manager(window).reject()
    assert not manager(window).isVisible()


def test_generate_with_a_model_that_is_not_here_opens_the_dialog_for_it(window, context):
    window.draft.set_model("wan2.1-t2v-1.3b")
    window.draft.set_prompts("a boat", "")
    window.generate()
    assert context.jobs.all() == ()
    dialog = manager(window).findChild(DownloadDialog)
    assert dialog.isVisible() and dialog.plan.model == "wan2.1-t2v-1.3b"
    assert context.downloads.rows() == ()
    dialog.reject()
    manager(window).reject()


def test_where_only_the_starter_is_here_the_list_of_models_ends_with_an_offer(window):
    combo = window.recipe.model
    assert combo.itemData(combo.count() - 1) == MORE
    assert combo.itemText(combo.count() - 1) == "Get more models ..."
    combo.setCurrentIndex(combo.count() - 1)
    assert manager(window).isVisible()
    assert combo.currentData() == "starter", "the offer is no model"
    manager(window).reject()


def test_a_job_that_lacks_its_files_leads_to_them(window):
    window.draft.set_model("wan2.1-t2v-1.3b")
    window._on_show_param("model_name")
    dialog = manager(window).findChild(DownloadDialog)
    assert dialog is not None and dialog.plan.model == "wan2.1-t2v-1.3b"
    dialog.reject()
    manager(window).reject()


def test_a_model_that_is_used_becomes_that_of_the_recipe(window):
    window.show_models()
    manager(window).use_model.emit("wan2.1-t2v-1.3b")
    assert window.draft.spec.id == "wan2.1-t2v-1.3b"
    manager(window).reject()


def test_a_lora_that_is_used_is_put_into_the_recipe_once(window, context):
    known = context.catalog.loras[0]
    window.show_models()
    for _ in range(2):
        manager(window).use_lora.emit(known.id)
    assert [(use.lora_name, use.lora_strength) for use in window.draft.params.loras] == [(known.id, known.strength)]
    manager(window).reject()


def test_a_lora_that_is_used_brings_its_settings_once_and_leaves_later_wishes_alone(window, context):
    known = next(lora for lora in context.catalog.loras if lora.defaults.get("steps", 50) < 10)
    window.draft.set_params(params.replace(window.draft.params, steps=50, lora_enabled=False))
    window.show_models()
    manager(window).use_lora.emit(known.id)
    assert window.draft.params.steps == known.defaults["steps"] and window.draft.params.lora_enabled
    window.draft.set_params(params.replace(window.draft.params, steps=7))
    manager(window).use_lora.emit(known.id)
    assert window.draft.params.steps == 7, "it is there already"
    manager(window).use_lora.emit("/nowhere/style.safetensors")
    assert [use.lora_name for use in window.draft.params.loras] == [known.id, "/nowhere/style.safetensors"]
    manager(window).reject()


def test_closing_gives_the_keyboard_back_to_where_it_was(window, qtbot):
    window.activateWindow()
    window.compose.prompt.positive.setFocus()
    window.show_models()
    qtbot.waitUntil(lambda: manager(window).search.hasFocus(), timeout=2000)
    manager(window).reject()
    qtbot.waitUntil(lambda: window.focusWidget() is window.compose.prompt.positive, timeout=2000)
