"""Tells from a key of a LoRA file which layer it changes and what part of the change it is.

Key formats: ComfyUI and Kijai (`diffusion_model.`), kohya and musubi (`lora_unet_`), VideoX-Fun (`lora_unet__`),
diffusers (`transformer.`), DiffSynth (`pipe.dit.`), LyCORIS (`lycoris_`), and bare names; facts/wan.md 3.4.
"""

from __future__ import annotations

import re
from enum import StrEnum

from engine.weights.names import official_layer


class Part(StrEnum):
    """What a tensor of a LoRA file is."""

    DOWN = "down"  # r K: from the input to few numbers
    UP = "up"  # R r
    UP_BIAS = "up_bias"  # R: added behind it, times the same scale
    ALPHA = "alpha"  # the change is times alpha / r
    MAGNITUDE = "magnitude"  # DoRA: the length of each row or column after the change
    DIFF = "diff"  # of the weights themselves
    DIFF_BIAS = "diff_b"
    DIFF_TABLE = "diff_m"  # of a modulation table
    HADA_1A = "hada_w1_a"  # LoHa: the product, element by element, of two products
    HADA_1B = "hada_w1_b"
    HADA_2A = "hada_w2_a"
    HADA_2B = "hada_w2_b"
    KRON_1 = "lokr_w1"  # LoKr: the Kronecker product of two matrices, each whole or a product
    KRON_1A = "lokr_w1_a"
    KRON_1B = "lokr_w1_b"
    KRON_2 = "lokr_w2"
    KRON_2A = "lokr_w2_a"
    KRON_2B = "lokr_w2_b"


_UP = r"[._](?:lora_B|lora_up|lora\.up|lora_linear_layer\.up)"
_ENDINGS = (
    (re.compile(_UP + r"(?:\.[a-z]+)?\.bias"), Part.UP_BIAS),
    (re.compile(r"[._](?:lora_A|lora_down|lora\.down|lora_linear_layer\.down)(?:\.[a-z]+)?(?:\.weight)?"), Part.DOWN),
    (re.compile(_UP + r"(?:\.[a-z]+)?(?:\.weight)?"), Part.UP),
    (re.compile(r"\.(?:lora_)?alpha"), Part.ALPHA),
    (re.compile(r"\.(?:dora_scale|lora_magnitude_vector)(?:\.[a-z]+)?(?:\.weight)?"), Part.MAGNITUDE),
    (re.compile(r"\.(hada_w[12]_[ab]|lokr_w[12](?:_[ab])?|diff(?:_[bm])?)"), None),
)
_PREFIXES = (
    "base_model.model.",
    "model.diffusion_model.",
    "diffusion_model.",
    "transformer.",
    "pipe.dit.",
    "dit.",
    "lora_unet__",
    "lora_unet_",
    "lora_transformer_",
    "lycoris_",
)
_JOINED = re.compile(r"(vace_)?blocks_(\d+)_(.+)")
_PARTS = (
    *(f"self_attn.{part}" for part in ("q", "k", "v", "o", "norm_q", "norm_k")),
    *(f"cross_attn.{part}" for part in ("q", "k", "v", "o", "norm_q", "norm_k", "k_img", "v_img", "norm_k_img")),
    *("ffn.0", "ffn.2", "norm3", "modulation", "before_proj", "after_proj"),
    *(f"attn{n}.{part}" for n in (1, 2) for part in ("to_q", "to_k", "to_v", "to_out.0", "norm_q", "norm_k")),
    *("attn2.add_k_proj", "attn2.add_v_proj", "attn2.norm_added_k", "ffn.net.0.proj", "ffn.net.2"),
)
_WHOLE = (
    *("patch_embedding", "head.head", "head", "vace_patch_embedding", "time_projection.1", "proj_out"),
    *(f"{kind}_embedding.{number}" for kind in ("text", "time") for number in (0, 2)),
    *(f"img_emb.proj.{number}" for number in (0, 1, 3, 4)),
    *(f"condition_embedder.{kind}_embedder.linear_{number}" for kind in ("text", "time") for number in (1, 2)),
    *("condition_embedder.time_proj", "condition_embedder.image_embedder.ff.net.0.proj"),
    "condition_embedder.image_embedder.ff.net.2",
)


def layer_and_part(key: str) -> tuple[str, Part] | None:
    """The official name of the layer, where it can be told, and the part; None: no key of a LoRA."""
    for ending, part in _ENDINGS:
        found = re.fullmatch(rf"(.+?)(?:{ending.pattern})", key)
        if found:
            return layer_of(found[1]), part or Part(found[2])
    return None


def layer_of(text: str) -> str:
    """The official name of a layer of Wan; any other name without its prefix."""
    for prefix in _PREFIXES:
        text = text.removeprefix(prefix)
    return official_layer(text if "." in text else _with_dots(text))


def _with_dots(text: str) -> str:
    """blocks_0_self_attn_q -> blocks.0.self_attn.q; the names of Wan alone, for an underscore tells nothing."""
    block = _JOINED.fullmatch(text)
    if block:
        part = next((part for part in _PARTS if part.replace(".", "_") == block[3]), block[3])
        return f"{block[1] or ''}blocks.{block[2]}.{part}"
    return next((whole for whole in _WHOLE if whole.replace(".", "_") == text), text)
