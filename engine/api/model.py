"""A model as the catalogue describes it: what it is for, which files it needs, what it starts with."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import msgspec

from engine.api.published import PublishedFile


class Mode(StrEnum):
    """What is made from what."""

    TEXT_TO_VIDEO = "text_to_video"
    IMAGE_TO_VIDEO = "image_to_video"
    VIDEO_TO_VIDEO = "video_to_video"
    TEXT_TO_IMAGE = "text_to_image"
    INFINITE_TALK = "infinite_talk"
    MULTI_TALK = "multi_talk"
    FANTASY_TALKING = "fantasy_talking"


class Purpose(StrEnum):
    """What people want to make; the model manager groups by it."""

    TEXT = "text"  # a video from words
    PICTURE = "picture"  # a picture that moves
    TALKING = "talking"  # a person who speaks a recording
    MOVEMENT = "movement"  # a character that moves as another does
    EDIT = "edit"  # a video changed or steered by another
    ENLARGE = "enlarge"  # a video in more pixels


class Part(StrEnum):
    """The parts a model is made of."""

    TRANSFORMER = "transformer"  # the only one, or the low-noise expert; of VGen: the UNet
    TRANSFORMER_HIGH = "transformer_high"  # the high-noise expert of a pair
    TEXT_ENCODER = "text_encoder"
    TOKENIZER = "tokenizer"
    IMAGE_ENCODER = "image_encoder"
    VAE = "vae"
    SPEECH_ENCODER = "speech_encoder"
    ADDITION = "addition"  # modules that are attached to the transformer: a voice, an adapter
    PREPARATION = "preparation"  # networks that find people and poses in what the person gives


class Licence(msgspec.Struct, frozen=True, omit_defaults=True):
    """What people may do with a model."""

    name: str
    url: str = ""
    commercial: bool = True  # False: not for money; said before the download
    note: str = ""  # one sentence, where the name alone does not tell

    @property
    def stated(self) -> bool:
        """Whether its authors say under which terms they publish it; if not, it counts as non-commercial."""
        return self.name != "not stated"


class Variant(msgspec.Struct, frozen=True, omit_defaults=True):
    """One set of files that makes a model whole: the same model in other number formats has several."""

    id: str
    title: str
    precision: str  # of the transformer: bf16, fp16, fp32, fp8, fp8_scaled, q8_0 ...
    files: dict[Part, tuple[str, ...]]  # ids of published files; what two models share has the same id
    bytes: int = 0  # of all its files together as far as known, filled in by the catalogue
    exact: bool = False  # every length is known to the byte, filled in by the catalogue


class Component(msgspec.Struct, frozen=True, omit_defaults=True):
    """One part: where its file or folder lies below the model's folder, and how large it is."""

    part: Part
    paths: tuple[str, ...]  # names that are looked for, first hit wins; a folder may be named
    bytes: int = 0  # on disk, as published; 0 if not known
    published: tuple[tuple[str, ...], ...] = ()  # below a models folder: what is opened, then every file it takes


class Preset(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """Settings that belong together, chosen at once."""

    id: str
    title: str
    summary: str  # one plain sentence
    values: dict[str, Any] = {}  # parameter name -> value; what another preset of the model sets is the model's own
    lora: str = ""  # id of the LoRA that they need
    lora_strength: float = 1.0


class ModelSpec(msgspec.Struct, frozen=True, omit_defaults=True):
    """One model of the catalogue."""

    id: str
    title: str
    family: str
    summary: str  # one plain sentence
    modes: tuple[Mode, ...]
    licence: Licence
    network: str  # preset of the transformer (engine/nets/wan/configs), or "own": described beside its weights
    vae: str  # preset of the video autoencoder (engine/nets/wan/vae_config), or "own"
    components: tuple[Component, ...]
    defaults: dict[str, Any]  # parameter name -> value that differs from the base default
    sizes: tuple[tuple[int, int], ...] = ()  # (width, height) offered first
    max_frames: int = 0  # 0: no limit known
    bundled: bool = False  # its files come with Kinora
    negative_prompt: str = ""  # the official one, used where the person gives none
    people: int = 1  # who can speak at once, of a model that makes people speak
    clean_first_frame: bool = False  # a picture is the first latent frame itself, at timestep 0 (TI2V)
    hub: str = ""  # where it is published: owner/name
    purposes: tuple[Purpose, ...] = ()
    ready: bool = True  # False: it can be fetched and checked, but this version cannot run it yet
    variants: tuple[Variant, ...] = ()  # the first is the recommended one
    files: tuple[PublishedFile, ...] = ()  # those that its variants name, filled in by the catalogue
    presets: tuple[Preset, ...] = ()  # filled in by the catalogue
    own: bool = False  # the person's own
    data_file: str = ""  # that describes it, if it is the person's own

    @property
    def experts(self) -> int:
        """1, or 2 for a pair of high- and low-noise experts."""
        return 2 if any(c.part is Part.TRANSFORMER_HIGH for c in self.components) else 1

    def component(self, part: Part) -> Component | None:
        """That part, or None if the model has none."""
        return next((c for c in self.components if c.part == part), None)

    def variant(self, id: str = "") -> Variant | None:
        """The variant of that id, without one the recommended; None if the model has none such."""
        return next((v for v in self.variants if id in ("", v.id)), None)

    def preset(self, id: str) -> Preset | None:
        """The preset of that id, None if the model has none such."""
        return next((one for one in self.presets if one.id == id), None)

    def file(self, id: str) -> PublishedFile:
        """The published file of that id; raises KeyError when none of the variants names it."""
        for file in self.files:
            if file.id == id:
                return file
        raise KeyError(id)

    def files_of(self, variant: Variant) -> tuple[PublishedFile, ...]:
        """What the variant takes, each file once, in the order of its parts."""
        return tuple(self.file(id) for id in dict.fromkeys(id for ids in variant.files.values() for id in ids))


class LoraSpec(msgspec.Struct, frozen=True, omit_defaults=True):
    """An addition that changes how a model works: most of all those that need fewer steps."""

    id: str
    title: str
    summary: str
    files: dict[str, str]  # "both", or "high" and "low" of a pair of experts -> id of a published file
    made_for: tuple[str, ...]  # presets of the transformer (engine/nets/wan/configs)
    licence: Licence
    strength: float = 1.0
    defaults: dict[str, Any] = {}  # settings that go with it
    published: tuple[PublishedFile, ...] = ()  # what `files` names, filled in by the catalogue
