"""What the VAE needs for a clip, from its numbers alone: memory, operations, and what strips save.  No torch.

The figures per pixel are those of our own networks, counted on the meta device at full width; tests hold them there.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from engine.nets.wan.vae_config import VaeConfig

STRIPS = (1, 2, 3, 4, 6, 8, 12, 16)  # that a plan may ask for
HALO = 3  # latent columns that a strip sees beside its own (facts/performance.md 0.7)
TOP = 0.8  # share of the operations in the two finest levels, which alone are cut into strips


@dataclass(frozen=True, slots=True)
class _PerPixel:
    """At the published width."""

    width: int  # channels of the finest level of the decoder
    decode_numbers: float  # held at once for each pixel of a frame
    encode_numbers: float
    decode_flops: float  # for each pixel of each frame
    encode_flops: float
    decode_top: float  # share of the memory that is cut with the strips
    encode_top: float


WAN21 = _PerPixel(96, 3925.5, 2940.25, 8.5e6, 5.06e6, 0.777, 0.894)
WAN22 = _PerPixel(256, 3845.125, 1440.6875, 18.4e6, 3.51e6, 0.806, 0.89)


def decode_bytes(vae: VaeConfig, width: int, height: int, strips: int = 1, number_bytes: int = 4) -> int:
    """Held at once beside the weights while a clip is decoded latent frame by latent frame."""
    whole = _of(vae).decode_numbers * _share(vae) * width * height * number_bytes
    return _cut(whole, _of(vae).decode_top, _strip(vae, width, strips))


def encode_bytes(vae: VaeConfig, width: int, height: int, strips: int = 1, number_bytes: int = 4) -> int:
    """Held at once beside the weights while a clip is encoded piece by piece."""
    whole = _of(vae).encode_numbers * _share(vae) * width * height * number_bytes
    return _cut(whole, _of(vae).encode_top, _strip(vae, width, strips))


def decode_flops(vae: VaeConfig, width: int, height: int, frames: int, strips: int = 1) -> float:
    """Operations of decoding a clip; strips compute their borders twice."""
    whole = _of(vae).decode_flops * _share(vae) ** 2 * width * height * frames
    return whole * (1 - TOP + TOP * strips * _strip(vae, width, strips))


def encode_flops(vae: VaeConfig, width: int, height: int, frames: int) -> float:
    """Operations of encoding a clip."""
    return _of(vae).encode_flops * _share(vae) ** 2 * width * height * frames


def weight_bytes(vae: VaeConfig) -> int:
    """The weights in fp32, from the published counts; they grow with the square of the width."""
    return int((704.7e6 if vae.residual else 126.9e6) * 4 * _share(vae) ** 2)


def _cut(whole: float, top: float, strip: float) -> int:
    return math.ceil(whole * (1 - top + top * strip))


def _of(vae: VaeConfig) -> _PerPixel:
    return WAN22 if vae.residual else WAN21


def _share(vae: VaeConfig) -> float:
    """Its width over the published one."""
    return vae.dec_dim / _of(vae).width


def _strip(vae: VaeConfig, width: int, strips: int) -> float:
    """A strip with its borders over the whole width, 0 to 1."""
    columns = width // vae.space_stride
    return min(1.0, 1 / strips + 2 * HALO / columns) if strips > 1 else 1.0
