"""Reads the parts of a LoRA file into changes of the layers of a Wan transformer.

alpha / rank scales a change, alpha / sqrt(rank) for rank-stabilised files, 1 where no alpha is given.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor

from engine.weights.changes import Change, Decomposed, Difference, Hadamard, Kronecker, LowRank
from engine.weights.header import Stored
from engine.weights.lora_file import Lora
from engine.weights.lora_names import Part
from engine.weights.place import TYPES
from engine.weights.sniff import damaged, missing

_SINGLE = (Part.ALPHA, Part.UP_BIAS, Part.DIFF_BIAS, Part.DIFF_TABLE, Part.MAGNITUDE)


def change_of(lora: Lora, layer: str, device: torch.device) -> Change | None:
    """How the weights of a layer that fits are changed at strength 1, on that device; None: not the weights.

    Raises DamagedFile for numbers that are none.
    """
    parts = lora.layers[layer]
    if set(parts) <= set(_SINGLE):
        return None
    if Part.DIFF in parts:
        return Difference(_matrix(parts[Part.DIFF], device), 1.0)
    inner = _inner(lora, parts, device)
    if Part.MAGNITUDE not in parts:
        return inner
    length = _read(parts[Part.MAGNITUDE], device)
    by_column = length.ndim > 1 and length.shape[0] == 1
    return Decomposed(inner, length.reshape(1, -1) if by_column else length.reshape(-1, 1), 1.0)


def difference_of(lora: Lora, layer: str, part: Part, device: torch.device) -> Tensor:
    """What is added to the bias or the modulation table of that layer at strength 1, fp32."""
    parts = lora.layers[layer]
    scale = _scale(lora, parts, parts[Part.DOWN].shape[0]) if part is Part.UP_BIAS else 1.0
    return _read(parts[part], device).float() * scale


def _inner(lora: Lora, parts: dict[Part, Stored], device: torch.device) -> LowRank | Hadamard | Kronecker:
    read = {part: _matrix(stored, device) for part, stored in parts.items() if part not in _SINGLE}
    if Part.DOWN in read:
        down = read[Part.DOWN]
        return LowRank(read[Part.UP], down, _scale(lora, parts, down.shape[0]))
    if Part.HADA_1A in read:
        a1, b1, a2, b2 = (read[part] for part in (Part.HADA_1A, Part.HADA_1B, Part.HADA_2A, Part.HADA_2B))
        return Hadamard(a1, b1, a2, b2, _scale(lora, parts, b1.shape[0]))
    first, rank_1 = _whole(read, Part.KRON_1, Part.KRON_1A, Part.KRON_1B)
    second, rank_2 = _whole(read, Part.KRON_2, Part.KRON_2A, Part.KRON_2B)
    rank = rank_2 or rank_1
    return Kronecker(first, second, _scale(lora, parts, rank) if rank else 1.0)


def _whole(read: dict[Part, Tensor], whole: Part, left: Part, right: Part) -> tuple[Tensor, int]:
    """A matrix that is there, or the product of two; and the rank of that, 0 for a whole one."""
    if whole in read:
        return read[whole], 0
    return read[left].float() @ read[right].float(), read[right].shape[0]


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
    """A tensor of the file in its own type; raises DamagedFile when it holds what is no number, or nothing,
    and WeightsMissing when the file went away."""
    try:
        with stored.path.open("rb") as file:
            file.seek(stored.start)
            raw = bytearray(file.read(stored.bytes))
    except OSError as gone:
        raise missing(stored.path) from gone
    if len(raw) != stored.bytes or not raw:
        raise damaged(stored.path, f"the tensor {stored.name} is empty or cut off.")
    value = torch.frombuffer(raw, dtype=TYPES[stored.dtype]).view(stored.shape)
    if not value.float().isfinite().all():
        raise damaged(stored.path, f"the tensor {stored.name} holds what is no number.")
    return value.to(device)
