"""Says, before a byte is fetched, what of a model is here, what is shared, what has to come, and whether it fits.

Looks at the disk only; nothing is written and no server is asked.
"""

from __future__ import annotations

import os.path
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from engine.api.model import ModelSpec, Part, Variant
from engine.api.published import PublishedFile
from engine.store.locate import hubs_of, parts_here
from engine.store.part import kept
from engine.store.shelves import Shelves
from engine.store.wanted import Rules, free_space, not_enough_space

OWN_PARTS = (Part.TRANSFORMER, Part.TRANSFORMER_HIGH, Part.ADDITION)  # what makes a model this one and no other


class Have(StrEnum):
    """Where a file of the plan stands."""

    HERE = "here"
    SHARED = "shared"  # a file in another program's folder serves
    PARTIAL = "partial"  # begun
    FETCH = "fetch"


@dataclass(frozen=True, slots=True)
class PlannedFile:
    """One file: where it lies, or where it goes."""

    file: PublishedFile
    state: Have
    path: Path
    have_bytes: int

    @property
    def fetch_bytes(self) -> int:
        """What has to come over the network."""
        return max(0, self.file.size - self.have_bytes)


@dataclass(frozen=True, slots=True)
class FetchPlan:
    """What fetching one variant of a model means."""

    model: str
    variant: str
    files: tuple[PlannedFile, ...]
    target: Path  # the models folder
    free_bytes: int
    margin: int  # bytes left free on the disk

    @property
    def total_bytes(self) -> int:
        """Of all files."""
        return sum(one.file.size for one in self.files)

    @property
    def here_bytes(self) -> int:
        """Already on this computer, shared or not."""
        return sum(one.have_bytes for one in self.files)

    @property
    def shared_bytes(self) -> int:
        """Of those that lie in another program's folder."""
        return sum(one.have_bytes for one in self.files if one.state is Have.SHARED)

    @property
    def fetch_bytes(self) -> int:
        """What has to come over the network."""
        return sum(one.fetch_bytes for one in self.files)

    @property
    def complete(self) -> bool:
        """Nothing has to come."""
        return all(one.state in (Have.HERE, Have.SHARED) for one in self.files)

    @property
    def enough(self) -> bool:
        """The disk has room for it, and the margin stays free."""
        return not self.fetch_bytes or self.free_bytes >= self.fetch_bytes + self.margin


def plan(
    spec: ModelSpec,
    variant: Variant,
    models_folders: Iterable[str | Path],
    target: str | Path,
    free: Callable[[Path], int] = free_space,
    shelves: Shelves | None = None,
) -> FetchPlan:
    """What of the variant's files is here and what is not.

    An encoder or decoder that is here under another name or in another precision serves; a transformer does not.

    models_folders   also those of other programs that were adopted
    target           the models folder that what is missing goes to
    shelves          what is known of other programs' folders already, where many models are planned
    """
    target, shelves = Path(target), shelves or Shelves()
    folders = tuple(dict.fromkeys((target, *(Path(folder) for folder in models_folders))))
    look = _Look(folders, target, hubs_of(spec), shelves, _serving(spec, variant, folders, shelves))
    files = tuple(look.at(file) for file in spec.files_of(variant))
    return FetchPlan(spec.id, variant.id, files, target, free(_existing(target)), Rules().margin)


@dataclass(frozen=True, slots=True)
class _Look:
    folders: tuple[Path, ...]
    target: Path
    hubs: tuple[str, ...]
    shelves: Shelves
    serving: dict[str, Path]

    def at(self, file: PublishedFile) -> PlannedFile:
        for folder in self.folders:
            if _is_whole(folder / file.path, file):
                state = Have.SHARED if self.shelves.place(folder) else Have.HERE
                return PlannedFile(file, state, folder / file.path, file.size)
        found = next(self._elsewhere(file), self.serving.get(file.id))
        if found:
            return PlannedFile(file, Have.SHARED, found, file.size)
        path = self.target / file.path
        have = kept(path)
        return PlannedFile(file, Have.PARTIAL if have else Have.FETCH, path, min(have, file.size or have))

    def _elsewhere(self, file: PublishedFile) -> Iterator[Path]:
        """The same file under its own name in other programs' folders."""
        name = file.path.rpartition("/")[2]
        for folder in self.folders:
            for _, path in self.shelves.named(folder, self.hubs, name):
                if file.bytes and _is_whole(path, file):
                    yield path


def _serving(spec: ModelSpec, variant: Variant, folders: tuple[Path, ...], shelves: Shelves) -> dict[str, Path]:
    """Published file -> what is used instead of it."""
    found, serving = parts_here(spec, folders, shelves), dict[str, Path]()
    for part, ids in variant.files.items():
        places = {folder / spec.file(id).path for folder in folders for id in ids}
        instead = found.get(part)
        if instead and part not in OWN_PARTS and not any(instead in (place, *place.parents) for place in places):
            serving |= dict.fromkeys(ids, instead)
    return serving


def _is_whole(path: Path, file: PublishedFile) -> bool:
    return os.path.isfile(path) and (not file.bytes or path.stat().st_size == file.bytes)


def _existing(folder: Path) -> Path:
    while not os.path.exists(folder) and folder != folder.parent:
        folder = folder.parent
    return folder


def need_room(wanted: Iterable[tuple[PublishedFile, Path]], rules: Rules) -> None:
    """Raises DiskFull unless everything that is to come has room, with the margin, on the disk it goes to."""
    rest: dict[int, tuple[Path, int]] = {}
    for file, path in wanted:
        folder = _existing(path.parent)
        left = 0 if _is_whole(path, file) else max(0, file.size - kept(path))
        disk = folder.stat().st_dev
        rest[disk] = (folder, rest.get(disk, (folder, 0))[1] + left)
    for folder, left in rest.values():
        free = rules.free(folder)
        if left and free < left + rules.margin:
            raise not_enough_space(left, free, rules.margin, "Nothing was fetched; what had come before is kept.")
