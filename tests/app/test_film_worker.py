"""A talking film by the real worker: its windows come one by one, outlive a kill, and one of them is made again."""

from __future__ import annotations

import os
import signal
import wave
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from app import context as contexts
from app.engine_thread import EngineThread
from app.folders import Folders
from app.jobs import State
from engine import catalog
from engine.api.events import Stage
from engine.api.request import GenerationRequest, Input, Role
from engine.media.frames import open_frames
from engine.media.growing import open_film
from engine.media.probe import probe
from tests import tiny_talking, tiny_worker
from tests.engine.families.conftest import film, learnt, resources

assert resources  # a fixture of the whole session
SECONDS = 1.1  # 27 frames: 13, 8 and 6
PATIENCE = 60_000  # milliseconds


@pytest.fixture
def living(tmp_path, resources, monkeypatch, qtbot):
    """The whole program without a window, over a worker with tiny models."""
    monkeypatch.setattr(catalog, "RESOURCES", resources)
    tiny_talking.make(resources)
    with learnt(resources, tmp_path / "home"):
        folders = Folders.below(tmp_path / "home")
        engine = EngineThread(tiny_worker.command(resources), logs=folders.logs)
        made = contexts.build(folders, engine=engine)
        yield made
        contexts.close(made)


@pytest.fixture
def request_(tmp_path):
    picture, voice = tmp_path / "portrait.png", tmp_path / "voice.wav"
    Image.fromarray((np.indices((64, 64)).sum(0)[..., None] * [1, 2, 3] % 200).astype(np.uint8)).save(picture)
    with wave.open(str(voice), "wb") as file:
        file.setparams((1, 2, 16000, 0, "NONE", ""))
        loud = np.random.default_rng(1).normal(0, 0.2, round(SECONDS * 16000)).clip(-1, 1)
        file.writeframes((loud * 32767).astype("<i2").tobytes())
    given = ((Role.INPUT_IMAGE, picture), (Role.AUDIO_FILE, voice))
    values = {"seed": 1, "positive_prompt": "a red circle", "output_format": "mkv ffv1", "steps": 4}
    inputs = tuple(Input(role, probe(path).asset()) for role, path in given)
    return GenerationRequest("", "talking", "tiny-infinite-talk", values, inputs)


def over(living, id):
    return lambda: living.jobs.job(id).over


def frames(path):
    with open_film(Path(path)) as reel:
        return np.stack([reel.read(number) for number in range(reel.count)])


def test_windows_can_be_watched_as_they_come_outlive_a_kill_and_end_in_the_same_clip(living, request_, qtbot):
    jobs, project, killed, watched = living.jobs, living.project, [], {}

    def watch(id, first):
        watched[len(jobs.job(id).film.seen)] = frames(project.clip(id).path) if jobs.job(id).film.seen else None

    def kill(id):
        seen = jobs.job(id).progress
        if not killed and seen is not None and seen.window == 2 and seen.stage is Stage.DENOISE:
            killed.append(id)
            os.kill(living.engine.worker_pid, signal.SIGKILL)

    jobs.grown.connect(watch)
    jobs.changed.connect(kill)
    id = jobs.add(request_, "a speech")
    qtbot.waitUntil(over(living, id), timeout=PATIENCE)
    job = jobs.job(id)
    assert (job.state, job.failure.engine_died, len(job.film.seen)) == (State.FAILED, True, 1)
    assert [(clip.id, clip.growing) for clip in project.clips] == [(id, True)]
    assert len(frames(project.clip(id).path)) == 13, "what is finished can still be watched"
    first = watched.pop(1)
    jobs.retry(id)
    qtbot.waitUntil(over(living, id), timeout=PATIENCE)
    job = jobs.job(id)
    assert job.state is State.DONE, job.failure
    assert [clip.id for clip in project.clips] == [id]
    whole = film(project.clip(id).path)
    assert set(watched) == {0, 1, 2, 3}
    assert np.array_equal(whole[:13], first)
    assert all(np.array_equal(whole[: len(seen)], seen) for seen in watched.values() if seen is not None)
    assert living.library.clip(id).windows == job.result.windows


def test_a_window_made_again_is_another_take_and_undo_shows_the_old_one(living, request_, qtbot):
    jobs, project = living.jobs, living.project
    id = jobs.add(request_, "a speech")
    qtbot.waitUntil(over(living, id), timeout=PATIENCE)
    old = film(project.clip(id).path)
    again = jobs.redo(id, 1, id, "again")
    qtbot.waitUntil(over(living, again), timeout=PATIENCE)
    assert jobs.job(again).state is State.DONE, jobs.job(again).failure
    new = film(project.clip(id).path)
    changed = [not np.array_equal(a, b) for a, b in zip(old, new, strict=True)]
    assert any(changed[13:21]) and not any(changed[:13]) and not any(changed[21:])
    project.undo()
    assert np.array_equal(film(project.clip(id).path), old)
    with open_frames(Path(jobs.job(id).film.windows[1].path)) as kept:
        assert np.array_equal(kept.read(0), old[13]), "its window is still there to go back to"
