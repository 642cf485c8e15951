"""The weights of each part as they will lie in memory."""

from __future__ import annotations

import pytest
import torch

from engine.api.model import Part
from engine.nets.umt5 import UMT5_XXL, TextEncoderNetwork
from engine.nets.wan.configs import PRESETS
from engine.nets.wan.vae import WanVae
from engine.nets.wan.vae_config import WAN21_VAE, WAN22_VAE
from engine.planner import decoding, needs
from engine.planner.parts import (
    UMT5_LAYER,
    UMT5_LAYERS,
    UMT5_WORDS,
    Files,
    is_reduced,
    text_encoder,
    transformer,
    vae_weights,
)

NET = PRESETS["wan2.1-t2v-14b"]
PLAIN = 2 * needs.parameters(NET)  # bytes of a file in 16 bits


def of(size: int, part: Part = Part.TRANSFORMER, loras: int = 0) -> Files:
    return Files({part: size}, loras)


def test_the_numbers_of_the_text_encoder_are_those_of_its_network():
    with torch.device("meta"):
        network = TextEncoderNetwork(UMT5_XXL)
    layers = network.encoder.block
    assert len(layers) == UMT5_LAYERS
    assert sum(p.numel() for p in layers[0].parameters()) == UMT5_LAYER
    assert network.shared.weight.numel() == UMT5_WORDS


@pytest.mark.parametrize("config", [WAN21_VAE, WAN22_VAE])
def test_the_weights_of_a_vae_are_those_of_its_network(config):
    with torch.device("meta"):
        network = WanVae(config)
    bytes_of = sum(4 * p.numel() for p in network.parameters())
    assert decoding.weight_bytes(config) == pytest.approx(bytes_of, rel=0.001)
    assert vae_weights(config, of(bytes_of // 2, Part.VAE)) == pytest.approx(bytes_of, rel=0.001), "bf16 becomes fp32"
    assert vae_weights(config, Files({})) == 0


def test_a_wide_file_is_narrowed_to_what_is_computed_in_and_a_reduced_one_stays():
    wide, plain, reduced = (transformer(NET, of(size), "bf16", "none") for size in (2 * PLAIN, PLAIN, PLAIN // 2))
    assert wide.block == plain.block == needs.block_bytes(NET)
    assert reduced.whole == pytest.approx(PLAIN // 2, rel=1e-6)
    assert (is_reduced(NET, of(PLAIN)), is_reduced(NET, of(PLAIN // 2))) == (False, True)


def test_what_is_read_from_the_disk_is_as_long_as_the_file_has_it():
    assert transformer(NET, of(2 * PLAIN), "bf16", "none").stored == 2 * PLAIN // 40
    assert transformer(NET, of(PLAIN), "fp32", "none").stored == PLAIN // 40


def test_loras_and_additions_lie_in_the_blocks():
    bare, worn = transformer(NET, of(PLAIN), "bf16", "none"), transformer(NET, of(PLAIN, loras=4000), "bf16", "none")
    assert (worn.block - bare.block, worn.rest) == (100, bare.rest)


def test_the_text_encoder_is_in_16_bits_on_a_card_and_in_32_without():
    file = 2 * (UMT5_LAYERS * UMT5_LAYER + UMT5_WORDS)
    card, processor = text_encoder(of(file, Part.TEXT_ENCODER), True), text_encoder(of(file, Part.TEXT_ENCODER), False)
    assert card.whole == file and processor.whole == 2 * file
    assert text_encoder(of(file // 2, Part.TEXT_ENCODER), False).whole == pytest.approx(file // 2, rel=1e-6)


def test_a_small_text_encoder_is_not_divided():
    assert text_encoder(of(10**6, Part.TEXT_ENCODER), True).blocks == 0
