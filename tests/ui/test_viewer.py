"""The viewer: exact frames, playing, sound as the clock, the live preview and the first minute."""

from __future__ import annotations

import random

import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage

from engine.api.errors import BadInput
from engine.api.events import Failed
from tests.ui.world import a_preview, number_in, numbered_clip
from ui import theme
from ui.run.failure_card import FailureCard, RecoveryCard
from ui.run.parts import Line
from ui.viewer import Viewer, clock
from ui.viewer.clock import RATE, Sound
from ui.viewer.preview import cut

FRAMES = 24


@pytest.fixture
def viewer(world, qtbot):
    made = Viewer(world.context)
    qtbot.addWidget(made)
    made.resize(800, 600)
    made.show()
    yield made
    made.shut()


def opened(viewer, qtbot, path, **how):
    """Show a clip and wait for its picture."""
    viewer.show_clip(str(path), **how)
    qtbot.waitUntil(lambda: viewer.player.info is not None and not viewer.stage.image.isNull(), timeout=5000)
    return viewer.player.info


def shows(viewer, qtbot, index):
    """Wait for a frame on the stage and say which number it carries."""
    qtbot.waitUntil(lambda: viewer.player._on_screen == index, timeout=5000)
    return number_in(viewer.stage.image)


def test_every_step_shows_exactly_the_next_frame(viewer, qtbot, tmp_path):
    info = opened(viewer, qtbot, numbered_clip(tmp_path / "n.mp4", FRAMES))
    assert info.frames == FRAMES
    seen = [shows(viewer, qtbot, 0)]
    for index in range(1, FRAMES):
        viewer.step(1)
        seen.append(shows(viewer, qtbot, index))
    assert seen == list(range(FRAMES))
    viewer.step(1)
    assert viewer.player.index == FRAMES - 1, "no step beyond the last frame"


def test_any_frame_can_be_reached_from_any_other(viewer, qtbot, tmp_path):
    opened(viewer, qtbot, numbered_clip(tmp_path / "n.mp4", FRAMES))
    for index in random.Random(7).sample(range(FRAMES), FRAMES):
        viewer.go_to_frame(index)
        assert shows(viewer, qtbot, index) == index


def test_a_clip_too_long_for_memory_keeps_a_window_of_frames_and_stays_exact(viewer, qtbot, tmp_path, monkeypatch):
    monkeypatch.setattr("ui.viewer.reader.WHOLE", 1000)
    monkeypatch.setattr("ui.viewer.reader.AHEAD", 4)
    monkeypatch.setattr("ui.viewer.reader.BEHIND", 2)
    path = numbered_clip(tmp_path / "n.mp4", FRAMES)
    opened(viewer, qtbot, path)
    for index in (20, 3, 11, 23, 0):
        viewer.go_to_frame(index)
        assert shows(viewer, qtbot, index) == index
    qtbot.wait(100)
    assert len(viewer.player.reader._sources[str(path)].images) <= 6


def test_the_row_tells_time_length_and_frame(viewer, qtbot, tmp_path):
    opened(viewer, qtbot, numbered_clip(tmp_path / "n.mp4", FRAMES))
    viewer.go_to_frame(4)
    assert viewer.transport.sentence == "0:00.25 of 0:01.50, frame 5 of 24"
    viewer.go_to_last()
    assert viewer.transport.sentence == "0:01.44 of 0:01.50, frame 24 of 24"


def test_playing_runs_to_the_last_frame_in_the_clips_own_time(viewer, qtbot, tmp_path):
    path = numbered_clip(tmp_path / "n.mp4", 8)
    opened(viewer, qtbot, path)
    shown = []
    viewer.frame_shown.connect(lambda path, index: shown.append(index))
    with qtbot.waitSignal(viewer.ended, timeout=5000) as ended:
        viewer.play_pause()
    assert ended.args == [str(path)]
    assert shown == sorted(shown)
    assert shown[-1] == 7 == viewer.player.index
    assert not viewer.player.playing


def test_looping_begins_again_and_never_ends(viewer, qtbot, tmp_path):
    opened(viewer, qtbot, numbered_clip(tmp_path / "n.mp4", 4))
    viewer.set_loop(True)
    ended, shown = [], []
    viewer.ended.connect(ended.append)
    viewer.frame_shown.connect(lambda path, index: shown.append(index))
    viewer.play_pause()
    qtbot.waitUntil(lambda: shown.count(3) >= 2, timeout=5000)
    viewer.play_pause()
    assert not ended
    assert not viewer.player.playing


