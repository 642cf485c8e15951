"""A small sample of what `tests.measure.hub` measures in full; the measuring is shown to notice planted faults."""

from __future__ import annotations

import pytest

from engine.store import transfer
from tests.engine.store.faulty import FAULTS
from tests.measure import hub

FLIPPED = hub.Script(("cut", "flip"), mirror=False, pieces=False, person=())


def test_random_scripts_of_faults_end_right_and_cost_at_most_a_piece_a_fault():
    endings = hub.run(16, seed=11)
    assert not any(ending.wrong for ending in endings)
    assert all(ending.right for ending in endings)
    assert [ending.orphans for ending in endings if ending.orphans] == []
    assert [ending.untyped for ending in endings if ending.untyped] == []
    assert hub.most([e for e in endings if hub.seen(e)]) <= 1.1
    assert "wrong bytes accepted                     0" in hub.report(endings)


def test_the_scripts_draw_every_fault():
    drawn = {fault for seed in range(300) for fault in hub.Script.draw(seed).faults}
    assert drawn == set(FAULTS)
    assert len(FAULTS) >= 18
    assert {what for seed in range(100) for what in hub.Script.draw(seed).person} == set(hub.PERSON)


def test_the_measuring_notices_a_program_that_does_not_compare_the_hash(tmp_path, monkeypatch):
    monkeypatch.setattr(transfer, "is_right", lambda *_: True)
    assert hub.play(FLIPPED, tmp_path).wrong


def test_the_measuring_notices_a_file_that_is_left_over(tmp_path):
    (tmp_path / "orphan").write_bytes(b"")
    assert hub.play(FLIPPED, tmp_path).orphans


@pytest.mark.parametrize("fault", ["cut", "no_range", "416", "500"])
def test_the_measuring_counts_what_comes_again(fault, tmp_path):
    ending = hub.play(hub.Script((fault,), mirror=False, pieces=True, person=("stop",)), tmp_path)
    assert ending.right
    assert 0 <= ending.again <= 1.1 * hub.CHUNK * ending.troubles
