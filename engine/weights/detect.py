"""Tells from names and shapes alone what model a checkpoint is, and in which number format it is kept.

Facts: facts/wan.md 1.1.  The high- and low-noise experts of Wan 2.2 have the same names and shapes, so a file cannot
be told apart from its twin; nor can 2.2 text to video from 2.1.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from engine.api.errors import NotAModel, WrongCheckpoint
from engine.nets.wan.configs import WanConfig
from engine.weights.checkpoint import Checkpoint
from engine.weights.header import BLOCKS
from engine.weights.names import official


class Kind(StrEnum):
    """What network the tensors belong to."""

    WAN_TEXT = "wan_text"  # text to video, Wan 2.1 and both experts of 2.2
    WAN_IMAGE_CLIP = "wan_image_clip"  # image to video of Wan 2.1, with the CLIP branch
    WAN_FIRST_LAST = "wan_first_last"  # first and last frame to video of Wan 2.1
    WAN_IMAGE = "wan_image"  # image to video of Wan 2.2, 36 channels and no CLIP branch
    WAN_TEXT_IMAGE = "wan_text_image"  # TI2V: the 48 channels of the Wan 2.2 VAE
    WAN_VACE = "wan_vace"
    WAN_ANIMATE = "wan_animate"
    WAN_SPEECH = "wan_speech"  # S2V
    WAN_OTHER = "wan_other"  # a Wan transformer with other channels: Fun control, camera
    WAN_DIFFUSERS = "wan_diffusers"  # a Wan transformer under the names of diffusers
    VAE_21 = "vae_21"
    VAE_22 = "vae_22"
    TEXT_ENCODER = "text_encoder"
    IMAGE_ENCODER = "image_encoder"
    SPEECH_ENCODER = "speech_encoder"
    LORA = "lora"
    UNKNOWN = "unknown"


class Format(StrEnum):
    """How the numbers are kept."""

    PLAIN = "plain"  # floating point of 16 bits or more
    FP8 = "fp8"  # plainly rounded to 8 bits
    FP8_SCALED = "fp8_scaled"  # 8 bits times a factor per layer
    GGUF = "gguf"  # blocks of few bits with a scale each
    INTEGER = "integer"  # 8 or 4 bit whole numbers with scales


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a checkpoint is."""

    kind: Kind
    format: Format
    network: WanConfig | None  # the numbers of a Wan transformer that keeps the official names


WORDS = {
    Kind.WAN_TEXT: "Wan text to video",
    Kind.WAN_IMAGE_CLIP: "Wan 2.1 image to video",
    Kind.WAN_FIRST_LAST: "Wan 2.1 first and last frame to video",
    Kind.WAN_IMAGE: "Wan 2.2 image to video",
    Kind.WAN_TEXT_IMAGE: "Wan 2.2 text and image to video",
    Kind.WAN_VACE: "Wan VACE",
    Kind.WAN_ANIMATE: "Wan 2.2 Animate",
    Kind.WAN_SPEECH: "Wan 2.2 speech to video",
    Kind.WAN_OTHER: "a Wan transformer of an unknown variant",
    Kind.WAN_DIFFUSERS: "a Wan transformer in the layout of diffusers",
    Kind.VAE_21: "the Wan 2.1 video autoencoder",
    Kind.VAE_22: "the Wan 2.2 video autoencoder",
    Kind.TEXT_ENCODER: "a UMT5 text encoder",
    Kind.IMAGE_ENCODER: "a CLIP image encoder",
    Kind.SPEECH_ENCODER: "a wav2vec2 speech encoder",
    Kind.LORA: "a LoRA, which is an addition to a model",
    Kind.UNKNOWN: "no model that Kinora knows",
}
_LORA = re.compile(
    r"[._](lora_[AB]|lora_down|lora_up|lokr_w[12]|hada_w[12]_[ab]|dora_scale|diff_b)(\.|_|$)|^lora_unet_"
)
_DIFFUSERS = "condition_embedder.time_embedder.linear_1.weight"
_SCALES = (".scale_weight", ".weight_scale", ".weight_scale_inv", ".scale_input")
_MARKS = (  # (name that only this network has, kind), first hit wins
    ("motion_encoder.", Kind.WAN_ANIMATE),
    ("face_adapter.", Kind.WAN_ANIMATE),
    ("casual_audio_encoder.", Kind.WAN_SPEECH),
    ("audio_injector.", Kind.WAN_SPEECH),
    ("vace_blocks.", Kind.WAN_VACE),
)


def recognise(checkpoint: Checkpoint) -> Recognised:
    """What the tensors are; never raises, an unknown set is Kind.UNKNOWN."""
    checkpoint = under_official_names(checkpoint)
    kind = _kind(checkpoint)
    return Recognised(kind, _format(checkpoint), network(checkpoint) if _is_wan(checkpoint) else None)


def describe(checkpoint: Checkpoint) -> str:
    """The same for a person, as the end of "it looks like ..."."""
    seen = recognise(checkpoint)
    words = WORDS[seen.kind]
    if seen.network:
        words += f" ({seen.network.num_layers} blocks of width {seen.network.dim})"
    return words


