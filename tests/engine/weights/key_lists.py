"""The full lists of names and shapes of the published models, made from the rules of their official code.

Sources: facts/wan.md 1.1 and 5, facts/talking.md 1.2 and 4; what is added to a transformer is checked against the
numbers of parameters that are stated there.  D width of the transformer.
"""

from __future__ import annotations

import functools
from math import prod

import gguf
import torch
from transformers import CLIPVisionConfig, CLIPVisionModel, Wav2Vec2Config, Wav2Vec2Model

from engine.nets.umt5 import UMT5_XXL, TextEncoderNetwork
from engine.nets.wan.configs import PRESETS
from engine.nets.wan.dit import WanTransformer
from engine.nets.wan.vae import WanVae
from engine.nets.wan.vae_config import WAN21_VAE, WAN22_VAE
from engine.weights.names import text_names
from tests.engine.nets.test_dit_diffusers import named

Shapes = dict[str, tuple[int, ...]]


def weights(shapes: Shapes) -> int:
    """How many numbers they are together."""
    return sum(prod(shape) for shape in shapes.values())


def on_meta(make) -> Shapes:
    with torch.device("meta"):
        return {name: tuple(value.shape) for name, value in make().state_dict().items()}


def linear(name: str, out: int, into: int) -> Shapes:
    return {f"{name}.weight": (out, into), f"{name}.bias": (out,)}


def conv(name: str, out: int, into: int, *kernel: int) -> Shapes:
    return {f"{name}.weight": (out, into, *kernel), f"{name}.bias": (out,)}


@functools.cache
def wan(preset: str) -> Shapes:
    """The official names of a plain transformer."""
    return on_meta(lambda: WanTransformer(PRESETS[preset]))


def wan_diffusers(preset: str) -> Shapes:
    return {named(name): shape for name, shape in wan(preset).items()}


def vace_added(preset: str, blocks: int) -> Shapes:
    base, width = wan(preset), PRESETS[preset].dim
    added = {
        name.replace("blocks.0.", f"vace_blocks.{i}."): shape
        for i in range(blocks)
        for name, shape in base.items()
        if name.startswith("blocks.0.")
    }
    for i in range(blocks):
        added |= linear(f"vace_blocks.{i}.after_proj", width, width)
    added |= linear("vace_blocks.0.before_proj", width, width)
    return added | conv("vace_patch_embedding", width, 96, 1, 2, 2)


def talk_added(width: int = 5120, blocks: int = 40) -> Shapes:
    """InfiniteTalk and MultiTalk."""
    added: Shapes = {"audio_proj.norm.weight": (768,), "audio_proj.norm.bias": (768,)}
    added |= linear("audio_proj.proj1", 512, 46080) | linear("audio_proj.proj1_vf", 512, 73728)
    added |= linear("audio_proj.proj2", 512, 512) | linear("audio_proj.proj3", 24576, 512)
    for i in range(blocks):
        there = f"blocks.{i}.audio_cross_attn"
        added |= {f"blocks.{i}.norm_x.weight": (width,), f"blocks.{i}.norm_x.bias": (width,)}
        added |= linear(f"{there}.q_linear", width, width) | linear(f"{there}.kv_linear", 2 * width, 768)
        added |= linear(f"{there}.proj", width, width)
    return added


def fantasy_added(prefix: str = "audio_processor.") -> Shapes:
    added: Shapes = {"proj_model.proj.weight": (2048, 768)}
    added |= {"proj_model.norm.weight": (2048,), "proj_model.norm.bias": (2048,)}
    for i in range(40):
        for part in "kv":
            added[f"{prefix}blocks.{i}.cross_attn.processor.{part}_proj.weight"] = (5120, 2048)
    return added


