"""How far a job is and how long it still takes, every stage counted, from the forecast and from what was measured.

A film made in windows goes through some stages once for each; what is shown of them is the part of the window.

Pure: the course of a job is a frozen value; each event makes a new one; `look` reads it at a moment.  The whole is
work done over work done plus work left, so the last percent waits for the file.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import msgspec

from engine.api.events import Accepted, Event, FilmGrew, Stage, StageStarted, Stepped
from engine.api.film import Film

WORK = (Stage.DENOISE, Stage.SWITCH, Stage.DECODE, Stage.WRITE)  # what comes after all preparation
USUAL = (Stage.TEXT, Stage.LOAD, Stage.DENOISE, Stage.DECODE, Stage.WRITE)
GUESS = 2.0  # seconds for a stage that no forecast speaks of
TRUST = 3.0  # parts after which only the measured speed of a stage counts
UNSURE = 0.4  # relative width of the range where nothing is known
REPEATED = (Stage.IMAGE, Stage.DENOISE, Stage.DECODE)  # stages that each window of a film goes through


class Progress(msgspec.Struct, frozen=True):
    """What a strip, a row of the queue and a title show."""

    stage: Stage
    done: int
    total: int  # 0: this stage has no parts
    part: float  # 0 to 1 within the next part
    fraction: float  # 0 to 1 of the whole job
    seconds_left: tuple[float, float]  # low, high
    elapsed: float  # seconds
    window: int = 0  # the one that is made, from 1; `done` and `total` are of it
    windows: int = 0  # of the film; 0: it is not made in windows, or not known yet
    share: float = 0.0  # 0 to 1 of that window


@dataclass(frozen=True, slots=True)
class Lap:
    """One stage: what was expected, what it took so far, how many of its parts are done."""

    stage: Stage
    expected: float  # seconds
    spent: float = 0.0  # seconds, without the stretch that runs
    begun: bool = False
    done: int = 0
    total: int = 0
    part: float = 0.0
    stepped: float = 0.0  # when the last whole part was done
    before: int = 0  # parts that an earlier run had done
    times: int = 0  # how often it was begun


@dataclass(frozen=True, slots=True)
class Course:
    """A job on its way; times are seconds of one clock that never goes back."""

    laps: tuple[Lap, ...]
    started: float
    current: Stage
    since: float  # when the current stretch began
    shown: Progress | None = None  # what was shown last, so that nothing jumps back without reason
    film: Film | None = None  # what is made in windows
    again: int | None = None  # the one window of it that is made

    @property
    def window(self) -> int:
        """The one that is made, from 0."""
        assert self.film is not None
        return self.again if self.again is not None else min(len(self.film.seen), len(self.film.windows) - 1)

    @property
    def windows_left(self) -> int:
        """Windows that are not finished, that which is made included."""
        assert self.film is not None
        return 1 if self.again is not None else len(self.film.windows) - len(self.film.seen)


def begin(
    expected: tuple[tuple[Stage, float], ...], now: float, again: int | None = None, film: Film | None = None
) -> Course:
    """The course of a job that starts now.

    again   the window it makes again, if that is all;  film   what an earlier run of it has made.
    """
    laps = tuple(Lap(stage, seconds) for stage, seconds in expected) or tuple(Lap(stage, GUESS) for stage in USUAL)
    return Course(laps, now, laps[0].stage, now, again=again, film=film)


def follow(course: Course, event: Event, now: float) -> Course:
    """The course after that event."""
    if isinstance(event, Accepted):
        return _planned(course, event.stages)
    if isinstance(event, FilmGrew):
        return replace(course, film=event.film)
    if isinstance(event, StageStarted):
        course = _with(_pause(course, now), event.stage)
        lap = _lap(course, event.stage)
        total = event.total or lap.total
        done = lap.done if lap.done < total else 0
        lap = replace(lap, begun=True, total=total, stepped=now, done=done, part=0.0, times=lap.times + 1)
        return replace(_put(course, lap), current=event.stage, since=now)
    if isinstance(event, Stepped):
        if event.stage != course.current:
            course = follow(course, StageStarted(event.job, event.stage, event.total), now)
        lap = _lap(course, event.stage)
        stepped = now if event.done != lap.done else lap.stepped
        before = event.done - (0 if event.part else 1) if _goes_on(lap, event) else lap.before
        part = min(1.0, event.part)
        lap = replace(lap, done=event.done, total=event.total, part=part, stepped=stepped, before=before)
        return _put(course, lap)
    return course


def _goes_on(lap: Lap, event: Stepped) -> bool:
    """Whether the first thing told of a stage is what an earlier run of the job had done of it."""
    return lap.times == 1 and lap.done == 0 and event.done > 1


def look(course: Course, now: float) -> Course:
    """The same course with `shown` brought to this moment: the fraction never falls, the time left rises only for
    a reason (more than a tenth and a second above what was shown)."""
    now = max(now, course.started)
    elapsed = now - course.started
    left = sum(_left(course, lap, now) for lap in course.laps)
    before = course.shown
    if before is not None:
        shown = sum(before.seconds_left) / 2 - (elapsed - before.elapsed)
        if shown < left < max(shown, 0.0) * 1.1 + 1.0:
            left = max(shown, left * 0.5)
    fraction = elapsed / (elapsed + left) if left > 0 else 0.999
    fraction = min(0.999, max(min(fraction, _most(course)), before.fraction if before else 0.0))
    lap = _lap(course, course.current)
    spread = UNSURE * (1 - fraction)
    span = (left * (1 - spread), left * (1 + spread))
    whole = Progress(lap.stage, lap.done, lap.total, lap.part, fraction, span, elapsed)
    return replace(course, shown=_of_window(course, lap, whole))


def _most(course: Course) -> float:
    """0 to 1: how far the job can be by what was foreseen, however long that which is done has taken."""
    work = sum(lap.expected for lap in course.laps if lap.stage in WORK)
    before = sum(lap.expected for lap in course.laps if lap.stage not in WORK)
    if before + work <= 0:
        return 1.0
    if course.film is None or course.again is not None:
        begun = any(lap.begun for lap in course.laps if lap.stage in WORK)
        return (before + work * begun) / (before + work)
    return (before + work * (course.window + 1) / len(course.film.windows)) / (before + work)


def _of_window(course: Course, lap: Lap, shown: Progress) -> Progress:
    """The same with the parts of the window that is made."""
    film = course.film
    if film is None:
        return shown
    number = course.window
    share = _share_of_window(course)
    shown = msgspec.structs.replace(shown, window=number + 1, windows=len(film.windows), share=share)
    if course.again is not None or not lap.total or lap.stage not in REPEATED:
        return shown
    total, first = _parts_of_window(film, number, lap)
    done = min(total, max(0, lap.done - first))
    return msgspec.structs.replace(shown, done=done, total=total)


def _parts_of_window(film: Film, number: int, lap: Lap) -> tuple[int, int]:
    """How many parts of a stage belong to a window, and how many come before them."""
    if lap.stage is Stage.DECODE:
        return film.windows[number].frames, film.windows[number].first
    each = lap.total // len(film.windows)
    return each, each * number


def _share_of_window(course: Course) -> float:
    """0 to 1: how much of the window's steps and frames is done, each counted by the time that it takes."""
    assert course.film is not None
    done = whole = 0.0
    for lap in course.laps:
        if lap.stage in (Stage.DENOISE, Stage.DECODE):
            whole += lap.expected
            if lap.total:
                total, first = (
                    (lap.total, 0) if course.again is not None else _parts_of_window(course.film, course.window, lap)
                )
                done += lap.expected * min(1.0, max(0.0, (lap.done + lap.part - first) / max(1, total)))
    return done / whole if whole else 0.0


