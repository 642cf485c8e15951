"""Uses the model files of other programs where they lie, without copying a byte."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import msgspec

from engine.api.errors import CannotWrite, EngineError
from engine.api.model import ModelSpec, Part
from engine.api.published import FileFormat, PublishedFile
from engine.store.locate import parts_here
from engine.store.shelves import Place, Shelves, entries, every_shelf
from engine.store.verify import Memory, know, never, silent
from engine.store.wanted import Stop, Tell
from engine.weights.header import read_header
from engine.weights.sniff import Container, container

LARGEST_JSON = 64 * 1024 * 1024  # bytes; a tokenizer has 17 million


@dataclass(frozen=True, slots=True)
class Usable:
    """A part of a model that another program has."""

    model: str  # id in the catalogue
    part: Part
    path: Path
    bytes: int


@dataclass(frozen=True, slots=True)
class Offer:
    """What would be gained by taking a folder among the models folders."""

    place: Place
    parts: tuple[Usable, ...]

    @property
    def bytes(self) -> int:
        """On the disk, a file that serves several models counted once."""
        return occupied(one.path for one in self.parts)


def offers(specs: Iterable[ModelSpec], places: Iterable[Place]) -> tuple[Offer, ...]:
    """What other programs have that these models can use; damaged files are left out."""
    specs = tuple(specs)
    found = []
    shelves = Shelves()
    for place in places:
        parts = tuple(
            Usable(spec.id, part, path, occupied((path,)))
            for spec in specs
            if not spec.bundled and not spec.own
            for part, path in parts_here(spec, (place.folder,), shelves).items()
            if is_sound(path)
        )
        found += [Offer(place, parts)] if parts else []
    return tuple(found)


def is_sound(path: Path) -> bool:
    """Whether the file is what its name promises, as far as its header tells: whole, and weights at all."""
    try:
        if path.is_dir():
            files = [one for one in path.rglob("*") if one.is_file()]
            return bool(files) and all(is_sound(one) for one in files if one.suffix == ".safetensors")
        kind = container(path)
        if kind is Container.SAFETENSORS:
            read_header(path)
        return kind in (Container.SAFETENSORS, Container.GGUF)
    except (EngineError, OSError):
        return False


def seems(path: Path, form: FileFormat) -> bool:
    """Whether a file that no hash proves is at least of its form, and not a page or a pointer under its name."""
    if path.is_dir() or form in (FileFormat.SAFETENSORS, FileFormat.GGUF):
        return is_sound(path)
    try:
        if form is FileFormat.JSON:
            return path.stat().st_size <= LARGEST_JSON and msgspec.json.decode(path.read_bytes()) is not None
        return container(path) not in (Container.EMPTY, Container.WEB_PAGE, Container.LFS_POINTER)
    except (EngineError, OSError, msgspec.DecodeError):
        return False


def matches(
    files: Iterable[PublishedFile], places: Iterable[Place], memory: Memory, stop: Stop = never, tell: Tell = silent
) -> dict[PublishedFile, Path]:
    """Those of the files that lie elsewhere under any name, told by their length and then by their sha256.

    Only files of the right length are read, each once, and none that the system does not hand out.  Raises Cancelled
    when `stop` says so.
    """
    wanted = {(file.bytes, file.sha256): file for file in files if file.bytes and file.sha256}
    lengths = {size for size, _ in wanted}
    found: dict[PublishedFile, Path] = {}
    for path in (path for place in places for shelf in every_shelf(place) for path in _listed(shelf)):
        with suppress(OSError):
            size = path.stat().st_size if path.is_file() else 0
            if size in lengths and (file := wanted.get((size, know(path, memory, stop, tell)))):
                found.setdefault(file, path)
    return found


def _listed(shelf: Path) -> list[Path]:
    return sorted(Path(one.path) for one in entries(shelf))


def link(path: Path, target: Path) -> None:
    """Make `target` another name of the file, without copying; raises CannotWrite where the system cannot do that."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    try:
        target.symlink_to(path.resolve())
    except OSError:
        try:
            os.link(path.resolve(), target)  # Windows lets only some people make the other kind
        except OSError as refused:
            raise CannotWrite(
                "The file cannot be used where it lies",
                why=f"The system made no link to {path.name}; the two folders may be on different drives.",
                done="Nothing was copied or changed.",
                do=("Add that folder to the models folders", "Choose a models folder on the same drive"),
                detail=str(refused),
            ) from refused


def occupied(paths: Iterable[Path]) -> int:
    """Bytes of these files and folders, each file counted once however many names it has."""
    seen: dict[tuple[int, int], int] = {}
    for path in paths:
        for one in path.rglob("*") if path.is_dir() else (path,):
            if one.is_file():
                stat = one.stat()
                seen[(stat.st_dev, stat.st_ino)] = stat.st_size
    return sum(seen.values())
