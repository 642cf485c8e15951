"""A film on the timeline: its windows while they are made, playing what is there, the drift, and windows made again."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication

from engine.api.events import Stage
from engine.api.request import Asset, GenerationRequest, Input, Role
from engine.api.request import Kind as AssetKind
from tests.growing import LENGTHS, STEPS, Filming, a_film, drifting, write
from tests.ui.world import a_preview, number_in, numbered_clip
from ui.timeline import Timeline
from ui.timeline import strip as strips
from ui.timeline.lanes import Standing

FRAMES = sum(LENGTHS)


@pytest.fixture
def filming(world):
    return Filming(world)


@pytest.fixture
def timeline(world, qtbot):
    made = Timeline(world.context)
    qtbot.addWidget(made)
    made.resize(1000, 320)
    made.show()
    return made


@pytest.fixture
def whole(filming, timeline):
    """A finished film whose second window drifts."""
    filming.windows(3)
    filming.end(drifting(filming.film, 1))
    return filming


def cells(timeline):
    return timeline.strip.blocks[0].cells


def middle(timeline, number):
    return timeline.strip.rect_of_cell(cells(timeline)[number - 1]).center().toPoint()


def click(qtbot, timeline, number):
    qtbot.mouseClick(timeline.strip, Qt.MouseButton.LeftButton, pos=middle(timeline, number))


def actions(timeline, number):
    menu = timeline.windows.menu(timeline.strip.blocks[0], number, timeline.strip)
    return {action.text(): action for action in menu.actions() if action.text()}


def test_the_windows_of_a_film_are_finished_growing_and_planned_in_one_clip_of_its_whole_length(filming, timeline):
    filming.windows(1)
    filming.step(STEPS + 2)
    (block,) = timeline.strip.blocks
    assert (block.id, block.seconds, timeline.strip.plans) == (filming.id, FRAMES / 16, ())
    assert [cell.standing for cell in block.cells] == [Standing.FINISHED, Standing.GROWING, Standing.PLANNED]
    assert [(cell.start, cell.seconds) for cell in block.cells] == [(0, 0.75), (0.75, 0.5), (1.25, 0.5)]
    assert (block.cells[1].words, block.cells[2].words) == ("step 3 of 4", "about 9 s")
    assert 0 < block.cells[1].part < 1
    assert block.note == "1 of 3 windows"
    assert timeline.sentence.endswith("Being made: a speech, Window 2 of 3")


def test_a_finished_window_shows_its_own_frames_and_the_growing_one_its_preview(filming, timeline, qtbot):
    filming.windows(1)
    filming.world.engine.say(a_preview(filming.id))
    strip, (first, growing, planned) = timeline.strip, cells(timeline)
    block = strip.blocks[0]
    qtbot.waitUntil(lambda: bool(strip._pictures_of(block, first, 4)), timeout=5000)
    assert [number_in(picture) for picture in strip._pictures_of(block, first, 4)] == [1, 4, 7, 10]
    assert strip._pictures_of(block, growing, 4) == strip._previews != ()
    assert strip._pictures_of(block, planned, 4) == ()
    strip.grab()


def test_the_very_same_clip_becomes_the_result_and_keeps_its_pictures(filming, timeline, qtbot):
    filming.windows(3)
    strip = timeline.strip
    strip.choose(filming.id, 2)
    before = cells(timeline)
    qtbot.waitUntil(lambda: all(strip._pictures_of(strip.blocks[0], cell, 4) for cell in before), timeout=5000)
    filming.end()
    (block,) = strip.blocks
    assert (block.id, block.path, block.growing) == (filming.id, str(filming.path), False)
    assert [(cell.start, cell.seconds, cell.path) for cell in block.cells] == [
        (cell.start, cell.seconds, cell.path) for cell in before
    ]
    assert all(strip._pictures_of(block, cell, 4) for cell in block.cells), "no moment without pictures"
    assert (strip.chosen_id, strip.window_number) == (filming.id, 2)


def test_where_the_windows_were_cleared_the_pictures_come_from_the_whole_film(whole, timeline, world, qtbot):
    world.jobs.clear_finished()
    strip = timeline.strip
    assert [cell.path for cell in cells(timeline)] == ["", "", ""]
    qtbot.waitUntil(lambda: bool(strip._pictures_of(strip.blocks[0], cells(timeline)[2], 4)), timeout=5000)
    assert all(number_in(picture) >= 16 for picture in strip._pictures_of(strip.blocks[0], cells(timeline)[2], 4))


def test_a_film_that_waits_shows_where_its_windows_will_end(timeline, world):
    voice = Asset("v.wav", AssetKind.AUDIO, seconds=1.12)
    values = {"frame_window_size": 13, "motion_frame": 5, "fps": "25", "mode": "infinite_talk"}
    world.jobs.pause()
    request = GenerationRequest("", "talking", "infinitetalk", values, (Input(Role.AUDIO_FILE, voice),))
    world.jobs.add(request, "a speech")
    (plan,) = timeline.strip.plans
    assert plan.seconds == pytest.approx(28 / 25)
    assert plan.borders == (13 / 28, 21 / 28)
    timeline.strip.grab()


def test_a_stopped_film_says_so_and_goes_on_from_its_menu(filming, timeline, world):
    filming.windows(1)
    world.engine.stop()
    assert timeline.strip.blocks[0].note == "stopped, 1 of 3 windows"
    assert [cell.standing for cell in cells(timeline)] == [Standing.FINISHED, Standing.PLANNED, Standing.PLANNED]
    actions(timeline, 1)["Go on with this film"].trigger()
    assert world.jobs.current.id == filming.id
    assert len(world.engine.given) == 2


# playing


def shown(viewer, frame):
    return lambda: viewer.player.index == frame == viewer.player._on_screen


def test_finished_windows_are_played_while_the_others_are_made_and_more_when_there_are_more(
    filming, timeline, viewer, qtbot
):
    filming.windows(2)
    timeline.strip.seek_wanted.emit(0.8)
    qtbot.waitUntil(shown(viewer, 12), timeout=5000)
    assert number_in(viewer.stage.image) == 12, "the first frame of the second recording"
    with qtbot.waitSignal(viewer.ended, timeout=5000):
        viewer.play_pause()
    assert viewer.player.index == 19, "the last that is there"
    filming.windows(3)
    qtbot.waitUntil(lambda: viewer.player.info.frames == FRAMES, timeout=5000)
    assert viewer.player.index == 19, "it stays where it was"
    viewer.step(1)
    qtbot.waitUntil(shown(viewer, 20), timeout=5000)
    assert number_in(viewer.stage.image) == 20


def test_a_film_that_grows_while_it_is_played_plays_on(filming, timeline, viewer, qtbot):
    filming.windows(1)
    timeline.strip.seek_wanted.emit(0.0)
    qtbot.waitUntil(shown(viewer, 0), timeout=5000)
    viewer.play_pause()
    filming.windows(2)
    with qtbot.waitSignal(viewer.ended, timeout=5000):
        pass
    assert viewer.player.index == 19


def test_the_voice_of_a_growing_film_is_that_of_its_job_from_where_it_begins(world, filming, timeline, viewer, qtbot):
    voice = numbered_clip(world.root / "voice.mp4", 32, sound=True)
    film = write(a_film(filming.folder, 1, sound=str(voice)))
    filming.tell(film)
    heard = []
    viewer.player.reader.sound_ready.connect(lambda path, pcm: heard.append((path, len(pcm))))
    timeline.strip.seek_wanted.emit(0.0)
    qtbot.waitUntil(lambda: bool(heard), timeout=5000)
    (path, size) = heard[0]
    assert path == film.path
    assert size / (48000 * 4) == pytest.approx(2.0, abs=0.1), "all of it: the film grows under it"


def test_a_click_where_nothing_is_finished_shows_the_preview_of_the_growing_window(filming, timeline, viewer, qtbot):
    filming.windows(1)
    filming.step(STEPS + 1)
    filming.world.engine.say(a_preview(filming.id))
    click(qtbot, timeline, 1)
    qtbot.waitUntil(lambda: viewer.player.info is not None, timeout=5000)
    assert not viewer.previewing
    click(qtbot, timeline, 2)
    assert viewer.previewing
    assert timeline.strip.playhead > 0.75


def test_what_is_watched_goes_on_at_the_same_frame_when_the_film_is_whole(filming, timeline, viewer, qtbot):
    filming.windows(3)
    timeline.strip.seek_wanted.emit(14 / 16)
    qtbot.waitUntil(shown(viewer, 14), timeout=5000)
    filming.end()
    qtbot.waitUntil(lambda: viewer.player.path == str(filming.path) and shown(viewer, 14)(), timeout=5000)
    assert timeline.strip.playhead == pytest.approx(14 / 16)


# drift and windows made again


def test_a_window_that_drifts_too_far_is_told_and_offered_to_be_made_again(whole, timeline):
    assert [cell.too_far for cell in cells(timeline)] == [False, True, False]
    button = timeline.windows.button
    assert button.isVisible() and button.isEnabled()
    assert button.accessibleName() == "Redo window 2"
    assert button.toolTip().startswith("colour drifts: colour 10.0, contrast 0 %, identity 0.10")


def test_no_window_is_offered_while_none_drifts_and_none_is_chosen(filming, timeline, qtbot):
    filming.windows(3)
    filming.end()
    assert not timeline.windows.button.isVisible()
    click(qtbot, timeline, 3)
    assert timeline.windows.button.accessibleName() == "Redo window 3"


def test_the_lane_of_the_drift_is_there_only_where_something_was_measured(world, filming, timeline):
    assert timeline.strip._sizes.drift == 0
    filming.windows(1)
    assert timeline.strip._sizes.drift == 36
    timeline.strip.grab()


@pytest.mark.parametrize("way", ["button", "key", "menu"])
def test_a_window_is_made_again_by_button_key_and_menu(whole, timeline, world, qtbot, way):
    click(qtbot, timeline, 2)
    if way == "button":
        qtbot.mouseClick(timeline.windows.button, Qt.MouseButton.LeftButton)
    elif way == "key":
        qtbot.keyClick(timeline.strip, Qt.Key.Key_R)
    else:
        actions(timeline, 2)["Redo window 2"].trigger()
    job = world.jobs.current
    assert (job.again, job.clip, job.title) == (1, whole.id, "a speech, window 2 again")


def test_the_clip_shows_which_window_is_made_again_and_does_not_offer_it_twice(whole, timeline, world, qtbot):
    timeline.strip.redo_wanted.emit(whole.id, 2)
    again = world.jobs.current.id
    assert cells(timeline)[1].standing is Standing.GROWING
    assert [cell.standing for cell in cells(timeline)][::2] == [Standing.FINISHED] * 2
    assert timeline.strip.plans == (), "it makes no clip of its own"
    click(qtbot, timeline, 2)
    assert not timeline.windows.button.isEnabled()
    assert "being made again" in timeline.windows.button.toolTip()
    timeline.strip.redo_wanted.emit(whole.id, 2)
    assert len(world.jobs.all()) == 2
    film = write(a_film(world.context.folders.work / again / "windows", 3))
    whole.tell(film, again)
    whole.end(film, again, world.root / "b.mp4")
    (block,) = timeline.strip.blocks
    assert (block.id, block.path) == (whole.id, str(world.root / "b.mp4"))
    assert not any(cell.too_far for cell in block.cells)


@pytest.fixture
def two_takes(whole, timeline, world):
    timeline.strip.redo_wanted.emit(whole.id, 2)
    again = world.jobs.current.id
    film = write(a_film(world.context.folders.work / again / "windows", 3))
    whole.tell(film, again)
    whole.end(film, again, world.root / "b.mp4")
    return again


def test_the_old_window_stays_as_a_take_that_a_click_or_undo_brings_back(two_takes, whole, timeline, world, qtbot):
    strip = timeline.strip
    bars = strip.blocks[0].bars
    assert [(bar.title, bar.shown) for bar in bars] == [("Take 2: window 2 made again", True), ("Take 1", False)]
    assert [bar.note for bar in bars] == ["sound lies +0.0 ms"] * 2
    place = strip.rect_of_bar(strip.blocks[0], bars[1]).center().toPoint()
    qtbot.mouseClick(strip, Qt.MouseButton.LeftButton, pos=place)
    assert strip.blocks[0].path == str(whole.path)
    assert cells(timeline)[1].too_far, "its own drift comes back with it"
    world.project.undo()
    assert strip.blocks[0].path == str(world.root / "b.mp4")
    world.project.undo()
    assert strip.blocks[0].path == str(whole.path)
    actions(timeline, 1)["Take 2: window 2 made again"].trigger()
    assert strip.blocks[0].path == str(world.root / "b.mp4")


def test_another_take_is_shown_at_the_same_frame(two_takes, whole, timeline, viewer, world, qtbot):
    timeline.strip.seek_wanted.emit(14 / 16)
    qtbot.waitUntil(shown(viewer, 14), timeout=5000)
    world.project.undo()
    qtbot.waitUntil(lambda: viewer.player.path == str(whole.path) and shown(viewer, 14)(), timeout=5000)


def test_windows_that_were_cleared_are_said_to_be_gone_and_not_offered(whole, timeline, world, qtbot):
    click(qtbot, timeline, 2)
    world.jobs.clear_finished()
    assert not timeline.windows.button.isEnabled()
    assert "were cleared with its job" in timeline.windows.button.toolTip()
    assert not actions(timeline, 2)["Redo window 2"].isEnabled()
    qtbot.keyClick(timeline.strip, Qt.Key.Key_R)
    assert world.jobs.all() == ()


def test_keys_go_from_window_to_window(whole, timeline, qtbot):
    strip, ctrl = timeline.strip, Qt.KeyboardModifier.ControlModifier
    numbers = []
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left):
        qtbot.keyClick(strip, key, ctrl)
        numbers.append(strip.window_number)
    assert numbers == [1, 2, 3, 2]
    assert strip.chosen_id == whole.id


def test_a_chosen_window_is_told_to_a_screen_reader(whole, timeline, qtbot):
    click(qtbot, timeline, 2)
    told = timeline.strip.accessibleDescription()
    assert told.startswith("Window 2 of 3, colour drifts, colour 10.0, contrast 0 %, identity 0.10. 1 clips")


def test_the_mouse_over_a_window_tells_how_far_it_is(filming, timeline, monkeypatch):
    filming.windows(1)
    filming.step(STEPS + 2)
    told = []
    monkeypatch.setattr(strips, "QToolTip", SimpleNamespace(showText=lambda at, text, widget: told.append(text)))
    place = middle(timeline, 2)
    over = QHelpEvent(QEvent.Type.ToolTip, place, timeline.strip.mapToGlobal(place))
    QApplication.sendEvent(timeline.strip, over)
    assert told == ["Window 2 of 3, step 3 of 4"]


def test_the_playhead_stays_where_it_was_put_while_the_job_goes_on(filming, timeline, viewer, qtbot):
    filming.windows(1)
    timeline.strip.seek_wanted.emit(0.2)
    qtbot.waitUntil(shown(viewer, 3), timeout=5000)
    click(qtbot, timeline, 3)
    there = timeline.strip.playhead
    assert there > 1.25
    filming.step(STEPS + 2)
    filming.world.jobs._tick()
    assert timeline.strip.playhead == there


def test_a_trimmed_film_shows_the_windows_that_are_left_of_it(whole, timeline, world):
    world.project.trim(whole.id, 14, 24)
    assert [(cell.number, cell.start, cell.seconds) for cell in cells(timeline)] == [(2, 0, 0.375), (3, 0.375, 0.25)]


def test_where_the_sound_lies_stands_on_the_clip_and_warns_when_it_is_off(whole, timeline, world, filming):
    assert (timeline.strip.blocks[0].note, timeline.strip.blocks[0].warns) == ("sound lies +0.0 ms", False)
    late = Filming(world)
    late.path = world.root / "late.mp4"
    late.windows(3)
    late.end(offset=-0.08)
    assert (timeline.strip.blocks[1].note, timeline.strip.blocks[1].warns) == ("sound lies \N{MINUS SIGN}80.0 ms", True)
    timeline.strip.grab()


def test_a_click_beside_all_windows_chooses_none(whole, timeline, qtbot):
    click(qtbot, timeline, 2)
    qtbot.mouseClick(timeline.strip, Qt.MouseButton.LeftButton, pos=QPoint(timeline.strip.width() - 5, 60))
    assert (timeline.strip.chosen_id, timeline.strip.window_number) == ("", 0)


def test_a_new_forecast_is_shown_at_once_on_what_waits(timeline, world):
    world.run()
    world.add("later", num_frames=9, fps="8")
    assert timeline.strip.plans[1].words == "about 30 s"
    world.context.forecasts.stages = lambda request: ((Stage.DENOISE, 70.0),)
    world.context.forecasts.changed.emit()
    assert timeline.strip.plans[1].words == "about 70 s"
