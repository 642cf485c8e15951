"""Controls: what is typed is kept, what is moved is told, what is shown comes back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QSlider, QToolButton, QVBoxLayout, QWidget

from engine import catalog
from engine.api import params
from engine.api.errors import InvalidParam
from engine.api.model import Mode
from engine.families.wan.params import OutputFormat, WanParams
from ui import theme
from ui.controls import control_for, friendly
from ui.controls.choice import Choice, Switch, Text
from ui.controls.fold import Fold
from ui.controls.length import Length
from ui.controls.number import Number, NumberField
from ui.controls.seed import Seed
from ui.controls.segments import Segments
from ui.controls.size import OTHER, Size
from ui.run.parts import label


def field(name: str) -> params.Field:
    return params.field(WanParams, name)


def keep(qtbot, control):
    qtbot.addWidget(control)
    return control


@pytest.mark.parametrize("f", [f for f in params.fields(WanParams) if f.name != "loras"], ids=lambda f: f.name)
def test_every_parameter_but_the_list_of_loras_has_a_control_that_gives_back_what_it_shows(qtbot, f):
    control = keep(qtbot, control_for(f))
    control.show_values({f.name: f.default})
    assert control.values() == {f.name: f.default}
    assert control.focusProxy().accessibleName().startswith(f.param.label)
    assert control.focusProxy().toolTip()


@pytest.mark.parametrize(
    ("name", "kind"),
    [("steps", Number), ("cfg", Number), ("pingpong", Switch), ("scheduler", Choice), ("fps", Text), ("seed", Seed)],
)
def test_the_type_of_a_parameter_decides_its_control(qtbot, name, kind):
    assert type(keep(qtbot, control_for(field(name)))) is kind


def test_the_slider_is_fine_where_steps_are_few_and_reaches_both_ends():
    stops = friendly.positions(1, 200, 1)
    assert stops[:21] == tuple(range(1, 22))[:20] + (22,)
    assert stops[-1] == 200 and len(stops) < 70
    shift = friendly.positions(0.1, 30, None)
    assert shift[0] == 0.1 and shift[-1] == 30 and 5.0 in shift


def test_the_positions_of_the_length_are_lengths_that_can_be_made():
    assert {stop % 4 for stop in friendly.positions(5, 161, 4, 1)} == {1}


def test_moving_the_slider_writes_the_number_and_typing_moves_the_slider(qtbot):
    control = keep(qtbot, Number(field("steps")))
    slider, edit = control.findChild(QSlider), control.findChild(QLineEdit)
    control.show_values({"steps": 8})
    with qtbot.waitSignal(control.changed):
        slider.setValue(slider.value() + 1)
    assert control.values() == {"steps": 9}
    edit.selectAll()
    qtbot.keyClicks(edit, "30")
    assert control.values() == {"steps": 30}
    assert slider.value() == friendly.nearest(friendly.positions(1, 200, 1), 30)


def test_arrow_keys_step_a_number_and_stop_at_its_limit(qtbot):
    control = keep(qtbot, Number(field("steps")))
    control.show_values({"steps": 2})
    edit = control.findChild(QLineEdit)
    for key, after in ((Qt.Key.Key_Up, 3), (Qt.Key.Key_Down, 2), (Qt.Key.Key_PageDown, 1)):
        qtbot.keyClick(edit, key)
        assert control.values() == {"steps": after}


def test_a_list_of_numbers_is_read_as_one_value_per_step(qtbot):
    control = keep(qtbot, Number(field("cfg")))
    edit, slider = control.findChild(QLineEdit), control.findChild(QSlider)
    qtbot.keyClicks(edit, "5, 4, 3.5")
    assert control.values() == {"cfg": (5.0, 4.0, 3.5)}
    assert not slider.isEnabled()


def test_words_in_a_number_field_are_an_error_that_names_the_parameter(qtbot):
    control = keep(qtbot, Number(field("shift")))
    qtbot.keyClicks(control.findChild(QLineEdit), "fast")
    with pytest.raises(InvalidParam) as wrong:
        control.values()
    assert wrong.value.param == "shift"


def test_a_decimal_comma_is_understood(qtbot):
    control = keep(qtbot, Number(field("shift")))
    qtbot.keyClicks(control.findChild(QLineEdit), "3,5")
    assert control.values() == {"shift": 3.5}


def test_an_empty_seed_is_a_new_one_each_time_and_the_dice_draws_one(qtbot):
    control = keep(qtbot, Seed(field("seed")))
    control.show_values({"seed": -1})
    assert control.values() == {"seed": -1}
    assert control.findChild(QLineEdit).placeholderText() == "new each time"
    seen = set()
    for _ in range(3):
        control.findChild(QToolButton).click()
        seen.add(control.values()["seed"])
    assert len(seen) == 3 and min(seen) >= 0


def test_a_large_seed_is_kept_exactly(qtbot):
    control = keep(qtbot, Seed(field("seed")))
    control.show_values({"seed": 2**63 - 1})
    assert control.values() == {"seed": 2**63 - 1}


def sized(qtbot) -> Size:
    control = Size(field("width"), field("height"), field("fps"), lambda spec: 32)
    qtbot.addWidget(control)
    spec = catalog.load().model("wan2.2-ti2v-5b")
    control.prepare(spec, Mode.TEXT_TO_VIDEO)
    control.show_values({"width": 1280, "height": 704, "fps": "24"})
    return control


def test_the_sizes_of_the_model_are_offered_first(qtbot):
    control = sized(qtbot)
    combo = control.findChild(QComboBox)
    assert combo.itemData(0) == (1280, 704) and combo.itemData(combo.count() - 1) == OTHER
    assert control.values() == {"width": 1280, "height": 704, "fps": "24"}
    combo.setCurrentIndex(1)
    assert (control.values()["width"], control.values()["height"]) == (704, 1280)


def test_a_size_that_cannot_be_made_is_moved_and_the_reason_told(qtbot):
    control = sized(qtbot)
    combo = control.findChild(QComboBox)
    combo.setCurrentIndex(combo.count() - 1)
    edits = [e for e in control.findChildren(QLineEdit) if e.accessibleName().startswith("Width")]
    edits[0].selectAll()
    qtbot.keyClicks(edits[0], "1000")
    assert control.values()["width"] == 1000, "nothing moves while one types"
    with qtbot.waitSignal(control.said) as said:
        edits[0].editingFinished.emit()
    assert control.values()["width"] == 992
    assert "multiples of 32" in said.args[0]


def long(qtbot) -> Length:
    control = Length(field("num_frames"))
    qtbot.addWidget(control)
    control.prepare(catalog.load().model("starter"), Mode.TEXT_TO_VIDEO)
    control.set_fps("8")
    control.show_values({"num_frames": 17})
    return control


def test_the_length_shows_seconds_and_frames(qtbot):
    control = long(qtbot)
    assert [e.text() for e in control.findChildren(QLineEdit)] == ["2.12", "17"]
    assert control.sentence() == "17 frames, 2.1 s"


def test_seconds_become_the_nearest_frames_and_the_reason_is_told(qtbot):
    control = long(qtbot)
    seconds = control.findChildren(QLineEdit)[0]
    seconds.selectAll()
    qtbot.keyClicks(seconds, "3")
    assert seconds.text() == "3", "what one types stays while one types"
    with qtbot.waitSignal(control.said) as said:
        seconds.editingFinished.emit()
    assert control.values() == {"num_frames": 25}
    assert seconds.text() == "3.12" and "25 frames" in said.args[0]


def test_frames_that_cannot_be_made_are_moved_and_the_reason_is_told(qtbot):
    control = long(qtbot)
    frames = control.findChildren(QLineEdit)[1]
    frames.selectAll()
    qtbot.keyClicks(frames, "20")
    with qtbot.waitSignal(control.said) as said:
        frames.editingFinished.emit()
    assert control.values() == {"num_frames": 21} and "4n + 1" in said.args[0]


def test_another_frame_rate_changes_the_seconds_and_keeps_the_frames(qtbot):
    control = long(qtbot)
    control.set_fps("16")
    assert control.values() == {"num_frames": 17}
    assert control.findChildren(QLineEdit)[0].text() == "1.06"
    control.set_fps("nonsense")
    assert control.findChildren(QLineEdit)[0].text() == "1.06"


def test_a_still_picture_has_no_length(qtbot):
    control = long(qtbot)
    control.prepare(catalog.load().model("starter"), Mode.TEXT_TO_IMAGE)
    assert not any(e.isEnabled() for e in control.findChildren(QLineEdit))


def test_segments_are_one_of_several_and_move_by_arrow_keys(qtbot):
    segments = Segments("Level", (("a", "Basic"), ("b", "Advanced"), ("c", "Expert")))
    qtbot.addWidget(segments)
    segments.choose("a")
    heard = []
    segments.chosen.connect(heard.append)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left):
        qtbot.keyClick(segments, key)
    assert heard == ["b", "c", "b"] and segments.key == "b"


def test_a_choice_shows_the_value_and_gives_back_the_member(qtbot):
    control = keep(qtbot, control_for(field("output_format")))
    control.show_values({"output_format": OutputFormat.GIF})
    assert control.values() == {"output_format": OutputFormat.GIF}


def test_a_fold_opens_and_closes_by_its_title(qtbot):
    fold = Fold("Output")
    qtbot.addWidget(fold)
    heard = []
    fold.toggled.connect(heard.append)
    title = fold.findChild(type(fold._title))
    title.click()
    qtbot.waitUntil(lambda: not fold.body.isHidden())
    title.click()
    qtbot.waitUntil(fold.body.isHidden)
    assert heard == [True, False]


def test_labels_with_figures_keep_the_size_of_their_role_when_the_text_size_changes(qtbot):
    page = QWidget()
    qtbot.addWidget(page)
    column = QVBoxLayout(page)
    made = {role: label("12", role, figures=True) for role in ("note", "small", "", "card", "title")}
    for part in made.values():
        column.addWidget(part)
    page.show()

    def sizes() -> list[int]:
        return [part.fontInfo().pixelSize() for part in made.values()]

    assert sizes() == [11, 12, 13, 13, 15]
    theme.current().choose("dark", 1.5)
    assert sizes() == [16, 18, 20, 20, 22]
    theme.current().choose("dark", 1.0)
    assert sizes() == [11, 12, 13, 13, 15]
    assert made["title"].font().weight() == 600


def test_fields_for_numbers_grow_with_the_text_so_that_no_figure_is_cut(qtbot):
    field = NumberField("s")
    field.set_width(68)
    qtbot.addWidget(field)
    try:
        for scale in (1.0, 1.5):
            theme.current().choose("dark", scale)
            room = field.width() - field.textMargins().right() - 2 * theme.size(8) - 2
            assert field.fontMetrics().horizontalAdvance("12.05") <= room
    finally:
        theme.current().choose("dark", 1.0)


@pytest.mark.parametrize(("turned", "steps"), [(QPoint(0, 120), [1]), (QPoint(0, -120), [-1]), (QPoint(120, 0), [])])
def test_the_wheel_steps_a_field_up_and_down_and_sideways_it_changes_nothing(qtbot, turned, steps):
    edit, told = keep(qtbot, NumberField()), []
    edit.stepped.connect(told.append)
    edit.show()
    edit.activateWindow()
    edit.setFocus()
    qtbot.waitUntil(edit.hasFocus)
    none = (Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False)
    edit.wheelEvent(QWheelEvent(QPointF(5, 5), QPointF(5, 5), QPoint(), turned, *none))
    assert told == steps
