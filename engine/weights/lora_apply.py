"""Carries LoRAs into a loaded network and takes them out again, bit for bit.

The weights themselves never change: a layer adds to its rows while they are made ready, so a LoRA comes, goes or
changes its strength without anything being loaded again, over plain weights as over reduced ones.  Small tensors
(biases, norms, tables) are written over, with the originals kept.  All changes of a layer are reckoned from its own
weights, so the order of the LoRAs does not matter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field

import torch
from torch import Tensor, nn

from engine.nets.quantised import ChangedLinear, Quantised, Widened
from engine.weights.changes import Change, measured, moved, scaled
from engine.weights.lora import change_of, difference_of
from engine.weights.lora_file import Lora
from engine.weights.lora_fit import ADDED, LoraReport, report, used_layers, weight_name


@dataclass(frozen=True, slots=True)
class Identified:
    """A LoRA and what tells it from others: the fingerprint of its file."""

    lora: Lora
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Read:
    """The numbers of a LoRA, for one network, at strength 1."""

    changes: dict[str, Change]  # of weights, by the name of the tensor
    differences: dict[str, Tensor]  # of biases and tables, by the name of the tensor, fp32


Worn = tuple[tuple[Identified, float], ...]  # with the strength of each


@dataclass(slots=True)
class Overlay:
    """What LoRAs add to one network; `wear` is the only way to change it."""

    network: nn.Module
    at_hand: Callable[[str], AbstractContextManager[None]] = lambda layer: nullcontext()  # to look at that layer
    rest: Callable[[Tensor], Tensor] = lambda value: value  # where the numbers of LoRAs wait between their uses
    worn: Worn = ()
    holding: bool = False
    _read: dict[str, Read] = field(default_factory=dict)  # by fingerprint
    _originals: dict[str, Tensor] = field(default_factory=dict)
    _marks: tuple[tuple[str, float], ...] = ()

    def wear(self, wanted: Worn, tick: Callable[[], None] = lambda: None) -> bool:
        """Let the network be changed by exactly these; whether that is another set than before.

        Raises WrongCheckpoint for one that does not belong to it and DamagedFile, before anything is changed; `tick`
        is called between two layers and may raise to stop.
        """
        wanted = tuple((one, strength) for one, strength in wanted if strength)
        marks = tuple((one.fingerprint, strength) for one, strength in wanted)
        if marks == self._marks:
            return False
        for one, _ in wanted:
            if one.fingerprint not in self._read:
                self._read[one.fingerprint] = self._reading(one.lora, tick)
        self._dress(wanted)
        self.worn, self._marks = wanted, marks
        return True

    def keep_only(self, fingerprints: Iterable[str]) -> None:
        """Let go of the numbers of all others; what is worn is in use and stays."""
        kept = {*fingerprints, *(mark for mark, _ in self._marks)}
        self._read = {mark: read for mark, read in self._read.items() if mark in kept}

    def hold(self, wanted: bool) -> None:
        """Whether changed layers stay ready from one use to the next; it takes the room of their weights again."""
        self.holding = wanted
        for module in self._changed():
            module.hold = wanted
            module.held = module.held if wanted else None

    def holds(self, layer: Widened) -> bool:
        """Whether that layer stays ready for good."""
        return self.holding and bool(layer.additions)

    @property
    def bytes_to_hold(self) -> int:
        """What holding takes."""
        sides = [(*module.shape, module.compute.itemsize) for module in self._changed()]
        return sum(rows * columns * size for rows, columns, size in sides)

    @property
    def bytes_held(self) -> int:
        """What it takes now."""
        return sum(module.held.nbytes for module in self._changed() if module.held is not None)

    def _changed(self) -> list[Widened]:
        return [module for module in self.network.modules() if isinstance(module, Widened) and module.additions]

    @torch.no_grad()
    def _reading(self, lora: Lora, tick: Callable[[], None]) -> Read:
        shapes = shapes_of(self.network)
        report(lora, shapes)
        changes, differences = {}, {}
        for layer in sorted(used_layers(lora, shapes)):
            tick()
            name = weight_name(layer, shapes)
            device = next(iter(self.network.parameters())).device
            change = change_of(lora, layer, device)
            if change is not None:
                with self.at_hand(layer):
                    changes[name] = moved(measured(change, self._exact(name)), self.rest)
            for part, kind in ADDED:
                if part in lora.layers[layer]:
                    found = difference_of(lora, layer, part, device).reshape(-1)
                    own = f"{layer}.{kind}"
                    differences[own] = found if own not in differences else differences[own] + found
        return Read(changes, differences)

    def _exact(self, name: str) -> Callable[[slice], Tensor]:
        """Rows of a tensor as they were before any LoRA, fp32."""
        holder, kind = self._holder(name)
        if isinstance(holder, Widened) and kind == "weight":
            return holder.exact
        original = self._originals.get(name, getattr(holder, kind))
        return lambda rows: _flat(original)[rows].float()

    @torch.no_grad()
    def _dress(self, wanted: Worn) -> None:
        changes: dict[str, list[Change]] = {}
        differences: dict[str, list[tuple[Tensor, float]]] = {}
        for one, strength in wanted:
            read = self._read[one.fingerprint]
            for name, change in read.changes.items():
                changes.setdefault(name, []).append(scaled(change, strength))
            for name, difference in read.differences.items():
                differences.setdefault(name, []).append((difference, strength))
        for module in self._changed():
            module.additions, module.hold, module.held = (), False, None
        small = set(differences)
        for name, several in changes.items():
            layer = self._layer(name)
            if layer is None:
                small.add(name)
            else:
                layer.additions, layer.held = tuple(several), None
        for name in small | set(self._originals):
            self._write(name, changes.get(name, []), differences.get(name, []))

    def _layer(self, name: str) -> Widened | None:
        """The layer that adds to that tensor by itself; a plain linear one is made able to."""
        holder, kind = self._holder(name)
        if kind != "weight" or not isinstance(holder, Widened | nn.Linear):
            return None
        if isinstance(holder, nn.Linear):
            parent, _, own = name.removesuffix(".weight").rpartition(".")
            holder = ChangedLinear(holder)
            self.network.get_submodule(parent)._modules[own] = holder
        return holder

    def _write(self, name: str, changes: list[Change], differences: list[tuple[Tensor, float]]) -> None:
        """A small tensor: its original with what is added; the original itself where nothing is."""
        holder, kind = self._holder(name)
        value: Tensor = getattr(holder, kind)
        original = self._originals.setdefault(name, value.detach().clone())
        if not changes and not differences:
            value.copy_(original)
            return
        plain = _flat(original).float()
        wide = sum((change(plain, slice(None)) for change in changes), plain).view(original.shape)
        value.copy_(sum((part.view(original.shape) * strength for part, strength in differences), wide))

    def _holder(self, name: str) -> tuple[nn.Module, str]:
        parent, _, kind = name.rpartition(".")
        return self.network.get_submodule(parent), kind


def shapes_of(network: nn.Module) -> dict[str, tuple[int, ...]]:
    """The tensors of a network as if none were reduced."""
    shapes = {name: tuple(value.shape) for name, value in network.named_parameters()}
    for name, module in network.named_modules():
        if isinstance(module, Quantised):
            shapes[f"{name}.weight"] = module.shape
    return shapes


def apply_loras(network: nn.Module, loras: tuple[tuple[Lora, float], ...]) -> tuple[LoraReport, ...]:
    """Change a network by all of them for good, each with its strength; one report each.

    Raises WrongCheckpoint before anything is changed if one does not belong to this network.
    """
    shapes = shapes_of(network)
    reports = tuple(report(lora, shapes) for lora, _ in loras)
    Overlay(network).wear(tuple((Identified(lora, str(lora.path)), strength) for lora, strength in loras))
    return reports


def _flat(value: Tensor) -> Tensor:
    """As rows: all that follows the first dimension side by side."""
    return value.detach().reshape(value.shape[0], -1)
