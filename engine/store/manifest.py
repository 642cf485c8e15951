"""What a model needs: its files, how long they are, what proves them, and where each is published."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from pathlib import Path

import msgspec

from engine.api.errors import WeightsMissing
from engine.api.model import Component, ModelSpec
from engine.api.published import PublishedFile, Source, check_hashes, check_path
from engine.store.sources import Endpoint, Listed, Listing, addresses
from engine.store.wanted import Wanted

_CODE = (".pt", ".pth", ".ckpt", ".bin", ".pkl", ".py", ".sh", ".exe", ".dll", ".so")  # can run when opened


class ModelFile(msgspec.Struct, frozen=True, omit_defaults=True):
    """One file of a model."""

    path: str  # below the model's folder, with forward slashes
    sources: tuple[Source, ...]
    bytes: int = 0  # 0: not known before the server says it
    sha256: str = ""
    git_sha1: str = ""

    def __post_init__(self) -> None:
        check_path(self.path)
        check_hashes(self.path, self.sha256, self.git_sha1)
        if self.bytes < 0:
            raise ValueError(f"{self.path}: {self.bytes} is no length")

    def wanted(self, servers: Iterable[Endpoint]) -> Wanted:
        """The file with its addresses on those servers."""
        return Wanted(addresses(self.sources, servers), self.bytes, self.sha256, self.git_sha1)


class Manifest(msgspec.Struct, frozen=True):
    """Every file of one model."""

    model: str  # id in the catalogue; also the name of its folder
    files: tuple[ModelFile, ...]

    def __post_init__(self) -> None:
        check_path(self.model)
        names = [file.path.casefold() for file in self.files]
        for name in names:
            if names.count(name) > 1:
                raise ValueError(f"{self.model}: {name} is there more than once")

    @property
    def bytes(self) -> int:
        """Of all files together, as far as they are known."""
        return sum(file.bytes for file in self.files)

    def missing(self, models_folder: Path) -> tuple[ModelFile, ...]:
        """The files that are not there in their full length; whether the bytes are right is another question."""
        return tuple(file for file in self.files if not _is_there(self.place(models_folder, file), file))

    def place(self, models_folder: Path, file: ModelFile) -> Path:
        """Where a file of the model goes."""
        return models_folder / self.model / file.path


def of_published(file: PublishedFile) -> ModelFile:
    """A file of the catalogue; its path is below the models folder itself."""
    return ModelFile(file.path, file.sources, file.bytes, file.sha256, file.git_sha1)


def read_manifest(path: Path) -> Manifest:
    """A manifest from a TOML file; what is wrong with it is named in the error (ValueError)."""
    try:
        return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), Manifest)
    except (msgspec.ValidationError, tomllib.TOMLDecodeError, ValueError) as wrong:
        raise ValueError(f"{path.name}: {wrong}") from wrong


def from_listings(spec: ModelSpec, listings: Iterable[Listing]) -> Manifest:
    """Choose from what the hubs list, for each part the first of its names that is there.

    The same bytes on several hubs become one file with several sources.  Files that can run code are never chosen.
    Raises WeightsMissing when a part is on none of them.
    """
    listings = tuple(listings)
    files: dict[str, ModelFile] = {}
    missing = []
    for component in spec.components:
        chosen = _choose(component, listings)
        missing += [] if chosen else [component]
        files |= {file.path: file for file in chosen}
    if missing:
        raise WeightsMissing(
            f"{spec.title} is not published whole",
            why="Not found: " + ", ".join(f"{c.part.value} ({' or '.join(c.paths)})" for c in missing) + ".",
            done="Nothing was fetched.",
            do=("Try again later", "Put the file into the models folder"),
            param="model_name",
        )
    return Manifest(spec.id, tuple(files.values()))


def _choose(component: Component, listings: tuple[Listing, ...]) -> list[ModelFile]:
    for name in component.paths:
        found: dict[str, ModelFile] = {}
        for listing in listings:
            for file in listing.files:
                below = _below(name, file.path)
                if below and not below.lower().endswith(_CODE):
                    found[below] = _joined(found.get(below), below, file, listing.source(file))
        if found:
            return list(found.values())
    return []


def _below(name: str, path: str) -> str:
    """The file's place in our folder if it is the one of that name or lies in the folder of that name, else ""."""
    if path == name or path.startswith(name + "/"):
        return path
    return name if path.endswith("/" + name) else ""


def _joined(known: ModelFile | None, path: str, file: Listed, source: Source) -> ModelFile:
    fresh = ModelFile(path, (source,), file.bytes, file.sha256, file.git_sha1)
    if known is None:
        return fresh
    if (known.bytes, known.sha256) != (fresh.bytes, fresh.sha256):
        return known  # another file under the same name: the first hub decides
    return msgspec.structs.replace(known, sources=(*known.sources, source))


def _is_there(path: Path, file: ModelFile) -> bool:
    return path.is_file() and (not file.bytes or path.stat().st_size == file.bytes)
