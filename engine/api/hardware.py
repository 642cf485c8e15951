"""What is known about the machine that does the work."""

from __future__ import annotations

import msgspec


class Holder(msgspec.Struct, frozen=True):
    """A program that holds memory of a graphics card."""

    pid: int
    name: str
    bytes: int  # 0 where the system does not tell


class Device(msgspec.Struct, frozen=True, omit_defaults=True):
    """A processor or a graphics card."""

    id: str  # "cpu", "cuda:0"
    name: str
    memory: int  # bytes, total
    free: int  # bytes, at the time of the probe
    capability: str = ""  # "8.9"
    driver: str = ""
    uuid: str = ""  # of the card, the same after every start
    holders: tuple[Holder, ...] = ()  # who holds what of it, the largest first

    @property
    def is_card(self) -> bool:
        """Whether it has memory of its own."""
        return self.id != "cpu"

    @property
    def generation(self) -> tuple[int, int]:
        """Its capability as numbers; (0, 0) for a processor."""
        major, _, minor = self.capability.partition(".")
        return (int(major), int(minor)) if major.isdigit() and minor.isdigit() else (0, 0)


class HardwareProfile(msgspec.Struct, frozen=True, omit_defaults=True):
    """One machine as the planner sees it; rates are measured, 0 means not measured yet."""

    device: Device
    ram: int  # bytes, total
    ram_free: int  # bytes
    cores: int
    matmul_flops: float = 0.0  # FLOP/s sustained in the compute type
    compute_type: str = "fp32"
    kernels: tuple[str, ...] = ("sdpa",)  # of attention: they import and agree with fp32 on this machine
    rates: dict[str, float] = {}  # FLOP/s of a large product by type: fp32, bf16, fp16, fp16_fast, fp8, int8
    attention_rates: dict[str, float] = {}  # FLOP/s by kernel
    copy_rate: float = 0.0  # bytes per second read and written in the device's memory
    link_rate: float = 0.0  # bytes per second from page-locked RAM to the card
    plain_link_rate: float = 0.0  # the same from plain RAM
    disk_rate: float = 0.0  # bytes per second read in a row, without the system's cache
    system: str = ""  # linux, windows
    version: str = ""  # of torch, with which all this was measured


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
