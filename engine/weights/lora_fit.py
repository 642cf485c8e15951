"""Tells which layers of a LoRA have a place in a network, before anything is loaded.  No torch here."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from engine.api.errors import WrongCheckpoint
from engine.weights.header import Stored
from engine.weights.lora_file import Lora
from engine.weights.lora_names import Part
from engine.weights.made_for import width_of

Shapes = Mapping[str, tuple[int, ...]]  # of the tensors of a network, by official name
_BESIDE = {Part.ALPHA, Part.MAGNITUDE, Part.UP_BIAS, Part.DIFF_BIAS, Part.DIFF_TABLE}
ADDED = ((Part.DIFF_BIAS, "bias"), (Part.UP_BIAS, "bias"), (Part.DIFF_TABLE, "modulation"))  # to which tensor
_HADA = (Part.HADA_1A, Part.HADA_1B, Part.HADA_2A, Part.HADA_2B)
_HALVES = ((Part.KRON_1, Part.KRON_1A, Part.KRON_1B), (Part.KRON_2, Part.KRON_2A, Part.KRON_2B))


@dataclass(frozen=True, slots=True)
class LoraReport:
    """How much of one LoRA a network can use."""

    name: str  # of the file
    used: int  # layers
    layers: int  # in the file
    made_for: str
    unused: tuple[str, ...]  # layers that the network lacks, that do not fit it or are not understood; unknown keys

    @property
    def sentence(self) -> str:
        """For a person: how much was used."""
        return f"{self.name}: {self.used} of {self.layers} layers, made for {self.made_for}"

    @property
    def whole(self) -> bool:
        """Whether every layer of the file is used."""
        return self.used == self.layers


def report(lora: Lora, shapes: Shapes) -> LoraReport:
    """How that LoRA fits a network; raises WrongCheckpoint when less than half of it does."""
    used = used_layers(lora, shapes)
    unused = (*(layer for layer in lora.layers if layer not in used), *lora.unknown)
    found = LoraReport(lora.path.name, len(used), len(lora.layers), lora.made_for, unused)
    if 2 * len(used) < len(lora.layers):
        raise _wrong(lora, found, shapes)
    return found


def used_layers(lora: Lora, shapes: Shapes) -> frozenset[str]:
    """The layers of the file that have a place, each whole."""
    return frozenset(
        layer for layer in lora.layers if layer not in lora.unread and _fits(lora.layers[layer], layer, shapes)
    )


def weight_name(layer: str, shapes: Shapes) -> str:
    """The tensor that a change of the weights of that layer is for: its weight, or itself; "" if there is none."""
    return next((name for name in (f"{layer}.weight", layer) if name in shapes), "")


def _fits(parts: Mapping[Part, Stored], layer: str, shapes: Shapes) -> bool:
    for part, name in ADDED:
        if part in parts and math.prod(parts[part].shape) != math.prod(shapes.get(f"{layer}.{name}", (-1,))):
            return False
    if Part.UP_BIAS in parts and (Part.UP not in parts or Part.MAGNITUDE in parts):
        return False
    if Part.ALPHA in parts and math.prod(parts[Part.ALPHA].shape) != 1:
        return False
    if not set(parts) - _BESIDE:
        return Part.MAGNITUDE not in parts and not set(parts) <= {Part.ALPHA}
    place = shapes.get(weight_name(layer, shapes), ())
    matrix = change_shape(parts)
    return bool(place) and matrix == _rows(place) and _magnitude_fits(parts, matrix)


def _magnitude_fits(parts: Mapping[Part, Stored], matrix: tuple[int, int]) -> bool:
    if Part.MAGNITUDE not in parts:
        return True
    shape = parts[Part.MAGNITUDE].shape
    by_column = len(shape) > 1 and shape[0] == 1
    return Part.DIFF not in parts and math.prod(shape) == matrix[by_column]


def change_shape(parts: Mapping[Part, Stored]) -> tuple[int, int] | None:
    """Rows and columns of the change that those parts make together; None when they make none that is known here."""
    sides = {part: _rows(stored.shape) for part, stored in parts.items() if part not in _BESIDE}
    kinds = set(sides)
    if kinds == {Part.DIFF}:
        return sides[Part.DIFF]
    if kinds == {Part.DOWN, Part.UP}:
        return _product(sides[Part.UP], sides[Part.DOWN])
    if kinds == set(_HADA):
        first, second = (_product(sides[left], sides[right]) for left, right in (_HADA[:2], _HADA[2:]))
        return first if first == second else None
    halves = []
    for whole, left, right in _HALVES:
        if kinds & {whole, left, right} == {whole}:
            halves.append(sides[whole])
        elif kinds & {whole, left, right} == {left, right}:
            halves.append(_product(sides[left], sides[right]))
    if len(halves) != 2 or kinds - {part for half in _HALVES for part in half} or None in halves:
        return None
    (a, b), (c, d) = halves
    return a * c, b * d


def _rows(shape: tuple[int, ...]) -> tuple[int, int]:
    """The same as rows: all that follows the first dimension side by side."""
    return (shape[0], math.prod(shape[1:])) if shape else (1, 1)


def _product(left: tuple[int, int], right: tuple[int, int]) -> tuple[int, int] | None:
    return (left[0], right[1]) if left[1] == right[0] else None


def _wrong(lora: Lora, found: LoraReport, shapes: Shapes) -> WrongCheckpoint:
    theirs, ours = width_of(lora.layers), shapes.get("blocks.0.self_attn.q.weight", (0,))[0]
    name, made, used, layers = found.name, found.made_for, found.used, found.layers
    return WrongCheckpoint(
        "This LoRA is for another model",
        why=f"{name} was made for {made} (width {theirs}; this one has {ours}); {used} of its {layers} layers fit."
        if theirs and ours and theirs != ours
        else f"{name} was made for {made}; {used} of its {layers} layers fit.",
        done="It was not used; nothing was changed.",
        do=("Choose the model that it was made for", "Remove the LoRA"),
        detail="not used: " + ", ".join(found.unused[:8]),
        param="loras",
    )
