"""Reads the header of a LoRA file: which layers it changes, in which way, and what it was made for.  No torch here."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.api.errors import EngineError, WrongCheckpoint
from engine.weights.checkpoint import Checkpoint, open_checkpoint
from engine.weights.header import Stored
from engine.weights.lora_names import Part, layer_and_part, layer_of
from engine.weights.made_for import made_for, other_family

NUMBERS = ("F32", "F16", "BF16", "F64")  # the types that the parts of a LoRA are read from
_OF_WAN = re.compile(
    r"(vace_)?blocks\.\d+\.|(text|time)_embedding\.|time_projection\.|head(\.|$)|.*patch_embedding|img_emb\."
)


@dataclass(frozen=True, slots=True)
class Lora:
    """What a LoRA file changes, not yet read into memory."""

    checkpoint: Checkpoint
    layers: dict[str, dict[Part, Stored]]  # by official layer name
    unread: frozenset[str]  # layers of which the file says more than is understood here: not to be used
    unknown: tuple[str, ...]  # keys that say nothing to us
    made_for: str  # "Wan 2.1 I2V 14B", as far as names and shapes tell
    alpha: float | None  # for layers without their own, from the notes of the file
    stabilised: bool  # alpha / sqrt(rank)

    @property
    def path(self) -> Path:
        """The file."""
        return self.checkpoint.path


def open_lora(path: Path) -> Lora:
    """Read the header of a LoRA file.

    Raises what open_checkpoint raises, and WrongCheckpoint for a model, or for a LoRA of another family of models.
    """
    checkpoint = open_checkpoint(path)
    layers: dict[str, dict[Part, Stored]] = {}
    strange = []
    for name, stored in checkpoint.tensors.items():
        found = layer_and_part(name)
        if found is None or stored.dtype not in NUMBERS or found[1] in layers.get(found[0], {}):
            strange.append(name)
        else:
            layers.setdefault(found[0], {})[found[1]] = stored
    if not layers:
        raise _refused(path, "This file is no LoRA", f"{path.name} holds nothing that is added to a model.")
    ours = {layer: parts for layer, parts in layers.items() if _OF_WAN.match(layer)}
    if not ours or (family := other_family(checkpoint)):
        words = (family if ours else other_family(checkpoint)) or "a model that is not Wan"
        raise _refused(path, "This LoRA is for another family of models", f"{path.name} was made for {words}.")
    unread = {name: layer for name in strange if (layer := _layer_in(name, layers))}
    unknown = tuple(name for name in strange if name not in unread)
    alpha, stabilised = _noted(dict(checkpoint.metadata))
    return Lora(checkpoint, layers, frozenset(unread.values()), unknown, made_for(ours), alpha, stabilised)


def _layer_in(name: str, layers: dict[str, dict[Part, Stored]]) -> str:
    """The layer that a key which is not understood belongs to, "" if there is none."""
    words = name.split(".")
    beginnings = (layer_of(".".join(words[:count])) for count in range(len(words) - 1, 0, -1))
    return next((layer for layer in beginnings if layer in layers), "")


def _refused(path: Path, what: str, why: str) -> EngineError:
    return WrongCheckpoint(
        what,
        why=why,
        done="It was not used; nothing was changed.",
        do=("Choose a LoRA made for Wan", "Remove it"),
        param="loras",
    )


def _noted(notes: dict[str, str]) -> tuple[float | None, bool]:
    """(alpha, rank-stabilised) as the notes of diffusers and of LyCORIS have them; foreign text, so taken with care."""
    alpha, stabilised = None, False
    for name in ("lora_adapter_metadata", "ss_network_args"):
        for key, value in _table(notes.get(name, "")).items():
            word = key.rpartition(".")[2]
            if word in ("use_rslora", "rs_lora", "rslora"):
                stabilised = str(value).lower() in ("true", "1")
            if word == "lora_alpha" and isinstance(value, (int, float)) and 0 < value < 1e6:
                alpha = float(value)
    return alpha, stabilised


def _table(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text) if len(text) < 100_000 else {}
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
