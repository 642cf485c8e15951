"""A model as the catalogue describes it: what it is for, which files it needs, what it starts with."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import msgspec


class Mode(StrEnum):
    """What is made from what."""

    TEXT_TO_VIDEO = "text_to_video"
    IMAGE_TO_VIDEO = "image_to_video"
    VIDEO_TO_VIDEO = "video_to_video"
    TEXT_TO_IMAGE = "text_to_image"


class Part(StrEnum):
    """The parts a model is made of."""

    TRANSFORMER = "transformer"  # the only one, or the low-noise expert
    TRANSFORMER_HIGH = "transformer_high"  # the high-noise expert of a pair
    TEXT_ENCODER = "text_encoder"
    TOKENIZER = "tokenizer"
    IMAGE_ENCODER = "image_encoder"
    VAE = "vae"


class Component(msgspec.Struct, frozen=True, omit_defaults=True):
    """One part: where its file or folder lies below the model's folder, and how large it is."""

    part: Part
    paths: tuple[str, ...]  # names that are looked for, first hit wins; a folder may be named
    bytes: int = 0  # on disk, as published; 0 if not known


class ModelSpec(msgspec.Struct, frozen=True, omit_defaults=True):
    """One model of the catalogue."""

    id: str
    title: str
    family: str
    summary: str  # one plain sentence
    modes: tuple[Mode, ...]
    licence: str
    network: str  # preset of the transformer (engine/nets/wan/configs), or "own": described beside its weights
    vae: str  # preset of the video autoencoder (engine/nets/wan/vae_config), or "own"
    components: tuple[Component, ...]
    defaults: dict[str, Any]  # parameter name -> value that differs from the base default
    sizes: tuple[tuple[int, int], ...] = ()  # (width, height) offered first
    max_frames: int = 0  # 0: no limit known
    bundled: bool = False  # its files come with Kinora
    negative_prompt: str = ""  # the official one, used where the person gives none
    clean_first_frame: bool = False  # a picture is the first latent frame itself, at timestep 0 (TI2V)
    hub: str = ""  # where it is published: owner/name

    @property
    def experts(self) -> int:
        """1, or 2 for a pair of high- and low-noise experts."""
        return 2 if any(c.part is Part.TRANSFORMER_HIGH for c in self.components) else 1

    def component(self, part: Part) -> Component | None:
        """That part, or None if the model has none."""
        return next((c for c in self.components if c.part == part), None)
