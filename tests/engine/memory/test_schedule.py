"""The order of copies and work on a simulated card: nothing waits that need not, nothing is overwritten too early."""

from __future__ import annotations

import pytest

from tests.engine.memory.simulated import Card

FREE_OR_BOUND = [  # seconds to compute a block, seconds to copy one, blocks, kept
    (1.0, 0.4, 12, 0),
    (1.0, 1.0, 12, 0),
    (0.5, 1.0, 12, 0),
    (0.5, 1.0, 12, 6),
    (0.5, 1.0, 12, 3),
    (1.0, 0.9, 40, 7),
    (0.6, 1.0, 40, 16),
    (0.3, 1.0, 30, 19),
    (0.2, 1.0, 40, 39),
    (1.0, 0.5, 8, 8),
]


def expected(compute: float, copy: float, blocks: int, kept: int) -> float:
    """Seconds of a pass where nothing is lost (facts/performance.md 2.4)."""
    return max(blocks * compute, (blocks - kept) * copy)


@pytest.mark.parametrize(("compute", "copy", "blocks", "kept"), FREE_OR_BOUND)
@pytest.mark.parametrize("slots", [2, 3])
def test_a_pass_takes_the_longer_of_computing_and_copying(compute, copy, blocks, kept, slots):
    card = Card(compute, copy, kept + slots)
    network = card.network(blocks, kept)
    begun = card.run(network, 3)
    assert (card.run(network, 5) - begun) / 5 == pytest.approx(expected(compute, copy, blocks, kept), abs=1e-9)


@pytest.mark.parametrize(("compute", "copy", "blocks", "kept"), FREE_OR_BOUND)
def test_every_block_is_computed_with_its_own_bytes_and_no_room_is_written_while_it_is_read(
    compute, copy, blocks, kept
):
    card = Card(compute, copy, kept + 2)
    card.run(card.network(blocks, kept), 4)
    assert [one.block for one in card.log.computed] == list(range(blocks)) * 4
    for read in card.log.computed:
        for written in (one for one in card.log.copies if one.room == read.room):
            assert written.end <= read.begin or written.begin >= read.end, "written while it was read"
        last = max((one for one in card.log.copies if one.room == read.room and one.end <= read.begin), key=_end)
        assert last.block == read.block, "read before it had come"


def test_the_host_never_waits_for_the_card():
    card = Card(0.1, 1.0, 5)
    card.run(card.network(20, 3), 3)
    assert card.log.held_up == 0


def test_blocks_that_stay_are_copied_once():
    card = Card(1.0, 1.0, 7)
    card.run(card.network(12, 5), 4)
    copied = [one.block for one in card.log.copies]
    counts = {block: copied.count(block) for block in range(12)}
    assert sorted(counts.values())[:5] == [1] * 5
    assert min(sorted(counts.values())[5:]) >= 4


@pytest.mark.parametrize(("copy", "kept"), [(1.0, 0), (0.9, 4), (0.6, 20), (0.3, 38)])
def test_a_change_of_the_expert_costs_less_than_a_fifth_of_a_step(copy, kept):
    card = Card(1.0, copy, kept + 2)
    high, low = card.network(40, kept), card.network(40, kept, first=100)
    card.run(high, 4)
    before = card.run(high, 2)
    card.run(high, 2, following=low)
    after = card.run(low, 2)
    lost = after - before - 4 * expected(1.0, copy, 40, kept)
    assert lost <= 0.2 * 2 * expected(1.0, copy, 40, kept)
    assert [one.block for one in card.log.computed[-80:]] == [100 + n for n in range(40)] * 2


def test_an_expert_that_was_not_announced_comes_all_the_same_but_later():
    card = Card(1.0, 1.0, 4)
    high, low = card.network(12, 2), card.network(12, 2, first=100)
    card.run(high, 2)
    card.run(low, 2)
    card.run(high, 1)
    assert [one.block for one in card.log.computed[24:]] == [*range(100, 112), *range(100, 112), *range(12)]


@pytest.mark.parametrize("broken_at", [0, 3, 11])
def test_a_pass_that_is_broken_off_leaves_the_next_one_whole(broken_at):
    card = Card(1.0, 1.0, 5)
    network = card.network(12, 3)
    for number, block in enumerate(network):
        if number == broken_at:
            break
        card.computing.compute(block)
    card.log.computed.clear()
    card.run(network, 2)
    assert [one.block for one in card.log.computed] == [*range(12), *range(12)]


@pytest.mark.parametrize("wanted", range(12))
def test_any_block_can_be_looked_at_between_two_passes(wanted):
    card = Card(1.0, 1.0, 5)
    network = card.network(12, 3)
    card.run(network, 1)
    with network.present(wanted):
        assert int(list(network.children())[wanted].weight[0]) == wanted
    card.log.computed.clear()
    card.run(network, 2)
    assert [one.block for one in card.log.computed] == [*range(12), *range(12)]


def test_a_last_pass_that_is_broken_off_can_be_made_again():
    card = Card(1.0, 1.0, 5)
    high, low = card.network(12, 3), card.network(12, 3, first=100)
    card.run(high, 1)
    high.last_before(low)
    for number, _ in enumerate(high):
        if number == 6:
            break
    card.log.computed.clear()
    card.run(high, 1, following=low)
    card.run(low, 1)
    assert [one.block for one in card.log.computed] == [*range(12), *range(100, 112)]


def _end(done):
    return done.end
