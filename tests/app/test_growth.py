"""A film that is made in windows stands on the timeline from its first one, and is the same clip when it is whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.growth import Growth
from app.job import State
from app.project import Project
from engine.api.events import FilmGrew, Finished
from tests.fakes import a_request
from tests.growing import LENGTHS, a_film, drifting, result_of, write

FRAMES = sum(LENGTHS)


@pytest.fixture
def project(house, folders):
    made = Project(folders.data / "project.json")
    made.growth = Growth(house.jobs, made)
    return made


@pytest.fixture
def made(house, project, folders):
    """A film that is finished, with its windows still in its work folder."""
    id = house.jobs.add(a_request(), "a speech")
    film = write(a_film(folders.work / id / "windows", 3))
    grow(house, id, film)
    house.engine.say(Finished(id, result_of(film, folders.outputs / "a.mp4")))
    return id


def grow(house, id, film):
    house.engine.say(FilmGrew(id, film))


def test_the_clip_stands_there_in_its_whole_length_and_is_the_same_one_at_the_end(house, project, folders):
    id = house.jobs.add(a_request(), "a speech")
    for done in range(4):
        film = a_film(folders.work / id / "windows", done)
        grow(house, id, film)
        (clip,) = project.clips
        assert (clip.id, clip.path, clip.out_frame, clip.growing) == (id, film.path, FRAMES, True)
    house.engine.say(Finished(id, result_of(film, folders.outputs / "a.mp4")))
    (clip,) = project.clips
    assert (clip.id, clip.path, clip.out_frame) == (id, str(folders.outputs / "a.mp4"), FRAMES)
    assert not clip.growing and not project.can_undo


def test_edits_of_a_growing_clip_and_their_undo_outlive_its_end(house, project, folders):
    id = house.jobs.add(a_request(), "a speech")
    film = a_film(folders.work / id / "windows", 3)
    grow(house, id, film)
    project.trim(id, 4, 10)
    house.engine.say(Finished(id, result_of(film, folders.outputs / "a.mp4")))
    assert (project.clips[0].in_frame, project.clips[0].out_frame) == (4, 10)
    project.undo()
    (clip,) = project.clips
    assert (clip.path, clip.in_frame, clip.out_frame) == (str(folders.outputs / "a.mp4"), 0, FRAMES)


def test_a_clip_that_was_taken_off_while_it_grew_comes_back_only_when_it_is_whole(house, project, folders):
    id = house.jobs.add(a_request(), "a speech")
    grow(house, id, a_film(folders.work / id / "windows", 1))
    project.remove(id)
    film = a_film(folders.work / id / "windows", 3)
    grow(house, id, film)
    assert project.clips == ()
    house.engine.say(Finished(id, result_of(film, folders.outputs / "a.mp4")))
    assert [clip.id for clip in project.clips] == [id]


def test_finished_windows_outlive_a_stop_and_a_restart_and_the_job_goes_on_in_the_same_clip(house, project, folders):
    id = house.jobs.add(a_request(), "a speech")
    grow(house, id, a_film(folders.work / id / "windows", 1))
    house.engine.stop()
    assert len(house.jobs.job(id).film.seen) == 1
    later = house.again()
    assert len(later.jobs.job(id).film.seen) == 1
    again = Project(project.path)
    again.growth = Growth(later.jobs, again)
    assert [(clip.id, clip.growing) for clip in again.clips] == [(id, True)]
    later.jobs.retry(id)
    film = a_film(folders.work / id / "windows", 3)
    grow(later, id, film)
    later.engine.say(Finished(id, result_of(film, folders.outputs / "a.mp4")))
    assert [(clip.id, clip.growing) for clip in again.clips] == [(id, False)]


@pytest.mark.parametrize("end", ["stop", "fail"])
def test_a_film_without_a_finished_window_leaves_no_clip_when_it_ends(house, project, folders, end):
    id = house.jobs.add(a_request(), "a speech")
    grow(house, id, a_film(folders.work / id / "windows", 0))
    assert len(project.clips) == 1
    getattr(house.engine, end)()
    assert project.clips == ()
    house.jobs.retry(id)
    grow(house, id, a_film(folders.work / id / "windows", 0))
    assert len(project.clips) == 1


def test_an_unfinished_film_goes_with_its_job(house, project, folders):
    id = house.jobs.add(a_request(), "a speech")
    grow(house, id, a_film(folders.work / id / "windows", 2))
    house.engine.stop()
    house.jobs.remove(id)
    assert project.clips == ()


def test_what_was_not_said_when_kinora_ended_is_caught_up_with(house, project, folders, made):
    clip = project.clips[0]
    stale = Project(folders.data / "stale.json")
    stale.grow(made, house.jobs.job(made).film, "a speech")
    stale.grow("gone", house.jobs.job(made).film, "of a job that is gone")
    Growth(house.jobs, stale)
    assert [(one.id, one.path) for one in stale.clips] == [(made, clip.path)]


def test_the_windows_stay_as_long_as_the_job(house, made, folders):
    assert house.jobs.windows_kept(made)
    assert Path(house.jobs.job(made).film.windows[0].path).exists()
    house.jobs.clear_finished()
    assert not house.jobs.windows_kept(made)
    assert not (folders.work / made).exists()


def test_windows_drift_and_sync_of_a_film_are_in_the_library_after_a_restart(house, made):
    row = house.again().library.clip(made)
    assert len(row.windows) == 3 and row.windows[1].identity == 0.1
    assert row.reference.contrast == 20.0
    assert (row.sync.offset, row.sync.places) == (0.0, 3)


def test_a_window_made_again_is_a_new_take_of_the_same_clip_and_undo_brings_the_old_one_back(
    house, project, folders, made
):
    old = project.clip(made).path
    again = house.jobs.redo(made, 1, made, "a speech, window 2 again")
    request = house.engine.given[-1]
    assert (request.redo_window, request.redo_from) == (1, house.jobs.job(made).request.work_folder)
    assert request.work_folder == str(folders.work / again)
    assert request.params["seed"] != house.jobs.job(made).request.params["seed"]
    film = drifting(a_film(folders.work / again / "windows", 3), 1)
    grow(house, again, film)
    assert [clip.id for clip in project.clips] == [made], "the job has no clip of its own"
    house.engine.say(Finished(again, result_of(film, folders.outputs / "b.mp4")))
    (clip,) = project.clips
    assert (clip.id, clip.path, clip.job) == (made, str(folders.outputs / "b.mp4"), again)
    assert [(take.job, take.window) for take in clip.takes] == [(made, -1), (again, 1)]
    project.undo()
    assert (project.clips[0].path, project.clips[0].job) == (old, made)
    project.redo()
    project.show_take(made, made)
    assert (project.clips[0].path, len(project.clips[0].takes)) == (old, 2)
    assert State.DONE is house.jobs.job(again).state


def test_a_take_for_a_clip_that_is_gone_becomes_a_clip_of_its_own(house, project, folders, made):
    again = house.jobs.redo(made, 1, made, "again")
    project.remove(made)
    film = a_film(folders.work / again / "windows", 3)
    house.engine.say(Finished(again, result_of(film, folders.outputs / "b.mp4")))
    assert [clip.id for clip in project.clips] == [again]
