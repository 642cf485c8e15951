"""The image encoder: a picture in, the 257 rows that image-to-video networks of Wan 2.1 read out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from engine.encoders.text import Where
from engine.nets.clip import ImageEncoderNetwork, ImageNetwork
from engine.weights.checkpoint import open_checkpoint
from engine.weights.names import image_names
from engine.weights.place import Loading, load
from engine.weights.precision import Precision, nothing_in_fp32


@dataclass(frozen=True, slots=True)
class ImageEncoder:
    """A loaded image encoder."""

    network: ImageEncoderNetwork

    @torch.inference_mode()
    def encode(self, picture: Tensor) -> Tensor:  # 3 H W, -1 to 1 -> 1+P D
        """One row for the whole picture and one per patch, in the type of the weights."""
        device = self.network.vision_model.embeddings.class_embedding.device
        rows: Tensor = self.network(picture[None].to(device))[0]
        return rows


def open_image_encoder(weights: Path, numbers: ImageNetwork, where: Where) -> ImageEncoder:
    """Load CLIP's image half from official, open_clip or Hugging Face names; raises what load raises."""
    with torch.device("meta"):
        network = ImageEncoderNetwork(numbers)
    plan = Loading(
        image_names(numbers.layers - 1),
        Precision(where.dtype, nothing_in_fp32),
        where.device,
        where.device.type == "cpu",
        where.tick,
    )
    load(network, open_checkpoint(weights), plan)
    return ImageEncoder(network.eval())
