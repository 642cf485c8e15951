"""Every published naming leads to the same places."""

from __future__ import annotations

import pytest

from engine.weights.names import bare, image_names, official, text_names

LAYER = "vision_model.encoder.layers.3."


@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("blocks.7.attn.q.weight", "encoder.block.7.layer.0.SelfAttention.q.weight"),
        ("blocks.7.attn.o.weight", "encoder.block.7.layer.0.SelfAttention.o.weight"),
        ("blocks.7.norm1.weight", "encoder.block.7.layer.0.layer_norm.weight"),
        ("blocks.7.norm2.weight", "encoder.block.7.layer.1.layer_norm.weight"),
        ("blocks.7.ffn.gate.0.weight", "encoder.block.7.layer.1.DenseReluDense.wi_0.weight"),
        ("blocks.7.ffn.fc1.weight", "encoder.block.7.layer.1.DenseReluDense.wi_1.weight"),
        ("blocks.7.ffn.fc2.weight", "encoder.block.7.layer.1.DenseReluDense.wo.weight"),
        (
            "blocks.7.pos_embedding.embedding.weight",
            "encoder.block.7.layer.0.SelfAttention.relative_attention_bias.weight",
        ),
        ("token_embedding.weight", "shared.weight"),
        ("encoder.embed_tokens.weight", "shared.weight"),
        ("norm.weight", "encoder.final_layer_norm.weight"),
        ("encoder.block.7.layer.0.SelfAttention.q.weight", "encoder.block.7.layer.0.SelfAttention.q.weight"),
        ("blocks.7.attn.gate.weight", "blocks.7.attn.gate.weight"),
    ],
)
def test_text_encoder_names(name, target):
    assert text_names(name) == (target,)


JOINED = tuple(f"{LAYER}self_attn.{part}_proj" for part in "qkv")


@pytest.mark.parametrize(
    ("name", "targets"),
    [
        ("visual.transformer.3.attn.to_qkv.weight", tuple(f"{t}.weight" for t in JOINED)),
        ("visual.transformer.resblocks.3.attn.in_proj_bias", tuple(f"{t}.bias" for t in JOINED)),
        ("visual.transformer.resblocks.3.attn.out_proj.bias", (f"{LAYER}self_attn.out_proj.bias",)),
        ("visual.transformer.resblocks.3.mlp.c_proj.weight", (f"{LAYER}mlp.fc2.weight",)),
        ("visual.transformer.3.mlp.0.bias", (f"{LAYER}mlp.fc1.bias",)),
        ("visual.ln_pre.bias", ("vision_model.pre_layrnorm.bias",)),
        ("visual.conv1.weight", ("vision_model.embeddings.patch_embedding.weight",)),
        ("visual.class_embedding", ("vision_model.embeddings.class_embedding",)),
        (f"{LAYER}mlp.fc1.weight", (f"{LAYER}mlp.fc1.weight",)),
        ("vision_model.encoder.layers.31.mlp.fc1.weight", ()),
        ("visual.transformer.31.attn.to_qkv.weight", ()),
        ("vision_model.embeddings.position_ids", ()),
        ("vision_model.post_layernorm.weight", ()),
        ("visual.proj", ()),
        ("visual.head", ()),
        ("textual.blocks.0.attn.q.weight", ()),
        ("text_model.embeddings.token_embedding.weight", ()),
        ("log_scale", ()),
        ("visual.transformer.3.attn.gate.weight", ("visual.transformer.3.attn.gate.weight",)),
    ],
)
def test_image_encoder_names(name, targets):
    assert image_names(31)(name) == targets


def test_official_names_stay_and_a_repackers_prefix_goes():
    assert official("blocks.0.self_attn.q.weight") == ("blocks.0.self_attn.q.weight",)
    assert bare("model.diffusion_model.head.head.bias") == bare("diffusion_model.head.head.bias") == "head.head.bias"
    assert bare("model.head.bias") == "model.head.bias"
