"""The scales that stand beside reduced weights, and the notes that say nothing we need.

weight = stored value x scale, one scale for the layer or one for each row.  Facts: facts/wan.md 3.12, "Scaled fp8".
"""

from __future__ import annotations

import math

from engine.api.errors import NotAModel
from engine.weights.checkpoint import Checkpoint
from engine.weights.header import Stored

SCALES = (".scale_weight", ".weight_scale")
_NOTES = (".scale_input", ".input_scale", ".output_scale", ".comfy_quant")  # for products in fp8; of the packer
_PIECES = (".weight_scale_inv", ".weight_scale_2")  # one number for each square of weights, or a scale of scales


def is_aside(name: str, checkpoint: Checkpoint) -> bool:
    """Whether that tensor fills no place in a network: a scale of a weight that is there, or a note."""
    if name == "scaled_fp8" or name.endswith(_NOTES):
        return True
    stem = name.rpartition(".")[0]
    return name.endswith(SCALES) and f"{stem}.weight" in checkpoint


def scale_of(name: str, checkpoint: Checkpoint) -> Stored | None:
    """The scale of that weight; raises NotAModel for one that is neither for the layer nor for each row."""
    if not name.endswith(".weight"):
        return None
    stem = name.removesuffix(".weight")
    if any(stem + ending in checkpoint for ending in _PIECES):
        raise _unread(name, checkpoint)
    for ending in SCALES:
        scale = checkpoint.tensors.get(stem + ending)
        if scale is None:
            continue
        rows = (checkpoint.shape(name) or (1,))[0]
        if math.prod(scale.shape) not in (1, rows) or scale.dtype not in ("F32", "F16", "BF16"):
            raise _unread(name, checkpoint)
        return scale
    return None


def plain_whole_numbers(checkpoint: Checkpoint) -> bool:
    """Whether all weights kept as whole numbers are 8 bits times a scale, and nothing more was done to them."""
    whole = {n: t for n, t in checkpoint.tensors.items() if n.endswith(".weight") and t.dtype in ("I8", "U8")}
    return all(
        stored.dtype == "I8"
        and scale_of(name, checkpoint) is not None
        and f"{name.removesuffix('weight')}comfy_quant" not in checkpoint  # rotated before it was rounded
        for name, stored in whole.items()
    )


def _unread(name: str, checkpoint: Checkpoint) -> NotAModel:
    return NotAModel(
        "This reduced model cannot be read yet",
        why=f"{checkpoint.path.name} keeps {name} with scales for pieces of a row, which are not read yet.",
        done="It was not loaded; other models are unaffected.",
        do=("Use the fp16, bf16 or GGUF version of the model",),
    )
