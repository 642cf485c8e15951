"""Kinora may be killed at any moment: whatever a person has seen is there afterwards, unchanged."""

from __future__ import annotations

import random
import subprocess
import sys
import threading

import msgspec

from app.database import Database
from app.folders import Folders
from app.job import Job, State
from app.journal import Journal
from app.library import ClipRow
from tests.app.queue_owner import hash_of
from tests.scripted import ROOT

KILLS = 20
OVER = {State.DONE.value, State.FAILED.value, State.STOPPED.value}


class Seen:
    """What was said before the kills."""

    def __init__(self):
        self.hashes, self.ends = {}, {}

    def read(self, lines):
        for line in lines:
            kind, *words = line.split()
            if kind == "queued" and len(words) == 2:
                self.hashes[words[0]] = words[1]
            elif kind == "over" and len(words) == 2:
                self.ends[words[0]] = words[1]


def live_and_die(root, milliseconds, manner):
    """Run the queue, kill it so many ms after it was ready; every whole line that it had said."""
    owner = subprocess.Popen(
        (sys.executable, "-m", "tests.app.queue_owner", str(root), manner), cwd=ROOT, stdout=subprocess.PIPE
    )
    assert owner.stdout.readline() == b"ready\n"
    threading.Timer(milliseconds / 1000, owner.kill).start()
    said = owner.stdout.read()
    owner.stdout.close()
    assert owner.wait() == -9
    return said.decode().split("\n")[:-1]


def wrongs(root, seen):
    """Whatever is not as it was seen."""
    folders = Folders.below(root)
    database = Database(folders.data / "kinora.db")
    jobs = {job.id: job for job in Journal(database)}
    clips = [msgspec.json.decode(body, type=ClipRow) for _, _, body in database.rows("clips")]
    found = list(database.messages)
    database.close()
    for id, hash in seen.hashes.items():
        if id not in jobs:
            found.append(f"{id} was seen and is lost")
        elif hash_of(jobs[id]) != hash:
            found.append(f"{id} has other parameters")
    for id, state in seen.ends.items():
        if id in jobs and jobs[id].state != state:
            found.append(f"{id} was {state} and is {jobs[id].state}")
    found += _against_the_library(jobs, clips)
    return found


def _against_the_library(jobs: dict[str, Job], clips: list[ClipRow]) -> list[str]:
    done = {id for id, job in jobs.items() if job.state is State.DONE}
    rows = [clip.id for clip in clips]
    found = [f"{id} is done and not in the library" for id in done - set(rows)]
    found += [f"{id} is in the library and not done" for id in set(rows) - done]
    found += [f"{clip.path} is no whole film" for clip in clips if _text(clip.path) != f"film of {clip.id}"]
    return found + (["a clip is there twice"] if len(rows) != len(set(rows)) else [])


def _text(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def test_no_job_that_was_seen_is_lost_by_twenty_kills_at_random_moments(tmp_path):
    seen, moments = Seen(), random.Random(20)
    for _ in range(KILLS):
        seen.read(live_and_die(tmp_path, moments.uniform(0, 120), "careful"))
        assert wrongs(tmp_path, seen) == []
    assert len(seen.hashes) > 50
    assert len(set(seen.ends.values())) == 3


def test_the_harness_notices_a_queue_that_speaks_before_it_writes(tmp_path):
    seen = Seen()
    seen.read(live_and_die(tmp_path, 40, "careless"))
    assert any("is lost" in wrong for wrong in wrongs(tmp_path, seen))
