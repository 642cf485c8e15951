"""Carries LoRAs into a loaded network: merged into plain weights, kept beside reduced ones.

A reduced layer cannot take a change in, for it would be rounded away; its rows get the change when they are widened.
All changes of a layer are reckoned from its own weights, so the order of the LoRAs does not matter.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from engine.api.errors import WrongCheckpoint
from engine.nets.quantised import Quantised
from engine.weights.changes import Change, measured
from engine.weights.lora import Lora, change_of, difference_of
from engine.weights.lora_names import Part
from engine.weights.made_for import width_of

AT_ONCE = 2**22  # weights that are widened to fp32 at a time


@dataclass(frozen=True, slots=True)
class LoraReport:
    """What became of one LoRA."""

    name: str  # of the file
    used: int  # layers
    layers: int  # in the file
    made_for: str
    unused: tuple[str, ...]  # layers that the network lacks or that do not fit it, and unknown keys

    @property
    def sentence(self) -> str:
        """For a person: how much was used."""
        return f"{self.name}: {self.used} of {self.layers} layers, made for {self.made_for}"


@dataclass(frozen=True, slots=True)
class _Place:
    """A tensor of the network that changes."""

    module: nn.Module
    name: str

    @property
    def shape(self) -> tuple[int, int]:
        if isinstance(self.module, Quantised) and self.name == "weight":
            return self.module.shape
        value: Tensor = getattr(self.module, self.name)
        return value.shape[0], value[0].numel()


@torch.no_grad()
def apply_loras(network: nn.Module, loras: tuple[tuple[Lora, float], ...]) -> tuple[LoraReport, ...]:
    """Change the network by all of them, each with its strength; one report each.

    Raises WrongCheckpoint before anything is changed if one does not belong to this network.
    """
    modules = dict(network.named_modules())
    changes: dict[tuple[int, str], tuple[_Place, list[Change]]] = {}
    tables: list[tuple[Tensor, Tensor]] = []
    reports = []
    for lora, strength in loras:
        used = [layer for layer in lora.layers if _gather(modules, lora, layer, strength, changes, tables)]
        unused = (*(layer for layer in lora.layers if layer not in used), *lora.unknown)
        report = LoraReport(lora.path.name, len(used), len(lora.layers), lora.made_for, unused)
        if 2 * len(used) < len(lora.layers):
            raise _wrong(network, lora, report)
        reports.append(report)
    for place, wanted in changes.values():
        _change(place, wanted)
    for value, addition in tables:
        value.copy_(value.float() + addition)
    return tuple(reports)


def _gather(
    modules: dict[str, nn.Module],
    lora: Lora,
    layer: str,
    strength: float,
    changes: dict[tuple[int, str], tuple[_Place, list[Change]]],
    tables: list[tuple[Tensor, Tensor]],
) -> bool:
    """Note what that layer of the file changes; whether all of it has a place in the network."""
    found = _places(modules, layer)
    noted: list[tuple[Tensor, Tensor]] = []
    weights = None
    for part in lora.layers[layer]:
        if part in (Part.DIFF_BIAS, Part.DIFF_TABLE):
            value = (
                getattr(found[0].module, "bias" if part is Part.DIFF_BIAS else "modulation", None) if found else None
            )
            addition = difference_of(lora, layer, part, value.device) if isinstance(value, Tensor) else None
            if addition is None or addition.numel() != value.numel():
                return False
            noted.append((value, addition.view(value.shape) * strength))
        elif part is not Part.ALPHA:
            weights = part
    if weights is not None:
        if not found or not found[0].name:
            return False
        device = getattr(found[0].module, found[0].name).device
        change = change_of(lora, layer, strength, device)
        if change is None or change.shape != found[0].shape:
            return False
        changes.setdefault((id(found[0].module), found[0].name), (found[0], []))[1].append(change)
    tables.extend(noted)
    return bool(noted) or weights is not None


def _places(modules: dict[str, nn.Module], layer: str) -> tuple[_Place, ...]:
    """Where that layer is: a module with weights, a module without, or a parameter by itself."""
    module = modules.get(layer)
    if module is not None:
        return (_Place(module, "weight" if isinstance(getattr(module, "weight", None), Tensor) else ""),)
    parent, _, name = layer.rpartition(".")
    holder = modules.get(parent)
    if holder is not None and isinstance(holder._parameters.get(name), Tensor):
        return (_Place(holder, name),)
    return ()


def _change(place: _Place, wanted: list[Change]) -> None:
    module = place.module
    if isinstance(module, Quantised) and place.name == "weight":
        module.additions += tuple(measured(change, module.exact) for change in wanted)
        return
    weights: Tensor = getattr(module, place.name)
    flat = weights.detach().reshape(place.shape)
    assert flat.data_ptr() == weights.data_ptr(), "a view, so that the network itself changes"
    ready = [measured(change, lambda rows: flat[rows].float()) for change in wanted]
    step = max(1, AT_ONCE // max(1, place.shape[1]))
    for first in range(0, place.shape[0], step):
        rows = slice(first, min(first + step, place.shape[0]))
        plain = flat[rows].float()
        flat[rows] = sum((change(plain, rows) for change in ready), plain).to(flat.dtype)


def _wrong(network: nn.Module, lora: Lora, report: LoraReport) -> WrongCheckpoint:
    theirs, ours = width_of(lora.layers), getattr(getattr(network, "config", None), "dim", 0)
    widths = f" (width {theirs}; this one has {ours})" if theirs and ours and theirs != ours else ""
    return WrongCheckpoint(
        "This LoRA is for another model",
        why=f"{report.name} was made for {report.made_for}{widths}; {report.used} of its {report.layers} layers fit.",
        done="It was not used; nothing was changed.",
        do=("Choose the model that it was made for", "Remove the LoRA"),
        detail="not used: " + ", ".join(report.unused[:8]),
    )
