"""A talking film tells each window that is finished, so that it can be watched while the others are made."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec
import numpy as np
import pytest

from engine.api.errors import Cancelled
from engine.api.events import FilmGrew, Finished, Stage, StageStarted, Stepped, Stopped
from engine.api.film import Film
from engine.api.request import Role
from engine.families.talking import again
from engine.media.frames import FilmFrames
from tests.engine.families.conftest import film

SECONDS = 1.1  # 27 frames: 13, 8 and 6


@pytest.fixture
def given(portrait, voice):
    return ((Role.INPUT_IMAGE, portrait), (Role.AUDIO_FILE, voice(SECONDS)))


def grown(runs):
    return [event.film for event in runs.events if isinstance(event, FilmGrew)]


def frames_of(place):
    with FilmFrames(place.path) as part:
        return np.stack([part.read(number) for number in range(part.count)])


def test_every_finished_window_is_told_with_its_frames_and_the_film_is_those_frames(runs, given):
    result = runs.end(runs.request("infinite_talk", given)).result
    told = grown(runs)
    assert [len(one.seen) for one in told] == [0, 1, 2, 3]
    whole = told[-1]
    assert [(place.first, place.frames) for place in whole.windows] == [(0, 13), (13, 8), (21, 6)]
    assert (whole.frames, whole.frames_made, told[1].frames_made, whole.fps) == (27, 27, 13, "25")
    assert (whole.seen, whole.reference) == (result.windows, result.reference)
    assert whole.sound == str(given[1][1]) and whole.sound_start == 0
    assert np.array_equal(np.concatenate([frames_of(place) for place in whole.made]), film(result.path))


def test_the_file_beside_the_windows_says_the_same_as_the_event_whenever_one_is_told(runs, given):
    found = []

    def look():
        last = grown(runs)[-1:]
        if last and (not found or found[-1] != last[0]):
            found.append(msgspec.json.decode(Path(last[0].path).read_bytes(), type=Film))
            assert found[-1] == last[0]

    runs.end(runs.request("infinite_talk", given), look)
    assert len(found) == 4


def test_a_job_that_goes_on_tells_at_once_which_windows_are_finished(runs, given):
    request = runs.request("infinite_talk", given)

    def stop():
        if len(grown(runs)) == 2 and isinstance(runs.events[-1], Stepped):
            raise Cancelled

    assert isinstance(runs.end(request, stop), Stopped)
    seen = grown(runs)[-1].seen
    assert isinstance(runs.end(request), Finished)
    assert [len(one.seen) for one in grown(runs)] == [1, 2, 3]
    assert grown(runs)[0].seen == seen


@pytest.mark.parametrize("second_names", [True, False])
def test_a_window_made_again_from_another_folder_leaves_that_one_as_it_was(runs, given, monkeypatch, second_names):
    if not second_names:
        monkeypatch.setattr(again.os, "link", lambda old, new: (_ for _ in ()).throw(OSError("not here")))
    first = runs.request("infinite_talk", given)
    made = runs.end(first).result
    before = {name: (stamp, data) for name, stamp, data in contents(first)}
    request = runs.request("infinite_talk", given, redo_window=1, seed=9)
    request = msgspec.structs.replace(request, redo_from=first.work_folder)
    result = runs.end(request).result
    assert {name: (stamp, data) for name, stamp, data in contents(first)} == before
    assert result.windows[1] != made.windows[1]
    assert (result.windows[0], result.windows[2]) == (made.windows[0], made.windows[2])
    assert [len(one.seen) for one in grown(runs)] == [3, 3]
    assert grown(runs)[-1].seen == result.windows


def contents(request):
    for folder, _, names in os.walk(request.work_folder):
        for name in names:
            path = os.path.join(folder, name)
            with open(path, "rb") as file:
                yield path, os.stat(path).st_mtime_ns, file.read()


def test_a_window_made_again_counts_only_its_own_steps_and_frames(runs, given):
    request = runs.request("infinite_talk", given, work=runs.folder / "kept")
    runs.end(request)
    runs.end(runs.request("infinite_talk", given, work=runs.folder / "kept", redo_window=1, seed=9))
    totals = {event.stage: event.total for event in runs.events if isinstance(event, StageStarted) and event.total}
    assert totals == {Stage.DENOISE: 2, Stage.DECODE: 8}
    for stage, total in totals.items():
        done = [event.done for event in runs.events if isinstance(event, Stepped) and event.stage is stage]
        assert done[0] >= 0 and done[-1] == total
