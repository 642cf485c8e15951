"""Deletes the files of one model and nothing that anybody else needs."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from engine.api.errors import CannotWrite
from engine.api.model import ModelSpec
from engine.store.adopt import occupied
from engine.store.locate import is_complete, parts_here
from engine.store.part import drop, part_of


def removable(spec: ModelSpec, specs: Iterable[ModelSpec], own_folders: Iterable[str | Path]) -> tuple[Path, ...]:
    """The model's files in Kinora's own folders that no other model which is complete needs.

    own_folders   models folders that are no other program's
    """
    folders = tuple(Path(folder) for folder in own_folders)
    others = [one for one in specs if one.id != spec.id and not one.bundled and is_complete(one, folders)]
    needed = {file for one in others for file in _files(one, folders)}
    return tuple(file for file in _files(spec, folders) if file not in needed and _is_ours(file, folders))


def remove(spec: ModelSpec, specs: Iterable[ModelSpec], own_folders: Iterable[str | Path]) -> int:
    """Delete those and what was begun of it; returns the bytes that became free.

    Raises CannotWrite when the system refuses, and when nothing of it is Kinora's to delete.
    """
    folders = tuple(dict.fromkeys(Path(folder) for folder in own_folders))
    files = removable(spec, specs, folders)
    begun = [path for folder in folders for file in spec.files if part_of(path := folder / file.path).is_file()]
    if not files and not begun:
        raise CannotWrite(
            f"Nothing of {spec.title} can be removed",
            why="Its files lie in another program's folder, or another model that is installed needs them.",
            done="Nothing was deleted.",
            do=("Take that folder out of the models folders", "Delete the files in the other program"),
        )
    freed = occupied((*(file for file in files if not file.is_symlink()), *map(part_of, begun)))
    try:
        for file in files:
            _unlink(file)
            _drop_empty(file.parent, folders)
        for path in begun:
            drop(path)
            _drop_empty(path.parent, folders)
    except OSError as refused:
        raise CannotWrite(
            "The model could not be removed",
            why="The system keeps one of its files: it may be open in another program.",
            done="What could be deleted is deleted.",
            do=("Close the programs that use it and try again",),
            detail=str(refused),
        ) from refused
    return freed


def _files(spec: ModelSpec, folders: tuple[Path, ...]) -> list[Path]:
    """Every file of the model, whichever variant it is of, links not resolved; no checkpoint of the person's own."""
    found = [folder / file.path for folder in folders for file in spec.files]
    own = {Path(name) for component in spec.components for name in component.paths if Path(name).is_absolute()}
    for path in parts_here(spec, folders).values():
        if path not in own:
            found += sorted(path.rglob("*")) if path.is_dir() and not path.is_symlink() else [path]
    return [path for path in dict.fromkeys(found) if path.is_symlink() or path.is_file()]


def _is_ours(file: Path, folders: tuple[Path, ...]) -> bool:
    """Whether the file, or the link itself, truly lies there: what is reached through a linked folder is not ours."""
    real = file.parent.resolve()
    return any(real.is_relative_to(folder.resolve()) and folder in file.parents for folder in folders)


def _unlink(file: Path) -> None:
    if sys.platform == "win32" and file.is_symlink() and file.is_dir():
        file.rmdir()  # there, a link to a folder is a folder
        return
    file.unlink(missing_ok=True)


def _drop_empty(folder: Path, tops: tuple[Path, ...]) -> None:
    while folder not in tops and any(top in folder.parents for top in tops) and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent
