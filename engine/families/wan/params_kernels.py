"""What a person can set about the kernels that a network runs on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from engine.api.params import Level, param
from engine.families.wan.params_guidance import GuidanceParams

GROUP, EXPERT = "Weights and speed", Level.EXPERT


class AttentionMode(StrEnum):
    """The kernel of attention."""

    AUTO = "auto"
    SDPA = "sdpa"
    CUDNN = "cudnn"
    FLASH = "flash"
    SAGE = "sage"
    TRITON_INT8 = "triton_int8"


class RopeFunction(StrEnum):
    """How positions are turned into the queries and keys."""

    DEFAULT = "default"
    CHUNKED = "chunked"


@dataclass(frozen=True, slots=True, kw_only=True)
class KernelParams(GuidanceParams):
    """The kernels; every Wan model has them."""

    attention_mode: AttentionMode = param(
        AttentionMode.AUTO,
        "Attention",
        "The kernel of attention; one that is not here or was not proven on this machine gives way to sdpa",
        group=GROUP,
    )
    rope_function: RopeFunction = param(
        RopeFunction.DEFAULT,
        "Positions",
        "chunked turns fewer tokens at a time: less memory, same picture",
        group=GROUP,
        level=EXPERT,
    )
