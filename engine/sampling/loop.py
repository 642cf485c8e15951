"""The one denoising loop of every family: step by step from noise to latent, stoppable and resumable to the bit."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import torch
from torch import Tensor

from engine.api.errors import BadNumbers
from engine.sampling.choose import Sampler
from engine.sampling.guidance import Branch, Expert
from engine.sampling.schedule import Schedule
from engine.sampling.solvers import Memory, Moment, clip_estimate

# One pass: sample (B C F H W, fp32), timesteps (B or B F, fp32, CPU), branch, expert -> velocity like the sample.
Predict = Callable[[Tensor, Tensor, Branch, Expert], Tensor]
EXTRA = "extra."  # before the names of what others keep in a checkpoint


def let_all_move(x: Tensor) -> Tensor:
    """No part of the sample is held."""
    return x


def one_time(x: Tensor, timestep: float) -> Tensor:
    """The same timestep for all latent frames: B, on the CPU."""
    return torch.full((x.shape[0],), timestep, dtype=torch.float32)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What stays the same through all steps."""

    sampler: Sampler
    seed: int  # 0 to 2^63 - 1
    hold: Callable[[Tensor], Tensor] = let_all_move  # puts back what must not change, before and after each step
    times: Callable[[Tensor, float], Tensor] = one_time  # the timesteps that the network reads


@dataclass(frozen=True, slots=True)
class LoopState:
    """Where a run stands between two steps; all that is needed to go on."""

    step: int  # steps done
    x: Tensor  # B C F H W, fp32
    memory: Memory
    extra: Mapping[str, Tensor] = field(default_factory=dict)  # what others need to go on: guidance, caches

    def to_tensors(self) -> dict[str, Tensor]:
        """Named tensors for a checkpoint file."""
        named = {"step": torch.tensor(self.step, dtype=torch.int64), "x": self.x.contiguous()}
        named |= {f"past.{i}": t.contiguous() for i, t in enumerate(self.memory.past)}
        if self.memory.anchor is not None:
            named["anchor"] = self.memory.anchor.contiguous()
        return named | {f"{EXTRA}{name}": t.clone() for name, t in self.extra.items()}  # a file shares no memory

    @classmethod
    def from_tensors(cls, named: dict[str, Tensor]) -> LoopState:
        """The inverse of to_tensors; move the tensors to the device first."""
        past = tuple(named[key] for key in sorted(k for k in named if k.startswith("past.")))
        extra = {key.removeprefix(EXTRA): t for key, t in named.items() if key.startswith(EXTRA)}
        return cls(int(named["step"]), named["x"], Memory(past, named.get("anchor")), extra)


@dataclass(frozen=True, slots=True)
class Progress:
    """One step done."""

    done: int  # steps done, 1 to steps
    steps: int
    sigma: float  # noise left, 1 to 0
    expert: Expert  # that made this step
    forwards: int  # passes made in this step
    clip: Tensor  # B C F H W: how the finished latent looks from here, for previews
    state: LoopState  # to keep as a checkpoint; the last one holds the result


def begin(run: Run, noise: Tensor, samples: Tensor | None = None, add_noise: bool = True) -> LoopState:
    """The state before the first step: noise, or samples (a clean latent) noised to the first sigma.

    add_noise False takes the samples as they are, for a latent that an earlier run left unfinished.
    """
    return LoopState(0, run.hold(_started(run.sampler.schedule, noise.float(), samples, add_noise)), Memory())


def denoise(state: LoopState, predict: Predict, run: Run, tick: Callable[[], None]) -> Iterator[Progress]:
    """Take the steps that are left, yielding after each; `tick` is called before every pass and may raise Cancelled.

    Raises BadNumbers at the first pass whose velocity is not finite or the same everywhere.
    """
    run.sampler.guidance.momentum.take(state.extra)
    while state.step < run.sampler.steps:
        tick()
        progress = _advance(state, predict, run, tick)
        state = progress.state
        yield progress


def steadfast(
    steps: Callable[[LoopState], Iterator[Progress]], state: LoopState, retreat: Callable[[], bool]
) -> Iterator[Progress]:
    """The steps from a state on; one that gives bad numbers is taken again if `retreat` finds another way to compute.

    Raises BadNumbers when it does not.
    """
    while True:
        try:
            for progress in steps(state):
                state = progress.state
                yield progress
            return
        except BadNumbers:
            if not retreat():
                raise


@torch.no_grad()
def _advance(state: LoopState, predict: Predict, run: Run, tick: Callable[[], None]) -> Progress:
    sampler, index = run.sampler, state.step
    expert, made = sampler.experts[index], 0
    times = run.times(state.x, sampler.schedule.timesteps[index])

    def ask(branch: Branch) -> Tensor:
        nonlocal made
        if made:
            tick()
        made += 1
        velocity = predict(state.x, times, branch, expert).float()
        _check(velocity, index, sampler.steps, expert)
        return velocity

    velocity = sampler.guidance.velocity(ask, index)
    moment = Moment(sampler.schedule, index, run.seed)
    clip = run.hold(clip_estimate(state.x, velocity, moment.s))
    x, memory = sampler.solver(moment, state.x, velocity, state.memory)
    after = LoopState(index + 1, run.hold(x), memory, sampler.guidance.momentum.to_tensors())
    return Progress(after.step, sampler.steps, moment.t, expert, made, clip, after)


def _started(schedule: Schedule, noise: Tensor, samples: Tensor | None, add_noise: bool) -> Tensor:
    if samples is None:
        return noise
    if not add_noise:
        return samples.float()
    sigma = schedule.sigmas[0]
    return (1 - sigma) * samples.float() + sigma * noise


def _check(velocity: Tensor, index: int, steps: int, expert: Expert) -> None:
    """Both extremes are enough: a NaN anywhere makes them NaN, and one reduction is cheap beside a pass."""
    low, high = torch.stack(velocity.aminmax()).tolist()
    finite = math.isfinite(low) and math.isfinite(high)
    if finite and low < high:
        return
    which = "" if expert is Expert.ONLY else f" of the {expert.value.replace('_', '-')} expert"
    what = "the same number everywhere" if finite else "numbers that are not finite"
    raise BadNumbers(
        "The model produced invalid numbers",
        why=f"Step {index + 1} of {steps}{which} gave {what}.",
        done="Stopped before a black clip was saved.",
        do=("Use precision fp32 or bf16 and standard attention.", "Check that the model file is complete."),
        detail=f"velocity from {low:g} to {high:g}",
    )
