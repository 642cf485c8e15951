"""What the person decided about memory and speed, told apart from what is left to the plan."""

from __future__ import annotations

from typing import Any

import msgspec

from engine.api.params import fields
from engine.api.plan import Pinned
from engine.families.wan.params_kernels import AttentionMode, KernelParams
from engine.families.wan.params_speed import Choice, Precision, Quantization, SpeedParams
from engine.planner.rates import LINK_SHARE

HEEDED = (  # parameters by which a person decides what a plan would
    "base_precision", "quantization", "attention_mode", "head_groups", "auto_hardware_tuning", "vram_threshold_percent",
    "block_swap_enabled", "blocks_to_swap", "enable_cuda_optimization", "num_cuda_streams", "bandwidth_target",
    "enable_dram_optimization", "offload_txt_emb", "offload_img_emb", "force_offload", "tiled_vae", "vae_tile",
    "batched_cfg",
)  # fmt: skip
PLAIN = Pinned(
    quantization="none",
    head_groups=1,
    blocks_to_swap=0,
    batched_cfg=False,
    vae_strips=1,
    offload_text=False,
    offload_image=False,
    free_before_decoding=False,
)  # what is done where nothing is planned


def pinned(params: KernelParams) -> Pinned:
    """The decisions of the person; with the automatic plan switched off every other one is the plain way."""
    own = Pinned(
        precision=None if params.base_precision is Precision.AUTO else params.base_precision.value,
        quantization=None if params.quantization is Quantization.AUTO else params.quantization.value,
        attention=None if params.attention_mode is AttentionMode.AUTO else params.attention_mode.value,
        head_groups=params.head_groups if params.head_groups > 1 else None,
        blocks_to_swap=_swapped(params),
        copy_streams=_streams(params),
        keep_in_ram=None if params.enable_dram_optimization else False,
        share_of_memory=params.vram_threshold_percent / 100 or None,
        share_of_link=params.bandwidth_target if params.bandwidth_target != LINK_SHARE else None,
        batched_cfg=_decided(params.batched_cfg),
        vae_strips=_strips(params),
        offload_text=_decided(params.offload_txt_emb),
        offload_image=_decided(params.offload_img_emb),
        free_before_decoding=_decided(params.force_offload),
    )
    if params.auto_hardware_tuning:
        return own
    return msgspec.structs.replace(PLAIN, **{name: getattr(own, name) for name in own.names})


def decided(params: KernelParams) -> dict[str, Any]:
    """Those of them that are not left as they are by themselves, with the value they have then."""
    usual = {f.name: f.default for f in fields(type(params)) if f.name in HEEDED}
    return {name: default for name, default in usual.items() if getattr(params, name) != default}


def _decided(choice: Choice) -> bool | None:
    return None if choice is Choice.AUTO else choice is Choice.ON


def _swapped(params: SpeedParams) -> int | None:
    if not params.block_swap_enabled:
        return 0
    return None if params.blocks_to_swap < 0 else params.blocks_to_swap


def _streams(params: SpeedParams) -> int | None:
    return params.num_cuda_streams or None if params.enable_cuda_optimization else 0


def _strips(params: SpeedParams) -> int | None:
    if params.tiled_vae is Choice.OFF:
        return 1
    return params.vae_tile or (2 if params.tiled_vae is Choice.ON else None)
