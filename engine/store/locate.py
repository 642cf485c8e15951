"""Finds the files of a model among the folders that models lie in."""

from __future__ import annotations

import os.path
from collections.abc import Collection, Iterable
from pathlib import Path

from engine import catalog
from engine.api.errors import WeightsMissing
from engine.api.model import Component, ModelSpec, Part
from engine.store.shelves import Shelves

GIB = 2**30
SHARED = "shared"  # below a models folder: the parts that several models use


def locate(spec: ModelSpec, models_folders: Iterable[str | Path]) -> dict[Part, Path]:
    """Where each part of the model lies; raises WeightsMissing naming the parts that are nowhere.

    A part is looked for where Kinora fetches it to, in `FOLDER/ID`, in `FOLDER/NAME` (the last word of where the
    model is published) and in `FOLDER/shared`, then where another program keeps its files if the folder is one of
    its; what Kinora brings along lies in its own resources, and a file of the person's own where their data file says.
    """
    found = parts_here(spec, models_folders)
    missing = [c for c in spec.components if c.part not in found]
    if missing:
        raise WeightsMissing(
            f"{spec.title} is not complete on this computer",
            why="Not found: " + ", ".join(f"{c.part.value} ({' or '.join(c.paths)})" for c in missing) + ".",
            done="Nothing was loaded.",
            do=(_advice(spec, missing),),
            param="model_name",
        )
    return found


def parts_here(
    spec: ModelSpec, models_folders: Iterable[str | Path], shelves: Shelves | None = None
) -> dict[Part, Path]:
    """Those parts of the model that are on this computer; a folder that cannot be read is as good as none.

    shelves   what is known of other programs' folders already, where many models are looked for
    """
    folders = [Path(folder) for folder in models_folders]
    fetched = {c.part: path for c in spec.components if (path := _fetched(c, folders)) is not None}
    others = [c for c in spec.components if c.part not in fetched]
    places = [place for place in _places(spec, folders) if os.path.isdir(place)]
    begun = {folder / names[0] for c in others for names in c.published for folder in folders}
    found = fetched | {c.part: path for c in others if (path := _first(c, places, begun)) is not None}
    if spec.bundled or len(found) == len(spec.components):
        return found
    shelves, hubs = shelves or Shelves(), hubs_of(spec)
    rest = [c for c in others if c.part not in found]
    return found | {c.part: path for c in rest if (path := _shelved(c, folders, hubs, shelves, begun)) is not None}


def hubs_of(spec: ModelSpec) -> tuple[str, ...]:
    """Where the model and its files are published, its own place first."""
    files = (source.repo for file in spec.files for source in file.sources)
    return tuple(dict.fromkeys(hub for hub in (spec.hub, *files) if hub))


def is_complete(spec: ModelSpec, models_folders: Iterable[str | Path]) -> bool:
    """Whether every part of the model is there."""
    try:
        locate(spec, models_folders)
    except WeightsMissing:
        return False
    return True


def _places(spec: ModelSpec, models_folders: Iterable[str | Path]) -> list[Path]:
    if spec.bundled:
        return [catalog.RESOURCES / spec.id]
    names = (spec.id, spec.hub.rpartition("/")[2])
    return [Path(folder) / name for folder in models_folders for name in (*names, SHARED) if name]


def _fetched(component: Component, folders: list[Path]) -> Path | None:
    """The first published set of files that is there whole, under the paths of the catalogue."""
    sets = ((folder, names) for names in component.published for folder in folders)
    return next((folder / names[0] for folder, names in sets if all(os.path.exists(folder / n) for n in names)), None)


def _first(component: Component, places: list[Path], begun: Collection[Path]) -> Path | None:
    """The first name that is there; not one of those that a download has begun with."""
    own = [Path(name) for name in component.paths if Path(name).is_absolute()]
    candidates = (*own, *(place / name for place in places for name in component.paths))
    return next((path for path in candidates if path not in begun and os.path.exists(path)), None)


def _shelved(
    component: Component, folders: list[Path], hubs: tuple[str, ...], shelves: Shelves, begun: Collection[Path]
) -> Path | None:
    """The part in another program's folder: of the first folder, the first shelf, the first name that is there."""
    for folder in folders:
        found = (
            (number, rank, path)
            for rank, name in enumerate(component.paths)
            for number, path in shelves.named(folder, hubs, name)
            if path not in begun and os.path.exists(path)
        )
        best = min(found, key=lambda one: one[:2], default=None)
        if best:
            return best[2]
    return None


def _advice(spec: ModelSpec, missing: list[Component]) -> str:
    size = sum(c.bytes for c in missing)
    text = f"Put the files of {spec.hub} into a folder named {spec.id} in your models folder" if spec.hub else ""
    return f"{text} ({size / GIB:.1f} GiB)." if size and text else f"{text or 'Install Kinora again'}."
