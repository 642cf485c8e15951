"""A checkpoint is told by its names and shapes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from engine.nets.wan.configs import PRESETS
from engine.nets.wan.dit import WanTransformer
from engine.weights.checkpoint import Checkpoint, open_checkpoint
from engine.weights.detect import Format, Kind, describe, network, recognise
from engine.weights.header import Stored
from tests.engine.weights.files import save
from tests.golden import deterministic

GOLDEN = Path(__file__).parents[2] / "golden"
HERE = Path("model.safetensors")


def checkpoint(shapes, dtype="BF16"):
    return Checkpoint(HERE, {n: Stored(HERE, n, dtype, tuple(shape), 0) for n, shape in shapes.items()}, ())


PUBLISHED = {
    "wan2.1-t2v-1.3b": Kind.WAN_TEXT,
    "wan2.1-t2v-14b": Kind.WAN_TEXT,
    "wan2.1-i2v-14b": Kind.WAN_IMAGE_CLIP,
    "wan2.1-flf2v-14b": Kind.WAN_FIRST_LAST,
    "wan2.2-ti2v-5b": Kind.WAN_TEXT_IMAGE,
    "wan2.2-t2v-a14b": Kind.WAN_TEXT,
    "wan2.2-i2v-a14b": Kind.WAN_IMAGE,
}


@pytest.mark.parametrize("name", PUBLISHED)
def test_each_published_transformer_is_recognised_with_all_its_numbers(name):
    config = PRESETS[name]
    with torch.device("meta"):
        blocks = replace(config, num_layers=2)  # the names of the other blocks only differ in their number
        shapes = {n: tuple(t.shape) for n, t in WanTransformer(blocks).state_dict().items()}
    last = f"blocks.{config.num_layers - 1}.modulation"
    found = recognise(checkpoint({**shapes, last: (1, 6, config.dim)}))
    assert found.kind is PUBLISHED[name] and found.format is Format.PLAIN
    numbers = found.network
    assert (numbers.dim, numbers.ffn_dim, numbers.num_heads) == (config.dim, config.ffn_dim, config.num_heads)
    assert (numbers.num_layers, numbers.in_dim, numbers.out_dim) == (config.num_layers, config.in_dim, config.out_dim)
    assert (numbers.text_dim, numbers.freq_dim) == (config.text_dim, config.freq_dim)
    assert (numbers.image_dim, numbers.image_positions) == (config.image_dim, config.image_positions)


WAN = {"patch_embedding.weight": (48, 36, 1, 2, 2), "head.modulation": (1, 2, 48), "head.head.bias": (64,)}
OTHERS = {
    Kind.WAN_ANIMATE: {**WAN, "img_emb.proj.0.weight": (1280,), "motion_encoder.dec.direction.weight": (1,)},
    Kind.WAN_SPEECH: {**WAN, "casual_audio_encoder.weights": (1, 25, 1, 1)},
    Kind.WAN_VACE: {**WAN, "vace_blocks.0.before_proj.weight": (48, 48)},
    Kind.WAN_OTHER: {**WAN, "patch_embedding.weight": (48, 32, 1, 2, 2)},
    Kind.WAN_DIFFUSERS: {"condition_embedder.time_embedder.linear_1.weight": (48, 256)},
    Kind.VAE_21: {"conv2.weight": (16, 16, 1, 1, 1), "decoder.conv1.weight": (384, 16, 3, 3, 3)},
    Kind.VAE_22: {"conv2.weight": (48, 48, 1, 1, 1), "decoder.conv1.weight": (1024, 48, 3, 3, 3)},
    Kind.TEXT_ENCODER: {"encoder.block.0.layer.0.SelfAttention.q.weight": (8, 8)},
    Kind.IMAGE_ENCODER: {"vision_model.embeddings.class_embedding": (8,)},
    Kind.SPEECH_ENCODER: {"wav2vec2.feature_extractor.conv_layers.0.conv.weight": (8, 1, 10)},
    Kind.LORA: {"blocks.0.self_attn.q.lora_A.weight": (4, 48), "patch_embedding.weight": (48, 16, 1, 2, 2)},
    Kind.UNKNOWN: {"model.weight": (1,)},
}


@pytest.mark.parametrize("kind", OTHERS)
def test_other_networks_are_told_by_a_name_that_only_they_have(kind):
    assert recognise(checkpoint(OTHERS[kind])).kind is kind


GOLDENS = {
    "wan21_t2v": Kind.WAN_TEXT,
    "wan21_i2v": Kind.WAN_IMAGE_CLIP,
    "wan21_flf2v": Kind.WAN_FIRST_LAST,
    "wan22_ti2v_5b": Kind.WAN_TEXT_IMAGE,
    "wan22_i2v_a14b": Kind.WAN_IMAGE,
    "umt5_encoder": Kind.TEXT_ENCODER,
    "clip_vision": Kind.IMAGE_ENCODER,
}


@pytest.mark.parametrize("name", GOLDENS)
def test_the_official_names_of_the_golden_networks_are_recognised(name):
    shapes = deterministic.read(GOLDEN / f"{name}.safetensors")[1]["parameter_shapes"]
    assert recognise(checkpoint(shapes)).kind is GOLDENS[name]


@pytest.mark.parametrize(
    ("more", "dtype", "expected"),
    [
        ({}, "F16", Format.PLAIN),
        ({}, "F8_E4M3", Format.FP8),
        ({"scaled_fp8": (0,)}, "F8_E4M3", Format.FP8_SCALED),
        ({"blocks.0.ffn.0.scale_weight": ()}, "BF16", Format.FP8_SCALED),
        ({"blocks.0.ffn.0.weight": (8, 8)}, "I8", Format.INTEGER),
        ({"spiece_model": (8,)}, "BF16", Format.PLAIN),
    ],
)
def test_the_number_format_is_told(more, dtype, expected):
    assert recognise(checkpoint({**WAN, **more}, dtype)).format is expected


def test_48_channels_in_and_16_out_are_no_text_and_image_model():
    control = {**WAN, "patch_embedding.weight": (48, 48, 1, 2, 2)}
    assert recognise(checkpoint(control)).kind is Kind.WAN_OTHER
    assert recognise(checkpoint({**control, "head.head.bias": (192,)})).kind is Kind.WAN_TEXT_IMAGE


def test_a_network_narrower_than_a_head_counts_one_head():
    assert network(checkpoint(WAN)).num_heads == 1


def test_the_words_for_a_person_name_model_and_size(tmp_path):
    assert describe(checkpoint(WAN)) == "Wan 2.2 image to video (0 blocks of width 48)"
    path = save(tmp_path / "lora.safetensors", {"lora_unet_blocks_0_ffn_0.lora_up.weight": torch.zeros(1)})
    assert describe(open_checkpoint(path)) == "a LoRA, which is an addition to a model"


@pytest.mark.parametrize("shape", [(), (48,), (48, 16, 1, 2), (0, 0, 0, 0, 0)])
def test_a_hostile_shape_is_described_and_never_raises(shape):
    assert describe(checkpoint({**WAN, "patch_embedding.weight": shape, "blocks.99999999.x": (1,)}))
