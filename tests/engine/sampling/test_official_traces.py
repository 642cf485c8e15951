"""Schedules and solvers against the traces of the official code."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from engine.sampling.choose import Choice, choose
from engine.sampling.solvers import Memory, Moment
from tests.golden import deterministic

GOLDEN = Path(__file__).parents[2] / "golden" / "schedulers.safetensors"
NAMES = {"unipc": "unipc", "dpmpp": "dpm++", "euler_talk": "talking"}
SHAPE = (1, 4, 3, 5)


@pytest.fixture(scope="module")
def golden():
    return deterministic.read(GOLDEN)


@pytest.mark.parametrize("shift", [3.0, 5.0, 12.0])
@pytest.mark.parametrize("steps", [4, 8, 20])
@pytest.mark.parametrize("name", NAMES)
def test_every_step_follows_the_official_solver(golden, name, steps, shift):
    stored, meta = golden
    salt, tolerance = meta["salt"], meta["relative_l2_tolerance"]
    x = deterministic.tensor("sched.noise", SHAPE, salt)
    a = deterministic.tensor("sched.a", SHAPE, salt, 0.5, 0.4)
    b = deterministic.tensor("sched.b", SHAPE, salt, 0.7)
    c = deterministic.tensor("sched.c", SHAPE, salt, 0.4)
    sampler = choose(Choice(scheduler=NAMES[name], steps=steps, shift=shift, cfg=(1.0,)))
    memory = Memory()
    for index, t in enumerate(sampler.schedule.timesteps):
        velocity = a * x + b * t / 1000 + c * torch.tanh(2 * x)
        x, memory = sampler.solver(Moment(sampler.schedule, index, 0), x, velocity, memory)
        expected = stored[f"{name}.steps{steps}_shift{int(shift)}.x"][index]
        assert deterministic.difference(expected, x) < tolerance, f"step {index}"


@pytest.mark.parametrize("shift", [3.0, 5.0, 12.0])
@pytest.mark.parametrize("steps", [4, 8, 20])
@pytest.mark.parametrize("name", NAMES)
def test_sigmas_and_timesteps_are_the_official_ones(golden, name, steps, shift):
    stored, _ = golden
    schedule = choose(Choice(scheduler=NAMES[name], steps=steps, shift=shift, cfg=(1.0,))).schedule
    timesteps = stored[f"{name}.steps{steps}_shift{int(shift)}.timesteps"][:steps]
    if name == "euler_talk":
        torch.testing.assert_close(torch.tensor(schedule.timesteps), timesteps, rtol=1e-6, atol=0)
        return
    assert schedule.timesteps == tuple(timesteps.tolist())
    sigmas = stored[f"{name}.steps{steps}_shift{int(shift)}.sigmas"]
    torch.testing.assert_close(torch.tensor(schedule.sigmas), sigmas, rtol=2e-7, atol=0)
