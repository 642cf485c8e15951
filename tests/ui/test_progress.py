"""The progress strip: every stage, the time left, stop, and the report afterwards; and how figures are written."""

from __future__ import annotations

from datetime import datetime

import msgspec
import pytest
from PySide6.QtCore import QLocale

from app.job import State
from engine.api.events import FilmGrew, Finished, Stage, StageStarted, Stepped
from tests.growing import LENGTHS, a_film, result_of
from tests.ui.world import STAGES, a_result
from ui.run import timing, words
from ui.run.bar import SegmentBar
from ui.run.progress import ProgressStrip


@pytest.fixture
def strip(world, qtbot):
    made = ProgressStrip(world.context)
    qtbot.addWidget(made)
    made.resize(900, 60)
    return made


def test_the_strip_is_there_only_while_there_is_something_to_tell(strip, world):
    assert strip.isHidden()
    job = world.run()
    assert not strip.isHidden()
    world.engine.fail("The disk is full", job=job)
    assert strip.isHidden()


def test_a_stopped_clip_tells_where_it_stood_and_goes_on_with_one_press(strip, world):
    job = world.run()
    world.engine.stop(job)
    assert (strip._stage.whole, strip._step.whole) == ("Stopped", "Denoising, step 2 of 4")
    assert not strip.isHidden() and strip.stop.isHidden() and strip.timing.isHidden()
    strip.go_on.click()
    assert world.jobs.job(job).state == State.RUNNING
    assert strip.go_on.isHidden() and not strip.stop.isHidden()


def test_a_stopped_clip_that_is_taken_out_of_the_queue_leaves_no_strip(strip, world):
    job = world.run()
    world.engine.stop(job)
    world.jobs.remove(job)
    assert strip.isHidden()


def test_the_seed_of_a_finished_clip_is_never_cut(strip, world, qtbot, tmp_path):
    strip.show()
    job = world.run()
    world.engine.say(Finished(job, msgspec.structs.replace(a_result(tmp_path / "a.mp4", 17), seed=4032905551)))
    qtbot.waitUntil(lambda: strip._step.width() > 100)
    assert strip._step.text() == strip._step.whole == "seed 4032905551, 17 frames"


def test_every_stage_is_shown_with_its_part(strip, world):
    job = world.run()
    assert (strip._stage.whole, strip._step.whole) == ("Denoising", "step 2 of 4")
    world.engine.say(StageStarted(job, Stage.DECODE, 12))
    world.engine.step(3, 12, Stage.DECODE)
    assert (strip._stage.whole, strip._step.whole) == ("Decoding", "frame 3 of 12")
    world.engine.say(StageStarted(job, Stage.WRITE))
    assert (strip._stage.whole, strip._step.whole) == ("Writing the file", "stage 5 of 5")


def test_the_bar_has_a_segment_for_each_stage_as_long_as_its_time(strip, world):
    world.run()
    widths = [rect.width() for rect in strip._bar.segments()]
    assert len(widths) == len(STAGES)
    assert widths[2] == max(widths)
    assert widths[0] == pytest.approx(widths[4])


def test_the_time_left_counts_every_stage_and_says_when_it_ends(strip, world):
    world.add()
    world.engine.accept()
    low, high = world.jobs.current.progress.seconds_left
    assert (low + high) / 2 == pytest.approx(sum(seconds for _, seconds in STAGES), abs=1)
    assert strip._left.text() == "About 30 s left"
    assert strip._range.text() == f"{words.span(low, high)}{words.DOT}{words.done_at(low, high)}"


def test_stop_asks_once_and_says_that_it_was_heard(strip, world, qtbot):
    job = world.run()
    strip.stop_wanted.connect(world.jobs.cancel)
    with qtbot.waitSignal(strip.stop_wanted) as wanted:
        strip.stop.click()
    assert wanted.args == [job]
    assert not strip.stop.isEnabled()
    assert "kept" in strip._step.whole
    assert world.engine.cancelled == [job]
    world.engine.stop(job)
    world.run("the next")
    assert strip.stop.isEnabled()


def test_afterwards_the_report_tells_where_every_second_went(strip, world, tmp_path, monkeypatch):
    job = world.run()
    result = world.finish(tmp_path / "x.mp4", 12, job)
    assert strip._stage.whole == "Done in 19.5 s"
    assert strip._range.text() == "0.60 s per step"
    assert not strip.timing.isHidden()
    assert strip.stop.isHidden()
    rows = timing.rows(result)
    assert [row[0] for row in rows] == ["Loading the model", "Denoising", "Decoding"]
    assert rows[1] == ("Denoising", "12.0 s", "20 steps \N{MULTIPLICATION SIGN} 0.60 s")
    assert ("Speed", "0.62 frames/s", "") in timing.sums(result)
    monkeypatch.setattr(timing.TimingReport, "show_above", lambda report, anchor: None)  # no popup without a screen
    strip.timing.click()
    assert "12.0 s" in strip._report.accessibleDescription()
    strip._report.close()


def test_the_report_goes_when_the_next_clip_begins(strip, world, tmp_path):
    world.run()
    world.finish(tmp_path / "x.mp4", 12)
    assert strip.result is not None
    world.run("the next")
    assert strip.result is None
    assert strip.timing.isHidden()


