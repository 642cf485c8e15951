"""Tells from names and shapes alone what network a checkpoint holds, and in which number format it is kept.

Facts: facts/wan.md 1.1, facts/talking.md 1.2, facts/vgen.md 2.2.  Published models with the same names and shapes are
told apart by their names on the disk, in `engine/weights/published.py`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from engine.api.errors import NotAModel, WrongCheckpoint
from engine.nets.wan.configs import WanConfig
from engine.weights.checkpoint import Checkpoint
from engine.weights.header import BLOCKS
from engine.weights.kinds import RUNNABLE, WORDS, Kind, vgen_kind
from engine.weights.names import official
from engine.weights.scales import SCALES, plain_whole_numbers


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
    width: int = 0  # of the transformer, also of one that the file only adds to; 0 if it does not tell


_LORA = re.compile(
    r"[._](lora_[AB]|lora_down|lora_up|lokr_w[12]|hada_w[12]_[ab]|dora_scale|diff_b)(\.|_|$)|^lora_unet_"
)
_DIFFUSERS = "condition_embedder.time_embedder.linear_1.weight"
_SPEECH = ("casual_audio_encoder.", "audio_injector.")
_ANIMATE = ("motion_encoder.", "face_adapter.")
_TALK = re.compile(r"(multitalk_)?audio_proj\.proj1_vf\.|blocks\.\d+\.audio_cross_attn\.")
_FANTASY = re.compile(r"proj_model\.proj\.|(audio_processor\.)?blocks\.\d+\.cross_attn\.processor\.k_proj\.")
_T5_LAYER = "encoder.block.0.layer.0.SelfAttention.q.weight"
_T5_BIAS = "encoder.block.{}.layer.0.SelfAttention.relative_attention_bias.weight"


def recognise(checkpoint: Checkpoint) -> Recognised:
    """What the tensors are; never raises, an unknown set is Kind.UNKNOWN."""
    checkpoint = under_official_names(checkpoint)
    kind = _kind(checkpoint)
    numbers = network(checkpoint) if _is_wan(checkpoint) else None
    width = numbers.dim if numbers else _first(checkpoint, "vace_blocks.0.after_proj.weight")
    return Recognised(kind, _format(checkpoint), numbers, width)


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
    if seen.format is Format.INTEGER and not plain_whole_numbers(checkpoint):
        raise NotAModel(
            "This reduced model cannot be read yet",
            why=f"{checkpoint.path.name} keeps its weights as whole numbers in a way that is not read yet.",
            done="It was not loaded; other models are unaffected.",
            do=("Use the fp16, bf16, fp8 or GGUF version of the model",),
        )


def must_be_runnable(checkpoint: Checkpoint) -> Recognised:
    """What it is; raises WrongCheckpoint, naming it, when this version has no network for it."""
    must_be_readable(checkpoint)
    seen = recognise(checkpoint)
    if seen.kind in RUNNABLE:
        return seen
    known = seen.kind is not Kind.UNKNOWN
    raise WrongCheckpoint(
        "This version cannot run this model yet" if known else "This file holds no model that Kinora knows",
        why=f"{checkpoint.path.name} is {describe(checkpoint)}.",
        done="It was not loaded; it stays where it is.",
        do=("Choose another model",) if known else ("Choose another file",),
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
    addition = _addition(checkpoint)
    return addition or _encoder(checkpoint) or vgen_kind(checkpoint) or _autoencoder(checkpoint)


def _is_wan(checkpoint: Checkpoint) -> bool:
    return len(checkpoint.shape("patch_embedding.weight")) == 5 and "head.modulation" in checkpoint


def _starts(checkpoint: Checkpoint, prefixes: tuple[str, ...] | str) -> bool:
    return any(name.startswith(prefixes) for name in checkpoint)


def _has(checkpoint: Checkpoint, mark: re.Pattern[str]) -> bool:
    return any(mark.match(name) for name in checkpoint)


def _wan_kind(checkpoint: Checkpoint) -> Kind:
    channels = checkpoint.shape("patch_embedding.weight")[1]
    if _starts(checkpoint, _ANIMATE):
        return Kind.WAN_ANIMATE
    if _starts(checkpoint, _SPEECH):
        return Kind.WAN_SPEECH
    if _starts(checkpoint, "vace_blocks."):
        return Kind.WAN_VACE
    if _has(checkpoint, _TALK):
        return Kind.WAN_TALK
    if _has(checkpoint, _FANTASY):
        return Kind.WAN_FANTASY
    if "img_emb.emb_pos" in checkpoint:
        return Kind.WAN_FIRST_LAST if channels == 36 else Kind.WAN_OTHER
    if "img_emb.proj.0.weight" in checkpoint:
        return Kind.WAN_IMAGE_CLIP if channels == 36 else Kind.WAN_OTHER
    plain = {16: Kind.WAN_TEXT, 36: Kind.WAN_IMAGE}
    out = _first(checkpoint, "head.head.bias") // 4
    return Kind.WAN_TEXT_IMAGE if channels == out == 48 else plain.get(channels, Kind.WAN_OTHER)


def _addition(checkpoint: Checkpoint) -> Kind | None:
    """Parts that are put onto a Wan transformer and hold none themselves."""
    if _has(checkpoint, _TALK):
        return Kind.TALK_ADDITION
    if _has(checkpoint, _FANTASY):
        return Kind.FANTASY_ADDITION
    if _starts(checkpoint, "vace_blocks.") and not _starts(checkpoint, "blocks."):
        return Kind.VACE_ADDITION
    return None


def _encoder(checkpoint: Checkpoint) -> Kind | None:
    if "token_embedding.weight" in checkpoint and "blocks.0.attn.q.weight" in checkpoint:
        return Kind.TEXT_ENCODER
    if "enc.blk.0.attn_q.weight" in checkpoint:
        own = "enc.blk.1.attn_q.weight" not in checkpoint or "enc.blk.1.attn_rel_b.weight" in checkpoint
        return Kind.TEXT_ENCODER if own else Kind.OTHER_TEXT_ENCODER
    if _T5_LAYER in checkpoint:  # UMT5 has a table of distances in each block, T5 in the first only
        own = _T5_LAYER.replace("0", "1", 1) not in checkpoint or _T5_BIAS.format(1) in checkpoint
        return Kind.TEXT_ENCODER if own else Kind.OTHER_TEXT_ENCODER
    if _starts(checkpoint, ("visual.transformer.", "vision_model.encoder.", "vision_model.embeddings.")):
        return Kind.IMAGE_ENCODER
    if any("feature_extractor.conv_layers." in name for name in checkpoint):
        return Kind.SPEECH_ENCODER
    return None


def _autoencoder(checkpoint: Checkpoint) -> Kind:
    """Video autoencoders are told by their latent channels, under official names or those of diffusers."""
    bare = "model." if "model.conv2.weight" in checkpoint else ""
    channels = checkpoint.shape(bare + "conv2.weight") or checkpoint.shape("post_quant_conv.weight")
    if len(channels) == 5 and _starts(checkpoint, bare + "decoder."):
        return {16: Kind.VAE_21, 48: Kind.VAE_22}.get(channels[0], Kind.UNKNOWN)
    if len(channels) == 4 or _starts(checkpoint, "first_stage_model."):
        return Kind.VAE_PICTURE
    return Kind.UNKNOWN


def _format(checkpoint: Checkpoint) -> Format:
    stored = checkpoint.tensors
    if any(t.dtype in ("I8", "U8") and name.endswith(".weight") for name, t in stored.items()):
        return Format.INTEGER
    if any(t.dtype in BLOCKS for t in stored.values()):
        return Format.GGUF
    if any(name == "scaled_fp8" or name.endswith((*SCALES, ".scale_input", ".comfy_quant")) for name in stored):
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
