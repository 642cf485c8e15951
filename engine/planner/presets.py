"""Presets of a model: what choosing one changes, and which of them the values are."""

from __future__ import annotations

from typing import Any, TypeVar

from engine.api import params
from engine.api.errors import InvalidParam
from engine.api.lora import LoraUse
from engine.api.model import ModelSpec, Preset

P = TypeVar("P")


def preset_named(spec: ModelSpec, id: str) -> Preset:
    """The preset of that id; raises InvalidParam when the model has none such."""
    found = spec.preset(id)
    if found is not None:
        return found
    known = ", ".join(one.id for one in spec.presets)
    raise InvalidParam(
        f"{spec.title} has no preset {id!r}",
        why=f"Its presets are: {known}." if known else "It has none.",
        do=(f"Look with: models info {spec.id}",),
        param="preset",
    )


def with_preset(spec: ModelSpec, preset: Preset, values: P, own: P) -> P:
    """The values with those of the preset; `own` are the model's.  LoRAs that only another preset needs go."""
    plain = {name: params.to_dict(own)[name] for name in _names(spec)}
    changed = params.from_dict(type(values), {**params.to_dict(values), **plain, **preset.values})
    return params.replace(changed, loras=_loras(spec, preset, values))


def preset_of(spec: ModelSpec, values: Any, own: Any) -> Preset | None:
    """The preset that the values are; None for a person's own."""
    return next((one for one in spec.presets if with_preset(spec, one, values, own) == values), None)


def _names(spec: ModelSpec) -> set[str]:
    """Everything that a preset of the model sets."""
    return {name for preset in spec.presets for name in preset.values}


def _loras(spec: ModelSpec, preset: Preset, values: Any) -> tuple[LoraUse, ...]:
    """The LoRA of the preset as it is in use already, or anew; those of other presets are left out."""
    needed = {one.lora for one in spec.presets if one.lora}
    kept = tuple(use for use in values.loras if use.lora_name not in needed or use.lora_name == preset.lora)
    if not preset.lora or any(use.lora_name == preset.lora for use in kept):
        return kept
    return (*kept, LoraUse(preset.lora, preset.lora_strength))
