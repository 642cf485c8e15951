"""The scales that stand beside reduced weights, and the notes that say nothing we need.

weight = stored value x scale, one scale for the layer or one for each row.  Facts: facts/wan.md 3.12, "Scaled fp8".
"""

from __future__ import annotations

import math

from engine.api.errors import NotAModel
from engine.weights.checkpoint import Checkpoint
from engine.weights.header import Stored

SCALES = (".scale_weight", ".weight_scale")
_NOTES = (".scale_input", ".input_scale", ".comfy_quant")  # of the input, for products in fp8; of the packer


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
    for ending in SCALES:
        scale = checkpoint.tensors.get(stem + ending)
        if scale is None:
            continue
        rows = (checkpoint.shape(name) or (1,))[0]
        if math.prod(scale.shape) not in (1, rows) or scale.dtype not in ("F32", "F16", "BF16"):
            raise NotAModel(
                "This reduced model cannot be read yet",
                why=f"{checkpoint.path.name} keeps {name} with scales for pieces of a row, which are not read yet.",
                done="It was not loaded; other models are unaffected.",
                do=("Use the fp16, bf16 or GGUF version of the model",),
            )
        return scale
    return None
