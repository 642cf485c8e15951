"""Makes the files of another folder usable from a models folder by links: not one byte is copied."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from engine.api.model import Component, ModelSpec
from engine.api.published import PublishedFile
from engine.store.adopt import is_sound, link, matches
from engine.store.locate import parts_here
from engine.store.shelves import App, Place, Shelves, recognise
from engine.store.verify import Memory, never, silent
from engine.store.wanted import Stop, Tell


@dataclass(frozen=True, slots=True)
class Taken:
    """One file or folder that was found, and the link to it."""

    found: Path
    link: Path
    proven: bool  # its hash is the published one


def take_in(
    folder: Path,
    specs: Iterable[ModelSpec],
    target: Path,
    memory: Memory,
    stop: Stop = never,
    tell: Tell = silent,
) -> tuple[Taken, ...]:
    """Link what the models can use of the folder into the models folder; what is there already stays.

    Files are told by their names and, whatever their names, by their length and hash; damaged ones are left out.
    Raises CannotWrite where the system makes no links, Cancelled when `stop` says so.
    """
    specs = tuple(spec for spec in specs if not spec.bundled)
    place = recognise(folder) or Place(App.NOBODY, folder)
    taken: dict[Path, Taken] = {}
    published = {file.path: file for spec in specs for file in spec.files}
    for file, path in matches(published.values(), (place,), memory, stop, tell).items():
        taken[target / file.path] = Taken(path, target / file.path, True)
    shelves = Shelves()
    proven = {one.found.resolve() for one in taken.values()}
    for spec in specs:
        for where, path in _by_name(spec, place, target, shelves):
            if where not in taken and path.resolve() not in proven and is_sound(path):
                taken[where] = Taken(path, where, False)
    fresh = tuple(one for one in taken.values() if not one.link.exists())
    for one in fresh:
        link(one.found, one.link)
    return fresh


def _by_name(spec: ModelSpec, place: Place, target: Path, shelves: Shelves) -> Iterator[tuple[Path, Path]]:
    """Where a link goes, and what lies there in the other folder."""
    for part, path in parts_here(spec, (place.folder,), shelves).items():
        component = spec.component(part)
        if component is None or not path.is_relative_to(place.folder):
            continue
        exact = _published(spec, path)
        yield (target / exact.path if exact else target / spec.id / _name(component, path)), path


def _published(spec: ModelSpec, path: Path) -> PublishedFile | None:
    """The published file whose length and name the found one has."""
    size = path.stat().st_size if path.is_file() else -1
    return next((f for f in spec.files if f.bytes == size and f.path.rpartition("/")[2] == path.name), None)


def _name(component: Component, path: Path) -> str:
    """The name under which the part is looked for in the model's own folder."""
    return next((name for name in component.paths if path.as_posix().endswith("/" + name)), path.name)
