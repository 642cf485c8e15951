"""Voices in the compose panel: dropped, ordered, trimmed by mouse, keys and typing, silenced and taken out."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from engine.api.request import Role
from engine.families.talking.params import Turns
from tests.ui.bench import drag
from tests.ui.world import numbered_clip
from ui.compose.well import Look
from ui.speakers.lane import seconds_of
from ui.speakers.wave import AIR, GRIP


@pytest.fixture
def lanes(panel):
    return panel.people.lanes


def have(panel, draft, qtbot, *paths):
    count = len(draft.cast.voices) + len(paths)
    panel.take_files(paths)
    qtbot.waitUntil(lambda: len(draft.cast.voices) == count)
    qtbot.waitUntil(
        lambda: all(lane.wave._outline is not None and lane.wave._outline.whole for lane in panel.people.lanes.lanes)
    )
    return panel.people.lanes.lanes


def pull(qtbot, grip, wave, second):
    """Drag a grip so that it stands at that second."""
    start = grip.rect().center()
    edge = wave.place(wave.start if grip is wave.first else wave.end)
    by = round(wave.place(second) - edge)
    qtbot.mousePress(grip, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(grip, start + QPoint(by // 2, 0))
    moved = grip.mapFrom(wave, grip.mapTo(wave, start) + QPoint(by - by // 2, 0))
    QApplication.processEvents()
    qtbot.mouseMove(grip, moved)
    qtbot.mouseRelease(grip, Qt.MouseButton.LeftButton, pos=grip.rect().center())


def names(draft):
    return [Path(given.asset.path).stem for given in draft.request().every(Role.AUDIO_FILE)]


def test_voices_that_are_dropped_together_become_lanes_in_their_order(panel, draft, lanes, voices, qtbot):
    drag(lanes.well, voices[0])
    qtbot.waitUntil(lambda: len(lanes.lanes) == 1)
    drag(lanes, voices[2], voices[1])
    qtbot.waitUntil(lambda: len(lanes.lanes) == 3)
    assert names(draft) == ["voice 1", "voice 3", "voice 2"]
    assert [lane.badge.accessibleName() for lane in lanes.lanes] == ["Speaker 1", "Speaker 2", "Speaker 3"]
    assert not lanes.well.isVisible()
    qtbot.waitUntil(lambda: max(lanes.lanes[0].wave.heights(60), default=0) == 1.0)


def test_a_lane_shows_where_somebody_rests_and_how_long_they_speak(panel, draft, voices, qtbot):
    (lane,) = have(panel, draft, qtbot, voices[0])
    assert len(lane.wave.pauses) == 3
    assert lane._length.text() == "2.00 s"
    assert lane.wave.accessibleName() == "2.0 s, spoken from 0.000 to 2.000 s, 3 pauses"


def test_a_fifth_voice_is_refused_with_the_reason(panel, draft, lanes, voices, qtbot):
    panel.take_files((*voices, *voices[:2]))
    qtbot.waitUntil(lambda: "four people" in panel._told.text())
    assert len(draft.cast.voices) == 4 and not lanes.add.isEnabled()
    assert "four people" in lanes.add.toolTip()


def test_the_order_changes_by_buttons_keys_and_by_pulling_the_figure(panel, draft, lanes, voices, qtbot):
    have(panel, draft, qtbot, *voices)
    lanes.lanes[2].opened.emit(lanes.lanes[2].id)
    qtbot.mouseClick(lanes.lanes[2].up, Qt.MouseButton.LeftButton)
    assert names(draft) == ["voice 1", "voice 3", "voice 2"]
    qtbot.keyClick(lanes.lanes[1].wave.first, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert names(draft) == ["voice 3", "voice 1", "voice 2"]
    last = lanes.lanes[0].badge
    below = lanes.lanes[2].mapToGlobal(lanes.lanes[2].rect().bottomLeft())
    qtbot.mousePress(last, Qt.MouseButton.LeftButton)
    qtbot.mouseMove(last, last.mapFromGlobal(below))
    qtbot.mouseRelease(last, Qt.MouseButton.LeftButton)
    assert names(draft) == ["voice 1", "voice 2", "voice 3"]


def test_an_end_that_is_pulled_catches_at_a_pause_unless_that_is_switched_off(panel, draft, lanes, voices, qtbot):
    (lane,) = have(panel, draft, qtbot, voices[0])
    pull(qtbot, lane.wave.first, lane.wave, 0.37)
    (given,) = draft.request().every(Role.AUDIO_FILE)
    assert given.start == pytest.approx(lane.wave.pauses[0][1] - AIR, abs=0.001) and given.end == 0.0
    qtbot.mouseClick(lanes.snap, Qt.MouseButton.LeftButton)
    pull(qtbot, lane.wave.last, lane.wave, 1.65)
    (given,) = draft.request().every(Role.AUDIO_FILE)
    assert given.end == pytest.approx(1.65, abs=0.015)
    assert given.end != pytest.approx(lane.wave.pauses[2][0] + AIR, abs=0.001)


def test_the_ends_go_by_keys_in_hundredths_tenths_and_from_pause_to_pause(panel, draft, voices, qtbot):
    (lane,) = have(panel, draft, qtbot, voices[0])
    first, last = lane.wave.first, lane.wave.last
    shift, control = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
    qtbot.keyClick(first, Qt.Key.Key_Right)
    qtbot.keyClick(first, Qt.Key.Key_Right, shift)
    qtbot.keyClick(last, Qt.Key.Key_Left, shift)
    (voice,) = draft.cast.voices
    assert (voice.start, voice.end) == (0.11, 1.9)
    qtbot.keyClick(first, Qt.Key.Key_Right, control)
    qtbot.keyClick(last, Qt.Key.Key_Left, control)
    (voice,) = draft.cast.voices
    begins, ends = lane.wave.pauses[0][1] - AIR, lane.wave.pauses[2][0] + AIR
    assert (voice.start, voice.end) == (pytest.approx(begins, abs=0.001), pytest.approx(ends, abs=0.001))
    qtbot.keyClick(first, Qt.Key.Key_Home)
    qtbot.keyClick(last, Qt.Key.Key_End)
    (voice,) = draft.cast.voices
    assert (voice.start, voice.end) == (0.0, 0.0)


def test_times_are_typed_to_the_millisecond_and_never_pass_each_other(panel, draft, voices, qtbot):
    (lane,) = have(panel, draft, qtbot, voices[0])
    for field, text in ((lane.start, "0:00,523"), (lane.end, "1.701")):
        field.setFocus()
        field.selectAll()
        qtbot.keyClicks(field, text)
        qtbot.keyClick(field, Qt.Key.Key_Return)
    (voice,) = draft.cast.voices
    assert (voice.start, voice.end, lane.start.text()) == (0.523, 1.701, "0.523")
    lane.start.setText("9")
    qtbot.keyClick(lane.start, Qt.Key.Key_Return)
    (voice,) = draft.cast.voices
    assert (voice.start, voice.end) == (1.601, 1.701), "at least a tenth of a second is left"
    lane.end.setText("never")
    qtbot.keyClick(lane.end, Qt.Key.Key_Return)
    assert lane.end.text() == "1.701"


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("1.5", 1.5), ("1,5", 1.5), ("2:03.25", 123.25), ("1:00:00", 3600.0), ("", None), ("a", None), ("-1", None)],
)
def test_a_time_may_be_written_with_minutes_and_hours(text, seconds):
    assert seconds_of(text) == seconds


def test_a_voice_that_is_silenced_is_grey_and_is_not_sent(panel, draft, lanes, voices, qtbot):
    first, _ = have(panel, draft, qtbot, *voices[:2])
    assert lanes.turns.isVisible()
    qtbot.mouseClick(first.mute, Qt.MouseButton.LeftButton)
    assert names(draft) == ["voice 2"] and len(draft.request().params["speaker_boxes"]) == 8
    assert not lanes.turns.isVisible()
    picture = first.wave.grab().toImage()
    x, y = round(first.wave.place(0.6)), (picture.height() - 4) // 2
    seen = {picture.pixelColor(x + step, y).name() for step in range(-3, 4)}
    from ui import theme

    assert theme.colour("text3").name() in seen and theme.colour("pair1").name() not in seen
    qtbot.mouseClick(first.mute, Qt.MouseButton.LeftButton)
    assert names(draft) == ["voice 1", "voice 2"]


def test_two_voices_speak_together_or_one_after_the_other(panel, draft, lanes, voices, qtbot):
    have(panel, draft, qtbot, *voices[:2])
    assert draft.voice_seconds == pytest.approx(2.0)
    lanes.turns._buttons[Turns.ONE_AFTER_THE_OTHER.value].click()
    assert draft.params.multi_audio_type is Turns.ONE_AFTER_THE_OTHER
    assert draft.voice_seconds == pytest.approx(3.0)


def test_taking_voices_out_leaves_the_empty_place(panel, draft, lanes, voices, qtbot):
    have(panel, draft, qtbot, *voices[:2])
    with qtbot.waitSignal(panel.let_go) as told:
        lanes.lanes[0].out.click()
    assert told.args == [voices[0]] and names(draft) == ["voice 2"]
    lanes.lanes[0].out.click()
    assert draft.cast.people == () and lanes.well.isVisible()


def test_the_sound_of_a_film_is_a_voice_and_a_silent_film_is_none(panel, draft, lanes, tmp_path, qtbot):
    sounding, silent = numbered_clip(tmp_path / "a.mp4", 20, sound=True), numbered_clip(tmp_path / "b.mp4", 20)
    drag(lanes.well, str(sounding))
    qtbot.waitUntil(lambda: len(draft.cast.voices) == 1)
    assert draft.input(Role.INPUT_VIDEO) is None
    drag(lanes, str(silent))
    qtbot.waitUntil(lambda: "no sound in b.mp4" in panel._told.text())
    assert len(draft.cast.voices) == 1


def test_a_file_that_is_no_sound_is_refused_where_it_was_dropped(panel, lanes, tmp_path, qtbot):
    (tmp_path / "voice.wav").write_text("this is a letter")
    drag(lanes.well, str(tmp_path / "voice.wav"))
    qtbot.waitUntil(lambda: lanes.well.look is Look.REFUSED)


def test_the_same_file_may_speak_twice(panel, draft, voices, qtbot):
    first, second = have(panel, draft, qtbot, voices[0], voices[0])
    second.wave.set_part(0.5, 1.0)
    second._on_trimmed(0.5, 1.0)
    assert [(voice.start, voice.end) for voice in draft.cast.voices] == [(0.0, 0.0), (0.5, 1.0)]
    first.out.click()
    assert len(draft.cast.voices) == 1


def test_a_plain_model_hears_only_the_first_and_says_so(panel, draft, lanes, voices, qtbot):
    have(panel, draft, qtbot, *voices[:2])
    draft.set_model("starter")
    assert names(draft) == ["voice 1"] and "only the first" in lanes._note.text()
    assert lanes.title.text() == "Sound" and not lanes.turns.isVisible()


def test_the_grips_stand_outside_of_what_they_hold(panel, draft, voices, qtbot):
    (lane,) = have(panel, draft, qtbot, voices[0])
    assert lane.wave.first.geometry().right() + 1 == GRIP
    assert lane.wave.last.geometry().left() == lane.wave.width() - GRIP


def test_tab_goes_from_lane_to_lane_in_their_order_and_on_to_the_prompt(panel, draft, lanes, voices, qtbot):
    have(panel, draft, qtbot, *voices[:2])
    lanes.lanes[1].up.click()
    panel.activateWindow()
    first, second = lanes.lanes
    lanes.add.setFocus(Qt.FocusReason.TabFocusReason)
    passed = []
    while not panel.prompt.positive.hasFocus() and len(passed) < 30:
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        passed.append(QApplication.focusWidget())
    reached = [stop for stop in passed if stop in (*first.stops, *second.stops)]
    shown = [stop for stop in (*first.stops, *second.stops) if stop.isEnabled()]
    assert reached == shown and panel.prompt.positive.hasFocus()
