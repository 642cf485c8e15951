"""Which published model a recognised network is; where several have the same tensors, their names on the disk tell.

Files are looked at from the inside first: a name never overrules what the tensors say.  Among models with the same
tensors the file's own name decides, then the folder it lies in, then the folder around that; if none of them tells,
the person is asked.  Facts: facts/wan.md 1.1 and 1.3 to 1.7, facts/talking.md 1.2 and 1.4, facts/vgen.md 1.1.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from engine.api.errors import WhichModel
from engine.api.model import Part
from engine.weights.checkpoint import Checkpoint
from engine.weights.detect import Recognised, must_be_readable, recognise
from engine.weights.kinds import WORDS, Kind


@dataclass(frozen=True, slots=True)
class Published:
    """One model that somebody published, as far as its files differ from others."""

    id: str  # as the catalogue has it, "" for none
    title: str
    told: frozenset[str] = frozenset()  # what its names say where the tensors do not, words of _SIGNS
    part: Part = Part.TRANSFORMER  # of that model: the only or low-noise expert, or the high-noise one


def _one(id: str, title: str, told: str = "") -> Published:
    high = "high" in told.split()
    return Published(id, title, frozenset(told.split()), Part.TRANSFORMER_HIGH if high else Part.TRANSFORMER)


_TALK = (
    _one("infinitetalk", "InfiniteTalk, one speaker", "infinite one"),
    _one("infinitetalk-multi", "InfiniteTalk, two speakers", "infinite two"),
    _one("multitalk", "MultiTalk", "multitalk"),
)
_T2V_LARGE = (
    _one("wan2.1-t2v-14b", "Wan 2.1 T2V 14B", "2.1"),
    _one("wan2.2-t2v-a14b", "Wan 2.2 T2V A14B high noise", "2.2 high"),
    _one("wan2.2-t2v-a14b", "Wan 2.2 T2V A14B low noise", "2.2 low"),
)
_I2V_21 = (
    _one("wan2.1-i2v-480p", "Wan 2.1 I2V 14B 480p", "480"),
    _one("wan2.1-i2v-720p", "Wan 2.1 I2V 14B 720p", "720"),
)
_I2V_22 = (
    _one("wan2.2-i2v-a14b", "Wan 2.2 I2V A14B high noise", "high"),
    _one("wan2.2-i2v-a14b", "Wan 2.2 I2V A14B low noise", "low"),
)
_MODELSCOPE = (_one("vgen-t2v", "ModelScope text to video", "text"), _one("vgen-sr600", "SR600", "sr"))
_COMPOSERS = (
    _one("vgen-videocomposer", "TF-T2V with conditions", "tft2v"),
    _one("vgen-videolcm", "VideoLCM with conditions", "videolcm"),
)
_TABLE: tuple[tuple[Kind, int, tuple[Published, ...]], ...] = (  # (kind, width of the transformer or 0, models)
    (Kind.WAN_TEXT, 1536, (_one("wan2.1-t2v-1.3b", "Wan 2.1 T2V 1.3B"),)),
    (Kind.WAN_TEXT, 5120, _T2V_LARGE),
    (Kind.WAN_IMAGE_CLIP, 5120, _I2V_21),
    (Kind.WAN_FIRST_LAST, 5120, (_one("wan2.1-flf2v", "Wan 2.1 FLF2V 14B"),)),
    (Kind.WAN_IMAGE, 5120, _I2V_22),
    (Kind.WAN_TEXT_IMAGE, 3072, (_one("wan2.2-ti2v-5b", "Wan 2.2 TI2V 5B"),)),
    (Kind.WAN_VACE, 1536, (_one("wan2.1-vace-1.3b", "Wan 2.1 VACE 1.3B"),)),
    (Kind.WAN_VACE, 5120, (_one("wan2.1-vace-14b", "Wan 2.1 VACE 14B"),)),
    (Kind.VACE_ADDITION, 1536, (_one("wan2.1-vace-1.3b", "Wan 2.1 VACE 1.3B, only what it adds"),)),
    (Kind.VACE_ADDITION, 5120, (_one("wan2.1-vace-14b", "Wan 2.1 VACE 14B, only what it adds"),)),
    (Kind.WAN_ANIMATE, 5120, (_one("wan2.2-animate-14b", "Wan 2.2 Animate 14B"),)),
    (Kind.WAN_SPEECH, 5120, (_one("wan2.2-s2v-14b", "Wan 2.2 S2V 14B"),)),
    (Kind.WAN_TALK, 5120, _TALK),
    (Kind.TALK_ADDITION, 0, _TALK),
    (Kind.WAN_FANTASY, 5120, (_one("fantasytalking", "FantasyTalking"),)),
    (Kind.FANTASY_ADDITION, 0, (_one("fantasytalking", "FantasyTalking"),)),
    (Kind.VGEN_TEXT, 0, _MODELSCOPE),
    (Kind.VGEN_DIFFUSERS, 0, _MODELSCOPE[:1]),
    (Kind.VGEN_COMPOSER, 0, _COMPOSERS),
    (Kind.VGEN_IMAGE, 0, (_one("vgen-i2vgen-xl", "I2VGen-XL"),)),
    (Kind.VGEN_IMAGE_DIFFUSERS, 0, (_one("vgen-i2vgen-xl", "I2VGen-XL"),)),
    (Kind.VGEN_HIGEN, 0, (_one("vgen-higen", "HiGen"),)),
    (Kind.VGEN_TFT2V, 0, (_one("vgen-tft2v", "TF-T2V"),)),
    (Kind.VGEN_VIDEO_COMPOSER, 0, (_one("vgen-videocomposer", "VideoComposer"),)),
    (Kind.VGEN_VIDEO_LCM, 0, (_one("vgen-videolcm", "VideoLCM"),)),
    (Kind.VGEN_INSTRUCT, 0, (_one("vgen-instructvideo", "InstructVideo"),)),
    (Kind.VGEN_DREAM, 0, (_one("vgen-dreamvideo", "DreamVideo"),)),
)

_BEFORE, _AFTER = r"(?<![A-Za-z0-9])", r"(?![A-Za-z0-9])"
_SIGNS: tuple[dict[str, str], ...] = (  # for each thing that names tell: word -> how it is written
    {
        "high": rf"high[ _-]?noise|{_BEFORE}(high|hn){_AFTER}",
        "low": rf"low[ _-]?noise|{_BEFORE}(low|ln){_AFTER}",
    },
    {
        "2.1": rf"wan[ _-]?2[._]?1(?!\d)|{_BEFORE}2[._]1{_AFTER}",
        "2.2": rf"wan[ _-]?2[._]?2(?!\d)|{_BEFORE}2[._]2{_AFTER}|a14b",
    },
    {"480": "480", "720": "720"},
    {"infinite": "infinite[ _-]?talk", "multitalk": "multi[ _-]?talk"},
    {"one": rf"{_BEFORE}single{_AFTER}", "two": rf"{_BEFORE}multi{_AFTER}"},
    {"sr": r"sr_step|sr_?600", "text": r"text[ _-]?(2|to)[ _-]?video|t2v|model_?scope"},
    {"tft2v": r"tf-?t2v", "videolcm": r"video-?lcm"},
)


def fitting(seen: Recognised) -> tuple[Published, ...]:
    """The published models whose tensors these are; () for a network that is none of them, or no transformer."""
    return next((models for kind, dim, models in _TABLE if kind is seen.kind and dim in (0, seen.width)), ())


def told_by_name(models: tuple[Published, ...], path: Path) -> tuple[Published, ...]:
    """Those of them that the names on the disk allow; all of them where the names tell nothing or another thing."""
    names = (path.name, path.parent.name, path.parent.parent.name)
    for signs in _SIGNS:
        for name in names:
            read = {word for word, mark in signs.items() if re.search(mark, name, re.IGNORECASE)}
            left = tuple(model for model in models if model.told & read)
            if len(read) == 1 and left:
                models = left
                break
    return models


def which(checkpoint: Checkpoint) -> Published:
    """The published model that a checkpoint is.

    Raises WhichModel with the choices when only the person can tell, and what must_be_readable raises; a network that
    was never published (the starter, an own training) comes back without an id.
    """
    must_be_readable(checkpoint)
    seen = recognise(checkpoint)
    models = told_by_name(fitting(seen), checkpoint.path)
    if len(models) > 1:
        raise WhichModel(checkpoint.path.name, tuple(model.title for model in models))
    return models[0] if models else Published("", WORDS[seen.kind])
