"""Progress: every stage counts, nothing jumps back, the last percent waits for the file."""

from __future__ import annotations

import itertools

import pytest

from app import progress
from engine.api.events import Accepted, FilmGrew, Stage, StageStarted, Stepped
from tests.growing import LENGTHS, a_film

FORESEEN = (
    (Stage.TEXT, 2.0),
    (Stage.LOAD, 4.0),
    (Stage.DENOISE, 20.0),
    (Stage.DECODE, 10.0),
    (Stage.WRITE, 4.0),
)


def play(expected, laps, beat=0.1):
    """Run a job through stages of (stage, real seconds, parts); what was shown at each beat, as (time, Progress)."""
    now, shown = 0.0, []
    course = progress.look(progress.begin(expected, now), now)

    def watch(until):
        nonlocal now, course
        while now < until - 1e-9:
            now = min(until, now + beat)
            course = progress.look(course, now)
            shown.append((now, course.shown))

    for stage, seconds, parts in laps:
        course = progress.follow(course, StageStarted("j", stage, parts), now)
        begun = now
        for part in range(1, parts + 1):
            watch(begun + seconds * part / parts)
            course = progress.follow(course, Stepped("j", stage, part, parts), now)
        watch(begun + seconds)
    return shown


AS_FORESEEN = (
    (Stage.TEXT, 2.0, 0),
    (Stage.LOAD, 4.0, 0),
    (Stage.DENOISE, 20.0, 10),
    (Stage.DECODE, 10.0, 17),
    (Stage.WRITE, 4.0, 0),
)


def middle(seen):
    return sum(seen.seconds_left) / 2


def test_a_job_that_goes_as_foreseen_counts_down_evenly():
    shown = play(FORESEEN, AS_FORESEEN)
    for now, seen in shown:
        if now < 39:
            assert middle(seen) == pytest.approx(40 - now, abs=2.2), now
            assert seen.fraction == pytest.approx(now / 40, abs=0.06), now


def test_every_stage_is_counted_from_the_start():
    course = progress.look(progress.begin(FORESEEN, 0.0), 0.0)
    assert middle(course.shown) == pytest.approx(40)
    only = progress.look(progress.begin(((Stage.WRITE, 7.0),), 0.0), 0.0)
    assert middle(only.shown) == pytest.approx(7)


@pytest.mark.parametrize("factor", [0.3, 1.0, 3.0])
def test_the_fraction_never_falls_and_is_never_whole_before_the_file_is_there(factor):
    shown = play(FORESEEN, tuple((stage, seconds * factor, parts) for stage, seconds, parts in AS_FORESEEN))
    fractions = [seen.fraction for _, seen in shown]
    assert fractions == sorted(fractions)
    assert fractions[-1] < 1
    assert fractions[-1] > 0.9
    assert all(seen.seconds_left[0] >= 0 and seen.seconds_left[0] <= seen.seconds_left[1] for _, seen in shown)


def test_before_writing_there_is_room_for_writing():
    shown = play(FORESEEN, AS_FORESEEN)
    decoded = [seen for now, seen in shown if now < 36][-1]
    assert decoded.fraction < 0.92
    assert middle(decoded) > 3


def test_the_time_left_rises_only_by_more_than_a_tenth_and_a_second():
    slow = tuple(
        (stage, seconds * (3 if stage is Stage.DENOISE else 1), parts) for stage, seconds, parts in AS_FORESEEN
    )
    shown = play(FORESEEN, slow)
    rises = [
        (middle(before), middle(after))
        for (_, before), (_, after) in itertools.pairwise(shown)
        if middle(after) > middle(before) + 1e-6
    ]
    assert rises, "three times slower steps are a reason"
    assert all(after - before > 0.5 for before, after in rises)
    assert len(rises) < 12


def test_slow_steps_make_the_stages_to_come_slower():
    course = progress.begin(FORESEEN, 0.0)
    course = progress.follow(course, StageStarted("j", Stage.DENOISE, 10), 0.0)
    for step in range(1, 11):
        course = progress.follow(course, Stepped("j", Stage.DENOISE, step, 10), 4.0 * step)
    left = middle(progress.look(course, 40.0).shown)
    assert left == pytest.approx(2 * (10 + 4), rel=0.05)


