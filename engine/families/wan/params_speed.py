"""What a person can set about the weights of a model and about how fast and in how little memory it runs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from engine.api.lora import LoraUse
from engine.api.params import Level, param


class Precision(StrEnum):
    """The type that the network computes in."""

    AUTO = "auto"
    FP32 = "fp32"
    BF16 = "bf16"
    FP16 = "fp16"


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
    head_groups: int = param(
        1,
        "Head groups",
        "Attention in this many parts: less memory, same picture",
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