def test_the_sentence_for_screen_readers_changes_with_stages_and_not_with_steps(strip, world):
    job = world.run()
    said = strip.accessibleDescription()
    assert "Denoising" in said
    assert "percent" in said
    world.engine.step(3, 4, job=job)
    assert strip.accessibleDescription() == said
    world.engine.say(StageStarted(job, Stage.DECODE, 4))
    assert "Decoding" in strip.accessibleDescription()


def test_segments_fill_one_after_the_other(qtbot):
    bar = SegmentBar()
    qtbot.addWidget(bar)
    bar.set_lengths((1.0, 2.0, 1.0))
    bar.set_done(0.5)
    assert bar.fills() == (1.0, 0.5, 0.0)
    bar.set_done(2.0)
    assert bar.fills() == (1.0, 1.0, 1.0)


@pytest.mark.parametrize(
    ("low", "high", "left", "span"),
    [
        (0.5, 1.5, "Almost done", "1\N{EN DASH}2 s"),
        (5, 9, "About 7 s left", "5\N{EN DASH}9 s"),
        (34, 48, "About 40 s left", "35\N{EN DASH}50 s"),
        (360, 540, "About 8 min left", "6\N{EN DASH}9 min"),
        (3 * 3600, 4 * 3600, "About 3.5 h left", "3.0\N{EN DASH}4.0 h"),
    ],
)
def test_times_are_rounded_as_a_person_would_say_them(low, high, left, span, qapp):
    QLocale.setDefault(QLocale("en"))
    assert words.time_left(low, high) == left
    assert words.span(low, high) == span


def test_times_and_ends_are_written_as_clocks(qapp):
    assert words.timecode(3.24) == "0:03.24"
    assert words.timecode(59.999) == "1:00.00"
    assert words.timecode(3723.5, hundredths=False) == "1:02:03"
    assert words.done_at(600, 600, datetime(2026, 1, 2, 14, 29)) == "done about 14:39"
    assert [words.measured(s) for s in (0.419, 24.06, 200, 7500)] == ["0.42 s", "24.1 s", "3 min 20 s", "2 h 05 min"]


def test_a_stage_that_takes_long_does_not_fill_the_bar_of_the_next(strip, world):
    job = world.add()
    world.engine.accept(job)
    world.engine.say(StageStarted(job, Stage.TEXT))
    seen = world.jobs.job(job)
    late = msgspec.structs.replace(seen.progress, fraction=0.7)
    strip._show_progress(msgspec.structs.replace(seen, progress=late))
    fills = strip._bar.fills()
    assert fills[0] == pytest.approx(1.0) and fills[1:] == pytest.approx((0.0,) * (len(fills) - 1), abs=1e-9)


def filming(world, done=0, steps=0):
    """A job that makes a film of three windows with four steps each."""
    job = world.add("a speech")
    world.engine.accept(job)
    world.engine.say(FilmGrew(job, a_film(world.root / "windows", done)))
    world.engine.say(StageStarted(job, Stage.DENOISE, 12), Stepped(job, Stage.DENOISE, steps, 12))
    return job


def test_a_film_has_a_segment_for_each_window_and_tells_window_and_step(strip, world):
    filming(world, done=1, steps=6)
    assert strip._bar._lengths == LENGTHS
    assert (strip._stage.whole, strip._step.whole) == ("Window 2 of 3", "Denoising, step 3 of 4")
    first, second, third = strip._bar.fills()
    assert (first, third) == (1, 0)
    assert second == pytest.approx(2 / 4 * 20 / 26, abs=0.02), "two of four steps, and no frame of it"


def test_a_stopped_film_tells_its_window_and_keeps_what_is_finished(strip, world):
    job = filming(world, done=1, steps=6)
    world.engine.stop(job)
    assert strip._step.whole == "Window 2 of 3, Denoising, step 3 of 4"
    strip.go_on.click()
    assert strip._bar._lengths == LENGTHS and strip._bar.fills()[0] == 1


def test_the_file_of_a_film_is_written_when_all_its_windows_are_finished(strip, world):
    job = filming(world, done=3, steps=12)
    world.engine.say(StageStarted(job, Stage.WRITE))
    assert (strip._stage.whole, strip._step.whole) == ("Writing the file", "all windows are finished")
    assert strip._bar.fills() == (1, 1, 1)


@pytest.mark.parametrize(
    ("offset", "said", "kind"),
    [
        (0.0, "sound lies +0.0 ms", "ok"),
        (0.0123, "sound lies +12.3 ms", "ok"),
        (-0.00001, "sound lies +0.0 ms", "ok"),
        (-0.07, "sound lies \N{MINUS SIGN}70.0 ms", "warn"),
    ],
)
def test_where_the_sound_of_a_film_lies_is_told_and_more_than_a_frame_is_warned_of(strip, world, offset, said, kind):
    job = filming(world)
    result = result_of(a_film(world.root / "windows", 3), world.root / "a.mp4", offset)
    world.engine.say(Finished(job, result))
    assert (strip.sync.text, strip.sync.kind, strip.sync.isHidden()) == (said, kind, False)
    assert ("more than a frame" in strip._step.whole) == (kind == "warn")
    told = timing.text(result)
    assert f"Measured in the finished file at 3 places: {said}" in told
    assert ("That is more than a frame." in told) == (kind == "warn")
    world.run()
    assert strip.sync.isHidden()


def test_a_clip_without_a_voice_says_nothing_of_sound(strip, world, tmp_path):
    job = world.run()
    world.engine.say(Finished(job, a_result(tmp_path / "a.mp4", 17)))
    assert strip.sync.isHidden()
    assert "sound" not in timing.text(strip.result)
