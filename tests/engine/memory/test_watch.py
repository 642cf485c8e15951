"""Steps that become far slower on a full card are noticed; slow steps for other reasons are not."""

from __future__ import annotations

import pytest

from engine.memory.watch import Spilled, Watch


def watched(durations, planned=0.0, full=0.99, passes=2) -> int | None:
    """The number of the step at which it is noticed."""
    clock = [0.0]
    watch = Watch(planned, lambda: full, lambda: clock[0])
    for number, seconds in enumerate(durations, 1):
        clock[0] += seconds
        try:
            watch.step(passes)
        except Spilled:
            return number
    return None


def test_a_step_three_times_slower_than_the_fastest_on_a_full_card_is_noticed():
    assert watched([9, 2, 2.1, 2, 6.5]) == 5


@pytest.mark.parametrize("full", [0.2, 0.9])
def test_on_a_card_with_room_a_slow_step_has_another_reason(full):
    assert watched([9, 2, 2, 20], full=full) is None


def test_a_step_far_slower_than_planned_is_noticed_even_if_all_are():
    assert watched([30, 30, 30], planned=2.0) == 2
    assert watched([30, 30, 30]) is None


def test_a_plan_that_was_too_hopeful_is_corrected_by_what_is_seen():
    assert watched([9, 5, 5, 14], planned=1.0) is None


def test_the_first_step_and_what_follows_a_pause_are_not_judged():
    clock = [0.0]
    watch = Watch(1.0, lambda: 1.0, lambda: clock[0])
    clock[0] = 100
    watch.step(2)
    clock[0] = 102
    watch.step(2)
    watch.pause()
    clock[0] = 200
    watch.step(2)


def test_a_step_that_a_cache_answered_is_no_measure():
    clock = [0.0]
    watch = Watch(0.0, lambda: 1.0, lambda: clock[0])
    for seconds, passes in ((1, 2), (2, 2), (0.1, 0), (2, 2)):
        clock[0] += seconds
        watch.step(passes)
