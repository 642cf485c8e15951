"""What is known about the machine that does the work."""

from __future__ import annotations

import msgspec


class Device(msgspec.Struct, frozen=True, omit_defaults=True):
    """A processor or a graphics card."""

    id: str  # "cpu", "cuda:0"
    name: str
    memory: int  # bytes, total
    free: int  # bytes, at the time of the probe
    capability: str = ""  # "8.9"
    driver: str = ""


class HardwareProfile(msgspec.Struct, frozen=True, omit_defaults=True):
    """One machine as the planner sees it; rates are measured, 0 means not measured yet."""

    device: Device
    ram: int  # bytes, total
    ram_free: int  # bytes
    cores: int
    matmul_flops: float = 0.0  # FLOP/s sustained in the compute type
    compute_type: str = "fp32"
    kernels: tuple[str, ...] = ("sdpa",)


class MemoryRead(msgspec.Struct, frozen=True, tag="memory_read", omit_defaults=True):
    """A reading for the gauge: bytes of the device that computes, and of the processor."""

    device: str  # name
    used_ours: int
    used_others: int
    total: int
    ram_used: int
    ram_total: int
    cpu_percent: float = 0.0
    gpu_percent: float = -1.0  # -1: no reading
    temperature: float = -1.0  # degrees Celsius, -1: no reading

    @property
    def full(self) -> float:
        """0 to 1."""
        return (self.used_ours + self.used_others) / self.total if self.total else 0.0