def test_j_k_l_double_the_speed_and_stop(viewer, qtbot, tmp_path):
    opened(viewer, qtbot, numbered_clip(tmp_path / "n.mp4", FRAMES), index=12)
    speeds = []
    for direction in (1, 1, -1, -1):
        viewer.shuttle(direction)
        speeds.append(viewer.player.speed if viewer.player.playing else 0.0)
    assert speeds == [1.0, 2.0, 1.0, 0.0]
    viewer.shuttle(-1)
    assert viewer.player.speed == -1.0
    qtbot.waitUntil(lambda: viewer.player.index == 0 and not viewer.player.playing, timeout=5000)


def test_without_a_sound_device_a_clip_with_sound_plays_by_the_timer(viewer, qtbot, tmp_path, monkeypatch):
    monkeypatch.setattr(clock, "_sink", lambda parent: None)
    info = opened(viewer, qtbot, numbered_clip(tmp_path / "s.mp4", 8, sound=True))
    assert info.has_sound
    qtbot.waitUntil(lambda: not viewer.player.sound._pcm.isEmpty(), timeout=5000)
    with qtbot.waitSignal(viewer.ended, timeout=5000):
        viewer.play_pause()
    assert viewer.player.index == 7


def test_where_there_is_sound_the_picture_follows_it(viewer, qtbot, tmp_path, monkeypatch):
    monkeypatch.setattr(clock, "_sink", lambda parent: None)
    opened(viewer, qtbot, numbered_clip(tmp_path / "s.mp4", FRAMES, sound=True))
    monkeypatch.setattr(viewer.player.sound, "now", lambda: 0.2)
    viewer.play_pause()
    qtbot.wait(600)
    assert viewer.player.playing
    assert 3 <= viewer.player.index <= 5, "a sound that stands still at 0.2 s holds the picture; the timer is at 9"


def test_the_sound_begins_where_the_picture_stands(qtbot):
    class Card:
        """A sound card that heard nothing yet."""

        def setVolume(self, volume): ...
        def start(self, device):
            self.device, self.at = device, device.pos()

        def stop(self): ...

    sound, card = Sound(), Card()
    sound._looked, sound._sink = True, card
    sound.load(b"\0" * (4 * RATE))
    sound.play(0.25)
    assert card.at == RATE  # a quarter of a second, 4 bytes each
    sound.stop()


def test_a_file_that_is_no_film_is_refused_and_the_viewer_goes_on(viewer, qtbot, tmp_path):
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(b"not a film at all" * 40)
    with qtbot.waitSignal(viewer.refused, timeout=5000) as refused:
        viewer.show_clip(str(broken))
    assert isinstance(refused.args[1], BadInput)
    opened(viewer, qtbot, numbered_clip(tmp_path / "n.mp4", 4))
    assert shows(viewer, qtbot, 0) == 0


@pytest.mark.parametrize("choice", ["dark", "light"])
def test_the_ground_round_the_picture_is_exactly_neutral(viewer, choice):
    theme.current().choose(choice)
    viewer.show_first_minute(False)
    grey = viewer.stage.grab().toImage().pixelColor(4, 60)
    assert grey.red() == grey.green() == grey.blue()


def test_at_100_percent_each_pixel_is_shown_as_it_is(viewer):
    picture = QImage(40, 30, QImage.Format.Format_RGB32)
    for y in range(30):
        for x in range(40):
            picture.setPixelColor(x, y, Qt.GlobalColor.white if (x + y) % 2 else Qt.GlobalColor.black)
    viewer.show_first_minute(False)
    viewer.stage.show_image(picture)
    viewer.set_scale(1.0)
    rect = viewer.stage.picture_rect().toRect()
    assert (rect.width(), rect.height()) == (40, 30)
    assert viewer.stage.grab(rect).toImage().convertToFormat(QImage.Format.Format_RGB32) == picture
    viewer.fit()
    assert viewer.stage.picture_rect().height() == viewer.stage.height() - 24


def test_a_preview_strip_is_cut_into_its_pictures_and_moves(viewer, qtbot, world):
    preview = a_preview("job", 4)
    assert [round(image.pixelColor(12, 8).lightness() / 40) for image in cut(preview)] == [0, 1, 2, 3]
    seen = []
    viewer.preview.shown.connect(lambda image: seen.append(round(image.pixelColor(12, 8).lightness() / 40)))
    viewer.show_preview(preview)
    qtbot.waitUntil(lambda: len(seen) >= 5, timeout=3000)
    assert seen[:5] == [0, 1, 2, 3, 0]
    assert viewer.stage._chips[0].live


