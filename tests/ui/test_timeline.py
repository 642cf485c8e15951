"""The timeline: where clips lie, what mouse and keys do, and the playhead in step with the viewer."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage

from tests.ui.world import a_preview, number_in
from ui.timeline import Timeline, lanes
from ui.timeline.lanes import Scale
from ui.viewer import Viewer


@pytest.fixture
def timeline(world, qtbot):
    made = Timeline(world.context)
    qtbot.addWidget(made)
    made.resize(1000, 260)
    made.show()
    return made


@pytest.fixture
def three(world, timeline):
    """Clips of 12, 6 and 18 frames at 16 frames a second: 0.75 s, 0.375 s and 1.125 s."""
    return [world.clip(f"{name}.mp4", frames) for name, frames in (("a", 12), ("b", 6), ("c", 18))]


def names(timeline):
    return [block.title for block in timeline.strip.blocks]


def click(qtbot, timeline, place):
    qtbot.mouseClick(timeline.strip, Qt.MouseButton.LeftButton, pos=place)


def middle(timeline, index):
    return timeline.strip.rect_of(timeline.strip.blocks[index]).center().toPoint()


def drag(qtbot, strip, start, end):
    qtbot.mousePress(strip, Qt.MouseButton.LeftButton, pos=start)
    for part in (0.3, 0.6, 1.0):
        qtbot.mouseMove(strip, QPointF(start + (end - start) * part).toPoint())
    qtbot.mouseRelease(strip, Qt.MouseButton.LeftButton, pos=end)


def test_finished_clips_lie_one_behind_the_other(timeline, three):
    assert [(block.start, block.end) for block in timeline.strip.blocks] == [(0, 0.75), (0.75, 1.125), (1.125, 2.25)]
    first, second = (timeline.strip.rect_of(block) for block in timeline.strip.blocks[:2])
    assert 0 < second.x() - first.right() <= 2, "a gap of a pixel"


def test_a_clip_bears_the_name_of_its_job(timeline, world):
    world.clip("x.mp4", 6, title="a red ball rolls")
    assert names(timeline) == ["a red ball rolls"]


def test_the_empty_timeline_says_where_clips_land(timeline):
    assert "Finished clips land here" in timeline.sentence
    assert timeline.strip.accessibleDescription() == timeline.sentence


def test_the_pictures_of_a_clip_are_its_own_frames_in_order(timeline, three, qtbot):
    film = timeline.films.film(str(three[2]), 1.125)
    qtbot.waitUntil(lambda: bool(timeline.films.film(str(three[2]), 1.125).pictures), timeout=5000)
    film = timeline.films.film(str(three[2]), 1.125)
    carried = [number_in(picture) for picture in film.pictures]
    assert carried == [2, 6, 11, 15], "the frames in the middle of each quarter of 18"


def test_a_file_that_is_gone_is_shown_as_missing_and_hurts_nothing(timeline, world, qtbot):
    path = world.clip("x.mp4", 6)
    path.unlink()
    timeline.films.film(str(path), 0.4)
    with qtbot.waitSignal(timeline.films.ready, timeout=5000):
        pass
    assert timeline.films.film(str(path), 0.4).missing
    timeline.strip.grab()


def test_seconds_and_pixels_are_inverse_at_every_scale():
    for per_second in (4.0, 80.0, 800.0):
        scale = Scale(per_second, scroll=137.0)
        assert scale.seconds(scale.x(3.5)) == pytest.approx(3.5)


def test_labels_of_the_ruler_never_touch_and_no_tick_is_missing():
    for per_second in (4.0, 11.0, 80.0, 333.0, 800.0):
        found = lanes.ticks(Scale(per_second), 900)
        labelled = [second for second, height in found if height == 14]
        gaps = {round((b - a) * per_second, 3) for a, b in pairwise(labelled)}
        assert min(gaps) >= 48
        assert len(gaps) == 1
        assert labelled[0] == 0


def test_zooming_keeps_what_lies_under_the_mouse(timeline, three):
    strip = timeline.strip
    strip.set_per_second(500)
    strip.set_scroll(200)
    at = strip.scale.seconds(400)
    strip.zoom(1, anchor=400)
    assert strip.scale.per_second == pytest.approx(625)
    assert strip.scale.seconds(400) == pytest.approx(at)
    strip.fit()
    assert strip.rect_of(strip.blocks[-1]).right() == pytest.approx(strip.width() - 12, abs=2)


def test_plus_and_minus_and_the_slider_zoom(timeline, three, qtbot):
    before = timeline.strip.scale.per_second
    qtbot.keyClick(timeline.strip, Qt.Key.Key_Plus)
    assert timeline.strip.scale.per_second == pytest.approx(before * 1.25)
    qtbot.keyClick(timeline.strip, Qt.Key.Key_Minus)
    assert timeline.strip.scale.per_second == pytest.approx(before)
    timeline.slider.setValue(timeline.slider.maximum())
    assert timeline.strip.scale.per_second == pytest.approx(lanes.CLOSEST)
    assert timeline.scroll.maximum() > 0


def test_a_click_on_a_clip_selects_it_and_shows_the_frame_there(timeline, viewer, three, qtbot):
    click(qtbot, timeline, middle(timeline, 2))
    assert timeline.strip.chosen_id == timeline.strip.blocks[2].id
    qtbot.waitUntil(lambda: viewer.player.path == str(three[2]) and viewer.player._on_screen >= 0, timeout=5000)
    assert viewer.player.index == number_in(viewer.stage.image)
    assert abs(viewer.player.index - 9) <= 1


def test_a_click_on_the_ruler_moves_the_playhead_without_selecting(timeline, viewer, three, qtbot):
    x = int(112 + timeline.strip.scale.x(0.9))
    click(qtbot, timeline, QPoint(x, 10))
    assert timeline.strip.chosen_id == ""
    qtbot.waitUntil(lambda: viewer.player.path == str(three[1]) and viewer.player.info is not None, timeout=5000)
    assert viewer.player.index == 2


def test_the_playhead_stands_where_the_viewer_is(timeline, viewer, three, qtbot):
    timeline.strip.seek_wanted.emit(0.8)
    qtbot.waitUntil(lambda: viewer.player.info is not None and viewer.player._on_screen == 0, timeout=5000)
    viewer.step(3)
    qtbot.waitUntil(lambda: viewer.player._on_screen == 3, timeout=5000)
    assert timeline.strip.playhead == pytest.approx(0.75 + 3 / 16)


def test_playing_runs_through_the_clips_behind(timeline, viewer, three, qtbot):
    viewer.clear()
    seen = []
    viewer.frame_shown.connect(lambda path, index: seen.append(path) if path not in seen else None)
    timeline.strip.seek_wanted.emit(0.5)
    qtbot.waitUntil(lambda: viewer.player.info is not None, timeout=5000)
    with qtbot.waitSignal(viewer.ended, timeout=10000, check_params_cb=lambda path: path == str(three[2])):
        viewer.play_pause()
    assert seen == [str(path) for path in three]
    assert timeline.strip.playhead == pytest.approx(2.25 - 1 / 16)


def test_delete_takes_the_clip_off_and_leaves_its_file(timeline, world, three, qtbot):
    click(qtbot, timeline, middle(timeline, 1))
    qtbot.keyClick(timeline.strip, Qt.Key.Key_Delete)
    assert names(timeline) == ["a.mp4", "c.mp4"]
    assert timeline.strip.blocks[1].start == 0.75, "the clip behind moved up"
    assert three[1].exists()
    assert timeline.strip.chosen_id == ""


def test_a_clip_is_dragged_to_another_place(timeline, three, qtbot):
    strip = timeline.strip
    drag(qtbot, strip, middle(timeline, 0), middle(timeline, 2) + QPoint(40, 0))
    assert names(timeline) == ["b.mp4", "c.mp4", "a.mp4"]
    drag(qtbot, strip, middle(timeline, 2), middle(timeline, 0) - QPoint(12, 0))
    assert names(timeline) == ["a.mp4", "b.mp4", "c.mp4"]


def test_a_clip_let_go_where_it_was_stays(timeline, three, qtbot, world):
    changed = []
    world.project.changed.connect(lambda: changed.append(1))
    drag(qtbot, timeline.strip, middle(timeline, 0), middle(timeline, 0) + QPoint(11, 0))
    assert names(timeline) == ["a.mp4", "b.mp4", "c.mp4"]
    assert not changed


def test_keys_go_from_clip_to_clip_and_move_them(timeline, viewer, three, qtbot):
    strip = timeline.strip
    viewer.clear()
    strip.show_playhead(0.1)
    for key, chosen in ((Qt.Key.Key_Down, 0), (Qt.Key.Key_Down, 1), (Qt.Key.Key_Up, 0)):
        qtbot.keyClick(strip, key)
        assert strip.chosen_id == strip.blocks[chosen].id
    qtbot.keyClick(strip, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert names(timeline) == ["b.mp4", "a.mp4", "c.mp4"]
    qtbot.keyClick(strip, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert names(timeline) == ["a.mp4", "b.mp4", "c.mp4"]


def test_the_running_clip_grows_behind_the_last_and_the_waiting_ones_behind_it(timeline, world, three):
    job = world.run(num_frames=17, fps="8")
    world.add("later", num_frames=9, fps="8")
    running, later = timeline.strip.plans
    assert (running.start, running.seconds, running.running) == (2.25, 17 / 8, True)
    assert (later.start, later.running) == (2.25 + 17 / 8, False)
    assert running.words == "step 2 of 4"
    assert later.words == "about 30 s"
    before = running.part
    world.engine.step(3, 4, job=job)
    assert timeline.strip.plans[0].part > before
    assert "Being made: a red ball" in timeline.sentence


def test_previews_show_in_the_growing_clip_and_go_with_it(timeline, world, three, tmp_path):
    job = world.run(num_frames=17, fps="8")
    empty = timeline.strip.grab().toImage()
    world.engine.say(a_preview(job))
    assert len(timeline.strip._previews) == 4
    assert timeline.strip.grab().toImage() != empty
    world.engine.fail("No")
    assert timeline.strip.plans == ()
    assert timeline.strip._previews == ()


def test_everything_painted_lies_in_its_lane(timeline, three, qtbot):
    """The lane below the last one keeps the colour of the window."""
    strip = timeline.strip
    picture: QImage = strip.grab().toImage()
    below = picture.pixelColor(strip.width() - 3, strip.height() - 2)
    assert below.name() == picture.pixelColor(strip.width() - 3, 40).name()


def test_a_project_that_is_opened_shows_its_first_picture(world, qtbot):
    first = world.clip("a.mp4", 6)
    world.clip("b.mp4", 6)
    viewer = Viewer(world.context)
    timeline = Timeline(world.context)
    qtbot.addWidget(viewer)
    qtbot.addWidget(timeline)
    timeline.follow(viewer)
    qtbot.waitUntil(lambda: not viewer.stage.image.isNull(), timeout=5000)
    assert viewer.player.path == str(first) and viewer.player.index == 0
    viewer.shut()
