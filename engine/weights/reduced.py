"""Puts layers that keep their weights as bytes where a network built plain ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from engine.nets.dequantise import FORMS, Form, dequantised
from engine.nets.quantised import QuantisedEmbedding, QuantisedLinear
from engine.weights.fit import Assignment, Slot
from engine.weights.header import Stored
from engine.weights.narrow import Narrowing
from engine.weights.precision import Precision
from engine.weights.sniff import damaged

_NUMBERS = {"F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16}


@dataclass(frozen=True, slots=True)
class Kept:
    """The bytes of one layer's weights."""

    slot: Slot
    form: Form
    packed: Tensor  # rows x bytes of a row, int8
    scale: Tensor | None  # one number, or one for each row (rows x 1), fp32


def stays_small(a: Assignment, precision: Precision) -> bool:
    """Whether the weights stay bytes: those of linear layers and tables that are not computed in fp32 anyway."""
    layers = all(isinstance(module, (nn.Linear, nn.Embedding)) and name == "weight" for module, name in a.slot.places)
    return a.stored.dtype in FORMS and layers and not precision.keep_fp32(a.slot.name)


def read_scale(stored: Stored) -> Tensor:
    """A scale as 1 x 1 or rows x 1, fp32; raises DamagedFile when it is no number."""
    with stored.path.open("rb") as file:
        file.seek(stored.start)
        raw = bytearray(file.read(stored.bytes))
    if len(raw) != stored.bytes:
        raise damaged(stored.path, "it became shorter while it was being read.")
    scale = torch.frombuffer(raw, dtype=_NUMBERS[stored.dtype]).float().view(-1, 1)
    if not scale.isfinite().all():
        raise damaged(stored.path, f"the scale {stored.name} is no number.")
    return scale


def widened(packed: Tensor, a: Assignment) -> Tensor:
    """All weights of a tensor that does not stay small, in fp32 and in the shape of its place."""
    return dequantised(packed, FORMS[a.stored.dtype]).view(a.slot.shape)


def narrowed(slot: Slot, value: Tensor, how: Narrowing) -> Kept:
    """The layer with narrower weights, where its numbers are."""
    rows, width = value.shape
    packed = torch.empty(rows, width, dtype=torch.int8, device=value.device)
    scale = torch.empty(rows, 1, dtype=torch.float32, device=value.device)
    if not value.is_meta:
        how.into(value, packed, scale)
    return Kept(slot, how.form, packed, scale)


def install(network: nn.Module, kept: Mapping[str, Kept], compute: torch.dtype) -> None:
    """Replace each plain layer whose weights are kept as bytes, wherever the network holds it."""
    made: dict[int, nn.Module] = {}
    for found in kept.values():
        for module, _ in found.slot.places:
            if id(module) not in made:
                made[id(module)] = _layer(module, found, compute)
    for parent in list(network.modules()):
        for name, child in parent._modules.items():
            if child is not None and id(child) in made:
                parent._modules[name] = made[id(child)]


def _layer(plain: nn.Module, kept: Kept, compute: torch.dtype) -> nn.Module:
    if isinstance(plain, nn.Linear):
        return QuantisedLinear(kept.packed, kept.form, kept.scale, plain.bias, compute)
    return QuantisedEmbedding(kept.packed, kept.form, kept.scale, compute)
