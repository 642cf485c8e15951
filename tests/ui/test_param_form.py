"""The form of declared parameters."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QLineEdit

from engine import catalog
from engine.api import params
from engine.api.model import Mode
from engine.api.params import Level
from engine.families.wan.params import Scheduler, WanParams
from ui.form_row import FormRow, RowLabel
from ui.param_form import ELSEWHERE, ParamForm


@pytest.fixture
def form(qtbot):
    made = ParamForm(lambda spec: 16)
    qtbot.addWidget(made)
    show(made, "starter")
    for level in (Level.EXPERT, Level.BASIC):  # the rows of every level are made
        made.set_level(level)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # those that were made before
    return made


def show(form: ParamForm, model: str, **changes) -> None:
    spec = catalog.load().model(model)
    defaults = catalog.defaults(spec, Mode.TEXT_TO_VIDEO)
    form.show_model(spec, defaults, params.replace(defaults, **changes))


def row(form: ParamForm, name: str) -> FormRow:
    return next(r for r in form.findChildren(FormRow) if name in r.control.names)


def edit_of(form: ParamForm, name: str) -> QLineEdit:
    return row(form, name).control.focusProxy()


def message(form: ParamForm, name: str) -> str:
    return row(form, name)._message.text()


def test_every_declared_parameter_stands_in_exactly_one_row(form):
    names = [name for r in form.findChildren(FormRow) for name in r.control.names]
    assert sorted(names) == sorted(f.name for f in params.fields(WanParams) if f.name not in ELSEWHERE)


@pytest.mark.parametrize("spec", catalog.load().runnable, ids=lambda s: s.id)
def test_the_defaults_of_every_model_are_shown_and_come_back_whole(form, spec):
    show(form, spec.id)
    before = form.value()
    form._on_edited()
    assert form.value() == before == catalog.defaults(spec, Mode.TEXT_TO_VIDEO)
    assert not any("Changed" in label.accessibleName() for label in form.findChildren(RowLabel))


def test_editing_a_control_announces_the_new_values(form, qtbot):
    with qtbot.waitSignal(form.changed) as heard:
        edit_of(form, "steps").setText("20")
        edit_of(form, "steps").textEdited.emit("20")
    assert heard.args == [params.replace(catalog.defaults(catalog.load().model("starter")), steps=20)]


def test_a_value_that_cannot_be_used_is_told_beside_its_control_and_the_last_good_one_kept(form):
    steps = edit_of(form, "steps")
    for text, word in (("many", "cannot be"), ("900", "at most 200"), ("", "cannot be")):
        steps.setText(text)
        steps.textEdited.emit(text)
        assert word in message(form, "steps")
        assert [p.param for p in form.problems()] == ["steps"]
        assert steps.property("wrong") is True
    steps.setText("20")
    steps.textEdited.emit("20")
    assert form.problems() == () and message(form, "steps") == "" and form.value().steps == 20


def test_a_changed_value_wears_a_dot_and_a_click_takes_it_back(form):
    show(form, "starter", shift=7.0, scheduler=Scheduler.EULER)
    label = row(form, "shift").findChild(RowLabel)
    assert "go back to 3" in label.accessibleName()
    label.click()
    assert form.value().shift == 3.0 and form.value().scheduler is Scheduler.EULER
    assert "Changed" not in label.accessibleName()


def test_reset_takes_everything_back_but_the_prompt_and_the_task(form):
    show(form, "starter", shift=7.0, steps=3, positive_prompt="a ball", mode=Mode.IMAGE_TO_VIDEO)
    form.reset()
    assert (form.value().shift, form.value().steps) == (3.0, 12)
    assert (form.value().positive_prompt, form.value().mode) == ("a ball", Mode.IMAGE_TO_VIDEO)


def shown_names(form: ParamForm) -> set[str]:
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # rows of the model before
    return {name for r in form.findChildren(FormRow) if not r.isHidden() for name in r.control.names}


def test_each_level_shows_what_is_declared_for_it(form):
    sizes = []
    for level, there, not_there in (
        (Level.BASIC, "num_frames", "steps"),
        (Level.ADVANCED, "steps", "head_groups"),
        (Level.EXPERT, "head_groups", "cfg_high_noise"),
    ):
        form.set_level(level)
        names = shown_names(form)
        assert there in names and not_there not in names
        sizes.append(len(names))
    assert sizes == sorted(set(sizes))


def test_parameters_of_the_second_expert_show_only_for_a_model_of_two(form):
    form.set_level(Level.EXPERT)
    assert "boundary" not in shown_names(form)
    show(form, "wan2.2-t2v-a14b")
    assert {"boundary", "cfg_high_noise"} <= shown_names(form)


def test_what_does_nothing_with_a_model_is_not_shown(form):
    form.set_level(Level.EXPERT)
    show(form, "infinitetalk")
    assert {"motion_frame", "speaker_boxes", "use_apg"} <= shown_names(form)
    show(form, "fantasytalking", mode=Mode.FANTASY_TALKING)
    assert not {"motion_frame", "speaker_boxes", "use_apg", "boundary"} & shown_names(form)


def test_rows_of_a_higher_level_are_made_when_it_is_shown_first(qtbot):
    made, heard = ParamForm(lambda spec: 16), []
    qtbot.addWidget(made)
    made.hidden_changes.connect(heard.append)
    show(made, "starter", steps=3, shift=7.0)
    few = len(made.findChildren(FormRow))
    assert "steps" not in shown_names(made) and heard[-1] == 2 and made.value().steps == 3
    made.set_level(Level.ADVANCED)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert edit_of(made, "steps").text() == "3" and heard[-1] == 0
    assert few < len(shown_names(made)) and "seed" in shown_names(made)


def test_a_parameter_of_a_level_that_was_never_shown_can_be_revealed(qtbot):
    made = ParamForm(lambda spec: 16)
    qtbot.addWidget(made)
    show(made, "starter")
    assert made.reveal("base_precision") and made.level is not Level.BASIC
    assert "base_precision" in shown_names(made) and not made.reveal("nothing")


def test_changes_made_at_a_higher_level_stay_in_force_and_are_counted(form, qtbot):
    heard = []
    form.hidden_changes.connect(heard.append)
    show(form, "starter", steps=3, shift=7.0)
    form.set_level(Level.BASIC)
    assert heard[-1] == 2 and form.value().steps == 3
    form.set_level(Level.ADVANCED)
    assert heard[-1] == 0


def test_at_expert_the_name_in_files_stands_below_the_label(form):
    form.set_level(Level.EXPERT)
    assert row(form, "shift")._names.text() == "shift" and not row(form, "shift")._names.isHidden()
    form.set_level(Level.ADVANCED)
    assert row(form, "shift")._names.isHidden()


def test_a_folded_group_says_how_many_values_were_changed(form):
    assert form._folds["Output"]._summary.text() == "mp4 h264"
    show(form, "starter", pingpong=True, save_metadata=False)
    assert form._folds["Output"]._summary.text() == "2 changed"


def test_a_new_frame_rate_reaches_the_length(form):
    seconds = row(form, "num_frames").control.findChildren(QLineEdit)[0]
    assert seconds.text() == "2.12"
    fps = next(e for e in form.findChildren(QLineEdit) if e.accessibleName().startswith("Frame rate"))
    fps.setText("16")
    fps.textEdited.emit("16")
    assert seconds.text() == "1.06" and form.value().fps == "16"


def test_a_fixed_list_of_steps_is_told_beside_them_before_anything_runs(form):
    show(form, "starter", scheduler=Scheduler.CAUSVID, steps=30)
    assert "CausVid has 9 steps" in message(form, "steps")
    show(form, "starter", scheduler=Scheduler.CAUSVID, steps=8)
    assert message(form, "steps") == ""
