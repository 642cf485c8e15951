"""Measures the machine: its card or processor, its memory, and how fast a matrix product really runs."""

from __future__ import annotations

import platform
import time
from pathlib import Path

import psutil
import torch

from engine.api.hardware import Device, HardwareProfile

SIDE = {"cpu": 768, "cuda": 4096}  # of the square matrices that are multiplied


def device() -> torch.device:
    """Where networks run: the first graphics card, or the processor."""
    return torch.device("cuda", 0) if torch.cuda.is_available() else torch.device("cpu")


def compute_type(where: torch.device) -> torch.dtype:
    """bf16 where the card has it, fp16 on older cards, fp32 on the processor."""
    if where.type != "cuda":
        return torch.float32
    return torch.bfloat16 if torch.cuda.is_bf16_supported(including_emulation=False) else torch.float16


def probe() -> HardwareProfile:
    """Read and measure this machine; takes about a second."""
    where = device()
    dtype = compute_type(where)
    ram = psutil.virtual_memory()
    return HardwareProfile(
        device=_describe(where),
        ram=ram.total,
        ram_free=ram.available,
        cores=psutil.cpu_count(logical=False) or psutil.cpu_count() or 1,
        matmul_flops=_matmul_rate(where, dtype),
        compute_type={torch.float32: "fp32", torch.bfloat16: "bf16", torch.float16: "fp16"}[dtype],
    )


def _describe(where: torch.device) -> Device:
    if where.type == "cuda":
        free, total = torch.cuda.mem_get_info(where)
        major, minor = torch.cuda.get_device_capability(where)
        return Device(str(where), torch.cuda.get_device_name(where), total, free, f"{major}.{minor}", _driver())
    ram = psutil.virtual_memory()
    return Device("cpu", _processor_name(), ram.total, ram.available)


def _driver() -> str:
    import pynvml

    try:
        pynvml.nvmlInit()
        return str(pynvml.nvmlSystemGetDriverVersion())
    except pynvml.NVMLError:
        return ""


def _processor_name() -> str:
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _matmul_rate(where: torch.device, dtype: torch.dtype) -> float:
    """FLOP per second of a square product of random numbers: the best of three, each of at least 50 ms."""
    side = SIDE[where.type]
    a, b = (torch.randn(side, side, device=where, dtype=dtype) for _ in range(2))
    best = 0.0
    for _ in range(3):
        count, started = 0, time.perf_counter()
        while (spent := time.perf_counter() - started) < 0.05 or count == 0:
            a @ b
            if where.type == "cuda":
                torch.cuda.synchronize(where)
            count += 1
        best = max(best, 2 * side**3 * count / spent)
    return best
