"""The networks that weight files are known to hold, in words, and the VGen family, which is told by its optional parts.

Facts: facts/vgen.md 2.2: all of VGen is one network of 1480 tensors with parts added.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from engine.weights.checkpoint import Checkpoint


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
    WAN_TALK = "wan_talk"  # Wan with the audio layers of InfiniteTalk or MultiTalk in it
    WAN_FANTASY = "wan_fantasy"  # Wan with the audio layers of FantasyTalking in it
    WAN_OTHER = "wan_other"  # a Wan transformer with other channels: Fun control, camera
    WAN_DIFFUSERS = "wan_diffusers"  # a Wan transformer under the names of diffusers
    TALK_ADDITION = "talk_addition"  # only what InfiniteTalk or MultiTalk add to Wan
    FANTASY_ADDITION = "fantasy_addition"
    VACE_ADDITION = "vace_addition"
    VAE_21 = "vae_21"
    VAE_22 = "vae_22"
    VAE_PICTURE = "vae_picture"  # of Stable Diffusion, which VGen uses
    TEXT_ENCODER = "text_encoder"
    OTHER_TEXT_ENCODER = "other_text_encoder"  # T5, which Wan does not use
    IMAGE_ENCODER = "image_encoder"
    SPEECH_ENCODER = "speech_encoder"
    VGEN_TEXT = "vgen_text"  # ModelScope text to video and SR600, which have the same tensors
    VGEN_IMAGE = "vgen_image"  # I2VGen-XL
    VGEN_HIGEN = "vgen_higen"
    VGEN_TFT2V = "vgen_tft2v"
    VGEN_COMPOSER = "vgen_composer"  # TF-T2V and VideoLCM with conditions, which have the same tensors
    VGEN_VIDEO_COMPOSER = "vgen_video_composer"  # the original VideoComposer
    VGEN_VIDEO_LCM = "vgen_video_lcm"
    VGEN_INSTRUCT = "vgen_instruct"
    VGEN_DREAM = "vgen_dream"  # DreamVideo, adapters inside
    DREAM_IDENTITY = "dream_identity"  # only the adapters of DreamVideo
    DREAM_MOTION = "dream_motion"
    VGEN_DIFFUSERS = "vgen_diffusers"  # the ModelScope network under the names of diffusers
    VGEN_IMAGE_DIFFUSERS = "vgen_image_diffusers"  # I2VGen-XL under the names of diffusers
    LORA = "lora"
    UNKNOWN = "unknown"


WORDS: Mapping[Kind, str] = MappingProxyType(
    {
        Kind.WAN_TEXT: "Wan text to video",
        Kind.WAN_IMAGE_CLIP: "Wan 2.1 image to video",
        Kind.WAN_FIRST_LAST: "Wan 2.1 first and last frame to video",
        Kind.WAN_IMAGE: "Wan 2.2 image to video",
        Kind.WAN_TEXT_IMAGE: "Wan 2.2 text and image to video",
        Kind.WAN_VACE: "Wan VACE",
        Kind.WAN_ANIMATE: "Wan 2.2 Animate",
        Kind.WAN_SPEECH: "Wan 2.2 speech to video",
        Kind.WAN_TALK: "Wan with InfiniteTalk or MultiTalk",
        Kind.WAN_FANTASY: "Wan with FantasyTalking",
        Kind.WAN_OTHER: "a Wan transformer of an unknown variant",
        Kind.WAN_DIFFUSERS: "a Wan transformer in the layout of diffusers",
        Kind.TALK_ADDITION: "the audio layers of InfiniteTalk or MultiTalk, an addition to Wan",
        Kind.FANTASY_ADDITION: "the audio layers of FantasyTalking, an addition to Wan",
        Kind.VACE_ADDITION: "the layers of VACE, an addition to Wan",
        Kind.VAE_21: "the Wan 2.1 video autoencoder",
        Kind.VAE_22: "the Wan 2.2 video autoencoder",
        Kind.VAE_PICTURE: "the picture autoencoder of Stable Diffusion",
        Kind.TEXT_ENCODER: "a UMT5 text encoder",
        Kind.OTHER_TEXT_ENCODER: "a T5 text encoder of another kind than UMT5",
        Kind.IMAGE_ENCODER: "a CLIP image encoder",
        Kind.SPEECH_ENCODER: "a wav2vec2 speech encoder",
        Kind.VGEN_TEXT: "ModelScope text to video",
        Kind.VGEN_IMAGE: "I2VGen-XL",
        Kind.VGEN_HIGEN: "HiGen",
        Kind.VGEN_TFT2V: "TF-T2V",
        Kind.VGEN_COMPOSER: "TF-T2V or VideoLCM with conditions",
        Kind.VGEN_VIDEO_COMPOSER: "VideoComposer",
        Kind.VGEN_VIDEO_LCM: "VideoLCM",
        Kind.VGEN_INSTRUCT: "InstructVideo",
        Kind.VGEN_DREAM: "DreamVideo",
        Kind.DREAM_IDENTITY: "a subject of DreamVideo, which is an addition to a model",
        Kind.DREAM_MOTION: "a movement of DreamVideo, which is an addition to a model",
        Kind.VGEN_DIFFUSERS: "ModelScope text to video in the layout of diffusers",
        Kind.VGEN_IMAGE_DIFFUSERS: "I2VGen-XL in the layout of diffusers",
        Kind.LORA: "a LoRA, which is an addition to a model",
        Kind.UNKNOWN: "no model that Kinora knows",
    }
)
RUNNABLE = frozenset(
    {
        Kind.WAN_TEXT, Kind.WAN_IMAGE_CLIP, Kind.WAN_FIRST_LAST, Kind.WAN_IMAGE, Kind.WAN_TEXT_IMAGE,
        Kind.VAE_21, Kind.VAE_22, Kind.TEXT_ENCODER, Kind.IMAGE_ENCODER,
    }
)  # fmt: skip

_ADAPTERS = (".cross_attn_adapter.", ".attn_adapter.", ".ff_adapter.")


def vgen_kind(checkpoint: Checkpoint) -> Kind | None:
    """Which of the VGen family, None for none of them."""
    if "transformer_in.proj_in.weight" in checkpoint and len(checkpoint.shape("conv_in.weight")) == 4:
        image = "image_latents_proj_in.0.weight" in checkpoint
        return Kind.VGEN_IMAGE_DIFFUSERS if image else Kind.VGEN_DIFFUSERS
    adapters = any(part in name for name in checkpoint for part in _ADAPTERS)
    entry = checkpoint.shape("input_blocks.0.0.weight")
    if len(entry) != 4 or not any(".temopral_conv." in name for name in checkpoint):  # their own spelling
        return _dream(checkpoint) if adapters and not entry else None
    if adapters:
        return Kind.VGEN_DREAM
    if any(".to_q_lora.down_linear." in name for name in checkpoint):
        return Kind.VGEN_INSTRUCT
    return {4: _of_four, 8: _of_eight, 12: _of_twelve}.get(entry[1], _none)(checkpoint)


def _dream(checkpoint: Checkpoint) -> Kind:
    return Kind.DREAM_MOTION if any(".condition_linear." in name for name in checkpoint) else Kind.DREAM_IDENTITY


def _of_four(checkpoint: Checkpoint) -> Kind | None:
    return Kind.VGEN_HIGEN if "msim_embedding.0.weight" in checkpoint else Kind.VGEN_TEXT


def _of_eight(checkpoint: Checkpoint) -> Kind | None:
    return Kind.VGEN_IMAGE if "local_image_concat.0.weight" in checkpoint else None


def _of_twelve(checkpoint: Checkpoint) -> Kind | None:
    tokens = checkpoint.shape("pre_image_condition.2.weight")
    if not tokens:
        return Kind.VGEN_VIDEO_LCM
    if "depth_embedding.0.weight" not in checkpoint:
        return Kind.VGEN_TFT2V
    return Kind.VGEN_VIDEO_COMPOSER if tokens[0] == 1024 else Kind.VGEN_COMPOSER  # one token of the picture, or four


def _none(checkpoint: Checkpoint) -> Kind | None:
    return None
