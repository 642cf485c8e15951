"""Plans a job in the process that does it, for the memory that is free at this moment."""

from __future__ import annotations

from pathlib import Path

import psutil
import torch

from engine.api.hardware import Device, HardwareProfile
from engine.api.model import Part
from engine.families.wan.loras import Wardrobe
from engine.families.wan.prepare import Work
from engine.hardware.probe import compute_type
from engine.memory.attempts import Lessons, Planned
from engine.memory.ladder import Caps
from engine.planner.parts import Files
from engine.planner.plan import plan
from engine.planner.task import of_work

NAMES = {torch.float32: "fp32", torch.bfloat16: "bf16", torch.float16: "fp16"}


def planned(
    work: Work, files: dict[Part, Path], loras: Wardrobe, where: torch.device, lessons: Lessons, caps: Caps | None
) -> Planned:
    """The plan of a job.  caps: within these; None: within what was learned when memory ran out before."""
    machine = as_it_is(where)
    setting = f"{machine.device.name} {work.spec.id} {work.width}x{work.height}x{work.frames}"
    free = machine.device.free
    sizes = Files({part: bytes_of(path) for part, path in files.items()}, loras.bytes)
    held = (lessons.about(setting, free) if caps is None else caps).hold(plan(of_work(work, sizes), machine))
    return Planned(held, setting, free)


def as_it_is(where: torch.device) -> HardwareProfile:
    """The machine with what is free now; what we hold ourselves can be used again."""
    ram = psutil.virtual_memory()
    device = Device("cpu", "processor", ram.total, ram.available)
    if where.type == "cuda":
        free, total = torch.cuda.mem_get_info(where)
        major, minor = torch.cuda.get_device_capability(where)
        ours = torch.cuda.memory_reserved(where)
        device = Device(str(where), torch.cuda.get_device_name(where), total, free + ours, f"{major}.{minor}")
    cores = psutil.cpu_count(logical=False) or psutil.cpu_count() or 1
    kind = NAMES[compute_type(where)]
    return HardwareProfile(device, ram.total, ram.available, cores, compute_type=kind)


def bytes_of(path: Path) -> int:
    """Of a file, or of all files in a folder."""
    if path.is_file():
        return path.stat().st_size
    return sum(file.stat().st_size for file in path.rglob("*") if file.is_file())
