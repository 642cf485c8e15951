"""A talking film survives the death of its process at any moment, and any of its windows can be made again."""

from __future__ import annotations

import numpy as np
import pytest

from engine.api.errors import Cancelled
from engine.api.events import Failed, Finished, Stage, Stepped, Stopped
from engine.api.request import Role
from tests.engine.families.conftest import film
from tests.tiny_worker import TinyWorker

SECONDS = 1.4  # 35 frames: 13, 8, 8 and 6


@pytest.fixture
def given(portrait, voice):
    return ((Role.INPUT_IMAGE, portrait), (Role.AUDIO_FILE, voice(SECONDS)))


def ends_at(events, stage, done):
    """Read until that much of a stage is told."""
    for event in events:
        assert not isinstance(event, Finished | Failed), event
        if isinstance(event, Stepped) and event.stage is stage and event.done >= done:
            return


def test_a_job_whose_process_is_killed_goes_on_from_the_last_window_with_the_same_bits(runs, given, resources):
    whole = runs.end(runs.request("infinite_talk", given)).result
    request = runs.request("infinite_talk", given)
    for stage, done in ((Stage.DENOISE, 3), (Stage.DECODE, 22)):  # in the second window, in the third
        with TinyWorker(resources, request) as worker:
            ends_at(worker.events(), stage, done)
    with TinyWorker(resources, request) as worker:
        end = next(event for event in worker.events() if isinstance(event, Finished | Failed))
    assert isinstance(end, Finished), end
    assert end.result.timing.forwards < whole.timing.forwards
    assert end.result.windows == whole.windows and len({w.sha256 for w in whole.windows}) == 4
    assert np.array_equal(film(end.result.path), film(whole.path))


@pytest.mark.parametrize("apg", [False, True])
def test_a_stop_within_a_window_goes_on_from_the_last_step(runs, given, monkeypatch, apg):
    monkeypatch.setattr("engine.families.talking.keeping.PAUSE", 0.0)
    settings = {"steps": 3, "scheduler": "unipc", "use_apg": apg, "apg_norm_threshold": 1.0, "num_frames": 21}
    whole = runs.end(runs.request("infinite_talk", given, **settings)).result
    request = runs.request("infinite_talk", given, **settings)

    def stop():
        done = [e.done for e in runs.events if isinstance(e, Stepped) and e.stage is Stage.DENOISE and not e.part]
        if done and done[-1] == 5:
            raise Cancelled

    assert isinstance(runs.end(request, stop), Stopped)
    end = runs.end(request)
    assert isinstance(end, Finished), end
    assert end.result.timing.forwards == 3
    assert np.array_equal(film(end.result.path), film(whole.path))


def test_a_window_made_again_changes_itself_alone_and_still_joins_its_neighbours(runs, given):
    made = runs.end(runs.request("infinite_talk", given, work=runs.folder / "kept")).result
    before = film(made.path)
    again = runs.end(runs.request("infinite_talk", given, work=runs.folder / "kept", redo_window=1, seed=9)).result
    after = film(again.path)
    assert again.timing.forwards == 2 * 3
    changed = np.array([not np.array_equal(a, b) for a, b in zip(before, after, strict=True)])
    first = made.windows[1].first
    assert not changed[:first].any() and not changed[first + 8 :].any()
    assert changed[first : first + 3].all()
    assert again.windows[1] != made.windows[1]
    assert again.windows[0] == made.windows[0] and again.windows[2:] == made.windows[2:]
    seam = first + 8
    jump, old = (np.abs(clip[seam].astype(int) - clip[seam - 1]).mean() for clip in (after, before))
    assert jump < 1.5 * old + 1
    assert np.array_equal(after[seam - 1], before[seam - 1])


def test_the_windows_stay_with_the_job_and_how_much_they_take_is_told(runs, given):
    work = runs.folder / "kept"
    made = runs.end(runs.request("infinite_talk", given, work=work)).result
    kept = sum(file.stat().st_size for file in (work / "windows").iterdir())
    assert f"({kept / 2**20:.1f} MiB)" in made.notes[-1] and "they go with the job" in made.notes[-1]
    assert {file.suffix for file in work.rglob("*") if file.is_file()} <= {".mkv", ".safetensors", ".json", ".txt"}
    assert not list(work.glob("*.mkv")), "what was joined is not kept twice"


def test_a_window_that_is_not_there_cannot_be_made_again(runs, given):
    end = runs.end(runs.request("infinite_talk", given, redo_window=1))
    assert isinstance(end, Failed) and end.param == "redo_window"
    assert "Make the film first." in end.do


def test_another_voice_does_not_go_on_from_the_windows_of_this_one(runs, portrait, voice, given):
    work = runs.folder / "shared"
    runs.end(runs.request("infinite_talk", given, work=work))
    other = ((Role.INPUT_IMAGE, portrait), (Role.AUDIO_FILE, voice(SECONDS, 2)))
    end = runs.end(runs.request("infinite_talk", other, work=work))
    assert end.result.timing.forwards == 4 * 2 * 3