def test_an_unforeseen_switch_of_experts_does_not_lose_the_steps():
    course = progress.begin(FORESEEN, 0.0)
    course = progress.follow(course, StageStarted("j", Stage.DENOISE, 10), 6.0)
    for step in range(1, 6):
        course = progress.follow(course, Stepped("j", Stage.DENOISE, step, 10), 6.0 + 2 * step)
    course = progress.follow(course, StageStarted("j", Stage.SWITCH), 16.0)
    course = progress.look(course, 17.0)
    assert course.shown.stage is Stage.SWITCH
    assert middle(course.shown) == pytest.approx(1 + 10 + 14, abs=1.5)
    course = progress.follow(course, Stepped("j", Stage.DENOISE, 6, 10), 20.0)
    assert (course.current, progress.look(course, 20.0).shown.done) == (Stage.DENOISE, 6)


def test_what_the_worker_announces_replaces_the_foreseen_stages():
    course = progress.begin(FORESEEN, 0.0)
    course = progress.follow(course, Accepted("j", 1, (Stage.DENOISE, Stage.WRITE)), 0.0)
    assert middle(progress.look(course, 0.0).shown) == pytest.approx(24)


def test_loading_in_two_pieces_around_the_picture_keeps_the_rest_of_both():
    course = progress.begin(((Stage.TEXT, 1.0), (Stage.IMAGE, 3.0), (Stage.LOAD, 6.0), (Stage.DENOISE, 10.0)), 0.0)
    course = progress.follow(course, StageStarted("j", Stage.TEXT), 0.0)
    course = progress.follow(course, StageStarted("j", Stage.LOAD), 1.0)
    assert middle(progress.look(course, 1.0).shown) == pytest.approx(19)
    course = progress.follow(course, StageStarted("j", Stage.IMAGE), 3.0)
    assert middle(progress.look(course, 3.0).shown) == pytest.approx(17)
    course = progress.follow(course, StageStarted("j", Stage.DENOISE, 5), 6.0)
    assert middle(progress.look(course, 6.0).shown) == pytest.approx(10)


def test_blocks_within_a_step_and_waiting_both_move_the_bar():
    course = progress.begin(((Stage.DENOISE, 100.0),), 0.0)
    course = progress.follow(course, StageStarted("j", Stage.DENOISE, 10), 0.0)
    course = progress.follow(course, Stepped("j", Stage.DENOISE, 0, 10, 0.5), 5.0)
    assert progress.look(course, 5.0).shown.fraction == pytest.approx(0.05, abs=0.01)
    assert progress.look(course, 8.0).shown.fraction == pytest.approx(0.08, abs=0.01)


FILM = (
    (Stage.TEXT, 2.0),
    (Stage.VOICE, 1.0),
    (Stage.LOAD, 4.0),
    (Stage.IMAGE, 3.0),
    (Stage.DENOISE, 24.0),
    (Stage.DECODE, 6.0),
    (Stage.WRITE, 2.0),
)
STEPS = 4  # of each window


class Filming:
    """A film made window by window on a clock of its own; what was shown at each beat."""

    def __init__(self, folder, slowness=1.0, again=None):
        self.now, self.shown, self.folder, self.slowness = 0.0, [], folder, slowness
        self.course = progress.look(progress.begin(FILM, 0.0, again), 0.0)

    def hear(self, *events):
        for event in events:
            self.course = progress.follow(self.course, event, self.now)

    def go(self, seconds):
        until = self.now + seconds * self.slowness
        while self.now < until - 1e-9:
            self.now = min(until, self.now + 0.1)
            self.course = progress.look(self.course, self.now)
            self.shown.append((self.now, self.course.shown))

    def prepare(self):
        for stage, seconds in FILM[:3]:
            self.hear(StageStarted("j", stage))
            self.go(seconds)

    def make(self, window, already=0):
        """All of one window: of 12, 8 and 8 frames, each with as many steps; the first `already` steps are there."""
        self.hear(StageStarted("j", Stage.IMAGE))
        self.go(1.0)
        self.hear(StageStarted("j", Stage.DENOISE, STEPS * 3))
        for step in range(already, STEPS):
            self.go(2.0)
            self.hear(Stepped("j", Stage.DENOISE, window * STEPS + step + 1, STEPS * 3))
        self.hear(StageStarted("j", Stage.DECODE, sum(LENGTHS)))
        before = sum(LENGTHS[:window])
        for frame in range(LENGTHS[window]):
            self.go(6.0 / sum(LENGTHS))
            self.hear(Stepped("j", Stage.DECODE, before + frame + 1, sum(LENGTHS)))
        self.hear(FilmGrew("j", a_film(self.folder, window + 1)))

    def film(self, done=0):
        self.hear(FilmGrew("j", a_film(self.folder, done)))

    def end(self):
        self.hear(StageStarted("j", Stage.WRITE))
        self.go(2.0)
        return self.shown


