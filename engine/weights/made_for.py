"""What a LoRA was made for, from the names and shapes of its parts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from engine.weights.header import Stored
from engine.weights.lora_names import Part

_FAMILIES = (  # (what only its keys have, its name); first hit wins
    (r"single_transformer_blocks[._]", "FLUX"),
    (r"double_blocks[._]\d+[._](img|txt)_attn_(qkv|proj)|single_blocks[._]\d+[._]linear[12].*hunyuan", "HunyuanVideo"),
    (r"double_blocks[._]\d+|single_blocks[._]\d+", "FLUX or HunyuanVideo"),
    (r"joint_blocks[._]\d+", "Stable Diffusion 3"),
    (r"transformer_blocks[._]\d+[._](attn|img_mod|txt_mod)[._].*(add_q_proj|img_mlp|txt_mlp)", "Qwen-Image"),
    (r"(down|up|mid)_blocks?[._]|(input|output|middle)_blocks?[._]|lora_te", "Stable Diffusion"),
    (r"(^|[._])transformer_blocks[._]\d+[._]attn[12][._]", "LTX-Video or CogVideoX"),
    (r"(^|[._])layers[._]\d+[._](attention|adaLN)", "Lumina or Z-Image"),
)
_WIDTHS = {1536: "1.3B", 3072: "5B", 5120: "14B"}


def other_family(names: Iterable[str]) -> str:
    """The family of models, other than Wan, whose keys these are; "" when none is known by them."""
    listed = tuple(names)
    return next((word for mark, word in _FAMILIES if any(re.search(mark, name) for name in listed)), "")


def width_of(layers: Mapping[str, Mapping[Part, Stored]]) -> int:
    """The width of the Wan transformer that the layers belong to, 0 if they do not tell."""
    for layer, parts in layers.items():
        if re.fullmatch(r"blocks\.\d+\.(self|cross)_attn\.[qkvo]", layer):
            down, up = parts.get(Part.DOWN), parts.get(Part.UP)
            if down and up and len(down.shape) == len(up.shape) == 2 and down.shape[1] == up.shape[0]:
                return down.shape[1]
            diff = parts.get(Part.DIFF)
            if diff and diff.shape:
                return diff.shape[0]
    return 0


def made_for(layers: Mapping[str, Mapping[Part, Stored]]) -> str:
    """In words, as exactly as names and shapes tell; 2.1 and 2.2 of 14B differ in neither."""
    width = width_of(layers)
    size = _WIDTHS.get(width, f"of width {width}" if width else "")
    if any(layer.startswith("vace_blocks.") for layer in layers):
        family = "Wan VACE"
    elif any("k_img" in layer or layer.startswith("img_emb.") for layer in layers):
        family = "Wan 2.1 I2V"
    elif width == 3072:
        family = "Wan 2.2 TI2V"
    elif width == 1536:
        family = "Wan 2.1 T2V"
    else:
        family = "Wan"
    return f"{family} {size}".strip()
