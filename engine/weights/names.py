"""What a tensor of a published file is called in our networks.

A name map takes the name in the file and returns the names it fills: one; several, when the rows are shared out
equally in that order (a joined q, k, v); or none, when the tensor is known and not needed.  A name it does not know
comes back as it is, so that the loader can report it.  Facts: facts/wan.md 5, from Wan-Video/Wan2.1@9737cba
wan/modules/t5.py and clip.py, and Comfy-Org/ComfyUI@a125cd84 comfy/clip_vision.py.
"""

from __future__ import annotations

import re
from collections.abc import Callable

NameMap = Callable[[str], tuple[str, ...]]

PREFIXES = ("model.diffusion_model.", "diffusion_model.")  # what repackers put before the official names
_QUANTO = {".weight._data": ".weight", ".weight._scale": ".weight_scale"}  # what optimum-quanto calls them


def bare(name: str) -> str:
    """The official name without a repacker's prefix, in the one spelling that we use for reduced weights."""
    for prefix in PREFIXES:
        name = name.removeprefix(prefix)
    for theirs, ours in _QUANTO.items():
        if name.endswith(theirs):
            return name.removesuffix(theirs) + ours
    return name


_WAN_WHOLE = {
    "scale_shift_table": "head.modulation",
    "proj_out": "head.head",
    "condition_embedder.time_proj": "time_projection.1",
    "condition_embedder.time_embedder.linear_1": "time_embedding.0",
    "condition_embedder.time_embedder.linear_2": "time_embedding.2",
    "condition_embedder.text_embedder.linear_1": "text_embedding.0",
    "condition_embedder.text_embedder.linear_2": "text_embedding.2",
    "condition_embedder.image_embedder.pos_embed": "img_emb.emb_pos",
    "condition_embedder.image_embedder.norm1": "img_emb.proj.0",
    "condition_embedder.image_embedder.ff.net.0.proj": "img_emb.proj.1",
    "condition_embedder.image_embedder.ff.net.2": "img_emb.proj.3",
    "condition_embedder.image_embedder.norm2": "img_emb.proj.4",
}
_WAN_PARTS = {
    "scale_shift_table": "modulation",
    "norm2": "norm3",  # the only norm of a block with weights, which diffusers counts in the order of use
    "ffn.net.0.proj": "ffn.0",
    "ffn.net.2": "ffn.2",
    "attn2.add_k_proj": "cross_attn.k_img",
    "attn2.add_v_proj": "cross_attn.v_img",
    "attn2.norm_added_k": "cross_attn.norm_k_img",
    **{
        f"{there}.{part}": f"{here}.{name}"
        for there, here in (("attn1", "self_attn"), ("attn2", "cross_attn"))
        for part, name in (
            ("to_q", "q"),
            ("to_k", "k"),
            ("to_v", "v"),
            ("to_out.0", "o"),
            ("norm_q", "norm_q"),
            ("norm_k", "norm_k"),
        )
    },
}
_WAN_BLOCK = re.compile(r"((?:vace_)?blocks\.\d+)\.(.+)")
_ENDING = re.compile(r"(.+?)(\.(?:weight|bias|scale_weight|weight_scale|scale_input|input_scale))?")


def official(name: str) -> tuple[str, ...]:
    """Wan's transformers: official names, which our network keeps, and those of diffusers."""
    whole = _ENDING.fullmatch(name)
    if whole is None:
        return (name,)
    return (official_layer(whole[1]) + (whole[2] or ""),)


def official_layer(layer: str) -> str:
    """The official name of a layer of a Wan transformer, from that or from the name in diffusers."""
    block = _WAN_BLOCK.fullmatch(layer)
    if block:
        return f"{block[1]}.{_WAN_PARTS.get(block[2], block[2])}"
    return _WAN_WHOLE.get(layer, layer)


