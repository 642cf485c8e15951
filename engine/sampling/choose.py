"""From what a person sets (scheduler, steps, cfg, ...) to the sampler that a run follows step by step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from engine.api.errors import InvalidParam
from engine.sampling import schedule as schedules
from engine.sampling.apg import Projection
from engine.sampling.deis import deis
from engine.sampling.dpm import dpmpp, dpmpp_sde
from engine.sampling.guidance import ClassifierFree, Expert, Guidance, experts, scales
from engine.sampling.schedule import Schedule
from engine.sampling.solvers import Solver, euler, lcm
from engine.sampling.unipc import unipc

SOLVERS: Mapping[str, Solver] = MappingProxyType(
    {
        "unipc": unipc,
        "dpm++": dpmpp,
        "dpm++_sde": dpmpp_sde,
        "euler": euler,
        "deis": deis,
        "lcm": lcm,
        "flowmatch_causvid": euler,
        "distilled": euler,
        "talking": euler,
        "fantasy": euler,
    }
)
LISTED = ("distilled", "lcm", "euler")  # the schedulers that can follow a list of timesteps


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What can be set about sampling; the names are those of the parameters."""

    scheduler: str  # a key of SOLVERS
    steps: int
    shift: float
    cfg: tuple[float, ...]  # one value, or one per step
    cfg_high_noise: tuple[float, ...] = (1.0,)  # read only where there are two experts
    boundary: float | None = None  # None: one network
    denoise_strength: float = 1.0  # 0 to 1
    start_step: int = 0
    end_step: int = -1  # excluded; -1: to the end
    cfg_truncate_steps: int = 0
    cfg_truncate_high_noise_steps: int = 0
    zero_star: bool = False
    projection: Projection | None = None
    timesteps: tuple[float, ...] = ()  # a distilled model's own list before the shift; LISTED follow it, not `steps`


@dataclass(frozen=True, slots=True)
class Sampler:
    """All that is decided before the first step; the parts are as long as each other."""

    schedule: Schedule
    solver: Solver
    experts: tuple[Expert, ...]
    guidance: Guidance

    @property
    def steps(self) -> int:
        return self.schedule.steps

    @property
    def forwards(self) -> int:
        """Passes of a network in the whole run."""
        return sum(len(self.guidance.branches(step)) for step in range(self.steps))


def choose(choice: Choice) -> Sampler:
    """The sampler for that choice; raises InvalidParam with what to change."""
    whole = _schedule(choice)
    by = experts(whole, choice.boundary)
    guidance = ClassifierFree(
        scales(
            by,
            choice.cfg,
            choice.cfg_high_noise,
            choice.cfg_truncate_steps,
            choice.cfg_truncate_high_noise_steps,
        ),
        choice.zero_star,
        choice.projection,
    )
    start, end = _range(choice, whole.steps)
    return Sampler(whole.part(start, end), SOLVERS[choice.scheduler], by[start:end], guidance.part(start, end))


def _schedule(choice: Choice) -> Schedule:
    if choice.timesteps and choice.scheduler in LISTED:
        return schedules.listed(choice.timesteps, choice.shift)
    match choice.scheduler:
        case "unipc":
            return schedules.official_unipc(choice.steps, choice.shift)
        case "dpm++" | "dpm++_sde":
            return schedules.official_dpm(choice.steps, choice.shift)
        case "flowmatch_causvid":
            return schedules.causvid(choice.steps)
        case "talking":
            return schedules.talking(choice.steps, choice.shift)
        case "fantasy":
            return schedules.fantasy(choice.steps, choice.shift)
        case _:
            return schedules.flow_match(choice.steps, choice.shift)


def _range(choice: Choice, steps: int) -> tuple[int, int]:
    """First step and the one after the last."""
    start, end = choice.start_step, steps if choice.end_step < 0 else choice.end_step
    if choice.denoise_strength < 1:
        if start:
            raise InvalidParam(
                "Two starts were given",
                why=f"start_step {start} and denoise_strength {choice.denoise_strength:g} both say where to begin.",
                do=("Set start_step to 0.", "Set denoise_strength to 1."),
                param="start_step",
            )
        start = max(0, steps - int(steps * choice.denoise_strength) - 1)
    if not start < end <= steps:
        raise InvalidParam(
            "No step would be taken",
            why=f"The run has {steps} steps; it would begin at {start} and end before {end}.",
            do=("Set start_step below end_step, and end_step to -1.",),
            param="end_step" if end > steps else "start_step",
        )
    return start, end
