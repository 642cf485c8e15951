"""What a person can set about the weights of a model and about how fast and in how little memory it runs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from engine.api.errors import InvalidParam
from engine.api.lora import LoraUse
from engine.api.params import Level, param


class Precision(StrEnum):
    """The type that the network computes in."""

    AUTO = "auto"
    FP32 = "fp32"
    BF16 = "bf16"
    FP16 = "fp16"
    FP16_FAST = "fp16_fast"


class Quantization(StrEnum):
    """What the matrices of the transformer are narrowed to while they are loaded."""

    AUTO = "auto"
    NONE = "none"
    FP8_E4M3FN = "fp8_e4m3fn"
    FP8_E5M2 = "fp8_e5m2"
    FP8_FAST = "fp8_fast"
    INT8 = "int8"


class Choice(StrEnum):
    """A switch that the plan may set."""

    AUTO = "auto"
    ON = "on"
    OFF = "off"


LEAST_SHARE = 30  # percent of the memory of the card
EXPERT = Level.EXPERT


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeedParams:
    """The group of weights and speed; every Wan model has it."""

    model_variant: str = param(
        "auto",
        "Form of the model",
        "Which of its files are used where several are here; auto: the recommended ones",
        group="Weights and speed",
    )
    base_precision: Precision = param(
        Precision.AUTO, "Precision", "The type that the network computes in", group="Weights and speed"
    )
    quantization: Quantization = param(
        Quantization.AUTO,
        "Quantization",
        "Narrows the weights while they are loaded; none: as the file has them; fp8_fast also multiplies in 8 bits",
        group="Weights and speed",
    )
    head_groups: int = param(
        1,
        "Head groups",
        "Attention in at least this many parts: less memory, same picture; 1: as the plan says",
        low=1,
        high=8,
        step=1,
        group="Weights and speed",
        level=EXPERT,
    )
    use_tf32: bool = param(
        True, "TF32", "Faster 32-bit products on graphics cards that have it", group="Weights and speed", level=EXPERT
    )
    lora_enabled: bool = param(
        True, "Use LoRAs", "Off: the clip is made without any of them", group="Weights and speed"
    )
    loras: tuple[LoraUse, ...] = param(
        (),
        "LoRAs",
        "Small files that change how a model works: a style, a person, fewer steps",
        group="Weights and speed",
    )

    auto_hardware_tuning: bool = param(
        True,
        "Plan automatically",
        "What is left to automatic is planned from measurements of this computer; off: plainly, all at once",
        group="Weights and speed",
    )
    vram_threshold_percent: int = param(
        0,
        "Most of the memory",
        "Kinora's share of the memory of the device, 30 to 95; 0: all that is free",
        low=0,
        high=95,
        step=1,
        unit="%",
        group="Weights and speed",
    )
    block_swap_enabled: bool = param(
        True,
        "Swap blocks",
        "Blocks of the transformer that do not fit come when they are needed; off: all rest on the card",
        group="Weights and speed",
    )
    blocks_to_swap: int = param(
        -1,
        "Blocks to swap",
        "Blocks that do not rest on the card; -1: as many as the plan says",
        low=-1,
        high=48,
        step=1,
        group="Weights and speed",
        level=EXPERT,
    )
    enable_cuda_optimization: bool = param(
        True,
        "Copy while computing",
        "Blocks come through page-locked memory while others compute; off: plain copies, for odd drivers",
        group="Weights and speed",
        level=EXPERT,
    )
    num_cuda_streams: int = param(
        0,
        "Copy streams",
        "Places on the card that swapped blocks pass through, each with a copy stream; 0: as the plan says",
        low=0,
        high=16,
        step=1,
        group="Weights and speed",
        level=EXPERT,
    )
    bandwidth_target: float = param(
        0.8,
        "Share of the bandwidth",
        "The part of the measured rate of the link that the plan counts on",
        low=0.1,
        high=1,
        group="Weights and speed",
        level=EXPERT,
    )
    enable_dram_optimization: bool = param(
        True,
        "Keep swapped blocks in RAM",
        "Off: they are read from the disk in each pass, so that RAM stays free",
        group="Weights and speed",
        level=EXPERT,
    )
    offload_txt_emb: Choice = param(
        Choice.AUTO,
        "Prompt in RAM",
        "What the network was told in words waits in RAM between its uses",
        group="Weights and speed",
        level=EXPERT,
    )
    offload_img_emb: Choice = param(
        Choice.AUTO,
        "Picture in RAM",
        "What the network was shown waits in RAM between its uses",
        group="Weights and speed",
        level=EXPERT,
    )
    force_offload: Choice = param(
        Choice.AUTO,
        "Free the card for decoding",
        "The transformer leaves the card before the clip is decoded",
        group="Weights and speed",
        level=EXPERT,
    )
    tiled_vae: Choice = param(
        Choice.AUTO,
        "Decode in strips",
        "Less memory, more time, the same pixels",
        group="Weights and speed",
        level=EXPERT,
    )
    vae_tile: int = param(
        0,
        "Strips",
        "How many strips the clip is decoded in; 0: as the plan says",
        low=0,
        high=16,
        step=1,
        group="Weights and speed",
        level=EXPERT,
    )
    batched_cfg: Choice = param(
        Choice.AUTO,
        "Guidance together",
        "Both branches of guidance go through each block while it is there: half of the blocks have to come",
        group="Weights and speed",
        level=EXPERT,
    )
    vram_debug_mode: bool = param(
        False,
        "Tell who holds memory",
        "At the beginning of each stage the log lists weights, waiting blocks, caches and other programs",
        group="Weights and speed",
        level=EXPERT,
    )

    def too_small_a_share(self) -> Iterator[InvalidParam]:
        """Why that share of the memory is not enough to run on."""
        share = self.vram_threshold_percent
        if 0 < share < LEAST_SHARE:
            yield InvalidParam(
                f"Most of the memory must be at least {LEAST_SHARE} %",
                why=f"It is {share} %.",
                do=(f"Set it to {LEAST_SHARE}.", "Set it to 0 for all that is free."),
                param="vram_threshold_percent",
            )
