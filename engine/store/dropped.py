"""What a file is that a person brings: a model, a part of one, or a LoRA; and the data file that adds it as their own.

Only headers are read, and nothing is copied or moved: an own model uses its file where it lies.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from engine.api.errors import CannotWrite, EngineError, WrongCheckpoint
from engine.api.model import ModelSpec, Part
from engine.catalog_files import own_model
from engine.planner.loras import other_half
from engine.weights.checkpoint import open_checkpoint
from engine.weights.detect import must_be_readable, recognise
from engine.weights.kinds import WORDS, Kind
from engine.weights.lora_file import open_lora
from engine.weights.published import fitting, told_by_name

LONGEST_ID = 60  # characters
_PARTS = {
    Kind.VAE_21: Part.VAE,
    Kind.VAE_22: Part.VAE,
    Kind.TEXT_ENCODER: Part.TEXT_ENCODER,
    Kind.IMAGE_ENCODER: Part.IMAGE_ENCODER,
    Kind.SPEECH_ENCODER: Part.SPEECH_ENCODER,
}
_EXPERTS = {Part.TRANSFORMER: Part.TRANSFORMER_HIGH, Part.TRANSFORMER_HIGH: Part.TRANSFORMER}


@dataclass(frozen=True, slots=True)
class Meant:
    """One model of the catalogue that a file may be a copy or a child of."""

    model: str  # id in the catalogue
    title: str
    part: Part


@dataclass(frozen=True, slots=True)
class Brought:
    """A file that can be used, and what it is."""

    path: Path
    words: str  # what it is, as a person reads it
    bytes: int
    choices: tuple[Meant, ...] = ()  # of a model: more than one where only the person can tell
    lora: bool = False
    layers: int = 0  # of a LoRA: how many it changes


def look(path: Path, specs: Iterable[ModelSpec]) -> Brought:
    """Recognise the file by its content; raises the EngineError that says why it cannot be used."""
    checkpoint = open_checkpoint(path)
    seen = recognise(checkpoint)
    size = path.stat().st_size
    if seen.kind is Kind.LORA:
        lora = open_lora(path)
        return Brought(path, lora.made_for, size, lora=True, layers=len(lora.layers))
    must_be_readable(checkpoint)
    parts = {spec.id: {component.part for component in spec.components} for spec in specs}
    if seen.kind in _PARTS:
        raise _only_a_part(path, WORDS[seen.kind])
    adds = seen.kind in (Kind.TALK_ADDITION, Kind.FANTASY_ADDITION, Kind.VACE_ADDITION)
    could = (
        Meant(model.id, model.title, Part.ADDITION if adds else model.part)
        for model in told_by_name(fitting(seen), path)
    )
    models = tuple(one for one in could if one.part in parts.get(one.model, ()))
    if not models:
        raise _unknown(path, WORDS[seen.kind])
    return Brought(path, WORDS[seen.kind], size, models)


def add_own(brought: Brought, meant: Meant, specs: Iterable[ModelSpec], folder: Path) -> Path:
    """Write the data file that adds the model; gives its path.  Raises CannotWrite.

    The other expert of a pair is taken too where it lies beside the file under the corresponding name.

    folder   a models folder of the person, whose data files the catalogue reads
    """
    specs = tuple(specs)
    files = {meant.part: brought.path} | _other_expert(brought.path, meant, specs)
    taken = {spec.id for spec in specs} | {path.stem.casefold() for path in folder.glob("*.toml")}
    id = _free_id(brought.path.stem, taken)
    lines = (
        f"id = {_text(id)}",
        f"title = {_text(brought.path.stem)}",
        f"based_on = {_text(meant.model)}",
        "",
        "[files]",
        *(f"{part.value} = {_text(str(path.absolute()))}" for part, path in files.items()),
        "",
    )
    target = folder / f"{id}.toml"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        target.write_text("\n".join(lines), encoding="utf-8")
    except OSError as refused:
        raise CannotWrite(
            "The model could not be added",
            why=f"The system does not let Kinora write into {folder}.",
            done="Nothing was changed; the file stays where it is.",
            do=("Choose another models folder in the settings",),
            detail=str(refused),
        ) from refused
    return target


def take_data_file(source: Path, specs: Iterable[ModelSpec], folder: Path) -> Path:
    """Put a data file that describes a model of the person's own into a models folder; gives its path there.

    A file that it names beside itself is named with its whole path, for it stays where it is.  A description of the
    same model is replaced, any other file keeps its name.  Raises ValueError for what describes no model, OSError.
    """
    known = {spec.id: spec for spec in specs}
    meant = own_model(source, known)
    target = _place_of(meant.id, source, folder, known)
    if source.absolute() == target.absolute():
        return target
    text = source.read_text(encoding="utf-8")
    for component in meant.components:
        if component.paths and Path(component.paths[0]).is_absolute():
            line = re.compile(rf"^(\s*{component.part.value}\s*=\s*)([\"']).*?\2", re.MULTILINE)
            whole = _text(component.paths[0]).replace("\\", "\\\\")
            text = line.sub(rf"\g<1>{whole}", text, count=1)
    folder.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8")
    if own_model(target, known).components != meant.components:
        target.unlink()
        raise ValueError(f"{source.name}: [files] has to name each file with its whole path")
    return target


def _place_of(id: str, source: Path, folder: Path, known: Mapping[str, ModelSpec]) -> Path:
    names = (source.name, *(f"{source.stem}-{number}.toml" for number in range(2, 10_000)))
    for target in (folder / name for name in names):
        try:
            if not target.exists() or own_model(target, known).id == id:
                return target
        except ValueError:
            continue  # some other file of the person's
    raise AssertionError(f"{source.stem} has no free name")


def forget_own(spec: ModelSpec) -> int:
    """Take a model of the person's own out of the catalogue: only its data file is deleted; returns its bytes.

    Raises CannotWrite.
    """
    file = Path(spec.data_file)
    try:
        size = file.stat().st_size if file.exists() else 0
        file.unlink(missing_ok=True)
    except OSError as refused:
        raise CannotWrite(
            f"{spec.title} could not be taken out of the list",
            why="The system does not let its data file be deleted.",
            done="Nothing was changed.",
            do=(f"Delete {file.name}",),
            detail=str(refused),
        ) from refused
    return size


def _other_expert(path: Path, meant: Meant, specs: tuple[ModelSpec, ...]) -> dict[Part, Path]:
    wanted = _EXPERTS.get(meant.part)
    other = other_half(path)
    if wanted is None or other is None:
        return {}
    try:
        seen = look(other, specs)
    except EngineError:
        return {}  # it only has the name of one
    fits = any((choice.model, choice.part) == (meant.model, wanted) for choice in seen.choices)
    return {wanted: other} if fits else {}


def _free_id(name: str, taken: set[str]) -> str:
    bare = re.sub(r"[^a-z0-9.]+", "-", name.lower()).strip("-.")[:LONGEST_ID] or "model"
    names = (f"own-{bare}", *(f"own-{bare}-{number}" for number in range(2, len(taken) + 3)))
    return next(one for one in names if one not in taken)


def _text(value: str) -> str:
    """A TOML string; its escapes are those of JSON."""
    return json.dumps(value, ensure_ascii=False)


def _only_a_part(path: Path, words: str) -> EngineError:
    return WrongCheckpoint(
        "This is a part of a model, not a model",
        why=f"{path.name} is {words}; models share such parts.",
        done="It was not added; it stays where it is.",
        do=("Adopt the folder it lies in, so that every model that needs it can use it",),
    )


def _unknown(path: Path, words: str) -> EngineError:
    return WrongCheckpoint(
        "This file holds no model that Kinora can add",
        why=f"{path.name} is {words}.",
        done="It was not added; it stays where it is.",
        do=("Choose another file",),
    )
