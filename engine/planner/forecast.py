"""Says before a job starts whether it fits, how long it takes and how much disk it needs.

Pure: from the numbers of the model, the job and the machine, in well under 20 ms, without torch.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from engine.api.events import Stage
from engine.api.hardware import HardwareProfile
from engine.api.model import Part
from engine.families.wan.prepare import Work
from engine.families.wan.spec import autoencoder, network
from engine.planner import needs
from engine.planner.steps import passes

GIB = 2**30
ELEMENT = {"fp32": 4, "bf16": 2, "fp16": 2}  # bytes
DISK_RATE = 1.5e9  # bytes per second read, until measured
SHARE = 0.55  # of the rate of a large matrix product that a whole network reaches, until measured
VAE_SHARE = {"cpu": 0.25, "gpu": 0.35}  # the same for the convolutions of the VAE
TEXT_SECONDS = 4.0  # starting the text encoder and one prompt
FIXED = 0.6 * GIB  # what torch and the program take before any model
VAE_PIXEL_BYTES = (
    20_450  # peak of decoding per pixel of a frame, fp32 (facts/performance.md 3.3, VAE 2.1 at full width)
)
VAE_PIXEL_FLOPS = {"wan21": 8.5e6, "wan22": 18.4e6}  # of decoding, per pixel of a frame (facts/performance.md 2.1)
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
    reasons: tuple[str, ...]

    @property
    def fits(self) -> bool:
        """Whether what is needed is there."""
        return self.need_bytes <= self.available_bytes

    @property
    def tight(self) -> bool:
        """It fits, but less than 5 % or half a GiB is spare."""
        return self.fits and self.available_bytes - self.need_bytes < max(0.5 * GIB, 0.05 * self.total_bytes)


@dataclass(frozen=True, slots=True)
class Files:
    """Bytes on disk of each part, as found or as published."""

    sizes: Mapping[Part, int]
    loras: int = 0  # of all that the job wears; they are kept beside the weights

    def of(self, part: Part) -> int:
        return self.sizes.get(part, 0)


def forecast(
    work: Work, files: Files, machine: HardwareProfile, learnt: Mapping[Stage, float] | None = None
) -> Forecast:
    """What that job needs there; `learnt` are factors from earlier jobs, measured over predicted seconds."""
    seconds = _seconds(work, files, machine)
    corrected = tuple((s, t * (learnt or {}).get(s, 1.0)) for s, t in seconds)
    total = sum(t for _, t in corrected)
    low, high = SPREAD_LEARNT if learnt else SPREAD
    need, what = _memory(work, files, machine)
    where = machine.device
    return Forecast(
        need_bytes=need,
        available_bytes=min(where.free, machine.ram_free) if where.id == "cpu" else where.free,
        total_bytes=where.memory,
        seconds=(total * low, total * high),
        stages=corrected,
        disk_bytes=_disk(work),
        runs_on="processor" if where.id == "cpu" else where.name,
        reasons=(f"Most is needed while {what}.", *work.notes),
    )


def _memory(work: Work, files: Files, machine: HardwareProfile) -> tuple[int, str]:
    """The largest phase: bytes, and what happens in it."""
    net, size = network(work.spec), ELEMENT[machine.compute_type]
    at = needs.Grid(*(n // p for n, p in zip(work.latent[1:], net.patch_size, strict=True)))
    weights = _held(needs.parameters(net) * size, files)
    working = needs.activation_bytes(net, at, needs.Manner(size, 4, work.params.head_groups))
    prompts = 2 * needs.prompt_bytes(net, size)
    phases = {
        "denoising": weights + files.loras + working + prompts,
        "decoding": files.of(Part.VAE) + vae_bytes(work),
        "reading the prompt": files.of(Part.TEXT_ENCODER),
    }
    what = max(phases, key=lambda phase: phases[phase])
    return int(phases[what] + FIXED), what


def _held(wide: int, files: Files) -> int:
    """Bytes of one transformer where it works: a reduced file stays as small as it is, a wider one is narrowed."""
    largest = max(files.of(Part.TRANSFORMER), files.of(Part.TRANSFORMER_HIGH))
    return min(wide, largest) if largest else wide


def vae_bytes(work: Work) -> int:
    """What decoding a frame of the clip holds at once beside the weights of the VAE, fp32."""
    share = autoencoder(work.spec).dec_dim / 96 / autoencoder(work.spec).patch ** 2
    return int(VAE_PIXEL_BYTES * work.width * work.height * share)


def _seconds(work: Work, files: Files, machine: HardwareProfile) -> tuple[tuple[Stage, float], ...]:
    net, rate = network(work.spec), max(machine.matmul_flops, 1e9)
    once = needs.forward_flops(net, work.tokens, text_ready=True)
    denoise = passes(work) * once / (rate * SHARE)
    decode = _decode_seconds(work, machine)
    loads = (
        files.of(Part.TRANSFORMER) + files.of(Part.TRANSFORMER_HIGH) + files.of(Part.VAE) + files.loras
    ) / DISK_RATE
    seconds = {
        Stage.TEXT: TEXT_SECONDS + files.of(Part.TEXT_ENCODER) / DISK_RATE,
        Stage.IMAGE: 0.4 * decode,
        Stage.LOAD: 0.3 + loads,
        Stage.DENOISE: denoise,
        Stage.DECODE: decode,
        Stage.WRITE: 0.3 + work.frames * work.width * work.height / 60e6,
    }
    return tuple((stage, seconds[stage]) for stage in work.stages)


def _decode_seconds(work: Work, machine: HardwareProfile) -> float:
    vae = autoencoder(work.spec)
    full = 96 if not vae.residual else 256
    flops = VAE_PIXEL_FLOPS["wan22" if vae.residual else "wan21"] * (vae.dec_dim / full) ** 2
    share = VAE_SHARE["cpu" if machine.device.id == "cpu" else "gpu"]
    return flops * work.width * work.height * work.frames / (machine.matmul_flops * share + 1e9)


def _disk(work: Work) -> int:
    pixels = work.width * work.height * work.frames
    checkpoint = 4 * 3 * work.latent[0] * work.latent[1] * work.latent[2] * work.latent[3]
    return int(pixels * CLIP_PIXEL_BITS / 8 * 2 + checkpoint)
