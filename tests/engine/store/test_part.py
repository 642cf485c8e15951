"""How much of an unfinished file is here is told by its notes alone, quickly, and never too much."""

from __future__ import annotations

import hashlib
import time

import pytest

from engine.store.part import NOTE_EVERY, Part, drop, kept
from engine.store.wanted import MIB, Wanted
from tests.engine.store.faulty import made

CHUNK = 16 * 1024
DATA = made(5 * CHUNK + 7)


@pytest.fixture
def target(tmp_path):
    return tmp_path / "m"


def begun(target, size, chunk=CHUNK, data=DATA):
    with Part(target, Wanted((), len(data)), chunk) as part:
        part.begin(0)
        part.add(data[:size])
        part.pause()
        return part.done


@pytest.mark.parametrize("size", [0, 1, CHUNK, 2 * CHUNK + 5, len(DATA)])
def test_what_is_kept_is_what_the_part_itself_would_say(size, target):
    assert begun(target, size) == size
    assert kept(target) == size


def test_a_torn_line_and_a_lost_piece_are_not_counted(target):
    begun(target, 3 * CHUNK)
    with Part(target, Wanted((), len(DATA)), CHUNK) as part:
        part.lose(1)
    with target.with_name("m.part.notes").open("ab") as notes:
        notes.write(b'{"piece": 4, "bytes": 999999, "sha')
    assert kept(target) == 2 * CHUNK
    drop(target)
    assert (kept(target), list(target.parent.iterdir())) == (0, [])


def test_a_kill_inside_a_piece_costs_less_than_four_mib(target):
    data = made(6 * MIB + 5)
    with Part(target, Wanted((), len(data)), 16 * MIB) as part:
        part.begin(0)
        for at in range(0, len(data), 64 * 1024):
            part.add(data[at : at + 64 * 1024])
    assert kept(target) == len(data)
    with Part(target, Wanted((), 10 * MIB), 16 * MIB) as part:
        part.begin(0)
        for at in range(0, len(data), 64 * 1024):
            part.add(data[at : at + 64 * 1024])  # and then the program is killed: no pause
    assert 0 < len(data) - kept(target) < NOTE_EVERY


def test_the_notes_of_a_very_large_file_are_read_at_once(target):
    line = b'{"piece": %d, "bytes": 16777216, "sha256": "' + hashlib.sha256(b"").hexdigest().encode() + b'"}\n'
    target.with_name("m.part").write_bytes(b"")
    target.with_name("m.part.notes").write_bytes(b"".join(line % (number // 4) for number in range(15_000)))
    began = time.process_time()
    assert kept(target) == 0
    assert time.process_time() - began < 0.12
