"""The shape of every Wan 2.1 and 2.2 network, as its checkpoint has it (the files' own config.json is not trusted)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class WanConfig:
    """What a Wan transformer is built from; defaults are what all official networks share."""

    dim: int
    ffn_dim: int
    num_heads: int
    num_layers: int
    in_dim: int = 16
    out_dim: int = 16
    text_dim: int = 4096
    text_len: int = 512
    freq_dim: int = 256
    image_dim: int | None = None  # 1280: image tokens of CLIP in a second cross attention
    image_positions: int | None = None  # 514: position table for the tokens of a first and a last image
    patch_size: tuple[int, int, int] = (1, 2, 2)
    eps: float = 1e-6


_SMALL = {"dim": 1536, "ffn_dim": 8960, "num_heads": 12, "num_layers": 30}
_LARGE = {"dim": 5120, "ffn_dim": 13824, "num_heads": 40, "num_layers": 40}

# Sources: Wan-Video/Wan2.1@9737cba and Wan-Video/Wan2.2@42bf4cf, wan/configs. VACE, S2V and Animate name the network
# that their additions are attached to; both experts of an A14B model have the same shape.
PRESETS: Mapping[str, WanConfig] = MappingProxyType(
    {
        "wan2.1-t2v-1.3b": WanConfig(**_SMALL),
        "wan2.1-t2v-14b": WanConfig(**_LARGE),
        "wan2.1-i2v-14b": WanConfig(**_LARGE, in_dim=36, image_dim=1280),
        "wan2.1-flf2v-14b": WanConfig(**_LARGE, in_dim=36, image_dim=1280, image_positions=514),
        "wan2.1-vace-1.3b": WanConfig(**_SMALL),
        "wan2.1-vace-14b": WanConfig(**_LARGE),
        "wan2.2-ti2v-5b": WanConfig(dim=3072, ffn_dim=14336, num_heads=24, num_layers=30, in_dim=48, out_dim=48),
        "wan2.2-t2v-a14b": WanConfig(**_LARGE),
        "wan2.2-i2v-a14b": WanConfig(**_LARGE, in_dim=36),
        "wan2.2-s2v-14b": WanConfig(**_LARGE),
        "wan2.2-animate-14b": WanConfig(**_LARGE, in_dim=36, image_dim=1280),
    }
)