def test_a_preview_that_is_no_picture_changes_nothing(viewer):
    viewer.show_preview(a_preview("job"))
    before = viewer.preview.images
    broken = a_preview("job")
    viewer.show_preview(type(broken)("job", 2, 4, b"no jpeg"))
    assert viewer.preview.images == before


def test_the_first_minute_is_offered_while_there_is_nothing(viewer, world, qtbot):
    card = viewer.first_minute
    assert card is not None
    assert card.button.hasFocus()
    with qtbot.waitSignal(viewer.let_speak):
        qtbot.keyClick(card.button, Qt.Key.Key_Space)
    card.prompt.setText("a red circle moves up")
    with qtbot.waitSignal(viewer.try_it) as tried:
        qtbot.keyClick(card.prompt, Qt.Key.Key_Return)
    assert tried.args == ["a red circle moves up"]
    world.add()
    assert viewer.first_minute is None


def test_chips_and_dice_of_the_first_minute_fill_the_sentence(viewer, qtbot):
    card = viewer.first_minute
    chip = card._chips[1]
    chip.click()
    assert card.prompt.text() == chip.text()
    for _ in range(5):
        before = card.prompt.text()
        card.dice.click()
        assert card.prompt.text() != before
    card.prompt.clear()
    tried = []
    viewer.try_it.connect(tried.append)
    card.button.click()
    assert tried == [], "nothing is made from no sentence"


def test_a_running_job_is_followed_from_preview_to_clip(viewer, world, qtbot, tmp_path):
    path = numbered_clip(tmp_path / "made.mp4", 12)
    job = world.run()
    world.engine.say(a_preview(job))
    assert viewer.previewing
    world.finish(path, 12)
    qtbot.waitUntil(lambda: viewer.player.playing, timeout=5000)
    assert viewer.player.path == str(path)
    assert not viewer.previewing


def test_who_looks_at_a_clip_is_not_disturbed_by_a_preview(viewer, world, qtbot, tmp_path):
    mine = numbered_clip(tmp_path / "mine.mp4", 12)
    job = world.run()
    world.engine.say(a_preview(job))
    opened(viewer, qtbot, mine)
    world.engine.say(a_preview(job, step=2))
    assert not viewer.previewing
    assert viewer._back_to_live.isVisibleTo(viewer)
    viewer._back_to_live.click()
    assert viewer.previewing


def test_a_failed_job_shows_its_card_and_can_be_tried_again(viewer, world, qtbot):
    job = world.run()
    world.engine.say(a_preview(job))
    world.engine.fail("The disk is full", why="0.4 GB is left.")
    card = viewer.stage.side
    assert isinstance(card, FailureCard)
    card.again.click()
    assert viewer.stage.side is None
    assert [request.id for request in world.engine.given] == [job, job]


def test_an_engine_that_does_not_start_is_told_and_can_be_started_again(viewer, world):
    world.engine.say(Failed("", "GPU-003", "The engine does not start", "It ended five times."))
    assert world.jobs.paused
    viewer.stage.side.again.click()
    assert world.engine.restarts == 1
    assert not world.jobs.paused
    assert viewer.stage.side is None


def test_a_dropped_picture_is_shown(viewer, world, qtbot, tmp_path):
    picture = QImage(30, 20, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.red)
    picture.save(str(tmp_path / "red.png"))
    world.context.drops.probe_file(str(tmp_path / "red.png"))
    qtbot.waitUntil(lambda: viewer.stage.image.width() == 30, timeout=5000)
    assert viewer.first_minute is None
    assert viewer.stage.image.pixelColor(5, 5) == Qt.GlobalColor.red


def test_after_a_second_death_of_the_engine_the_card_asks_instead_of_counting(viewer, world, qtbot):
    job = world.run()
    world.engine.fail("The engine stopped", engine_died=True)
    first = viewer.stage.side
    assert isinstance(first, RecoveryCard)
    assert first.seconds_left == 12
    first.go.click()
    world.engine.accept(job)
    world.engine.fail("The engine stopped", engine_died=True)
    assert viewer.stage.side.seconds_left == 0


