"""The numbers of a Wan model that its files do not state: of the transformer and of the VAE.  No torch here."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from typing import Any

from engine import catalog
from engine.api.model import ModelSpec
from engine.nets.wan.configs import PRESETS, WanConfig
from engine.nets.wan.vae_config import WAN21_VAE, WAN22_VAE, VaeConfig

VAES: Mapping[str, VaeConfig] = {"wan21": WAN21_VAE, "wan22": WAN22_VAE}
OWN = "own"


def network(spec: ModelSpec) -> WanConfig:
    """The shape of the model's transformer."""
    if spec.network != OWN:
        return PRESETS[spec.network]
    return WanConfig(**_tuples(_own(spec.id)["transformer"]))


def autoencoder(spec: ModelSpec) -> VaeConfig:
    """The shape of the model's VAE and the statistics of its latents."""
    if spec.vae != OWN:
        return VAES[spec.vae]
    return VaeConfig(**_tuples(_own(spec.id)["vae"]))


def size_multiple(spec: ModelSpec) -> int:
    """Width and height are multiples of this many pixels."""
    return autoencoder(spec).space_stride * network(spec).patch_size[1]


def image_numbers(spec: ModelSpec) -> Mapping[str, int]:
    """The numbers of the model's image encoder where they are its own; {}: those of CLIP ViT-H."""
    return _own(spec.id).get("image_encoder", {}) if spec.network == OWN else {}


def _tuples(table: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in table.items()}


@functools.cache
def _own(id: str) -> dict[str, Any]:
    """What stands beside the weights of a bundled model."""
    return tomllib.loads((catalog.RESOURCES / id / "kinora.toml").read_text(encoding="utf-8"))