@pytest.fixture
def filming(tmp_path):
    return Filming(tmp_path)


def test_steps_and_frames_of_a_film_are_told_within_their_window(filming):
    filming.prepare()
    assert filming.course.shown.windows == 0
    filming.film()
    for window in range(3):
        filming.make(window)
    told = [(s.window, s.windows, s.done, s.total) for _, s in filming.shown if s.stage is Stage.DENOISE]
    assert list(dict.fromkeys(told)) == [(w, 3, step, STEPS) for w in (1, 2, 3) for step in range(STEPS)]
    frames = [(s.window, s.total) for _, s in filming.shown if s.stage is Stage.DECODE]
    assert list(dict.fromkeys(frames)) == [(1, 12), (2, 8), (3, 8)]


def test_the_share_of_a_window_grows_from_nothing_to_all_of_it(filming):
    filming.prepare()
    filming.film()
    filming.make(0)
    shares = [seen.share for _, seen in filming.shown if seen.windows and seen.window == 1]
    assert shares == sorted(shares)
    assert shares[0] == 0 and shares[-1] > 0.95


def test_the_time_of_a_film_counts_all_windows_that_are_left(filming):
    filming.prepare()
    filming.film()
    for window in range(3):
        filming.make(window)
    whole = sum(seconds for _, seconds in FILM)
    for now, seen in filming.end():
        if 1 < now < whole - 2:
            assert middle(seen) == pytest.approx(whole - now, abs=3.0), (now, seen)


def test_a_film_that_goes_slower_than_foreseen_says_so_after_its_first_window(tmp_path):
    filming = Filming(tmp_path, slowness=3.0)
    filming.prepare()
    filming.film()
    filming.make(0)
    left = middle(filming.course.shown)
    assert left == pytest.approx(3 * (2 * (1 + 8) + 16 / 28 * 6) + 2 * 3, rel=0.2)


def test_what_an_earlier_run_has_done_is_not_counted_as_quick(filming):
    filming.prepare()
    filming.film(2)
    filming.make(2, already=1)
    seen = [s for _, s in filming.shown if s.stage is Stage.DENOISE and s.done == 2]
    assert middle(seen[0]) == pytest.approx(2 * 2 + 8 / 28 * 6 + 2, abs=2.0)


def test_loading_that_takes_far_longer_than_foreseen_does_not_make_the_film_nearly_done(tmp_path):
    filming = Filming(tmp_path)
    filming.hear(StageStarted("j", Stage.LOAD))
    filming.go(400.0)
    assert filming.course.shown.fraction <= 10 / 42 + 1e-6, "what comes before the first window"
    filming.film()
    filming.make(0)
    assert filming.course.shown.fraction <= (10 + 32 / 3) / 42 + 1e-6


def test_one_window_made_again_counts_alone(tmp_path):
    filming = Filming(tmp_path, again=1)
    filming.prepare()
    filming.film(3)
    filming.hear(StageStarted("j", Stage.DENOISE, STEPS))
    for step in range(STEPS):
        filming.go(2.0)
        filming.hear(Stepped("j", Stage.DENOISE, step + 1, STEPS))
    told = {(s.window, s.windows, s.done, s.total) for _, s in filming.shown if s.stage is Stage.DENOISE}
    assert told == {(2, 3, step, STEPS) for step in range(STEPS)}
