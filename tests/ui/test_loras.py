"""The LoRAs of the recipe panel: dropped, read, paired, told, refused before anything runs."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QLabel

from engine.api import params
from engine.api.lora import LoraExpert, LoraUse
from tests.engine.weights.files import shapes
from ui.draft import Draft, Lack
from ui.main_window import MainWindow
from ui.param_form import ELSEWHERE
from ui.recipe.loras import NAMES
from ui.recipe.panel import RecipePanel

T2V, PAIR = "wan2.1-t2v-14b", "wan2.2-t2v-a14b"


@pytest.fixture
def context(world):
    world.context.settings.level = "Advanced"
    return world.context


@pytest.fixture
def draft(context):
    made = Draft(context)
    made.set_model(T2V)
    return made


@pytest.fixture
def panel(context, draft, qtbot):
    made = RecipePanel(context, draft)
    made.resize(324, 900)
    qtbot.addWidget(made)
    made.show()
    return made


def lora(path, width=5120, blocks=40, *, image=False):
    parts = [f"blocks.{n}.{part}" for n in range(blocks) for part in
             ("self_attn.q", "cross_attn.v", *(("cross_attn.k_img",) if image else ()))]  # fmt: skip
    sides = (("A", [1, width]), ("B", [width, 1]))
    path.parent.mkdir(exist_ok=True)
    return shapes(path, {f"diffusion_model.{part}.lora_{half}.weight": side for part in parts for half, side in sides})


def drop(panel, *paths):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    how = Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    entering = QDragEnterEvent(QPoint(20, 20), *how)
    QApplication.sendEvent(panel, entering)
    if entering.isAccepted():
        QApplication.sendEvent(panel, QDropEvent(QPointF(20, 20), *how))


def told(row):
    return row.told


def read(panel, qtbot):
    """Wait until every file has been looked at."""
    qtbot.waitUntil(lambda: all(told(row) not in ("", "Reading ...") for row in panel.loras.rows), timeout=5000)


def test_a_dropped_file_is_read_and_said_to_fit(panel, draft, qtbot, tmp_path):
    path = lora(tmp_path / "look.safetensors")
    drop(panel, path)
    read(panel, qtbot)
    (row,) = panel.loras.rows
    assert draft.params.loras == (LoraUse(str(path)),)
    assert told(row) == "80 of 80 layers, for Wan 14B" and row._name.whole == "look"
    assert row._expert.isHidden() and row._steps.isHidden()
    assert draft.request().params["loras"] == [{"lora_name": str(path), "lora_strength": 1.0}]
    drop(panel, path)
    assert len(panel.loras.rows) == 1, "the same file is not taken twice"


def test_one_for_pictures_is_told_to_fit_in_part_and_does_not_stop_the_job(panel, draft, qtbot, tmp_path):
    drop(panel, lora(tmp_path / "look.safetensors", image=True))
    read(panel, qtbot)
    assert told(panel.loras.rows[0]) == "80 of 120 layers, for Wan 2.1 I2V 14B"
    assert panel.loras.rows[0]._told.property("role") == "told"
    assert panel.loras.refusals() == ()


def test_one_of_another_model_is_refused_in_red_until_it_is_off_or_the_model_another(panel, draft, qtbot, tmp_path):
    path = lora(tmp_path / "small.safetensors", 1536, 30)
    drop(panel, path)
    read(panel, qtbot)
    (row,) = panel.loras.rows
    assert "small.safetensors was made for Wan 2.1 T2V 1.3B (width 1536; this one has 5120)" in told(row)
    assert "Choose the model that it was made for" in told(row) and row._told.property("role") == "problem"
    wrong = [obstacle for obstacle in draft.obstacles() if obstacle.meant == "loras"]
    assert len(wrong) == 1 and wrong[0].lack is Lack.VALUE and "small.safetensors" in wrong[0].sentence
    panel.show_param("loras")
    assert row.out.hasFocus() or not panel.isActiveWindow()
    row._on.click()
    assert not [obstacle for obstacle in draft.obstacles() if obstacle.meant == "loras"]
    row._on.click()
    draft.set_model("wan2.1-t2v-1.3b")
    read(panel, qtbot)
    assert draft.params.loras == (LoraUse(str(path)),), "it stays when the model changes"
    assert told(row) == "60 of 60 layers, for Wan 2.1 T2V 1.3B" and draft.refusals() == ()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("page.safetensors", b"<!DOCTYPE html><html>sign in</html>" * 20, "page.safetensors"),
        ("old.pt", b"PK\x03\x04" + bytes(300), "old.pt"),
        ("gone.safetensors", None, "gone.safetensors is not on this computer"),
    ],
)
def test_a_file_that_is_none_is_refused_with_what_to_do(name, content, words, panel, qtbot, tmp_path):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    drop(panel, tmp_path / name)
    read(panel, qtbot)
    (refused,) = panel.loras.refusals()
    assert words in told(panel.loras.rows[0]) and refused.do and refused.done


def test_a_picture_is_not_taken_for_a_lora(panel, draft, tmp_path):
    drop(panel, tmp_path / "face.png")
    assert draft.params.loras == ()


def test_the_other_half_of_a_pair_comes_along_and_each_goes_to_its_expert(panel, draft, qtbot, tmp_path):
    high, low = (lora(tmp_path / f"fast_{word}_noise.safetensors") for word in ("high", "low"))
    draft.set_model(PAIR)
    drop(panel, high)
    qtbot.waitUntil(lambda: len(panel.loras.rows) == 2, timeout=5000)
    read(panel, qtbot)
    assert [(use.lora_name, use.expert) for use in draft.params.loras] == [
        (str(high), LoraExpert.HIGH),
        (str(low), LoraExpert.LOW),
    ]
    first, second = panel.loras.rows
    assert (first._expert.key, second._expert.key) == ("high", "low") and not first._expert.isHidden()
    assert told(second) == "80 of 80 layers, for Wan 14B, found beside the other half"
    first._expert._buttons["both"].click()
    assert draft.params.loras[0].expert is LoraExpert.BOTH
    second.out.click()
    assert [use.lora_name for use in draft.params.loras] == [str(high)]


def test_both_halves_dropped_together_are_two_rows(panel, draft, qtbot, tmp_path):
    halves = [lora(tmp_path / f"fast_{word}_noise.safetensors") for word in ("high", "low")]
    draft.set_model(PAIR)
    drop(panel, *halves)
    read(panel, qtbot)
    qtbot.waitUntil(lambda: LoraExpert.AUTO not in {use.expert for use in draft.params.loras}, timeout=5000)
    assert [use.expert.value for use in draft.params.loras] == ["high", "low"]


def type_in(field, text):
    field.setText(text)
    field.textEdited.emit(text)


def test_the_strength_is_typed_or_stepped_and_nonsense_keeps_the_last_good_one(panel, draft, qtbot, tmp_path):
    panel.loras.add(str(lora(tmp_path / "look.safetensors")))
    (row,) = panel.loras.rows
    for text, good in (("0,8", 0.8), ("-1.25", -1.25), ("x", -1.25), ("11", -1.25), ("nan", -1.25), ("0", 0.0)):
        type_in(row._strength, text)
        assert draft.params.loras[0].lora_strength == good
        assert row._strength.text() == text, "what is typed is never changed"
        assert bool(row._strength.property("wrong")) is (text in ("x", "11", "nan"))
    qtbot.keyClick(row._strength, Qt.Key.Key_Up)
    assert draft.params.loras[0].lora_strength == 0.05 and row._strength.text() == "0.05"


def test_a_part_of_the_steps_is_set_at_expert_and_stays_visible(panel, draft, context, tmp_path):
    panel.loras.add(str(lora(tmp_path / "look.safetensors")))
    (row,) = panel.loras.rows
    assert row._steps.isHidden()
    panel._on_level("Expert")
    assert not row._steps.isHidden() and (row._first.text(), row._last.text()) == ("0", "100")
    type_in(row._last, "50")
    assert draft.params.loras[0].steps == (0.0, 0.5)
    type_in(row._first, "60")
    assert draft.params.loras[0].steps == (0.0, 0.5) and row._first.property("wrong") is True
    panel._on_level("Advanced")
    assert not row._steps.isHidden()


def test_the_section_shows_from_advanced_on_and_wherever_there_are_loras(panel, draft, tmp_path):
    panel._on_level("Basic")
    assert panel.loras.isHidden()
    panel.loras.add(str(lora(tmp_path / "look.safetensors")))
    assert not panel.loras.isHidden() and not panel.loras._all.isHidden()
    panel.loras.rows[0].out.click()
    assert panel.loras.isHidden() and panel.loras.rows == ()


def test_one_that_another_panel_gave_to_the_draft_is_shown(panel, draft, qtbot, tmp_path):
    use = LoraUse(str(lora(tmp_path / "look.safetensors")), 0.3)
    draft.set_params(params.replace(draft.params, loras=(use,)))
    read(panel, qtbot)
    assert [row.use for row in panel.loras.rows] == [use] and panel.loras.rows[0]._strength.text() == "0.30"


def test_all_are_switched_off_by_one_click(panel, draft, qtbot, tmp_path):
    panel.loras.add(str(lora(tmp_path / "small.safetensors", 1536, 30)))
    read(panel, qtbot)
    assert panel.loras.refusals()
    panel.loras._all.click()
    assert draft.params.lora_enabled is False and panel.loras.refusals() == ()


def test_the_values_of_the_form_and_its_reset_leave_loras_alone(panel, draft, tmp_path):
    panel.loras.add(str(lora(tmp_path / "look.safetensors")))
    panel.form._take(params.replace(panel.form.value(), shift=7.0))
    panel.form.reset()
    assert len(draft.params.loras) == 1 and set(NAMES) < set(ELSEWHERE)


def test_a_recipe_brings_the_rows_back_and_says_which_file_is_missing(panel, draft, qtbot, tmp_path):
    here = lora(tmp_path / "here.safetensors")
    uses = [{"lora_name": str(here), "lora_strength": 0.5}, {"lora_name": "C:\\x\\away.safetensors", "steps": [0, 0.5]}]
    draft.restore({"model": T2V, "params": {"loras": uses}})
    read(panel, qtbot)
    first, second = panel.loras.rows
    assert first._strength.text() == "0.50" and told(first).startswith("80 of 80")
    assert second._name.whole == "away" and "away.safetensors is not on this computer" in told(second)
    assert not second._steps.isHidden()
    lora(tmp_path / "models" / "away.safetensors")
    panel._context.settings.models_folders = (str(tmp_path / "models"),)
    read(panel, qtbot)
    qtbot.waitUntil(lambda: told(second) == "80 of 80 layers, for Wan 14B", timeout=5000)


def test_generate_starts_nothing_with_a_refused_one_and_goes_to_it(world, qtbot, tmp_path):
    window = MainWindow(world.context)
    qtbot.addWidget(window)
    window.show()
    window.draft.set_prompts("a red circle moves", "")
    window.recipe.loras.add(str(lora(tmp_path / "small.safetensors", 1536, 30)))
    read(window.recipe, qtbot)
    window.generate()
    assert world.jobs.all() == () and world.context.settings.level == "Advanced"
    assert "small.safetensors was made for Wan 2.1 T2V 1.3B" in window.status._said.whole
    window.recipe.loras.rows[0].out.click()
    window.generate()
    assert len(world.jobs.all()) == 1
    window.close()


def test_every_control_has_a_name(panel, draft, tmp_path):
    draft.set_model(PAIR)
    panel.loras.add(str(lora(tmp_path / "look.safetensors")))
    (row,) = panel.loras.rows
    controls = (row._on, row._strength, row.out, row._expert, row._first, row._last, panel.loras.add_button)
    assert all(control.accessibleName() for control in controls)
    assert "look.safetensors" in row._strength.accessibleName()
    assert all(text.textFormat() == Qt.TextFormat.PlainText for text in row.findChildren(QLabel) if text.text())


def test_one_of_the_catalogue_that_is_here_is_offered_and_brings_its_settings(panel, draft, context, qtbot, tmp_path):
    draft.set_model("wan2.1-t2v-14b")
    assert panel.loras._offered() == ()
    spec = next(lora for lora in context.catalog.loras_for(draft.spec.network) if lora.defaults)
    for file in spec.published:
        (tmp_path / "models" / file.path).parent.mkdir(parents=True, exist_ok=True)
        lora(tmp_path / "models" / file.path)
    context.settings.models_folders = (str(tmp_path / "models"),)
    assert panel.loras._offered() == (spec,)
    told_moves = []
    draft.moved.connect(told_moves.append)
    panel.loras.add_known(spec)
    read(panel, qtbot)
    assert draft.params.loras == (LoraUse(spec.id, spec.strength),) and told(panel.loras.rows[0]).startswith("80 of 80")
    assert {name: params.to_dict(draft.params)[name] for name in spec.defaults} == spec.defaults
    assert panel.form.value().steps == spec.defaults["steps"]
    assert len(told_moves) == 1 and f"Steps {spec.defaults['steps']}" in told_moves[0]