def speech_added(width: int = 5120, audio: int = 1024, layers: int = 12) -> Shapes:
    """S2V."""
    first, encoder = width // 4, "casual_audio_encoder.encoder"
    added: Shapes = {"casual_audio_encoder.weights": (1, 25, 1, 1), f"{encoder}.padding_tokens": (1, 1, 1, width)}
    added |= conv("cond_encoder", width, 16, 1, 2, 2) | {"trainable_cond_mask.weight": (3, width)}
    added |= conv(f"{encoder}.conv1_local.conv", first * 4, audio, 3)
    added |= conv(f"{encoder}.conv1_global.conv", first, audio, 3)
    added |= conv(f"{encoder}.conv2.conv", width // 2, first, 3) | conv(f"{encoder}.conv3.conv", width, width // 2, 3)
    added |= linear(f"{encoder}.final_linear", width, width)
    for i in range(layers):
        for part in "qkvo":
            added |= linear(f"audio_injector.injector.{i}.{part}", width, width)
        for part in "qk":
            added[f"audio_injector.injector.{i}.norm_{part}.weight"] = (width,)
        added |= linear(f"audio_injector.injector_adain_layers.{i}.linear", 2 * width, width)
    added |= conv("frame_packer.proj", width, 16, 1, 2, 2) | conv("frame_packer.proj_2x", width, 16, 2, 4, 4)
    return added | conv("frame_packer.proj_4x", width, 16, 4, 8, 8)


def animate_added(golden: Shapes, width: int = 5120, layers: int = 8) -> Shapes:
    """golden: of the tiny network, whose motion encoder has the size of the real one."""
    added = {name: tuple(shape) for name, shape in golden.items() if name.startswith("motion_encoder.")}
    added |= conv("pose_patch_embedding", width, 16, 1, 2, 2) | {"face_encoder.padding_tokens": (1, 1, 1, width)}
    added |= conv("face_encoder.conv1_local.conv", 4096, 512, 3)
    for i in (2, 3):
        added |= conv(f"face_encoder.conv{i}.conv", 1024, 1024, 3)
    added |= linear("face_encoder.out_proj", width, 1024)
    for i in range(layers):
        there = f"face_adapter.fuser_blocks.{i}"
        added |= linear(f"{there}.linear1_kv", 2 * width, width) | linear(f"{there}.linear1_q", width, width)
        added |= linear(f"{there}.linear2", width, width)
        added |= {f"{there}.{part}_norm.weight": (128,) for part in "qk"}
    return added


@functools.cache
def umt5_hugging_face() -> Shapes:
    shapes = on_meta(lambda: TextEncoderNetwork(UMT5_XXL))
    return {name: shape for name, shape in shapes.items() if name != "encoder.embed_tokens.weight"}


def umt5_official() -> Shapes:
    parts = ("norm1", "norm2", *(f"attn.{p}" for p in "qkvo"), "pos_embedding.embedding", "ffn.gate.0")
    names = ["token_embedding.weight", "norm.weight"]
    names += [f"blocks.{i}.{part}.weight" for i in range(24) for part in (*parts, "ffn.fc1", "ffn.fc2")]
    return {name: umt5_hugging_face()[text_names(name)[0]] for name in names}


def umt5_gguf() -> Shapes:
    names = gguf.get_tensor_name_map(gguf.MODEL_ARCH.T5ENCODER, 24)
    return {names.get_name(name, (".weight",)): shape for name, shape in umt5_hugging_face().items()}


def clip_official(blocks: int = 32, width: int = 1280) -> Shapes:
    """The picture half of XLM-R open-clip as Wan saves it, with one tensor of its other half."""
    shapes: Shapes = {"visual.cls_embedding": (1, 1, width), "visual.pos_embedding": (1, 257, width)}
    shapes |= {"visual.patch_embedding.weight": (width, 3, 14, 14), "visual.head": (width, 1024), "log_scale": ()}
    norms = ["visual.pre_norm", "visual.post_norm"]
    for i in range(blocks):
        there = f"visual.transformer.{i}"
        norms += [f"{there}.norm1", f"{there}.norm2"]
        shapes |= linear(f"{there}.attn.to_qkv", 3 * width, width) | linear(f"{there}.attn.proj", width, width)
        shapes |= linear(f"{there}.mlp.0", 4 * width, width) | linear(f"{there}.mlp.2", width, 4 * width)
    shapes |= {f"{norm}.{part}": (width,) for norm in norms for part in ("weight", "bias")}
    return shapes | {"textual.token_embedding.weight": (250002, 1024)}


def clip_hugging_face() -> Shapes:
    numbers = {"hidden_size": 1280, "intermediate_size": 5120, "num_hidden_layers": 32, "num_attention_heads": 16}
    shapes = on_meta(lambda: CLIPVisionModel(CLIPVisionConfig(**numbers, image_size=224, patch_size=14)))
    return {name if name.startswith("vision_model.") else f"vision_model.{name}": s for name, s in shapes.items()}


def wav2vec2(large: bool, prefix: str = "") -> Shapes:
    numbers = {"hidden_size": 1024, "num_hidden_layers": 24, "num_attention_heads": 16, "intermediate_size": 4096}
    numbers |= {"feat_extract_norm": "layer", "do_stable_layer_norm": True, "conv_bias": True}
    shapes = on_meta(lambda: Wav2Vec2Model(Wav2Vec2Config(**numbers if large else {})))
    return {prefix + name: shape for name, shape in shapes.items()}


def vae(version: str) -> Shapes:
    return on_meta(lambda: WanVae({"2.1": WAN21_VAE, "2.2": WAN22_VAE}[version]))
