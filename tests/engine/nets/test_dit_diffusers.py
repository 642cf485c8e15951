"""The same weights give the same numbers in the transformer of diffusers, within its own distance of 3e-6."""

from __future__ import annotations

import re

import pytest
import torch

from tests.engine.nets.tiny_wan import case
from tests.golden.deterministic import difference

RENAMED = (
    (r"^text_embedding\.0", "condition_embedder.text_embedder.linear_1"),
    (r"^text_embedding\.2", "condition_embedder.text_embedder.linear_2"),
    (r"^time_embedding\.0", "condition_embedder.time_embedder.linear_1"),
    (r"^time_embedding\.2", "condition_embedder.time_embedder.linear_2"),
    (r"^time_projection\.1", "condition_embedder.time_proj"),
    (r"^img_emb\.proj\.0", "condition_embedder.image_embedder.norm1"),
    (r"^img_emb\.proj\.1", "condition_embedder.image_embedder.ff.net.0.proj"),
    (r"^img_emb\.proj\.3", "condition_embedder.image_embedder.ff.net.2"),
    (r"^img_emb\.proj\.4", "condition_embedder.image_embedder.norm2"),
    (r"^img_emb\.emb_pos", "condition_embedder.image_embedder.pos_embed"),
    (r"^head\.head", "proj_out"),
    (r"^head\.modulation", "scale_shift_table"),
    (r"\.modulation$", ".scale_shift_table"),
    (r"\.norm3\.", ".norm2."),
    (r"\.self_attn\.", ".attn1."),
    (r"\.cross_attn\.", ".attn2."),
    (r"\.([qkv])\.", r".to_\1."),
    (r"\.o\.", ".to_out.0."),
    (r"\.k_img\.", ".add_k_proj."),
    (r"\.v_img\.", ".add_v_proj."),
    (r"\.norm_k_img\.", ".norm_added_k."),
    (r"\.ffn\.0\.", ".ffn.net.0.proj."),
    (r"\.ffn\.2\.", ".ffn.net.2."),
)


def named(name):
    for pattern, new in RENAMED:
        name = re.sub(pattern, new, name)
    return name


def diffusers_twin(net):
    from diffusers.models.transformers.transformer_wan import WanTransformer3DModel

    c = net.config
    twin = WanTransformer3DModel(
        num_attention_heads=c.num_heads,
        attention_head_dim=c.dim // c.num_heads,
        in_channels=c.in_dim,
        out_channels=c.out_dim,
        text_dim=c.text_dim,
        freq_dim=c.freq_dim,
        ffn_dim=c.ffn_dim,
        num_layers=c.num_layers,
        image_dim=c.image_dim,
        added_kv_proj_dim=c.dim if c.image_dim else None,
        pos_embed_seq_len=c.image_positions,
    ).eval()
    twin.load_state_dict({named(k): v for k, v in net.state_dict().items()}, strict=True)
    return twin


@pytest.mark.parametrize("name", ["wan21_t2v", "wan21_i2v", "wan21_flf2v", "wan22_i2v_a14b", "wan22_ti2v_5b"])
@torch.inference_mode()
def test_the_transformer_of_diffusers_agrees(name):
    tiny = case(name)
    x = tiny.conditioned() if "in.y" in tiny.meta["inputs"] else tiny.input("in.x")
    text = tiny.input("in.context")
    padded = torch.nn.functional.pad(text, (0, 0, 0, tiny.net.config.text_len - text.shape[1]))
    clip = next((n for n in tiny.meta["inputs"] if n.endswith("clip_fea")), None)
    image = tiny.input(clip)[0] if clip else None  # as many rows as images
    ours, theirs = torch.tensor([737.25]), torch.tensor([737.25])
    if name == "wan22_ti2v_5b":
        ours = torch.tensor([[0.0, 831.5, 831.5]])
        theirs = ours.repeat_interleave(x.shape[3] // 2 * (x.shape[4] // 2), dim=1)
    expected = diffusers_twin(tiny.net)(x, theirs, padded, image, return_dict=False)[0]
    got = tiny.net(x, ours, text, None if image is None else image.reshape(1, -1, 1280))
    assert difference(expected, got) < 5e-6
