"""Measures the machine once for each card, driver and version, and reads what of its memory is free each time."""

from __future__ import annotations

import os
import platform
from pathlib import Path

import msgspec
import psutil
import torch

from engine import meters
from engine.api.hardware import Device, HardwareProfile
from engine.hardware import measure
from engine.nets.kernels import truth

FILE = "machine.json"


class _Kept(msgspec.Struct, frozen=True):
    machines: dict[str, HardwareProfile] = {}


def device() -> torch.device:
    """Where networks run: the first graphics card, or the processor."""
    return torch.device("cuda", 0) if torch.cuda.is_available() else torch.device("cpu")


def compute_type(where: torch.device) -> torch.dtype:
    """bf16 where the card has it, fp16 on older cards, fp32 on the processor."""
    if where.type != "cuda":
        return torch.float32
    return torch.bfloat16 if torch.cuda.is_bf16_supported(including_emulation=False) else torch.float16


def probe(folder: Path) -> HardwareProfile:
    """Measure this machine anew and keep the figures in that folder; takes a few seconds."""
    found = now(device(), folder)
    folder.mkdir(parents=True, exist_ok=True)
    measured = _measured(found, device(), folder)
    kept = _read(folder / FILE)
    (folder / FILE).write_bytes(msgspec.json.encode(_Kept({**kept, _key(measured): measured})))
    return measured


def known(folder: Path) -> HardwareProfile:
    """This machine as it was measured, with what is free now; measured first if it never was."""
    found = now(device(), folder)
    return found if found.matmul_flops else probe(folder)


def now(where: torch.device, folder: Path) -> HardwareProfile:
    """What is free at this moment, with the rates that are kept in that folder; rates are 0 if none are."""
    ram, seen = psutil.virtual_memory(), _describe(where)
    bare = HardwareProfile(
        device=seen,
        ram=ram.total,
        ram_free=ram.available,
        cores=psutil.cpu_count(logical=False) or psutil.cpu_count() or 1,
        compute_type=_name(compute_type(where)),
        system=platform.system().lower(),
        version=str(torch.__version__),
    )
    before = _read(folder / FILE).get(_key(bare))
    if before is None:
        return bare
    return msgspec.structs.replace(before, device=seen, ram_free=ram.available)


def _measured(found: HardwareProfile, where: torch.device, folder: Path) -> HardwareProfile:
    dtype = compute_type(where)
    rates = measure.product_rates(where, found.device.generation)
    proven = truth.proven_attention(where, dtype)
    return msgspec.structs.replace(
        found,
        matmul_flops=rates[found.compute_type],
        kernels=tuple(proven),
        rates=rates,
        attention_rates={name: measure.attention_rate(where, dtype, kernel) for name, kernel in proven.items()},
        copy_rate=measure.copy_rate(where),
        link_rate=measure.link_rate(where, locked=True) if found.device.is_card else 0.0,
        plain_link_rate=measure.link_rate(where, locked=False) if found.device.is_card else 0.0,
        disk_rate=measure.disk_rate(folder),
    )


def _describe(where: torch.device) -> Device:
    if where.type != "cuda":
        ram = psutil.virtual_memory()
        return Device("cpu", _processor_name(), ram.total, ram.available)
    free, total = torch.cuda.mem_get_info(where)
    major, minor = torch.cuda.get_device_capability(where)
    return Device(
        id=str(where),
        name=torch.cuda.get_device_name(where),
        memory=total,
        free=free + torch.cuda.memory_reserved(where),
        capability=f"{major}.{minor}",
        driver=meters.driver(),
        uuid=str(torch.cuda.get_device_properties(where).uuid),
        holders=meters.holders(os.getpid()),
    )


def _key(machine: HardwareProfile) -> str:
    """What must be the same for a measurement to hold."""
    where = machine.device
    return " ".join((where.uuid or where.name, where.driver, machine.version, f"{machine.cores} cores"))


def _read(path: Path) -> dict[str, HardwareProfile]:
    """What was kept; a file of another version is as good as none."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=_Kept).machines
    except (OSError, msgspec.DecodeError):
        return {}


def _name(dtype: torch.dtype) -> str:
    return {torch.float32: "fp32", torch.bfloat16: "bf16", torch.float16: "fp16"}[dtype]


def _processor_name() -> str:
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
