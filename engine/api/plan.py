"""What the planner decided, as data: printed, compared, sent to the engine and held against what happened."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import msgspec

from engine.api.events import Stage
from engine.api.model import Part


class Home(StrEnum):
    """Where the weights of a part rest that are not on the device that computes."""

    DEVICE = "device"  # all of them are there: on the card, or in RAM where the processor computes
    RAM = "ram"
    DISK = "disk"


class Placement(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where one part of a model rests and how it comes to the device.

    Of `blocks` blocks `kept` rest on the device, spread evenly; `waiting` wait in RAM and the others on the disk, and
    both pass through `slots` places on the device.  What belongs to no block is on the device while the part works; the
    table of words of a text encoder only where no layer is streamed.  A part without blocks whose home is RAM leaves
    the device while others work.
    """

    part: Part
    home: Home
    blocks: int = 0  # 0: a part that is not divided
    kept: int = 0
    waiting: int = 0
    slots: int = 0

    @property
    def streamed(self) -> int:
        """Blocks that come anew in each pass."""
        return self.blocks - self.kept


class StagePlan(msgspec.Struct, frozen=True):
    """What one stage is expected to take."""

    stage: Stage
    seconds: float
    peak_bytes: int  # on the device that computes, with what the driver takes for itself
    ram_bytes: int  # beside it


class Pinned(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the person decided; None leaves it to the planner."""

    precision: str | None = None
    quantization: str | None = None
    attention: str | None = None
    head_groups: int | None = None
    blocks_to_swap: int | None = None
    copy_streams: int | None = None  # 0: plain copies that wait
    keep_in_ram: bool | None = None  # False: blocks that do not rest on the device come from the disk
    share_of_memory: float | None = None  # 0 to 1, of the memory of the card
    share_of_link: float | None = None  # 0 to 1, of its measured rate
    batched_cfg: bool | None = None
    vae_strips: int | None = None  # 1: in one piece
    offload_text: bool | None = None
    offload_image: bool | None = None
    free_before_decoding: bool | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Those that are decided."""
        return tuple(name for name in self.__struct_fields__ if getattr(self, name) is not None)


class ExecutionPlan(msgspec.Struct, frozen=True, omit_defaults=True):
    """How a job is carried out on one machine, and what that is expected to take."""

    precision: str  # fp32, bf16, fp16, fp16_fast: what the network computes in
    residual: str  # the type of the hidden state between the blocks
    quantization: str  # none: as the file is; else what the weights are narrowed to while they are loaded
    attention: str  # a kernel of HardwareProfile.kernels
    head_groups: int
    batched_cfg: bool  # the branches of guidance go through each block together
    vae_strips: int  # 1: in one piece
    decode_precision: str  # what the VAE decodes in; it encodes in fp32
    placements: tuple[Placement, ...]
    copy_streams: int  # 0: plain copies that wait
    page_locked: bool  # blocks in RAM are page-locked, so that the card fetches them by itself
    offload_text: bool  # what the network is told waits in RAM until a step needs it
    offload_image: bool
    free_before_decoding: bool  # the transformer is let go before the VAE works
    windows: int  # of a long film; 1: all at once
    stages: tuple[StagePlan, ...]
    limit_bytes: int  # the most that the plan may take on the device
    reasons: tuple[str, ...]  # one sentence for each decision
    outside_bytes: int = 0  # of the peaks, what no allocator of ours sees: the driver's own

    def placement(self, part: Part) -> Placement | None:
        """Where that part rests; None if the job has none such."""
        return next((place for place in self.placements if place.part is part), None)

    @property
    def peak_bytes(self) -> int:
        """The most that any stage takes on the device."""
        return max((stage.peak_bytes for stage in self.stages), default=0)

    @property
    def ram_bytes(self) -> int:
        """The most that any stage takes beside the device."""
        return max((stage.ram_bytes for stage in self.stages), default=0)

    @property
    def seconds(self) -> float:
        """All stages together."""
        return sum(stage.seconds for stage in self.stages)

    @property
    def fits(self) -> bool:
        """Whether the hungriest stage stays below the limit."""
        return self.peak_bytes <= self.limit_bytes


class Offer(msgspec.Struct, frozen=True):
    """A change that lets a job fit, or run much faster, with its price."""

    changes: dict[str, Any]  # parameter -> value
    need_bytes: int
    seconds: float  # more than before; less than 0: it becomes faster
    same_picture: bool