def must_be_readable(checkpoint: Checkpoint) -> None:
    """Raises WrongCheckpoint for a LoRA and NotAModel for a number format that has no reader yet."""
    seen = recognise(checkpoint)
    if seen.kind is Kind.LORA:
        raise WrongCheckpoint(
            "This file is a LoRA, not a model",
            why=f"{checkpoint.path.name} holds {WORDS[Kind.LORA]}.",
            done="It was not loaded.",
            do=("Choose the model that it belongs to",),
        )
    if seen.format is Format.INTEGER:
        raise NotAModel(
            "This reduced model cannot be read yet",
            why=f"{checkpoint.path.name} keeps its weights as whole numbers with scales, which is not read yet.",
            done="It was not loaded; other models are unaffected.",
            do=("Use the fp16, bf16, fp8 or GGUF version of the model",),
        )


def under_official_names(checkpoint: Checkpoint) -> Checkpoint:
    """A Wan transformer of diffusers as it is called elsewhere; anything else as it is."""
    if _DIFFUSERS not in checkpoint:
        return checkpoint
    renamed = {target: tensor for name, tensor in checkpoint.tensors.items() for target in official(name)}
    whole = replace(checkpoint, tensors=renamed)
    return whole if _is_wan(whole) else checkpoint


def _kind(checkpoint: Checkpoint) -> Kind:
    if any(_LORA.search(name) for name in checkpoint):
        return Kind.LORA
    if _is_wan(checkpoint):
        return _wan_kind(checkpoint)
    if _DIFFUSERS in checkpoint:
        return Kind.WAN_DIFFUSERS
    if "token_embedding.weight" in checkpoint and "blocks.0.attn.q.weight" in checkpoint:
        return Kind.TEXT_ENCODER
    if "encoder.block.0.layer.0.SelfAttention.q.weight" in checkpoint or "enc.blk.0.attn_q.weight" in checkpoint:
        return Kind.TEXT_ENCODER
    if any(name.startswith(("visual.", "vision_model.")) for name in checkpoint):
        return Kind.IMAGE_ENCODER
    if any("feature_extractor.conv_layers." in name for name in checkpoint):
        return Kind.SPEECH_ENCODER
    channels = checkpoint.shape("conv2.weight") or checkpoint.shape("post_quant_conv.weight")
    if len(channels) == 5 and any(name.startswith("decoder.") for name in checkpoint):
        return Kind.VAE_22 if channels[0] == 48 else Kind.VAE_21
    return Kind.UNKNOWN


def _is_wan(checkpoint: Checkpoint) -> bool:
    return len(checkpoint.shape("patch_embedding.weight")) == 5 and "head.modulation" in checkpoint


def _wan_kind(checkpoint: Checkpoint) -> Kind:
    for mark, kind in _MARKS:
        if any(name.startswith(mark) for name in checkpoint):
            return kind
    if "img_emb.emb_pos" in checkpoint:
        return Kind.WAN_FIRST_LAST
    channels = checkpoint.shape("patch_embedding.weight")[1]
    if "img_emb.proj.0.weight" in checkpoint:
        return Kind.WAN_IMAGE_CLIP if channels == 36 else Kind.WAN_OTHER
    plain = {16: Kind.WAN_TEXT, 36: Kind.WAN_IMAGE}
    out = _first(checkpoint, "head.head.bias") // 4
    return Kind.WAN_TEXT_IMAGE if channels == out == 48 else plain.get(channels, Kind.WAN_OTHER)


def _format(checkpoint: Checkpoint) -> Format:
    stored = checkpoint.tensors
    if any(t.dtype in ("I8", "U8") and name.endswith(".weight") for name, t in stored.items()):
        return Format.INTEGER
    if any(t.dtype in BLOCKS for t in stored.values()):
        return Format.GGUF
    if any(name == "scaled_fp8" or name.endswith((*_SCALES, ".comfy_quant")) for name in stored):
        return Format.FP8_SCALED
    return Format.FP8 if any(t.dtype.startswith("F8") for t in stored.values()) else Format.PLAIN


def network(checkpoint: Checkpoint) -> WanConfig:
    """The numbers of a Wan transformer, from shapes.

    Heads are not written in any shape: every published Wan has 128 channels a head, and a narrower one counts as one.
    """
    dim, channels, *patch = checkpoint.shape("patch_embedding.weight")
    area = 1
    for side in patch:
        area *= side
    blocks = [int(name.split(".")[1]) for name in checkpoint if re.match(r"blocks\.\d{1,4}\.", name)]
    positions = checkpoint.shape("img_emb.emb_pos")
    return WanConfig(
        dim=dim,
        ffn_dim=_first(checkpoint, "blocks.0.ffn.0.weight"),
        num_heads=max(1, dim // 128),
        num_layers=max(blocks, default=-1) + 1,
        in_dim=channels,
        out_dim=_first(checkpoint, "head.head.bias") // max(1, area),
        text_dim=_last(checkpoint, "text_embedding.0.weight"),
        freq_dim=_last(checkpoint, "time_embedding.0.weight"),
        image_dim=_first(checkpoint, "img_emb.proj.0.weight") or None,
        image_positions=positions[1] if len(positions) == 3 else None,
    )


def _first(checkpoint: Checkpoint, name: str) -> int:
    return (checkpoint.shape(name) or (0,))[0]


def _last(checkpoint: Checkpoint, name: str) -> int:
    return (checkpoint.shape(name) or (0,))[-1]
