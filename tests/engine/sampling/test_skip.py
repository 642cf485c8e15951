"""The rules of the caches decide as their authors wrote them down, and only where they may."""

from __future__ import annotations

import pytest

from engine.sampling.guidance import Expert
from engine.sampling.skip import Accumulated, Magnitudes, Nearness, allowed, fitted, polynomial

HIGH, LOW = Expert.HIGH, Expert.LOW


def decisions(rule, changes):
    """What the rule says to each change, told each time that a step ran."""
    said = []
    for step, change in enumerate(changes):
        said.append(rule.skips(step, change))
        if not said[-1]:
            rule.ran()
    return said


def test_changes_are_added_up_until_they_reach_the_threshold():
    assert decisions(Accumulated(1.0), [0.4, 0.4, 0.4, 0.9, 0.2]) == [True, True, False, True, False]


def test_the_polynomial_begins_with_the_highest_power():
    assert polynomial((2.0, -3.0, 0.5), 10.0) == 2 * 100 - 3 * 10 + 0.5
    assert decisions(Accumulated(1.0, (0.0, 100.0, 0.0)), [0.004, 0.004, 0.004]) == [True, True, False]


def test_the_error_of_magnitudes_counts_every_step_again():
    ratios = (1.0, 0.9, 0.9, 0.9, 0.9)
    # 1 - 0.9 = 0.1; then + 1 - 0.81 = 0.29; then + 1 - 0.729 = 0.561
    assert decisions(Magnitudes(0.3, ratios[1:], 9), [0.0] * 4) == [True, True, False, True]
    assert decisions(Magnitudes(0.3, ratios[1:], 1), [0.0] * 4) == [True, False, True, False]


def test_nearness_looks_at_each_step_alone():
    assert decisions(Nearness(0.1), [0.09, 0.09, 0.2, 0.01]) == [True, True, False, True]


def test_no_step_is_left_out_outside_the_range_at_the_beginning_of_an_expert_or_at_the_end():
    assert allowed((Expert.ONLY,) * 6, 0.0, 1.0) == (False, True, True, True, True, False)
    assert allowed((Expert.ONLY,) * 10, 0.2, 0.5) == (False, False, True, True, True) + (False,) * 5
    both = allowed((HIGH,) * 4 + (LOW,) * 6, 0.5, 1.0)
    assert both == (False, False, True, True, False, False, False, True, True, False)
    assert allowed((HIGH,) * 4 + (LOW,) * 3, 0.0, 1.0, closed=(HIGH,)) == (False,) * 5 + (True, False)


@pytest.mark.parametrize("steps, expected", [(5, (0, 1, 2, 3, 4)), (3, (0, 2, 4)), (9, (0, 1, 1, 2, 2, 3, 3, 4, 4))])
def test_a_list_of_another_length_takes_the_nearest_value(steps, expected):
    assert fitted((0.0, 1.0, 2.0, 3.0, 4.0), steps) == expected
