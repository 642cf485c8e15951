"""The weights of each part of a job as they will lie in memory: how many blocks, how large, and what is beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.api.model import Part
from engine.nets.wan.configs import WanConfig
from engine.nets.wan.vae_config import VaeConfig
from engine.planner import decoding, needs

ELEMENT = {"fp32": 4, "bf16": 2, "fp16": 2, "fp16_fast": 2}  # bytes of a number
NARROWED = {"none": 0, "fp8_e4m3fn": 1, "fp8_e5m2": 1, "fp8_fast": 1, "int8": 1}  # of a matrix, 0: as it computes
REDUCED = 0.8  # a file below this share of 16 bits a weight keeps its matrices in fewer bits
UMT5_LAYERS, UMT5_LAYER, UMT5_WORDS = 24, 192_948_224, 1_050_148_864  # parameters of a layer and of the table of words
LARGE = 2**30  # bytes from which on a text encoder is taken for the published one


@dataclass(frozen=True, slots=True)
class Files:
    """Bytes on disk of each part, as found or as published."""

    sizes: Mapping[Part, int]
    loras: int = 0  # of all that the job wears; they are kept beside the weights

    def of(self, part: Part) -> int:
        """0 for a part that is not there or that nobody measured."""
        return self.sizes.get(part, 0)


@dataclass(frozen=True, slots=True)
class Weights:
    """One part, in bytes."""

    blocks: int  # 0: not divided
    block: int  # of one block
    rest: int  # of what belongs to no block and is on the device while the part works
    stored: int = 0  # of one block in the file
    table: int = 0  # of words, which may stay in RAM

    @property
    def whole(self) -> int:
        """All of it."""
        return self.blocks * self.block + self.rest + self.table


def transformer(net: WanConfig, files: Files, precision: str, quantization: str) -> Weights:
    """One transformer with what is attached to it and what it wears."""
    number = ELEMENT[precision]
    rest = needs.end_bytes(net, number)
    file = max(files.of(Part.TRANSFORMER), files.of(Part.TRANSFORMER_HIGH))
    if is_reduced(net, files):
        block = (file - rest) // net.num_layers
    else:
        block = needs.block_bytes(net, number, NARROWED[quantization])
    more = (files.of(Part.ADDITION) + files.loras) // net.num_layers
    stored = block if not file or is_reduced(net, files) else file // net.num_layers
    return Weights(net.num_layers, max(0, block) + more, rest, max(0, stored) + more)


def is_reduced(net: WanConfig, files: Files) -> bool:
    """Whether the file keeps its matrices in fewer than 16 bits."""
    file = max(files.of(Part.TRANSFORMER), files.of(Part.TRANSFORMER_HIGH))
    return 0 < file < REDUCED * 2 * needs.parameters(net)


def text_encoder(files: Files, is_card: bool) -> Weights:
    """UMT5 where it computes, in 16 bits on a card and in 32 without; a reduced file stays as it is."""
    file, wide = files.of(Part.TEXT_ENCODER), 2 if is_card else 4
    if file < LARGE:
        return Weights(0, 0, file)
    plain = UMT5_LAYERS * UMT5_LAYER + UMT5_WORDS
    number = wide if file > REDUCED * 2 * plain else file / plain
    return Weights(UMT5_LAYERS, int(UMT5_LAYER * number), 0, int(UMT5_LAYER * file / plain), int(UMT5_WORDS * number))


def vae_weights(vae: VaeConfig, files: Files) -> int:
    """Bytes of the VAE, which works in fp32; as published where no file is known."""
    file = files.of(Part.VAE)
    return max(file, min(2 * file, decoding.weight_bytes(vae))) if file else 0