_TEXT_PARTS = {
    "norm1": "layer.0.layer_norm",
    "norm2": "layer.1.layer_norm",
    "attn.q": "layer.0.SelfAttention.q",
    "attn.k": "layer.0.SelfAttention.k",
    "attn.v": "layer.0.SelfAttention.v",
    "attn.o": "layer.0.SelfAttention.o",
    "pos_embedding.embedding": "layer.0.SelfAttention.relative_attention_bias",
    "ffn.gate.0": "layer.1.DenseReluDense.wi_0",
    "ffn.fc1": "layer.1.DenseReluDense.wi_1",
    "ffn.fc2": "layer.1.DenseReluDense.wo",
}
_TEXT_WHOLE = {
    "token_embedding.weight": ("shared.weight",),
    "norm.weight": ("encoder.final_layer_norm.weight",),
    "encoder.embed_tokens.weight": ("shared.weight",),
    "token_embd.weight": ("shared.weight",),  # GGUF
    "enc.output_norm.weight": ("encoder.final_layer_norm.weight",),
    "spiece_model": (),  # the tokenizer, packed into the file by repackers
}
_TEXT_GGUF_PARTS = {
    "attn_norm": "norm1",
    "ffn_norm": "norm2",
    "attn_q": "attn.q",
    "attn_k": "attn.k",
    "attn_v": "attn.v",
    "attn_o": "attn.o",
    "attn_rel_b": "pos_embedding.embedding",
    "ffn_gate": "ffn.gate.0",
    "ffn_up": "ffn.fc1",
    "ffn_down": "ffn.fc2",
}
_TEXT_GGUF_BLOCK = re.compile(r"enc\.blk\.(\d+)\.(.+)\.weight")
_TEXT_BLOCK = re.compile(r"blocks\.(\d+)\.(.+)\.weight")


def text_names(name: str) -> tuple[str, ...]:
    """UMT5: official Wan names, Hugging Face names and those of GGUF."""
    if name in _TEXT_WHOLE:
        return _TEXT_WHOLE[name]
    packed = _TEXT_GGUF_BLOCK.fullmatch(name)
    if packed and packed[2] in _TEXT_GGUF_PARTS:
        name = f"blocks.{packed[1]}.{_TEXT_GGUF_PARTS[packed[2]]}.weight"
    block = _TEXT_BLOCK.fullmatch(name)
    if block and block[2] in _TEXT_PARTS:
        return (f"encoder.block.{block[1]}.{_TEXT_PARTS[block[2]]}.weight",)
    return (name,)


_LAYER = "vision_model.encoder.layers."
_IMAGE_PARTS = {
    "norm1": "layer_norm1",
    "ln_1": "layer_norm1",
    "norm2": "layer_norm2",
    "ln_2": "layer_norm2",
    "attn.proj": "self_attn.out_proj",
    "attn.out_proj": "self_attn.out_proj",
    "mlp.0": "mlp.fc1",
    "mlp.c_fc": "mlp.fc1",
    "mlp.2": "mlp.fc2",
    "mlp.c_proj": "mlp.fc2",
}
_IMAGE_WHOLE = {
    "cls_embedding": "embeddings.class_embedding",
    "class_embedding": "embeddings.class_embedding",
    "pos_embedding": "embeddings.position_embedding.weight",
    "positional_embedding": "embeddings.position_embedding.weight",
    "patch_embedding.weight": "embeddings.patch_embedding.weight",
    "conv1.weight": "embeddings.patch_embedding.weight",
    "pre_norm.weight": "pre_layrnorm.weight",  # the library's own spelling
    "pre_norm.bias": "pre_layrnorm.bias",
    "ln_pre.weight": "pre_layrnorm.weight",
    "ln_pre.bias": "pre_layrnorm.bias",
}
_IMAGE_UNUSED = re.compile(
    r"textual\..*|log_scale|logit_scale|text_model\..*|text_projection\..*|visual_projection\..*"
    r"|visual\.(head|proj|post_norm\..*|ln_post\..*)|vision_model\.(post_layernorm\..*|embeddings\.position_ids)"
)
_IMAGE_BLOCK = re.compile(r"visual\.transformer\.(?:resblocks\.)?(\d+)\.(.+)[._](weight|bias)")
_IMAGE_LAYER = re.compile(r"vision_model\.encoder\.layers\.(\d+)\.")
_IMAGE_JOINED = ("attn.to_qkv", "attn.in_proj")


def image_names(blocks: int) -> NameMap:
    """CLIP's image half: official Wan names, open_clip names and Hugging Face names.

    blocks: how many the network has; later blocks of the file are not needed, nor is the text half.
    """

    def names(name: str) -> tuple[str, ...]:
        if _IMAGE_UNUSED.fullmatch(name):
            return ()
        mapped = _image_name(name)
        layer = _IMAGE_LAYER.match(mapped[0])
        return () if layer and int(layer[1]) >= blocks else mapped

    return names


def _image_name(name: str) -> tuple[str, ...]:
    block = _IMAGE_BLOCK.fullmatch(name)
    if block and block[2] in _IMAGE_JOINED:
        return tuple(f"{_LAYER}{block[1]}.self_attn.{part}_proj.{block[3]}" for part in "qkv")
    if block and block[2] in _IMAGE_PARTS:
        return (f"{_LAYER}{block[1]}.{_IMAGE_PARTS[block[2]]}.{block[3]}",)
    whole = _IMAGE_WHOLE.get(name.removeprefix("visual.")) if name.startswith("visual.") else None
    return (f"vision_model.{whole}",) if whole else (name,)