def _planned(course: Course, stages: tuple[Stage, ...]) -> Course:
    """The stages that the worker announced, in its order, behind any that have begun without being named."""
    have = {lap.stage: lap for lap in course.laps}
    unnamed = tuple(lap for lap in course.laps if lap.begun and lap.stage not in stages)
    laps = (*unnamed, *(have.get(stage) or Lap(stage, GUESS) for stage in stages)) or course.laps
    named = {lap.stage for lap in laps}
    return replace(course, laps=laps, current=course.current if course.current in named else laps[0].stage)


def _with(course: Course, stage: Stage) -> Course:
    """A stage that nobody announced follows the one that runs."""
    if any(lap.stage == stage for lap in course.laps):
        return course
    at = 1 + next(i for i, lap in enumerate(course.laps) if lap.stage == course.current)
    return replace(course, laps=(*course.laps[:at], Lap(stage, GUESS), *course.laps[at:]))


def _pause(course: Course, now: float) -> Course:
    lap = _lap(course, course.current)
    return _put(course, replace(lap, spent=lap.spent + (now - course.since) if lap.begun else lap.spent))


def _lap(course: Course, stage: Stage) -> Lap:
    return next(lap for lap in course.laps if lap.stage == stage)


def _put(course: Course, lap: Lap) -> Course:
    return replace(course, laps=tuple(lap if old.stage == lap.stage else old for old in course.laps))


