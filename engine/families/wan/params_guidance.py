"""What a person can set about guidance beside its strength."""

from __future__ import annotations

from dataclasses import dataclass

from engine.api.params import Level, param
from engine.families.wan.params_skip import SkipParams

GROUP, EXPERT = "Guidance variants", Level.EXPERT


@dataclass(frozen=True, slots=True, kw_only=True)
class GuidanceParams(SkipParams):
    """The variants of guidance; every Wan model has them."""

    cfg_zero_star: bool = param(
        False,
        "CFG-Zero*",
        "Brings the negative prediction to the length of the positive one",
        group=GROUP,
        level=EXPERT,
    )
    use_apg: bool = param(
        False,
        "Projected guidance",
        "Guidance that does not oversaturate (APG)",
        group=GROUP,
        level=EXPERT,
        formerly=("apg",),
    )
    apg_momentum: float = param(
        -0.75, "APG momentum", "How much of the step before counts", low=-1, high=1, group=GROUP, level=EXPERT
    )
    apg_norm_threshold: float = param(
        55.0, "APG limit", "The length that a difference is cut to", low=0.1, high=1000, group=GROUP, level=EXPERT
    )
    slg_blocks: tuple[float, ...] = param(
        (),
        "Skipped blocks",
        "Numbers of blocks that the pass with the negative prompt leaves out (SLG); 9 or 10 are usual",
        low=0,
        high=99,
        group=GROUP,
        level=EXPERT,
    )
    nag_scale: float = param(
        0.0,
        "NAG",
        "Heeds the negative prompt inside the attention, also where guidance is 1; 0 is off, 11 is usual",
        low=0,
        high=100,
        group=GROUP,
        level=EXPERT,
    )
    enhance_weight: float = param(
        0.0,
        "Enhance-A-Video",
        "Lets frames look at each other more: steadier; 0 is off, 2 is usual",
        low=0,
        high=100,
        group=GROUP,
        level=EXPERT,
    )
    enhance_start: float = param(
        0.0, "Enhance from", "Share of the steps at which that begins", low=0, high=1, group=GROUP, level=EXPERT
    )
    enhance_end: float = param(
        1.0, "Enhance until", "Share of the steps at which that ends", low=0, high=1, group=GROUP, level=EXPERT
    )
