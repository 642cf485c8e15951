"""What every solver must do on fields whose answer is known."""

from __future__ import annotations

import math

import pytest
import torch

from engine.sampling.choose import SOLVERS
from engine.sampling.deis import deis
from engine.sampling.dpm import dpmpp, dpmpp_sde
from engine.sampling.noise import step_noise
from engine.sampling.schedule import official_dpm, official_unipc
from engine.sampling.solvers import clip_estimate, euler, lcm
from engine.sampling.unipc import unipc
from tests.engine.sampling.fields import SPREAD, even, gaussian, path, solved

RULES = {"unipc": unipc, "dpm++": dpmpp, "dpm++_sde": dpmpp_sde, "euler": euler, "deis": deis, "lcm": lcm}
SECOND_ORDER = {"unipc": unipc, "dpm++": dpmpp, "deis": deis}


def noise(*shape: int) -> torch.Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(5), dtype=torch.float64)


def error(rule, steps: int) -> float:
    """Of the path of normal clips between the singular ends, in fp64, relative."""
    x = noise(8)
    got = solved(rule, even(steps, 0.9, 0.1), x, gaussian)[-1]
    return float((got - x * path(0.1) / path(0.9)).norm() / x.norm())


@pytest.mark.parametrize("rule", SECOND_ORDER.values(), ids=SECOND_ORDER)
def test_twice_the_steps_make_a_quarter_of_the_error_at_second_order(rule):
    assert 3.6 < error(rule, 80) / error(rule, 160) < 4.4


def test_twice_the_steps_make_half_of_the_error_with_euler():
    assert 1.9 < error(euler, 40) / error(euler, 80) < 2.1


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
@pytest.mark.parametrize("steps", [1, 2, 7])
def test_one_known_clip_is_found_exactly_in_any_number_of_steps(rule, steps):
    clip, start = noise(6) / 3, noise(6).flip(0)
    got = solved(rule, even(steps), start, lambda x, sigma: (x - clip) / sigma)[-1]
    assert torch.allclose(got, clip, atol=1e-6)


@pytest.mark.parametrize("rule", [unipc, dpmpp, deis, euler], ids=["unipc", "dpm++", "deis", "euler"])
def test_straight_paths_are_followed_exactly_at_every_step(rule):
    clip, start = noise(6) / 3, noise(6).flip(0)
    schedule = official_unipc(6, 5.0)
    begun = (1 - schedule.sigmas[0]) * clip + schedule.sigmas[0] * start
    for x, sigma in zip(solved(rule, schedule, begun, lambda x, s: start - clip), schedule.sigmas[1:], strict=True):
        assert torch.allclose(x, (1 - sigma) * clip + sigma * start, atol=1e-9)


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_start_at_pure_noise_gives_finite_numbers_at_every_step(rule):
    for x in solved(rule, official_dpm(5, 12.0), noise(6), gaussian):
        assert x.isfinite().all()


@pytest.mark.parametrize("rule", [dpmpp_sde, lcm], ids=["dpm++_sde", "lcm"])
def test_fresh_noise_follows_from_seed_and_step(rule):
    first, again, other = (solved(rule, even(5), noise(6), gaussian, seed) for seed in (1, 1, 2))
    assert all(torch.equal(a, b) for a, b in zip(first, again, strict=True))
    assert not torch.equal(first[0], other[0])


def test_the_stochastic_solver_keeps_the_spread_of_the_clips():
    got = solved(dpmpp_sde, even(60, 0.999), noise(40_000), gaussian)[-1]
    assert math.isclose(float(got.std()), SPREAD, rel_tol=0.03)


def test_lcm_noises_its_estimate_to_the_level_of_the_next_step():
    clip = torch.full((40_000,), 0.25, dtype=torch.float64)
    x = solved(lcm, even(4), noise(40_000), lambda x, s: (x - clip) / s)[1]  # now at sigma 0.5
    assert math.isclose(float(x.mean()), 0.5 * 0.25, abs_tol=0.01)
    assert math.isclose(float(x.std()), 0.5, rel_tol=0.02)


def test_the_estimate_of_the_clip_undoes_the_noise():
    clip, start = noise(6), noise(6).flip(0)
    assert torch.allclose(clip_estimate(0.3 * clip + 0.7 * start, start - clip, 0.7), clip)


def test_every_scheduler_has_a_rule_that_is_tested_here():
    assert set(SOLVERS.values()) == set(RULES.values())


@pytest.mark.filterwarnings("ignore:__array_:DeprecationWarning")
@pytest.mark.parametrize("name", ["deis", "dpm++_sde"])
def test_the_library_agrees_when_it_is_fed_the_same_sigmas_and_noise(name):
    from diffusers.schedulers.scheduling_deis_multistep import DEISMultistepScheduler
    from diffusers.schedulers.scheduling_dpmsolver_multistep import DPMSolverMultistepScheduler

    flow = {"use_flow_sigmas": True, "prediction_type": "flow_prediction"}
    schedule, x = even(16, 0.95), noise(1, 2, 3, 4).float()
    if name == "deis":
        library = DEISMultistepScheduler(solver_order=2, **flow)
    else:
        library = DPMSolverMultistepScheduler(algorithm_type="sde-dpmsolver++", **flow)
    library.set_timesteps(16)
    library.sigmas = torch.tensor(schedule.sigmas)
    ours, theirs = solved(RULES[name], schedule, x, gaussian, seed=9), x
    for index, t in enumerate(library.timesteps[:15]):  # the last step of the library's deis divides by zero
        more = {} if name == "deis" else {"variance_noise": step_noise(x.shape, 9, index)}
        theirs = library.step(gaussian(theirs, schedule.sigmas[index]), t, theirs, **more).prev_sample
        assert torch.allclose(ours[index], theirs, rtol=1e-4, atol=1e-5), index