def _spent(course: Course, lap: Lap, now: float) -> float:
    return lap.spent + (now - course.since if lap.begun and lap.stage == course.current else 0.0)


def _left(course: Course, lap: Lap, now: float) -> float:
    """Seconds that this stage still takes.  Those before denoising may come in any order, loading in pieces."""
    preparing = not any(one.begun for one in course.laps if one.stage in WORK)
    if not lap.begun:
        foreseen = lap.expected * _share_left(course, lap) * _slowness(course, now)
        if lap.stage == course.current:
            return _fading(foreseen, now - course.since)
        return foreseen if preparing or lap.stage in WORK else 0.0
    if lap.total:
        return _left_of_parts(course, lap, now)
    if course.film is not None and lap.stage in REPEATED:
        return _left_of_times(course, lap, now)
    if lap.stage == course.current:
        return _fading(lap.expected, _spent(course, lap, now))
    return max(0.0, lap.expected - lap.spent) if lap.stage is Stage.LOAD and preparing else 0.0


def _left_of_parts(course: Course, lap: Lap, now: float) -> float:
    if lap.done >= lap.total:
        return 0.0
    each = _seconds_each(course, lap, now)
    waited = now - lap.stepped if lap.stage == course.current else 0.0
    part = max(lap.part, min(0.95, waited / each) if each > 0 else 0.0)
    return (lap.total - lap.done - part) * each


def _share_left(course: Course, lap: Lap) -> float:
    """0 to 1: what is left for this run of a stage that every window goes through."""
    if course.film is None or lap.stage not in REPEATED or course.again is not None:
        return 1.0
    return course.windows_left / len(course.film.windows)


def _left_of_times(course: Course, lap: Lap, now: float) -> float:
    """Of a stage without parts that every window goes through."""
    running = lap.stage == course.current
    ended = lap.times - running
    each = lap.spent / ended if ended else lap.expected * _share_left(course, lap) / course.windows_left
    rest = _fading(each, now - course.since) if running else 0.0
    return rest + each * (course.windows_left - 1)


def _seconds_each(course: Course, lap: Lap, now: float) -> float:
    """Seconds per part: the forecast's at first, the measured after a few parts."""
    foreseen = lap.expected / lap.total
    whole = lap.done - lap.before
    done = whole + lap.part
    if done <= 0:
        return max(foreseen, 0.0)
    whole_parts = lap.spent + (lap.stepped - course.since if lap.stage == course.current else 0.0)
    measured = whole_parts / whole if whole else _spent(course, lap, now) / done
    weight = min(1.0, done / TRUST)
    return weight * measured + (1 - weight) * foreseen


def _fading(expected: float, spent: float) -> float:
    """Time left of a stage without parts: falls steadily, then ever more slowly, and is never 0."""
    bend, rest = 0.8 * expected, 0.2 * expected
    if spent <= bend or rest <= 0:
        return max(0.0, expected - spent)
    return rest * rest / (rest + spent - bend)


def _slowness(course: Course, now: float) -> float:
    """How much longer the stages with parts took than foreseen, so far; 1 where nothing was measured."""
    foreseen = measured = 0.0
    for lap in course.laps:
        if lap.begun and lap.total and lap.done:
            done = lap.done - lap.before
            foreseen += lap.expected * done / lap.total
            measured += done * _seconds_each(course, lap, now)
    if foreseen <= 0:
        return 1.0
    return min(8.0, max(0.125, measured / foreseen))
