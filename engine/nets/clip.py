"""The CLIP image encoder of Wan 2.1: the ViT-H/14 of transformers without its last block, which Wan does not use.

Picture in, one row per patch and one for the whole picture out: the state *before* the last block.
Source: Wan-Video/Wan2.1@9737cba wan/modules/clip.py.  Shapes: B pictures, P patches, D width.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as fn
from torch import Tensor, nn
from transformers import CLIPVisionConfig, CLIPVisionModel

MEAN = (0.48145466, 0.4578275, 0.40821073)  # of red, green, blue in CLIP's training pictures, 0 to 1
DEVIATION = (0.26862954, 0.26130258, 0.27577711)


@dataclass(frozen=True, slots=True)
class ImageNetwork:
    """The numbers of a CLIP image encoder as it was published."""

    size: int  # pixels a side
    patch: int  # pixels a side
    dim: int
    dim_ffn: int
    heads: int
    layers: int  # in the checkpoint; the last one is never run


CLIP_VIT_H = ImageNetwork(size=224, patch=14, dim=1280, dim_ffn=5120, heads=16, layers=32)


def squash(pictures: Tensor, size: int) -> Tensor:  # B 3 H W -> B 3 size size
    """Pictures of -1 to 1, squeezed to a square without cropping and without antialias, in CLIP's own units."""
    square = fn.interpolate(pictures, size=(size, size), mode="bicubic", align_corners=False)
    mean, deviation = (square.new_tensor(v).view(3, 1, 1) for v in (MEAN, DEVIATION))
    return (square * 0.5 + 0.5 - mean) / deviation


class ImageEncoderNetwork(nn.Module):
    """CLIP ViT without its last block; its state dict has the Hugging Face names under `vision_model.`."""

    def __init__(self, numbers: ImageNetwork) -> None:
        super().__init__()
        self.size = numbers.size
        self.vision_model = CLIPVisionModel(
            CLIPVisionConfig(
                hidden_size=numbers.dim,
                intermediate_size=numbers.dim_ffn,
                num_hidden_layers=numbers.layers - 1,
                num_attention_heads=numbers.heads,
                image_size=numbers.size,
                patch_size=numbers.patch,
                hidden_act="gelu",
                layer_norm_eps=1e-5,
            )
        )
        # The library's table of positions is not in any file, so it must be real even on the meta device;
        # the pooled output is not used, so its norm needs no weights.
        embeddings = self.vision_model.embeddings
        positions = torch.arange(embeddings.num_positions, device="cpu").expand(1, -1)
        embeddings.register_buffer("position_ids", positions, persistent=False)
        self.vision_model.post_layernorm = nn.Identity()  # type: ignore[assignment]

    def forward(self, pictures: Tensor) -> Tensor:  # B 3 H W -> B 1+P D
        """Pictures of -1 to 1 and any size; the first row of each is the whole picture's."""
        pixels = squash(pictures.float(), self.size)
        rows: Tensor = self.vision_model(pixel_values=pixels).last_hidden_state
        return rows
