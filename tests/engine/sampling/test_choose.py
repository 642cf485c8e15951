"""From parameters to a sampler: parts of the schedule, experts, guidance, number of passes."""

from __future__ import annotations

import pytest
import torch

from engine.api.errors import InvalidParam
from engine.families.wan.params import Scheduler
from engine.sampling.choose import SOLVERS, Choice, choose
from engine.sampling.guidance import Branch, Expert


def sampler(**changes):
    return choose(Choice(**{"scheduler": "unipc", "steps": 10, "shift": 5.0, "cfg": (5.0,), **changes}))


def scales(**changes):
    return sampler(**changes).guidance.scales


def test_every_scheduler_of_the_form_can_be_run():
    for scheduler in Scheduler:
        assert sampler(scheduler=scheduler.value, steps=4).steps == 4
    assert {scheduler.value for scheduler in Scheduler} | {"talking", "fantasy"} == set(
        SOLVERS
    )  # two of talking models alone


def test_a_guidance_of_exactly_1_leaves_out_the_negative_pass():
    asked = []

    def ask(branch):
        asked.append(branch)
        return torch.tensor({Branch.POSITIVE: 3.0, Branch.NEGATIVE: 1.0}[branch])

    assert sampler(cfg=(1.0,)).guidance.velocity(ask, 0) == 3
    assert asked == [Branch.POSITIVE]
    assert sampler(cfg=(5.0,)).guidance.velocity(ask, 0) == 11
    assert asked[1:] == [Branch.POSITIVE, Branch.NEGATIVE]


def test_passes_are_counted_before_the_run():
    assert sampler(cfg=(1.0,)).forwards == 10
    assert sampler(cfg=(5.0,)).forwards == 20
    assert sampler(cfg=(5.0,), cfg_truncate_steps=3).forwards == 17
    assert sampler(cfg=(5.0, 1.0)).forwards == 11


def test_a_guidance_list_gives_a_value_per_step_and_keeps_its_last():
    assert scales(steps=4, cfg=(7.0, 6.0)) == (7, 6, 6, 6)
    assert scales(steps=4, cfg=(7.0, 6.0, 5.0, 4.0), start_step=2) == (5, 4)


@pytest.mark.parametrize("given", [(), (5.0, 4.0, 3.0)])
def test_a_guidance_list_that_does_not_fit_the_steps_is_refused(given):
    with pytest.raises(InvalidParam, match=f"cfg holds {len(given)} values for 2 steps"):
        sampler(steps=2, cfg=given)


def test_the_last_steps_can_run_without_guidance():
    assert scales(steps=5, cfg_truncate_steps=2) == (5, 5, 5, 1, 1)
    assert scales(steps=2, cfg_truncate_steps=9) == (1, 1)


def test_the_boundary_decides_which_expert_makes_a_step():
    chosen = sampler(steps=4, shift=9.0, boundary=0.9)  # timesteps 999, 964, 899, 749
    assert chosen.experts == (Expert.HIGH, Expert.HIGH, Expert.LOW, Expert.LOW)
    chosen = sampler(scheduler="dpm++", steps=4, shift=9.0, boundary=0.9)  # 1000, 964, 900, 750
    assert chosen.experts == (Expert.HIGH, Expert.HIGH, Expert.HIGH, Expert.LOW)
    assert set(sampler(boundary=None).experts) == {Expert.ONLY}


def test_each_expert_has_its_own_guidance():
    two = {"steps": 4, "shift": 9.0, "boundary": 0.9, "cfg": (3.0,), "cfg_high_noise": (4.0,)}
    assert scales(**two) == (4, 4, 3, 3)
    assert scales(**two, cfg_truncate_high_noise_steps=1) == (4, 1, 3, 3)
    assert scales(**two, cfg_truncate_high_noise_steps=9, cfg_truncate_steps=1) == (1, 1, 3, 1)
    assert scales(**two | {"boundary": None}) == (3, 3, 3, 3)


def test_a_run_can_be_cut_into_parts():
    whole = sampler()
    first, second = sampler(end_step=4, boundary=0.9), sampler(start_step=4, boundary=0.9)
    assert first.experts + second.experts == sampler(boundary=0.9).experts
    assert first.schedule.timesteps + second.schedule.timesteps == whole.schedule.timesteps
    assert first.schedule.sigmas[-1] == second.schedule.sigmas[0]


def test_denoise_strength_leaves_out_the_first_steps():
    assert sampler(denoise_strength=0.5).steps == 6
    assert sampler(denoise_strength=0.0).steps == 1
    assert sampler(denoise_strength=0.99).schedule == sampler().schedule


@pytest.mark.parametrize(
    "changes, said",
    [
        ({"start_step": 10}, "begin at 10 and end before 10"),
        ({"start_step": 5, "end_step": 5}, "begin at 5 and end before 5"),
        ({"end_step": 11}, "end before 11"),
        ({"start_step": 2, "denoise_strength": 0.5}, "both say where to begin"),
    ],
)
def test_a_run_without_steps_is_refused_with_a_reason(changes, said):
    with pytest.raises(InvalidParam, match=said):
        sampler(**changes)


def test_a_distilled_model_brings_its_own_list():
    chosen = sampler(scheduler="lcm", shift=1.0, timesteps=(1000, 757, 522))
    assert chosen.schedule.timesteps == pytest.approx((1000, 757, 522))
    assert sampler(scheduler="unipc", timesteps=(1000, 757, 522)).steps == 10
