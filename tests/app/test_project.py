"""The timeline: clips in a row without gaps, saved at each edit."""

from __future__ import annotations

from fractions import Fraction

import pytest

from app.project import Project
from engine.api.request import Asset, Kind
from tests.fakes import a_result


@pytest.fixture
def project(tmp_path):
    return Project(tmp_path / "project.json")


def row(project):
    return [(clip.id, clip.start) for clip in project.clips]


def test_clips_lie_end_to_end_in_exact_time(project):
    for id, frames in (("a", 17), ("b", 9), ("c", 5)):
        project.append(a_result(f"{id}.mp4", frames), id)
    assert row(project) == [("a", 0), ("b", Fraction(17, 8)), ("c", Fraction(26, 8))]
    assert project.length == Fraction(31, 8)


def test_removing_moving_and_trimming_close_the_gaps(project):
    for id in "abc":
        project.append(a_result(f"{id}.mp4", 8), id)
    project.move("c", 0)
    assert row(project) == [("c", 0), ("a", 1), ("b", 2)]
    project.trim("c", 4, 8)
    assert row(project) == [("c", 0), ("a", Fraction(1, 2)), ("b", Fraction(3, 2))]
    project.remove("a")
    assert row(project) == [("c", 0), ("b", Fraction(1, 2))]
    project.remove("ghost")
    project.move("ghost", 1)
    assert [clip.id for clip in project.clips] == ["c", "b"]


def test_each_edit_is_told_and_saved(project):
    told = []
    project.changed.connect(lambda: told.append(len(Project(project.path).clips)))
    project.append(a_result("a.mp4"), "a")
    project.append(a_result("b.mp4"), "b")
    project.remove("a")
    assert told == [1, 2, 1]


def test_the_clip_of_a_job_lands_once(project):
    project.finish("job", a_result("a.mp4"))
    project.finish("job", a_result("a.mp4"))
    assert len(project.clips) == 1
    assert project.append(a_result("a.mp4")).id != "job"
    assert len(project.clips) == 2


def test_sound_has_a_track_of_its_own(project):
    clip = project.append_sound(Asset("voice.wav", Kind.AUDIO, seconds=2.5))
    assert clip.length == Fraction(5, 2)
    assert project.clips == ()
    assert [track.kind.value for track in Project(project.path).tracks] == ["video", "audio"]
    assert Project(project.path).tracks[1].clips == (clip,)


def test_a_damaged_project_is_kept_and_the_copy_is_opened(project):
    project.append(a_result("a.mp4"), "a")
    project.append(a_result("b.mp4"), "b")
    project.path.write_text("{")
    again = Project(project.path)
    assert [clip.id for clip in again.clips] == ["a"]
    assert again.bad_file is not None


def test_a_new_project_is_empty(project):
    project.append(a_result("a.mp4"), "a")
    project.clear()
    assert Project(project.path).clips == ()


def test_every_edit_can_be_taken_back_and_done_again(project):
    for id in "abc":
        project.append(a_result(f"{id}.mp4", 8), id)
    assert not project.can_undo and not project.can_redo
    project.move("c", 0)
    project.remove("a")
    project.undo()
    assert [clip.id for clip in project.clips] == ["c", "a", "b"]
    project.undo()
    assert [clip.id for clip in project.clips] == ["a", "b", "c"] and not project.can_undo
    project.redo()
    project.redo()
    assert [clip.id for clip in project.clips] == ["c", "b"] and not project.can_redo
    assert [clip.id for clip in Project(project.path).clips] == ["c", "b"], "saved as it stands"


def test_an_undo_never_takes_away_a_clip_that_was_made_since(project):
    for id in "ab":
        project.append(a_result(f"{id}.mp4", 8), id)
    project.remove("a")
    project.append(a_result("new.mp4", 8), "new")
    project.undo()
    assert row(project) == [("a", 0), ("b", 1), ("new", 2)]
    project.redo()
    assert row(project) == [("b", 0), ("new", 1)]


def test_a_new_edit_ends_what_could_be_done_again_and_no_change_is_no_edit(project):
    for id in "ab":
        project.append(a_result(f"{id}.mp4", 8), id)
    project.remove("a")
    project.undo()
    project.move("a", 1)
    assert not project.can_redo
    project.move("a", 1)
    project.undo()
    assert [clip.id for clip in project.clips] == ["a", "b"] and not project.can_undo
