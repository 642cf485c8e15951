"""Where the steps stand."""

from __future__ import annotations

import numpy as np
import pytest

from engine.api.errors import InvalidParam
from engine.sampling import schedule as schedules


def test_the_shift_follows_its_formula():
    assert schedules.shifted(np.array([0.5]), 3.0)[0] == 0.75
    assert schedules.shifted(np.array([0.25]), 1.0)[0] == 0.25


def test_the_distilled_list_of_four_is_even_parts():
    even, listed = schedules.flow_match(4, 5.0), schedules.listed((1000, 750, 500, 250), 5.0)
    assert even == listed
    assert listed.timesteps == pytest.approx((1000, 937.5, 833.3333, 625))
    assert listed.sigmas[-1] == 0


def test_timesteps_of_real_schedules_are_a_thousand_sigmas():
    for made in (schedules.flow_match(7, 3.0), schedules.talking(7, 7.0), schedules.causvid(8)):
        assert made.timesteps == pytest.approx([1000 * s for s in made.sigmas[:-1]])


@pytest.mark.parametrize("given", [(), (500, 750), (750, 750), (1001, 500), (500, 0)])
def test_a_list_that_does_not_fall_from_1000_is_refused(given):
    with pytest.raises(InvalidParam, match="each must be below the one before"):
        schedules.listed(given, 5.0)


def test_causvid_takes_the_first_of_its_nine_steps_unshifted():
    assert schedules.causvid(3).timesteps == pytest.approx((999, 934, 862))
    with pytest.raises(InvalidParam, match="10 were asked for"):
        schedules.causvid(10)


def test_a_part_ends_where_the_next_part_begins():
    whole = schedules.official_unipc(10, 5.0)
    first, second = whole.part(0, 4), whole.part(4, 10)
    assert first.sigmas[-1] == second.sigmas[0] > 0
    assert first.timesteps + second.timesteps == whole.timesteps
    assert second.sigmas[-1] == 0


def test_a_schedule_that_does_not_fall_is_a_mistake():
    with pytest.raises(AssertionError, match="sigmas must fall"):
        schedules.Schedule((0.5, 0.6, 0.0), (500.0, 600.0))
