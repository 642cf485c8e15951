"""LoRA files as a job names them: where they lie, which expert they are for, their other half, and whether they fit.

Reads headers only, so that the window may ask before a job starts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from engine.api.errors import WeightsMissing
from engine.api.lora import LoraExpert, LoraUse
from engine.api.model import LoraSpec, ModelSpec
from engine.families.wan.spec import network
from engine.planner.shapes import tensors
from engine.weights.lora_file import Lora, open_lora
from engine.weights.lora_fit import LoraReport, report

__all__ = ["Found", "LoraReport", "expert_of", "fit", "is_here", "locate", "look", "other_half", "spread"]
FOLDERS = ("", "loras", "lora", "Loras", "models/loras")  # below a models folder, where other programs keep them
_MARKS = tuple(  # a part of a name that tells one expert from the other, the plainest first
    (re.compile(pattern.format(high)), re.compile(pattern.format(low)))
    for pattern, high, low in (
        (r"(?i)(?<![a-z])({})(?=[ _.-]?noise)", "high", "low"),
        (r"(?<=[a-z0-9])({})(?=Noise|\b|[ _.-])", "High", "Low"),
        (r"(?i)(?<![a-z0-9])({})(?![a-z0-9])", "high", "low"),
        (r"(?i)(?<![a-z0-9])({})(?![a-z0-9])", "hn", "ln"),
        (r"(?<![A-Za-z0-9])({})(?![A-Za-z0-9])", "H", "L"),
    )
)
_OTHER = {"high": "low", "low": "high", "hn": "ln", "ln": "hn", "h": "l", "l": "h"}


@dataclass(frozen=True, slots=True)
class Found:
    """A LoRA of a job, with its file read as far as its header."""

    use: LoraUse
    lora: Lora
    report: LoraReport


def expert_of(path: Path) -> LoraExpert:
    """The expert that the name of a file speaks of; AUTO when it speaks of none.

    A single letter, and the name of a folder, count only where the other half lies in the corresponding place.
    """
    plain = _told(path.stem, _MARKS[:-1])
    if plain is not LoraExpert.AUTO or other_half(path) is None:
        return plain
    letter = _told(path.stem, _MARKS[-1:])
    return letter if letter is not LoraExpert.AUTO else _told(path.parent.name, _MARKS)


def _told(name: str, marks: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]) -> LoraExpert:
    for high, low in marks:
        found = bool(high.search(name)), bool(low.search(name))
        if found[0] != found[1]:
            return LoraExpert.HIGH if found[0] else LoraExpert.LOW
    return LoraExpert.AUTO


def other_half(path: Path) -> Path | None:
    """The file for the other expert that lies beside this one under the corresponding name, or None."""
    for stem in _swapped(path.stem):
        beside = path.with_name(stem + path.suffix)
        if beside.is_file():
            return beside
    for folder in _swapped(path.parent.name):
        beside = path.parent.with_name(folder) / path.name
        if beside.is_file():
            return beside
    return None


def _swapped(name: str) -> Iterator[str]:
    for pair in _MARKS:
        for mark in pair:
            if mark.search(name):
                yield mark.sub(lambda found: _like(_OTHER[found[1].lower()], found[1]), name)


def _like(word: str, pattern: str) -> str:
    """The word in capitals where the pattern is."""
    return word.upper() if pattern.isupper() else word.capitalize() if pattern[:1].isupper() else word


def locate(name: str, folders: Iterable[str | Path]) -> Path:
    """The file of that path, or one of that file name in the models folders; raises WeightsMissing naming it."""
    path, last = Path(name), re.split(r"[\\/]", name)[-1]
    if path.is_file():
        return path
    tails = (path, Path(last)) if not path.is_absolute() else (Path(last),)
    for place in (Path(folder) / below / tail for folder in folders for below in FOLDERS for tail in tails):
        if place.is_file():
            return place
    raise WeightsMissing(
        f"The LoRA {last} is not on this computer",
        why="It was moved or deleted, or the settings come from another computer.",
        done="The job was not begun.",
        do=("Add the file again.", "Or remove it from the list."),
        detail=name,
        param="loras",
    )


def is_here(known: LoraSpec, folders: Iterable[str | Path]) -> bool:
    """Whether every file of a LoRA of the catalogue is on this computer."""
    places = [Path(folder) / below for folder in folders for below in FOLDERS]
    return all(any((place / file.path).is_file() for place in places) for file in known.published)


def spread(
    uses: Iterable[LoraUse], experts: int, folders: tuple[str, ...], catalogue: tuple[LoraSpec, ...] = ()
) -> tuple[LoraUse, ...]:
    """Each use with its path; for a model of two experts those that are for one of them say so, both halves of a pair.

    A use that changes nothing is left out, one of the high-noise expert for a model without one, too.
    Raises WeightsMissing.
    """
    made: list[LoraUse] = []
    for use in uses:
        known = next((spec for spec in catalogue if spec.id == use.lora_name), None)
        for one in (use,) if known is None else _of_catalogue(use, known):
            if use.counts:
                path = _found(one.lora_name, folders, known).resolve()
                made.append(msgspec.structs.replace(one, lora_name=str(path)))
    if experts < 2:
        return tuple(use for use in made if use.expert is not LoraExpert.HIGH)
    listed = {use.lora_name for use in made}
    return tuple(half for use in made for half in _halves(use, listed))


def _of_catalogue(use: LoraUse, known: LoraSpec) -> tuple[LoraUse, ...]:
    """The files behind an id of the catalogue."""
    paths = {file.id: file.path for file in known.published}
    return tuple(
        msgspec.structs.replace(use, lora_name=paths[file], expert=use.expert if which == "both" else LoraExpert(which))
        for which, file in known.files.items()
    )


def _found(name: str, folders: Iterable[str | Path], known: LoraSpec | None) -> Path:
    """Where it lies; raises WeightsMissing, for one of the catalogue with the way to get it."""
    try:
        return locate(name, folders)
    except WeightsMissing as missing:
        if known is None:
            raise
        raise WeightsMissing(
            f"The LoRA {known.title} is not on this computer yet",
            why="It is one of the catalogue, but its file has not been fetched.",
            done="The job was not begun.",
            do=("Fetch it in the model manager.", f"Fetch it with: models download {known.id}"),
            detail=missing.detail,
            param="loras",
        ) from missing


def _halves(use: LoraUse, listed: set[str]) -> tuple[LoraUse, ...]:
    """The use for the expert that its file is for, and the other half beside it unless that is in the list itself."""
    if use.expert is not LoraExpert.AUTO:
        return (use,)
    path = Path(use.lora_name)
    expert = expert_of(path)
    if expert is LoraExpert.AUTO:
        return (msgspec.structs.replace(use, expert=LoraExpert.BOTH),)
    first, beside = msgspec.structs.replace(use, expert=expert), other_half(path)
    if beside is None or str(beside.resolve()) in listed:
        return (first,)
    other = LoraExpert.LOW if expert is LoraExpert.HIGH else LoraExpert.HIGH
    return first, msgspec.structs.replace(use, lora_name=str(beside.resolve()), expert=other)


def fit(path: Path, spec: ModelSpec) -> LoraReport:
    """How a LoRA fits a model; raises what open_lora raises, and WrongCheckpoint when it is for another model."""
    return report(open_lora(path), tensors(network(spec)))


def look(use: LoraUse, spec: ModelSpec) -> Found:
    """The same with what was read, for a use whose name is a path."""
    lora = open_lora(Path(use.lora_name))
    return Found(use, lora, report(lora, tensors(network(spec))))
