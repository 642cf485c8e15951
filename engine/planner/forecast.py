"""Says before a job starts whether it fits, how long it takes and how much disk it needs.

Pure: from the plan, in well under 20 ms, without torch.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from engine.api.events import Stage
from engine.api.hardware import HardwareProfile
from engine.api.plan import ExecutionPlan
from engine.families.wan.prepare import Work
from engine.families.wan.spec import autoencoder
from engine.planner import budget, decoding
from engine.planner.plan import plan
from engine.planner.reasons import Reason
from engine.planner.task import Task

CLIP_PIXEL_BITS = 0.6  # of a finished h264 clip
SPREAD = (0.8, 1.35)  # range of a forecast that nothing was measured for
SPREAD_LEARNT = (0.9, 1.15)


class Forecast(msgspec.Struct, frozen=True):
    """What a job will need on this machine."""

    need_bytes: int
    available_bytes: int
    total_bytes: int
    seconds: tuple[float, float]  # the range it will most likely take
    stages: tuple[tuple[Stage, float], ...]  # seconds of each stage, in order
    disk_bytes: int
    runs_on: str
    plan: ExecutionPlan

    @property
    def fits(self) -> bool:
        """Whether what is needed is there."""
        return self.need_bytes <= self.available_bytes

    @property
    def tight(self) -> bool:
        """It fits, but less is spare than other programs may ask for."""
        return self.fits and self.available_bytes - self.need_bytes < budget.spare(self.total_bytes)

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why it is planned so, the hungriest stage first."""
        most = max(self.plan.stages, key=lambda stage: stage.peak_bytes)
        return (Reason(f"Most is needed while {DOING[most.stage]}.").text, *self.plan.reasons)


DOING = {
    Stage.LOAD: "the model is loaded",
    Stage.TEXT: "the prompt is read",
    Stage.VOICE: "the voice is heard",
    Stage.IMAGE: "the picture is read",
    Stage.DENOISE: "denoising",
    Stage.SWITCH: "the expert changes",
    Stage.DECODE: "decoding",
    Stage.WRITE: "the file is written",
}


def forecast(task: Task, machine: HardwareProfile, learnt: Mapping[Stage, float] | None = None) -> Forecast:
    """What that job needs there; `learnt` are factors from earlier jobs, measured over predicted seconds."""
    made, where = plan(task, machine), machine.device
    corrected = tuple((one.stage, one.seconds * (learnt or {}).get(one.stage, 1.0)) for one in made.stages)
    total = sum(seconds for _, seconds in corrected)
    low, high = SPREAD_LEARNT if learnt else SPREAD
    return Forecast(
        need_bytes=made.peak_bytes,
        available_bytes=made.limit_bytes,
        total_bytes=where.memory,
        seconds=(total * low, total * high),
        stages=corrected,
        disk_bytes=_disk(task),
        runs_on=where.name if where.is_card else "processor",
        plan=made,
    )


def vae_bytes(work: Work) -> int:
    """What decoding a frame of the clip in one piece holds at once beside the weights of the VAE, fp32."""
    return decoding.decode_bytes(autoencoder(work.spec), work.width, work.height)


def _disk(task: Task) -> int:
    """The recording and the clip of every window, and the kept latents of one."""
    work = task.work
    pixels = work.width * work.height * work.frames * task.windows
    checkpoint = 4 * 3 * work.latent[0] * work.latent[1] * work.latent[2] * work.latent[3]
    return int(pixels * CLIP_PIXEL_BITS / 8 * 2 + checkpoint)
