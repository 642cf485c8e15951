"""The bytes of every file that a job takes: as found on this computer, else as published."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from engine.api.errors import WeightsMissing
from engine.api.lora import LoraUse
from engine.api.model import LoraSpec, ModelSpec
from engine.planner.loras import spread
from engine.planner.parts import Files
from engine.store.forms import in_form
from engine.store.locate import locate


def found(spec: ModelSpec, params: Any, folders: Iterable[str], known: tuple[LoraSpec, ...]) -> Files:
    """Of the model in the form that is asked for, and of all LoRAs that are worn; known: those of the catalogue.

    Raises InvalidParam for a form that the model does not have.
    """
    looked, chosen = tuple(folders), in_form(spec, params.model_variant)
    sizes = {component.part: component.bytes for component in chosen.components}
    with contextlib.suppress(WeightsMissing):
        sizes |= {part: bytes_of(path) for part, path in locate(chosen, looked).items()}
    worn = params.loras if params.lora_enabled else ()
    return Files(sizes, _of_loras(spec, worn, looked, known))


def bytes_of(path: Path) -> int:
    """Of a file, or of all files in a folder."""
    if path.is_file():
        return path.stat().st_size
    return sum(file.stat().st_size for file in path.rglob("*") if file.is_file())


def _of_loras(spec: ModelSpec, worn: Iterable[LoraUse], folders: tuple[str, ...], known: tuple[LoraSpec, ...]) -> int:
    total, counted = 0, set[str]()
    for use in worn:
        try:
            names = {half.lora_name for half in spread((use,), spec.experts, folders, known)} - counted
            total += sum(Path(name).stat().st_size for name in names)
            counted |= names
        except (WeightsMissing, OSError):
            published = next((lora.published for lora in known if lora.id == use.lora_name and use.counts), ())
            total += sum(file.size for file in published)
    return total
