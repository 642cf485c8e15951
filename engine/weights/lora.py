"""Reads LoRA files of every public key format into changes of the layers of a Wan transformer.

alpha / rank scales a change, alpha / sqrt(rank) for rank-stabilised files, 1 where no alpha is given.
"""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from engine.api.errors import EngineError, WrongCheckpoint
from engine.weights.changes import Change, Decomposed, Difference, Hadamard, Kronecker, LowRank
from engine.weights.checkpoint import Checkpoint, open_checkpoint
from engine.weights.header import BLOCKS, Stored
from engine.weights.lora_names import Part, layer_and_part
from engine.weights.made_for import made_for, other_family
from engine.weights.place import TYPES
from engine.weights.sniff import damaged

_OF_WAN = re.compile(
    r"(vace_)?blocks\.\d+\.|(text|time)_embedding\.|time_projection\.|head(\.|$)|.*patch_embedding|img_emb\."
)


@dataclass(frozen=True, slots=True)
class Lora:
    """What a LoRA file changes, not yet read into memory."""

    checkpoint: Checkpoint
    layers: dict[str, dict[Part, Stored]]  # by official layer name
    unknown: tuple[str, ...]  # keys that say nothing to us
    made_for: str  # "Wan 2.1 image to video 14B", as far as names and shapes tell
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
    unknown = []
    for name, stored in checkpoint.tensors.items():
        found = layer_and_part(name)
        if found is None or stored.dtype in BLOCKS or found[1] in layers.get(found[0], {}):
            unknown.append(name)
        else:
            layers.setdefault(found[0], {})[found[1]] = stored
    if not layers:
        raise _refused(path, "This file is no LoRA", f"{path.name} holds nothing that is added to a model.")
    ours = {layer: parts for layer, parts in layers.items() if _OF_WAN.match(layer)}
    if not ours or (family := other_family(checkpoint)):
        words = (family if ours else other_family(checkpoint)) or "a model that is not Wan"
        raise _refused(path, "This LoRA is for another family of models", f"{path.name} was made for {words}.")
    alpha, stabilised = _noted(dict(checkpoint.metadata))
    return Lora(checkpoint, layers, tuple(unknown), made_for(ours), alpha, stabilised)


def _refused(path: Path, what: str, why: str) -> EngineError:
    return WrongCheckpoint(
        what, why=why, done="It was not used; nothing was changed.", do=("Choose a LoRA made for Wan", "Remove it")
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


def change_of(lora: Lora, layer: str, strength: float, device: torch.device) -> Change | None:
    """How the weights of that layer are changed, on that device; None when it is said in a way that is not known here.

    Raises DamagedFile for numbers that are none.
    """
    parts = lora.layers[layer]
    if Part.DIFF in parts:
        return Difference(_matrix(parts[Part.DIFF], device), strength)
    factor = strength if Part.MAGNITUDE not in parts else 1.0
    inner = _inner(lora, parts, factor, device)
    if inner is None or Part.MAGNITUDE not in parts:
        return inner
    length = _read(parts[Part.MAGNITUDE], device)
    by_column = length.ndim > 1 and length.shape[0] == 1
    return Decomposed(inner, length.reshape(1, -1) if by_column else length.reshape(-1, 1), strength)


def difference_of(lora: Lora, layer: str, part: Part, device: torch.device) -> Tensor | None:
    """What is added to the bias or the modulation table of that layer at strength 1, fp32."""
    stored = lora.layers[layer].get(part)
    return None if stored is None else _read(stored, device).float()


def _inner(
    lora: Lora, parts: dict[Part, Stored], strength: float, device: torch.device
) -> LowRank | Hadamard | Kronecker | None:
    read = {part: _matrix(stored, device) for part, stored in parts.items() if part not in _SINGLE and stored.shape}
    if Part.DOWN in read and Part.UP in read:
        down, up = read[Part.DOWN], read[Part.UP]
        return (
            LowRank(up, down, strength * _scale(lora, parts, down.shape[0])) if up.shape[1] == down.shape[0] else None
        )
    hada = [read.get(part) for part in (Part.HADA_1A, Part.HADA_1B, Part.HADA_2A, Part.HADA_2B)]
    if all(matrix is not None for matrix in hada):
        a1, b1, a2, b2 = hada
        fits = a1.shape[1] == b1.shape[0] and a2.shape[1] == b2.shape[0]
        return Hadamard(a1, b1, a2, b2, strength * _scale(lora, parts, b1.shape[0])) if fits else None
    first, rank_1 = _whole(read, Part.KRON_1, Part.KRON_1A, Part.KRON_1B)
    second, rank_2 = _whole(read, Part.KRON_2, Part.KRON_2A, Part.KRON_2B)
    if first is None or second is None:
        return None
    rank = rank_2 or rank_1
    return Kronecker(first, second, strength * (_scale(lora, parts, rank) if rank else 1.0))


_SINGLE = (Part.ALPHA, Part.DIFF_BIAS, Part.DIFF_TABLE, Part.MAGNITUDE)


def _whole(read: dict[Part, Tensor], whole: Part, left: Part, right: Part) -> tuple[Tensor | None, int]:
    """A matrix that is there, or the product of two; and the rank of that, 0 for a whole one."""
    if whole in read:
        return read[whole], 0
    if left in read and right in read and read[left].shape[1] == read[right].shape[0]:
        return read[left].float() @ read[right].float(), read[right].shape[0]
    return None, 0


def _scale(lora: Lora, parts: dict[Part, Stored], rank: int) -> float:
    alpha = lora.alpha
    if Part.ALPHA in parts:
        alpha = float(_read(parts[Part.ALPHA], torch.device("cpu")).reshape(-1)[0])
    if alpha is None:
        return 1.0
    return alpha / (math.sqrt(rank) if lora.stabilised else rank)


def _matrix(stored: Stored, device: torch.device) -> Tensor:
    """The same as rows: all that follows the first dimension side by side."""
    value = _read(stored, device)
    return value.reshape(value.shape[0] if value.ndim else 1, -1)


def _read(stored: Stored, device: torch.device) -> Tensor:
    """A tensor of the file in its own type; raises DamagedFile when it holds what is no number, or nothing."""
    with stored.path.open("rb") as file:
        file.seek(stored.start)
        raw = bytearray(file.read(stored.bytes))
    if len(raw) != stored.bytes or not raw:
        raise damaged(stored.path, f"the tensor {stored.name} is empty or cut off.")
    value = torch.frombuffer(raw, dtype=TYPES[stored.dtype]).view(stored.shape)
    if not value.float().isfinite().all():
        raise damaged(stored.path, f"the tensor {stored.name} holds what is no number.")
    return value.to(device)
