"""A file is hashed once and known again by what the system says of it."""

from __future__ import annotations

import hashlib
import os

import pytest

from engine.api.errors import Cancelled
from engine.store.verify import Memory, is_right, know, read_hashes
from engine.store.wanted import Wanted

DATA = b"weights" * 1000
SHA = hashlib.sha256(DATA).hexdigest()


@pytest.fixture
def memory(tmp_path):
    kept = Memory(tmp_path / "memory" / "files.db")
    yield kept
    kept.close()


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "m.safetensors"
    path.write_bytes(DATA)
    return path


def test_a_file_is_read_once_and_known_by_another_name_too(memory, file):
    read = []
    assert know(file, memory, tell=read.append) == SHA
    moved = file.rename(file.with_name("other"))
    os.link(moved, file)
    count = len(read)
    assert know(moved, memory, tell=read.append) == know(file, memory, tell=read.append) == SHA
    assert len(read) == count > 0


def test_a_changed_file_is_not_mistaken_for_what_it_was(memory, file):
    know(file, memory)
    changed = os.stat(file).st_mtime_ns
    file.write_bytes(DATA[:-1] + b"!")
    os.utime(file, ns=(changed, changed + 1))
    assert memory.sha256(file) == ""
    assert know(file, memory) != SHA


def test_what_is_known_outlives_the_program_and_a_damaged_memory_is_begun_anew(tmp_path, file):
    place = tmp_path / "files.db"
    first = Memory(place)
    know(file, first)
    first.close()
    second = Memory(place)
    assert second.sha256(file) == SHA
    assert second.pieces(SHA) == (SHA,)
    second.close()
    place.write_bytes(b"no database at all" * 100)
    third = Memory(place)
    assert third.sha256(file) == ""
    third.close()


def test_a_memory_that_is_damaged_in_its_middle_is_begun_anew(tmp_path, file):
    place = tmp_path / "files.db"
    first = Memory(place)
    know(file, first)
    first.close()
    content = bytearray(place.read_bytes())
    for page in range(1, len(content) // 4096):  # the first one holds the names of the tables
        content[page * 4096 : page * 4096 + 100] = b"\xee" * 100
    place.write_bytes(bytes(content))
    second = Memory(place)
    assert second.sha256(file) == ""
    assert know(file, second) == second.sha256(file) == SHA
    second.close()


def test_the_name_that_git_gives_a_small_file_is_a_proof(file):
    right = hashlib.sha1(b"blob %d\0" % len(DATA) + DATA).hexdigest()
    hashed = read_hashes(file, git=True)
    assert is_right(hashed, Wanted((), len(DATA), git_sha1=right))
    assert not is_right(hashed, Wanted((), len(DATA), git_sha1="0" * 40))
    assert not is_right(hashed, Wanted((), len(DATA) + 1))


def test_reading_can_be_stopped(file):
    with pytest.raises(Cancelled):
        read_hashes(file, stop=lambda: True)
