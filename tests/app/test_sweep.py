"""Garbage is collected in the thread of the window only."""

from __future__ import annotations

import gc
import threading

import pytest
from PySide6.QtCore import QObject

from app.sweep import Sweep


class Ring(QObject):
    """A Qt object in a cycle, which only the collector can end; it writes down the thread that ends it."""

    def __init__(self, ended: list[int]) -> None:
        super().__init__()
        self.itself, self.ended = self, ended

    def __del__(self) -> None:
        self.ended.append(threading.get_ident())


@pytest.fixture
def sweep(qapp):
    made = Sweep()
    was = gc.isenabled()
    made.start()
    yield made
    made.stop()
    (gc.enable if was else gc.disable)()


def test_another_thread_ends_no_qt_object_however_much_it_makes(sweep):
    ended: list[int] = []
    for _ in range(20):
        Ring(ended)
    busy = threading.Thread(target=lambda: [[n] for n in range(200_000)])
    busy.start()
    busy.join()
    assert ended == []
    for _ in range(3):
        sweep.look()
        gc.collect()
    assert set(ended) == {threading.get_ident()}
    assert len(ended) == 20


def test_a_look_collects_what_is_due(sweep):
    gc.collect()
    ended: list[int] = []
    Ring(ended)
    kept = [[n] for n in range(2 * gc.get_threshold()[0])]
    sweep.look()
    assert len(ended) == 1
    assert kept


def test_the_automatic_collector_comes_back(sweep):
    assert not gc.isenabled()
    sweep.stop()
    assert gc.isenabled()