def test_a_click_on_the_bar_jumps_to_its_frame(viewer, qtbot, tmp_path):
    opened(viewer, qtbot, numbered_clip(tmp_path / "n.mp4", FRAMES))
    bar = viewer.transport.scrub
    qtbot.mouseClick(bar, Qt.MouseButton.LeftButton, pos=QPoint(bar.width() // 2, bar.height() // 2))
    assert abs(viewer.player.index - FRAMES // 2) <= 1
    assert shows(viewer, qtbot, viewer.player.index) == viewer.player.index


def test_everything_that_can_be_pressed_has_a_name(viewer):
    from PySide6.QtWidgets import QAbstractButton, QSlider

    for made in (*viewer.findChildren(QAbstractButton), *viewer.findChildren(QSlider)):
        assert made.accessibleName() or made.text(), made


def test_a_still_picture_has_nothing_to_play(viewer, qtbot, tmp_path):
    path = tmp_path / "still.png"
    Image.new("RGB", (40, 30), (200, 30, 30)).save(path)
    opened(viewer, qtbot, path)
    assert not viewer.transport.play_button.isEnabled() and not viewer.transport.scrub.isEnabled()
    assert viewer.transport.sentence == "A still picture"
    opened(viewer, qtbot, numbered_clip(tmp_path / "n.mp4", 4))
    qtbot.waitUntil(viewer.transport.play_button.isEnabled)
    assert viewer.transport.sentence.endswith("frame 1 of 4")


def test_a_clip_whose_sound_cannot_be_read_is_shown_and_says_so(viewer, qtbot, tmp_path, monkeypatch):
    def broken(*_):
        raise BadInput("This sound cannot be used as it is", why="It has 9 channels.")

    monkeypatch.setattr("engine.media.audio.sound_blocks", broken)
    refused = []
    viewer.refused.connect(lambda *a: refused.append(a))
    opened(viewer, qtbot, numbered_clip(tmp_path / "n.mp4", FRAMES, sound=True))
    qtbot.waitUntil(lambda: bool(viewer.stage._chips), timeout=5000)
    assert viewer.stage._chips[0].text == "The sound could not be read: This sound cannot be used as it is"
    assert [shows(viewer, qtbot, 0), refused] == [0, []]
    viewer.step(5)
    assert shows(viewer, qtbot, 5) == 5
    assert not viewer.transport.mute.isEnabled()
    assert viewer.transport.mute.accessibleName() == "The sound could not be read"


def test_what_is_taken_out_of_its_well_leaves_the_stage(viewer, qtbot, tmp_path):
    path = numbered_clip(tmp_path / "n.mp4", 4)
    opened(viewer, qtbot, path)
    viewer.let_go("another.png")
    assert viewer.player.path == str(path)
    viewer.let_go(str(path))
    assert viewer.player.path == "" and viewer.stage.image.isNull()
    assert viewer.first_minute is not None, "nothing was made yet: the card is offered again"


def test_a_card_stays_while_the_next_clip_is_made_and_names_its_clip(viewer, world, qtbot):
    bad, good = world.run("a white star"), world.add("a red ball")
    world.engine.fail("The disk is full", why="0.4 GB is left.", job=bad)
    card = viewer.stage.side
    assert world.jobs.job(good).state == "running" and isinstance(card, FailureCard)
    assert card.findChildren(Line)[0].whole == "a white star"
    card.again.click()
    assert viewer.stage.side is None, "trying again answers it"


def test_the_recovery_counts_on_while_the_next_clip_is_made(viewer, world, qtbot):
    bad = world.run("a white star")
    world.add("a red ball")
    world.engine.say(Failed(bad, "GPU-003", "The engine stopped unexpectedly", engine_died=True))
    card = viewer.stage.side
    assert isinstance(card, RecoveryCard) and card._timer.isActive()
    card._on_go()
    assert world.jobs.job(bad).state == "waiting"


def test_a_clip_asked_for_after_a_failure_takes_the_card_away(viewer, world, qtbot):
    world.run("a white star")
    world.engine.fail("The disk is full")
    assert isinstance(viewer.stage.side, FailureCard)
    world.add("a red ball")
    assert viewer.stage.side is None


def test_a_stopped_clip_keeps_its_last_preview_under_its_own_name(viewer, world, qtbot):
    job = world.run("a white star")
    world.engine.say(a_preview(job))
    world.engine.stop(job)
    assert viewer._file.whole == "a white star"
