"""Plans a job in the process that does it, for the memory that is free at this moment."""

from __future__ import annotations

import os
from pathlib import Path

import torch

from engine.api.events import Stage
from engine.api.model import Part
from engine.families.wan.loras import Wardrobe
from engine.families.wan.prepare import Work
from engine.hardware.probe import now
from engine.memory.attempts import Lessons, Planned
from engine.memory.ladder import Caps
from engine.planner.found import bytes_of
from engine.planner.parts import Files
from engine.planner.plan import plan
from engine.planner.task import of_work
from engine.store.home import home


def planned(
    work: Work, files: dict[Part, Path], loras: Wardrobe, where: torch.device, lessons: Lessons, caps: Caps | None
) -> Planned:
    """The plan of a job.  caps: within these; None: within what was learned when memory ran out before."""
    machine = now(where, home(os.environ).data)
    setting = f"{machine.device.name} {work.spec.id} {work.width}x{work.height}x{work.frames}"
    free = machine.device.free
    sizes = Files({part: bytes_of(path) for part, path in files.items()}, loras.bytes)
    held = lessons.about(setting, free) if caps is None else caps
    made = held.hold(plan(of_work(work, sizes), machine))
    seconds = sum(one.seconds for one in made.stages if one.stage is Stage.DENOISE) if machine.matmul_flops else 0.0
    return Planned(made, setting, free, seconds, watched=machine.device.is_card and not held.unwatched)
