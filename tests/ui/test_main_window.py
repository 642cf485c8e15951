"""The window: commands, keys, what Generate does, and that it comes back as it was left."""

from __future__ import annotations

from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QPushButton

from app.job import State
from engine.api.events import Failed, Ready
from engine.api.model import Mode
from engine.api.request import Asset, Kind, Role
from tests.fakes import a_result
from ui import theme
from ui.actions import KEYS, belongs_to_control
from ui.main_window import MainWindow

COPY = Qt.DropAction.CopyAction


def write(window: MainWindow, prompt: str) -> None:
    window.compose.prompt.positive.setPlainText(prompt)


def test_ctrl_enter_in_the_prompt_puts_the_clip_into_the_queue(window, context, qtbot):
    window.activateWindow()
    window.compose.prompt.positive.setFocus()
    write(window, "a red circle moves to the right")
    qtbot.keyClick(window.compose.prompt.positive, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    (job,) = context.jobs.all()
    assert job.title == "a red circle moves to the right" and job.state is State.RUNNING
    given = context.engine.given[0]
    assert given.model == "starter" and given.params["positive_prompt"] == job.title and given.params["steps"] == 12
    assert given.output_folder == context.settings.outputs_folder


def test_while_a_clip_is_made_the_button_adds_to_the_queue(window, context):
    write(window, "a ball")
    assert window.top.generate.text() == "Generate"
    window.top.generate.click()
    assert window.top.generate.text() == "Add to queue"
    window.top.generate.click()
    assert [job.state for job in context.jobs.all()] == [State.RUNNING, State.WAITING]
    context.engine.finish()
    context.engine.finish()
    assert window.top.generate.text() == "Generate"


def test_interrupt_stops_the_running_clip_and_is_off_when_nothing_runs(window, context):
    assert not window.actions_["interrupt"].isEnabled()
    write(window, "a ball")
    window.generate()
    assert window.actions_["interrupt"].isEnabled()
    window.actions_["interrupt"].trigger()
    assert context.engine.cancelled == [context.engine.running]


def test_without_a_prompt_generate_goes_to_the_prompt_and_says_so(window, context, qtbot):
    window.activateWindow()
    window.top.generate.click()
    assert context.jobs.all() == ()
    assert window.status._said.whole.startswith("Write a prompt first")
    assert QApplication.focusWidget() is window.compose.prompt.positive


def test_without_a_picture_the_button_says_so_and_opens_the_chooser(window, context, monkeypatch):
    asked = []
    monkeypatch.setattr(window.compose.picture.well, "choose", lambda: asked.append(True))
    window.draft.set_mode(Mode.IMAGE_TO_VIDEO)
    assert window.top.generate.text() == "Drop a picture first"
    window.top.generate.click()
    assert asked == [True] and context.jobs.all() == ()


def test_a_picture_travels_with_the_job(window, context):
    window.draft.put(Asset("/p.png", Kind.IMAGE, 128, 128), Role.INPUT_IMAGE)
    window.generate()
    assert context.engine.given[0].input(Role.INPUT_IMAGE).asset.path == "/p.png"


def test_try_it_makes_the_first_clip_with_the_starter_model(window, context):
    window.draft.set_model("wan2.1-t2v-14b")
    window.viewer.try_it.emit("a green square spins")
    assert context.engine.given[0].model == "starter"
    assert window.compose.prompt.positive.toPlainText() == "a green square spins"


def test_a_value_of_the_form_reaches_the_job_and_the_plan(window, context, qtbot):
    write(window, "a ball")
    needs = []
    window.plan.needs.connect(needs.append)
    window.recipe.form.reveal("steps")
    edit = QApplication.focusWidget() or window
    edit = next(r for r in window.recipe.form._rows if "steps" in r.control.names).control.focusProxy()
    edit.setText("5")
    edit.textEdited.emit("5")
    qtbot.waitUntil(lambda: bool(needs))
    assert needs[-1] > 0
    window.generate()
    assert context.engine.given[0].params["steps"] == 5


def test_a_wrong_value_keeps_the_job_out_of_the_queue_and_is_shown(window, context):
    from engine.api import params

    write(window, "a ball")
    window.draft.set_params(params.replace(window.draft.params, steps=900))
    window.generate()
    assert context.jobs.all() == ()
    assert "at most 200" in window.status._said.whole
    assert not next(r for r in window.recipe.form._rows if "steps" in r.control.names).isHidden()


def test_every_command_has_words_and_its_keys_belong_to_it_alone(window):
    keys = [key for name in window.actions_ for key in KEYS[name]]
    assert len(keys) == len(set(keys))
    assert all(window.actions_[name].text() for name in window.actions_)
    assert {"Ctrl+Return", "Ctrl+Alt+Return", "Space", "Left", "Right", "Home", "End", "J", "K", "L", "F6"} <= set(keys)


def test_space_presses_a_focused_button_and_plays_elsewhere(window):
    plain = Qt.KeyboardModifier.NoModifier
    assert belongs_to_control(Qt.Key.Key_Space, plain, QPushButton(window))
    assert not belongs_to_control(Qt.Key.Key_Space, plain, window.viewer)
    assert not belongs_to_control(Qt.Key.Key_J, plain, QPushButton(window))


def test_f6_goes_from_panel_to_panel_and_back_round(window, qtbot):
    window.activateWindow()
    window.compose.prompt.positive.setFocus()
    seen = []
    for _ in range(10):
        window.actions_["next_dock"].trigger()
        focus = QApplication.focusWidget()
        seen.append(next(panel.accessibleName() for panel in window._panels() if panel.isAncestorOf(focus)))
    assert len(set(seen)) >= 4 and seen.index("Compose") == len(set(seen)) - 1, "each once, then round again"
    window.actions_["previous_dock"].trigger()
    focus = QApplication.focusWidget()
    assert not window.compose.isAncestorOf(focus)


def test_a_narrow_window_turns_its_docks_into_tabs(window):
    window.resize(1000, 700)
    assert window.tabifiedDockWidgets(window.docks["compose"])
    window.resize(1600, 1000)
    assert not window.tabifiedDockWidgets(window.docks["compose"])


def test_the_window_comes_back_where_it_was_with_its_recipe(window, context, qtbot):
    write(window, "a yellow star grows")
    window.draft.set_model("wan2.1-t2v-1.3b")
    window.docks["queue"].hide()
    window.close()
    again = MainWindow(context)
    qtbot.addWidget(again)
    again.show()
    assert again.docks["queue"].isHidden() and not again.docks["recipe"].isHidden()
    assert again.compose.prompt.positive.toPlainText() == "a yellow star grows"
    assert again.draft.spec.id == "wan2.1-t2v-1.3b" and again.recipe.model.currentData() == "wan2.1-t2v-1.3b"
    again.close()


def test_without_the_files_of_the_starter_the_window_opens_and_says_what_is_missing(context, qtbot, monkeypatch):
    import shutil

    from engine import catalog
    from engine.families.wan import spec

    shutil.rmtree(catalog.RESOURCES / "starter")
    monkeypatch.setattr(spec, "_own", lambda id: (catalog.RESOURCES / id / "kinora.toml").read_text())
    window = MainWindow(context)
    qtbot.addWidget(window)
    monkeypatch.setattr(window.recipe.model, "showPopup", lambda: None)
    window.plan.recompute()
    assert (window.plan.title.text(), window.plan.chip.text) == ("Not ready", "Files missing")
    write(window, "a ball")
    window.generate()
    assert context.jobs.all() == () and "not complete" in window.status._said.whole


def test_new_empties_the_composition(window):
    write(window, "a ball")
    window.draft.put(Asset("/p.png", Kind.IMAGE, 128, 128), Role.INPUT_IMAGE)
    window.actions_["new"].trigger()
    assert window.compose.prompt.positive.toPlainText() == "" and window.draft.inputs == ()


def test_a_recipe_of_a_clip_restores_every_field(window):
    recipe = {"model": "starter", "params": {"steps": 9, "shift": 6.0, "positive_prompt": "a star", "seed": 3}}
    window._on_recipe_found("/clips/a.mp4", recipe)
    form = window.recipe.form.value()
    assert (form.steps, form.shift, form.seed) == (9, 6.0, 3)
    assert window.compose.prompt.positive.toPlainText() == "a star"


def test_the_theme_and_the_text_size_of_the_settings_act_at_once(window, context):
    context.settings.theme = "light"
    assert not theme.current().dark
    context.settings.text_scale = 1.2
    assert theme.current().scale == 1.2 and window.compose.minimumWidth() == 312
    context.settings.text_scale = 1.0


def test_every_control_has_a_name_for_screen_readers(window):
    from PySide6.QtWidgets import QAbstractButton, QAbstractSlider, QComboBox, QLineEdit, QPlainTextEdit, QScrollBar

    kinds = (QAbstractButton, QAbstractSlider, QComboBox, QLineEdit, QPlainTextEdit)
    nameless = [
        f"{type(w).__name__} in {type(w.parentWidget()).__name__}"
        for kind in kinds
        for w in window.findChildren(kind)
        if w.isVisibleTo(window)
        and not isinstance(w, QScrollBar)
        and not w.objectName().startswith("qt_")
        and not (w.accessibleName() or (isinstance(w, QAbstractButton) and w.text()))
    ]
    assert nameless == []


def test_the_settings_dialog_writes_what_is_chosen(window, context, qtbot):
    from ui.settings_dialog import SettingsDialog

    dialog = SettingsDialog(context)
    qtbot.addWidget(dialog)
    dialog._themes.chosen.emit("light")
    dialog._scale.setValue(11)
    assert (context.settings.theme, context.settings.text_scale) == ("light", 1.1)
    dialog._scale.setValue(10)
    index = dialog._language.findData("en")
    dialog._language.setCurrentIndex(index)
    assert context.settings.language == "en" and not dialog._later.isHidden()


def test_what_is_lacking_is_said_beside_the_prompt_and_taken_back_when_it_is_there(window, context):
    window.generate()
    assert context.jobs.all() == ()
    assert window.compose.prompt._counter.text() == "Write a prompt first"
    assert window.status._said.whole == "Write a prompt first."
    write(window, "a ball")
    assert window.compose.prompt._counter.text().startswith("about")
    assert window.status._said.whole == ""


def test_a_clip_taken_off_the_timeline_comes_back_with_ctrl_z(window, context, qtbot):
    context.project.append(a_result("a.mp4", 8), "a")
    context.project.append(a_result("b.mp4", 8), "b")
    context.project.remove("a")
    assert window.actions_["undo"].isEnabled() and window.timeline.undo.isEnabled()
    window.activateWindow()
    window.timeline.strip.setFocus()
    qtbot.keyClick(window.timeline.strip, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert [clip.id for clip in context.project.clips] == ["a", "b"]
    window.timeline.redo.click()
    assert [clip.id for clip in context.project.clips] == ["b"]


def test_ctrl_z_in_the_prompt_takes_back_letters_not_clips(window, context, qtbot):
    context.project.append(a_result("a.mp4", 8), "a")
    context.project.remove("a")
    window.activateWindow()
    box = window.compose.prompt.positive
    box.setFocus()
    qtbot.keyClicks(box, "ball")
    qtbot.keyClick(box, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert box.toPlainText() == "" and context.project.clips == ()


def test_an_engine_that_will_not_start_again_is_not_called_starting(window, context):
    context.engine.say(Ready("1", pid=1))
    context.engine.say(Failed("", "GPU-006", "The engine stopped 3 times in 10 minutes"))
    assert window.status._engine.text() == "Engine stopped" and window.status._off.isVisibleTo(window)
    card = window.viewer.stage.side
    assert card.again.text() == "Start the engine again"


def test_a_sentence_of_the_status_bar_does_not_stand_for_ever(window, qtbot):
    window.status.say("A file was moved.", problem=True)
    assert window.status._forget.isActive()
    window.status._forget.timeout.emit()
    assert window.status._said.whole == ""


def test_the_picture_comes_back_with_its_task_and_a_lost_one_is_let_go(window, context, qtbot, tmp_path):
    picture = tmp_path / "face.png"
    Image.new("RGB", (64, 64), (200, 40, 40)).save(picture)
    window.compose.take_file(str(picture))
    qtbot.waitUntil(lambda: bool(window.draft.inputs))
    write(window, "a face")
    window.close()
    again = MainWindow(context)
    qtbot.addWidget(again)
    qtbot.waitUntil(lambda: bool(again.draft.inputs))
    assert again.draft.mode is Mode.IMAGE_TO_VIDEO and again.draft.inputs[0].asset.path == str(picture)
    again.close()
    picture.unlink()
    last = MainWindow(context)
    qtbot.addWidget(last)
    assert last.draft.mode is Mode.TEXT_TO_VIDEO and last.draft.obstacle() is None
    last.close()


def test_tab_goes_from_composing_over_generate_to_the_viewer_and_reaches_every_field(window, context, qtbot):
    window.activateWindow()
    window.top._burger.setFocus(Qt.FocusReason.TabFocusReason)
    met = []
    while (here := QApplication.focusWidget()) not in met:
        met.append(here)
        qtbot.keyClick(here, Qt.Key.Key_Tab)

    def place(part):
        return met.index(part)

    order = [window.top._burger, window.compose.picture.well, window.compose.prompt.positive, window.top.generate]
    order += [window.viewer.full_screen, window.timeline.strip, window.recipe.model, window.queue.more]
    assert [place(part) for part in order] == sorted(place(part) for part in order)
    length = window.recipe.form._length
    assert all(part in met for part in (length._slider, length._seconds, length._frames))


def test_a_file_let_go_anywhere_on_the_window_is_taken(window, qtbot, tmp_path):
    picture = tmp_path / "face.png"
    Image.new("RGB", (64, 64), (200, 40, 40)).save(picture)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(picture))])
    over = QDragEnterEvent(QPoint(700, 300), COPY, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(window, over)
    assert over.isAccepted()
    drop = QDropEvent(QPointF(700, 300), COPY, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(window, drop)
    qtbot.waitUntil(lambda: bool(window.draft.inputs))
    assert window.draft.inputs[0].asset.path == str(picture)
