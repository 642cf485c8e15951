"""What a person can set about work that is left out: caches that answer a step from the step before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from engine.api.errors import InvalidParam
from engine.api.params import Level, param
from engine.families.wan.params_speed import SpeedParams

FEW_STEPS = 8  # with so few each one matters: models made for few steps leave nothing to a cache


class CacheMode(StrEnum):
    """Which cache leaves steps out."""

    NONE = "none"
    TEACACHE = "teacache"
    MAGCACHE = "magcache"
    EASYCACHE = "easycache"
    FIRST_BLOCK = "first_block"


@dataclass(frozen=True, slots=True, kw_only=True)
class SkipParams(SpeedParams):
    """The caches; every Wan model has them."""

    cache_mode: CacheMode = param(
        CacheMode.NONE,
        "Cache",
        "Leaves out steps that would change little: up to twice as fast, with a small loss of quality",
        group="Weights and speed",
    )
    cache_threshold: float = param(
        0.0,
        "Cache threshold",
        "How much change is let go by; more is faster and less true. 0: what is recommended for cache and model",
        low=0,
        high=10,
        group="Weights and speed",
    )
    cache_start: float = param(
        0.2,
        "Cache from",
        "Share of the steps, of each expert, before which none is left out",
        low=0,
        high=1,
        group="Weights and speed",
        level=Level.EXPERT,
    )
    cache_end: float = param(
        1.0,
        "Cache until",
        "Share of the steps, of each expert, from which on none is left out",
        low=0,
        high=1,
        group="Weights and speed",
        level=Level.EXPERT,
    )

    def useless_caches(self, steps: int) -> Iterator[InvalidParam]:
        """Why a cache cannot help in a run of so many steps."""
        if self.cache_mode is CacheMode.NONE:
            return
        if steps <= FEW_STEPS:
            yield InvalidParam(
                "A cache cannot help here",
                why=f"A run of {steps} steps has none to spare; a cache needs more than {FEW_STEPS}.",
                do=("Set Cache to none.",),
                param="cache_mode",
            )
        if self.cache_start >= self.cache_end:
            yield InvalidParam(
                "The cache would never work",
                why=f"It begins at {self.cache_start:g} of the steps and ends at {self.cache_end:g}.",
                do=("Set Cache from below Cache until.",),
                param="cache_start",
            )
