"""Where the steps of a run stand between pure noise (sigma 1) and the finished latent (sigma 0).

A sample at sigma is (1 - sigma) * clip + sigma * noise.  The official schedules are not those of diffusers: sigmas and
timesteps differ by up to 5e-3 and 5, and near the boundary that decides which expert runs.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.api.errors import InvalidParam

TRAINED = 1000  # timesteps the networks were trained with
CAUSVID = (999.0, 934.0, 862.0, 756.0, 603.0, 410.0, 250.0, 140.0, 74.0)  # the list the CausVid weights were made for


@dataclass(frozen=True, slots=True)
class Schedule:
    """The steps of a run, first to last."""

    sigmas: tuple[float, ...]  # steps + 1 values, falling, each exact in fp32; 0 at the end unless cut short
    timesteps: tuple[float, ...]  # one per step, as the network reads them: 0 to 1000
    first: int = 0  # which step of the whole schedule this part begins with

    def __post_init__(self) -> None:
        assert len(self.sigmas) == len(self.timesteps) + 1, "one sigma more than timesteps"
        assert all(a > b for a, b in itertools.pairwise(self.sigmas)), "sigmas must fall"

    @property
    def steps(self) -> int:
        return len(self.timesteps)

    def part(self, start: int, end: int) -> Schedule:
        """Steps start to end, the end excluded; cut before the last step it leaves noise in the result."""
        return Schedule(self.sigmas[start : end + 1], self.timesteps[start:end], self.first + start)


def shifted(sigma: NDArray[np.float64], shift: float) -> NDArray[np.float64]:
    """Move sigmas towards noise (shift > 1): s sigma / (1 + (s - 1) sigma)."""
    return shift * sigma / (1 + (shift - 1) * sigma)


def official_unipc(steps: int, shift: float) -> Schedule:
    """From 0.999, timesteps cut to whole numbers (Wan-Video/Wan2.1 wan/utils/fm_solvers_unipc.py)."""
    top = float(np.float32(1 - 1 / TRAINED))
    return _whole(shifted(np.linspace(top, 0.0, steps + 1)[:-1], shift))


def official_dpm(steps: int, shift: float) -> Schedule:
    """From 1, timesteps cut to whole numbers (Wan-Video/Wan2.1 wan/utils/fm_solvers.py get_sampling_sigmas)."""
    return _whole(shifted(np.linspace(1.0, 0.0, steps + 1)[:-1], shift))


def flow_match(steps: int, shift: float) -> Schedule:
    """From 1 in even parts before the shift, real timesteps; at 4 steps the distilled list 1000, 750, 500, 250."""
    return _real(shifted(np.linspace(1.0, 0.0, steps + 1)[:-1], shift))


def talking(steps: int, shift: float) -> Schedule:
    """The Euler of InfiniteTalk: 1000 down to 1 in even parts, then shifted, then 0 (wan/multitalk.py)."""
    return _real(shifted(np.linspace(TRAINED, 1.0, steps) / TRAINED, shift))


def fantasy(steps: int, shift: float) -> Schedule:
    """The Euler of FantasyTalking: 1 down to 0.003 / 1.002 in even parts, then shifted, then 0 (flow_match.py)."""
    return _real(shifted(np.linspace(1.0, 0.003 / 1.002, steps), shift))


def listed(timesteps: tuple[float, ...], shift: float) -> Schedule:
    """The steps that a distilled model was made for, by their timesteps before the shift; 1 leaves them as they are.

    Raises InvalidParam unless they fall and lie above 0 and at most at 1000.
    """
    falling = all(a > b for a, b in itertools.pairwise(timesteps))
    if not timesteps or not falling or timesteps[0] > TRAINED or timesteps[-1] <= 0:
        read = ", ".join(f"{t:g}" for t in timesteps) or "nothing"
        raise InvalidParam(
            "The list of steps cannot be used",
            why=f"It reads {read}; each must be below the one before, all between 1 and 1000.",
            do=("Use 1000, 750, 500, 250.",),
            param="scheduler",
        )
    return _real(shifted(np.array(timesteps, dtype=np.float64) / TRAINED, shift))


def causvid(steps: int) -> Schedule:
    """The first `steps` of the fixed CausVid list; raises InvalidParam beyond its nine."""
    if steps > len(CAUSVID):
        raise InvalidParam(
            f"CausVid has {len(CAUSVID)} steps",
            why=f"{steps} were asked for; its steps are a fixed list.",
            do=(f"Set steps to {len(CAUSVID)} or fewer.", "Choose another scheduler."),
            param="steps",
        )
    return listed(CAUSVID[:steps], 1.0)


def _whole(sigmas: NDArray[np.float64]) -> Schedule:
    return _made(sigmas, np.trunc(sigmas * TRAINED))


def _real(sigmas: NDArray[np.float64]) -> Schedule:
    return _made(sigmas, sigmas.astype(np.float32).astype(np.float64) * TRAINED)


def _made(sigmas: NDArray[np.float64], timesteps: NDArray[np.float64]) -> Schedule:
    exact = (*(float(s) for s in sigmas.astype(np.float32)), 0.0)
    return Schedule(exact, tuple(float(t) for t in timesteps))
