"""Reads how full memory is and how busy the machine, without torch: psutil, and NVML where there is an NVIDIA card."""

from __future__ import annotations

import contextlib
from typing import Any

import psutil
import pynvml

from engine.api.hardware import Holder, MemoryRead


class Meters:
    """Keeps NVML open between readings; `read` takes about a millisecond."""

    def __init__(self) -> None:
        self._card: Any = None
        with contextlib.suppress(pynvml.NVMLError):
            pynvml.nvmlInit()
            self._card = pynvml.nvmlDeviceGetHandleByIndex(0)
        psutil.cpu_percent(None)  # the first call only starts the measurement

    def read(self, pid_of_worker: int | None) -> MemoryRead:
        """The memory of the card, or of the processor where there is none, and who holds it."""
        memory = psutil.virtual_memory()
        ram_used = memory.total - memory.available
        cpu = psutil.cpu_percent(None)
        if self._card is not None:
            with contextlib.suppress(pynvml.NVMLError):
                return self._of_card(pid_of_worker, ram_used, memory.total, cpu)
        ours = min(_resident(pid_of_worker), ram_used)
        return MemoryRead(
            device="Processor",
            used_ours=ours,
            used_others=ram_used - ours,
            total=memory.total,
            ram_used=ram_used,
            ram_total=memory.total,
            cpu_percent=cpu,
        )

    def _of_card(self, pid_of_worker: int | None, ram_used: int, ram_total: int, cpu: float) -> MemoryRead:
        memory = pynvml.nvmlDeviceGetMemoryInfo(self._card)
        name = pynvml.nvmlDeviceGetName(self._card)
        ours, gpu, heat = 0, -1.0, -1.0
        with contextlib.suppress(pynvml.NVMLError):  # some systems do not tell who holds what
            for process in pynvml.nvmlDeviceGetComputeRunningProcesses(self._card):
                if process.pid == pid_of_worker:
                    ours = process.usedGpuMemory or 0
        with contextlib.suppress(pynvml.NVMLError):
            gpu = float(pynvml.nvmlDeviceGetUtilizationRates(self._card).gpu)
            heat = float(pynvml.nvmlDeviceGetTemperature(self._card, pynvml.NVML_TEMPERATURE_GPU))
        ours = min(ours, memory.used)
        return MemoryRead(name, ours, memory.used - ours, memory.total, ram_used, ram_total, cpu, gpu, heat)

    def close(self) -> None:
        """Let go of NVML."""
        if self._card is not None:
            self._card = None
            with contextlib.suppress(pynvml.NVMLError):
                pynvml.nvmlShutdown()


def read(pid_of_worker: int | None) -> MemoryRead:
    """One reading; the use of the processor needs two readings by one Meters and is 0 here."""
    meters = Meters()
    try:
        return meters.read(pid_of_worker)
    finally:
        meters.close()


def driver() -> str:
    """The version of the driver of the card; "" without one."""
    try:
        pynvml.nvmlInit()
        return str(pynvml.nvmlSystemGetDriverVersion())
    except pynvml.NVMLError:
        return ""


def holders(own: int) -> tuple[Holder, ...]:
    """The other programs that hold memory of the card, the largest first; own: the process that asks."""
    found: dict[int, int] = {}
    with contextlib.suppress(pynvml.NVMLError):
        pynvml.nvmlInit()
        card = pynvml.nvmlDeviceGetHandleByIndex(0)
        for ask in (pynvml.nvmlDeviceGetComputeRunningProcesses, pynvml.nvmlDeviceGetGraphicsRunningProcesses):
            for process in ask(card):
                found[process.pid] = max(found.get(process.pid, 0), process.usedGpuMemory or 0)
    held = (Holder(pid, _name_of(pid), size) for pid, size in found.items() if pid != own)
    return tuple(sorted(held, key=lambda one: -one.bytes))


def _name_of(pid: int) -> str:
    try:
        return psutil.Process(pid).name()
    except psutil.Error:
        return str(pid)


def _resident(pid: int | None) -> int:
    if pid is None:
        return 0
    try:
        return int(psutil.Process(pid).memory_info().rss)
    except psutil.Error:
        return 0
