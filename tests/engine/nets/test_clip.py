"""The image encoder gives the official numbers."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from engine.nets.clip import CLIP_VIT_H, ImageEncoderNetwork, ImageNetwork
from engine.weights.names import image_names
from tests.golden import deterministic

GOLDEN = Path(__file__).parents[2] / "golden" / "clip_vision.safetensors"
TINY = ImageNetwork(size=56, patch=14, dim=32, dim_ffn=128, heads=4, layers=4)


@pytest.fixture(scope="module")
def golden():
    return deterministic.read(GOLDEN)


def loaded(state):
    torch.set_num_threads(1)
    network = ImageEncoderNetwork(TINY).eval()
    wanted = network.state_dict()
    named = {}
    for name, value in state.items():
        targets = image_names(TINY.layers - 1)(name)
        for target, piece in zip(targets, value.chunk(len(targets)) if targets else (), strict=True):
            named[target] = piece.reshape(wanted[target].shape)
    network.load_state_dict(named)
    return network


@torch.inference_mode()
def test_the_tiny_image_encoder_matches_the_official_one(golden):
    outputs, meta = golden
    picture = deterministic.tensor("in.image", (3, 1, 40, 70), meta["salt"], scale=0.5).clamp(-1, 1)
    got = loaded(deterministic.weights(meta))(picture.transpose(0, 1))
    assert got.shape == (1, 17, 32)
    assert deterministic.difference(outputs["out"], got) < meta["relative_l2_tolerance"]


@torch.inference_mode()
def test_the_same_weights_under_open_clip_names_give_the_same_rows(golden):
    outputs, meta = golden
    picture = deterministic.tensor("in.image", (3, 1, 40, 70), meta["salt"], scale=0.5).clamp(-1, 1)
    got = loaded({open_clip(n): v for n, v in deterministic.weights(meta).items()})(picture.transpose(0, 1))
    assert deterministic.difference(outputs["out"], got) < meta["relative_l2_tolerance"]


def open_clip(name):
    """The name that open_clip gives the same tensor."""
    for ours, theirs in (
        ("visual.transformer.", "visual.transformer.resblocks."),
        ("attn.to_qkv.", "attn.in_proj_"),
        ("attn.proj", "attn.out_proj"),
        ("norm1", "ln_1"),
        ("norm2", "ln_2"),
        ("mlp.0", "mlp.c_fc"),
        ("mlp.2", "mlp.c_proj"),
        ("pre_norm", "ln_pre"),
        ("post_norm", "ln_post"),
        ("patch_embedding", "conv1"),
        ("cls_embedding", "class_embedding"),
        ("pos_embedding", "positional_embedding"),
        ("visual.head", "visual.proj"),
    ):
        name = name.replace(ours, theirs)
    return name


def test_the_published_network_has_257_rows_of_1280_and_no_last_block():
    with torch.device("meta"):
        network = ImageEncoderNetwork(CLIP_VIT_H)
    assert network.vision_model.embeddings.position_embedding.weight.shape == (257, 1280)
    assert len(network.vision_model.encoder.layers) == 31


def test_only_what_a_file_holds_lies_on_the_meta_device():
    with torch.device("meta"):
        network = ImageEncoderNetwork(TINY)
    held = set(network.state_dict())
    assert not [name for name, buffer in network.named_buffers() if buffer.is_meta and name not in held]
