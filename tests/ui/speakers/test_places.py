"""Who is where: boxes drawn, moved and pulled by mouse and keys, masks painted, and what is sent of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QImage

from engine.api import params
from engine.api.request import Asset, Kind, Role
from engine.families.wan.params import Proportion
from ui.speakers import masks
from ui.speakers.boxes import pulled
from ui.speakers.cast import Voice
from ui.speakers.dialog import BOXES, MASKS, PlacesDialog
from ui.speakers.places import Tool
from ui.speakers.seen import columns, seen

SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def two(panel, draft, picture, qtbot):
    """Two people who speak, in a picture of 320 x 160."""
    panel.take_file(picture)
    qtbot.waitUntil(lambda: draft.source is not None)
    for name in "ab":
        draft.cast.add_voice(Voice(Asset(f"/{name}.wav", Kind.AUDIO, seconds=1.0)))
    view = panel.people.places
    qtbot.waitUntil(lambda: not view._picture.isNull())
    return view


@pytest.fixture
def dialog(two, context, draft, qtbot):
    made = PlacesDialog(context, draft)
    qtbot.addWidget(made)
    made.open()
    qtbot.waitUntil(lambda: not made.view._picture.isNull())
    yield made
    made.close()


def at(view, x: float, y: float):
    frame = view.frame
    return QPointF(frame.x() + x * frame.width(), frame.y() + y * frame.height()).toPoint()


def drag(qtbot, view, start, *ways):
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=at(view, *start))
    for way in ways:
        qtbot.mouseMove(view, at(view, *way))
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=at(view, *ways[-1]))


def near(box, expected):
    return box == pytest.approx(expected, abs=0.01)


def test_people_stand_in_the_halves_of_the_clip_until_somebody_says_otherwise(two, draft):
    draft.set_params(params.replace(draft.params, width=320, height=160))
    assert draft.cast.boxes == ((0.025, 0.05, 0.475, 0.95), (0.525, 0.05, 0.975, 0.95))
    assert two._boxes == draft.cast.boxes and not two._given
    assert draft.request().params["speaker_boxes"] == []


def test_of_a_picture_that_is_cut_only_what_the_clip_shows_counts(two, draft):
    draft.set_params(params.replace(draft.params, width=160, height=160))
    left, top, right, bottom = seen(draft.source, draft.params)
    assert (left, top, right, bottom) == (0.25, 0.0, 0.75, 1.0)
    assert near(draft.cast.boxes[0], (0.25 + 0.0125, 0.05, 0.25 + 0.2375, 0.95))
    padded = params.replace(draft.params, keep_proportion=Proportion.PAD)
    assert seen(draft.source, padded) == (0.0, -0.5, 1.0, 1.5)
    assert columns(2, draft.source, padded)[0][1:4:2] == (0.0, 1.0), "no box lies in the bars"


def test_a_box_is_drawn_where_nobody_is(two, draft, qtbot):
    draft.cast.place(((0.0, 0.0, 0.2, 0.3), (0.8, 0.0, 1.0, 0.3)))
    two.choose(1)
    drag(qtbot, two, (0.4, 0.5), (0.5, 0.6), (0.7, 0.9))
    assert near(draft.cast.boxes[1], (0.4, 0.5, 0.7, 0.9)) and draft.cast.boxes[0] == (0.0, 0.0, 0.2, 0.3)
    assert draft.request().params["speaker_boxes"] == [*draft.cast.boxes[0], *draft.cast.boxes[1]]
    assert draft.params.speaker_boxes == draft.cast.flat, "the form shows it too"


def test_a_box_is_moved_from_its_inside_and_stays_in_the_picture(two, draft, qtbot):
    draft.cast.place(((0.1, 0.2, 0.3, 0.6), (0.6, 0.2, 0.9, 0.8)))
    drag(qtbot, two, (0.7, 0.5), (0.6, 0.4), (0.2, -0.5))
    assert two.index == 1, "pressing on a box chooses it"
    assert near(draft.cast.boxes[1], (0.1, 0.0, 0.4, 0.6))


def test_an_edge_and_a_corner_are_pulled(two, draft, qtbot):
    draft.cast.place(((0.2, 0.2, 0.5, 0.6), (0.6, 0.2, 0.9, 0.8)))
    drag(qtbot, two, (0.5, 0.4), (0.45, 0.4), (0.4, 0.4))
    assert near(draft.cast.boxes[0], (0.2, 0.2, 0.4, 0.6))
    drag(qtbot, two, (0.2, 0.2), (0.15, 0.15), (0.1, 0.1))
    assert near(draft.cast.boxes[0], (0.1, 0.1, 0.4, 0.6))


def test_a_click_beside_the_boxes_changes_nothing(two, draft, qtbot):
    qtbot.mouseClick(two, Qt.MouseButton.LeftButton, pos=at(two, 0.5, 0.5))
    assert not draft.cast.given


def test_boxes_go_by_keys(two, draft, qtbot):
    draft.cast.place(((0.2, 0.2, 0.5, 0.6), (0.6, 0.2, 0.9, 0.8)))
    qtbot.keyClick(two, Qt.Key.Key_2)
    qtbot.keyClick(two, Qt.Key.Key_Left)
    qtbot.keyClick(two, Qt.Key.Key_Down, CONTROL)
    assert draft.cast.boxes[1] == (0.59, 0.202, 0.89, 0.802)
    qtbot.keyClick(two, Qt.Key.Key_Right, SHIFT)
    assert draft.cast.boxes[1] == (0.59, 0.202, 0.9, 0.802)
    assert two.accessibleDescription() == "Speaker 2: from 59 % to 90 % across, from 20 % to 80 % down"
    qtbot.keyClick(two, Qt.Key.Key_Delete)
    assert not draft.cast.given


@pytest.mark.parametrize(
    ("edges", "by", "box"),
    [
        ((1, 0), (-0.5, 0.0), (0.0, 0.2, 0.2, 0.6)),  # past the other edge: it turns over
        ((1, 1), (9.0, 9.0), (0.2, 0.2, 1.0, 1.0)),
        ((1, 0), (-0.3, 0.0), (0.2, 0.2, 0.22, 0.6)),
        ((0, 0), (-9.0, 9.0), (0.0, 0.6, 0.3, 1.0)),
    ],
)
def test_a_box_stays_upright_inside_and_large_enough(edges, by, box):
    assert pulled((0.2, 0.2, 0.5, 0.6), edges, QPointF(*by)) == pytest.approx(box, abs=1e-6)


def test_another_picture_has_its_people_elsewhere(two, panel, draft, tmp_path, qtbot):
    draft.cast.place(((0.2, 0.2, 0.5, 0.6), (0.6, 0.2, 0.9, 0.8)))
    other = QImage(64, 64, QImage.Format.Format_RGB32)
    other.fill(QColor("navy"))
    other.save(str(tmp_path / "other.png"))
    panel.take_file(str(tmp_path / "other.png"))
    qtbot.waitUntil(lambda: draft.source.path.endswith("other.png"))
    assert not draft.cast.given


def test_painting_begins_with_the_boxes_and_sends_masks_instead(dialog, draft, qtbot):
    draft.cast.place(((0.1, 0.1, 0.4, 0.9), (0.6, 0.1, 0.9, 0.9)))
    dialog.ways._buttons[MASKS].click()
    assert [masks.bounds(mask) for mask in dialog.view.masks] == [
        pytest.approx(box, abs=0.01) for box in draft.cast.boxes
    ]
    drag(qtbot, dialog.view, (0.45, 0.5), (0.5, 0.5))
    qtbot.waitUntil(lambda: draft.cast.painted)
    sent = draft.request()
    assert sent.params["speaker_boxes"] == [] and len(sent.every(Role.MASK)) == 2
    first, second = (QImage(given.asset.path) for given in sent.every(Role.MASK))
    assert (first.width(), first.height()) == (320, 160)
    assert first.pixelColor(150, 80).lightness() == 255 and second.pixelColor(150, 80).lightness() == 0
    assert first.pixelColor(300, 80).lightness() == 0 and second.pixelColor(250, 80).lightness() == 255


def test_the_eraser_and_the_keys_paint_too_and_boxes_can_be_had_back(dialog, draft, qtbot):
    draft.cast.place(((0.0, 0.0, 0.5, 1.0), (0.6, 0.1, 0.9, 0.9)))
    dialog.ways._buttons[MASKS].click()
    dialog.tools._buttons[Tool.ERASER.value].click()
    dialog.width_slider.setValue(40)
    drag(qtbot, dialog.view, (0.0, -0.1), (0.0, 1.1))
    qtbot.waitUntil(lambda: draft.cast.painted)
    assert masks.bounds(dialog.view.masks[0])[0] == pytest.approx(0.2, abs=0.02)
    dialog.tools._buttons[Tool.BRUSH.value].click()
    before = dialog.view.masks[0].copy()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Space):
        qtbot.keyClick(dialog.view, key)
    assert dialog.view.masks[0] != before
    shown = draft.cast.people[0].mask
    qtbot.waitUntil(lambda: draft.cast.people[0].mask != shown)
    dialog.ways._buttons[BOXES].click()
    assert not draft.cast.painted and draft.cast.boxes[0][0] == 0.0


def test_whoever_comes_after_painting_has_to_be_painted(dialog, draft, qtbot):
    dialog.ways._buttons[MASKS].click()
    drag(qtbot, dialog.view, (0.2, 0.5), (0.25, 0.5))
    qtbot.waitUntil(lambda: draft.cast.painted)
    qtbot.mouseClick(dialog.listener, Qt.MouseButton.LeftButton)
    told = [obstacle.sentence for obstacle in draft.obstacles()]
    assert "Paint where speaker 3 is" in told and len(dialog.rows) == 3
    dialog.rows[2].choice.click()
    drag(qtbot, dialog.view, (0.5, 0.5), (0.55, 0.5))
    qtbot.waitUntil(lambda: not draft.cast.unpainted)
    assert len(draft.request().every(Role.MASK)) == 3


def test_strokes_that_follow_each_other_faster_than_they_are_kept_all_count(dialog, draft, qtbot):
    dialog.ways._buttons[MASKS].click()
    dialog.width_slider.setValue(2)
    drag(qtbot, dialog.view, (0.5, 0.1), (0.5, 0.2))
    qtbot.waitUntil(lambda: draft.cast.painted)
    kept = draft.cast.people[1].mask
    for index, at_ in ((0, QPointF(0.5, 0.85)), (1, QPointF(0.15, 0.5))):
        dialog.view.choose(index)
        dialog.view._stroke(at_, at_)
        dialog.view.painted.emit(index)
    qtbot.waitUntil(lambda: draft.cast.people[1].mask != kept)
    first, second = (QImage(person.mask.path) for person in draft.cast.people)
    assert first.pixelColor(160, 24).lightness() == 255 and first.pixelColor(160, 136).lightness() == 255
    assert second.pixelColor(48, 80).lightness() == 255


def test_the_picture_opens_large_from_the_panel_and_leaves_its_places_behind(two, panel, draft, qtbot):
    two.choose(1)
    qtbot.mouseClick(panel.people.where, Qt.MouseButton.LeftButton)
    large = panel.findChild(PlacesDialog)
    assert large.isVisible() and large.view.index == 1 and large.rows[1].choice.isChecked()
    large.view.placed.emit(((0.1, 0.1, 0.4, 0.9), (0.6, 0.1, 0.9, 0.9)))
    assert two._boxes[1] == (0.6, 0.1, 0.9, 0.9), "the small picture shows it at once"
    qtbot.mouseClick(large.ready, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: panel.findChild(PlacesDialog) is None)
    assert draft.request().params["speaker_boxes"][4:] == [0.6, 0.1, 0.9, 0.9]


def test_side_by_side_again_takes_every_place_back(dialog, draft, qtbot):
    draft.cast.place(((0.1, 0.1, 0.4, 0.9), (0.6, 0.1, 0.9, 0.9)))
    assert dialog.clear.isEnabled()
    dialog.clear.click()
    assert not draft.cast.given and not dialog.clear.isEnabled()


def test_the_same_mask_is_kept_once(tmp_path):
    mask = masks.filled((0.0, 0.0, 0.5, 1.0), QSize(40, 20))
    kept = [masks.keep(mask, tmp_path / "masks") for _ in range(2)]
    assert kept[0] == kept[1] and [path.name for path in (tmp_path / "masks").iterdir()] == [Path(kept[0].path).name]
    assert masks.load(kept[0].path) == mask and masks.load(str(tmp_path / "gone.png")) is None


def test_a_mask_is_never_larger_than_is_of_use_and_keeps_its_shape():
    assert masks.mask_size(640, 480) == QSize(640, 480)
    assert masks.mask_size(4096, 2048) == QSize(1024, 512)
