"""A download outlives kill -9 at any moment, and two programs share one."""

from __future__ import annotations

import hashlib
import random
import subprocess
import sys
from pathlib import Path

import pytest

from tests.engine.store.faulty import made, serving, wait_for

ROOT = Path(__file__).resolve().parents[3]
CHUNK = 64 * 1024
DATA = made(40 * CHUNK + 99)


@pytest.fixture
def start():
    """Begins the program; what still runs at the end is ended."""
    begun = []

    def begin(url, target, chunk=CHUNK):
        words = [url, str(target), str(len(DATA)), hashlib.sha256(DATA).hexdigest(), str(chunk)]
        command = [sys.executable, "-m", "tests.engine.store.one_download", *words]
        begun.append(subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True))
        return begun[-1]

    yield begin
    for process in begun:
        process.kill()
        process.communicate()


def test_a_killed_download_goes_on_and_wastes_at_most_one_piece_a_kill(tmp_path, start):
    draw, waste, kills = random.Random(3), 0, 5
    with serving(DATA, pause=0.0005) as server:
        for _ in range(kills):
            here = server.sent + draw.randint(1, 6 * CHUNK)
            process = start(server.url, tmp_path / "m")
            wait_for(lambda here=here, process=process: server.sent >= here or process.poll() is not None, 20)
            process.kill()
            process.wait()
            assert not (tmp_path / "m").exists()
        fetched = int(start(server.url, tmp_path / "m").communicate(timeout=60)[0])
        waste = server.sent - len(DATA)
    ahead = 1024 * 1024  # what the system and the reader hold that was sent but never written
    assert (tmp_path / "m").read_bytes() == DATA
    assert fetched < len(DATA)
    assert waste <= kills * (CHUNK + ahead)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["m"]


def test_what_a_kill_leaves_is_less_than_one_piece_short_of_what_was_written(tmp_path, start):
    with serving(DATA, pause=0.0005) as server:
        process = start(server.url, tmp_path / "m")
        part = tmp_path / "m.part"
        wait_for(lambda: part.exists() and part.stat().st_size > 9 * CHUNK, 20)
        process.kill()
        process.wait()
        written = part.stat().st_size
        fetched = int(start(server.url, tmp_path / "m").communicate(timeout=60)[0])
    assert (tmp_path / "m").read_bytes() == DATA
    assert 0 <= fetched - (len(DATA) - written) < CHUNK


def test_two_programs_that_ask_at_once_fetch_one_copy(tmp_path, start):
    with serving(DATA, pause=0.0005) as server:
        both = [start(server.url, tmp_path / "m") for _ in range(2)]
        fetched = [int(process.communicate(timeout=60)[0]) for process in both]
    assert sorted(fetched) == [0, len(DATA)]
    assert server.sent == len(DATA)


def test_a_program_that_waits_takes_over_when_the_first_is_killed(tmp_path, start):
    with serving(DATA, pause=0.0005) as server:
        first = start(server.url, tmp_path / "m")
        wait_for(lambda: server.sent > 4 * CHUNK, 20)
        second = start(server.url, tmp_path / "m")
        wait_for(lambda: server.sent > 12 * CHUNK, 20)
        first.kill()
        fetched = int(second.communicate(timeout=60)[0])
    assert (tmp_path / "m").read_bytes() == DATA
    assert fetched < len(DATA) - 4 * CHUNK


def test_a_kill_between_the_last_two_steps_leaves_nothing_behind_for_long(tmp_path, start):
    (tmp_path / "m").write_bytes(DATA)
    (tmp_path / "m.part.notes").write_text("{}\n")
    with serving(DATA) as server:
        assert int(start(server.url, tmp_path / "m").communicate(timeout=60)[0]) == 0
    assert [path.name for path in tmp_path.iterdir()] == ["m"]
