"""Reading ahead of the use."""

from __future__ import annotations

import threading
import time

import pytest

from engine.weights import pages
from engine.weights.pages import ReadAhead


@pytest.fixture
def file(tmp_path, monkeypatch):
    monkeypatch.setattr(pages, "PIECE", 1000)
    monkeypatch.setattr(pages, "LEAD", 4000)
    path = tmp_path / "file"
    path.write_bytes(bytes(100_000))
    return path


def settled(ahead: ReadAhead) -> int:
    """How far it has come once it stands still."""
    before = -1
    while before != ahead._read:
        before = ahead._read
        time.sleep(0.02)
    return before


def test_it_reads_no_further_ahead_than_it_may(file):
    with ReadAhead(file, [(0, 100_000)]) as ahead:
        assert settled(ahead) == 5000
        ahead.until(50_000)
        assert settled(ahead) == 55_000


def test_whoever_waits_goes_on_when_that_part_is_there(file):
    with ReadAhead(file, [(500, 20_500), (60_000, 61_500)]) as ahead:
        for end in (10_000, 20_500, 61_500):
            ahead.until(end)
            assert ahead._read >= end


def test_the_same_run_may_be_used_twice(file):
    with ReadAhead(file, [(0, 30_000), (0, 30_000)]) as ahead:
        ahead.until(30_000)
        ahead.until(10_000)
        ahead.until(30_000)
        assert settled(ahead) == 30_000


@pytest.mark.parametrize("there", [False, True])
def test_nobody_waits_for_what_cannot_be_read(file, there):
    if there:
        file.write_bytes(bytes(10))  # shorter than was promised
    else:
        file.unlink()
    with ReadAhead(file, [(0, 100_000)]) as ahead:
        ahead.until(100_000)
        assert ahead._read <= 1000


def test_leaving_early_ends_the_thread(file):
    with pytest.raises(KeyboardInterrupt), ReadAhead(file, [(0, 100_000)]):
        raise KeyboardInterrupt
    assert not [thread for thread in threading.enumerate() if thread.name == "read-ahead"]
