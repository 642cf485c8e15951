"""Puts finished files in their place so that a kill or a power cut leaves the old file, the new file, or none."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import av

from engine.api.errors import CannotWrite, DiskFull
from engine.disk import FULL, patiently, sync, sync_folder
from engine.media.foreign import shown

MIB = 1 << 20


def part_of(target: Path) -> Path:
    """The name under which `target` grows."""
    return target.with_name(target.name + ".part")


@contextmanager
def writing(path: Path, kept: str) -> Iterator[None]:
    """Around everything that writes: a full disk becomes DiskFull, any other refusal of the system CannotWrite.

    kept   the sentence that says what of the work is safe
    """
    try:
        yield
    except (OSError, av.FFmpegError) as fault:
        number = getattr(fault, "errno", None)
        if number in FULL:
            raise disk_full(path.parent, kept, str(fault)) from fault
        if number is None or isinstance(fault, ValueError):
            raise
        raise CannotWrite(
            "The result cannot be written here",
            why=f"The system refused to write {shown(path)}: {os.strerror(abs(number))}.",
            done=kept,
            do=("Choose another folder.", "Try again."),
            detail=str(fault),
        ) from fault


def disk_full(folder: Path, kept: str, detail: str = "") -> DiskFull:
    """The error, with the room that is left."""
    try:
        room = f"{shutil.disk_usage(folder).free / MIB:,.0f} MiB are free in {shown(folder) or folder}"
    except OSError:
        room = "how much is free could not be read"
    return DiskFull(
        "The disk is almost full",
        why=f"There was no room to go on writing; {room}.",
        done=kept,
        do=("Free some space and resume.", "Choose another folder."),
        detail=detail,
    )


def need_room(folder: Path, size: int, kept: str) -> None:
    """Raises DiskFull when fewer than `size` bytes are free in the folder."""
    free = shutil.disk_usage(folder).free
    if free < size:
        raise disk_full(folder, kept, f"{size / MIB:,.0f} MiB needed, {free / MIB:,.0f} MiB free")


def publish(part: Path, target: Path, overwrite: bool) -> Path:
    """Gives the finished part its final name in one step and returns the name it got.

    Without `overwrite` nothing is ever replaced: a taken name gets " (2)", " (3)" ... before its suffix.
    """
    for piece in sorted(part.iterdir()) if part.is_dir() else (part,):
        sync(piece)
    if part.is_dir():
        sync_folder(part)
    if overwrite and not part.is_dir():
        patiently(lambda: os.replace(part, target))
        sync_folder(target.parent)
        return target
    for name in numbered(target):
        try:
            patiently(lambda name=name: _take(part, name))
        except FileExistsError:
            continue
        sync_folder(name.parent)
        return name
    raise AssertionError("numbered() is endless")


def numbered(target: Path) -> Iterator[Path]:
    """The name itself, then name (2), name (3) ... without end."""
    yield target
    count = 2
    while True:
        yield target.with_name(f"{target.stem} ({count}){target.suffix}")
        count += 1


def _take(part: Path, name: Path) -> None:
    """Renames without replacing; raises FileExistsError when the name is taken."""
    if sys.platform == "win32":
        os.rename(part, name)  # refuses a taken name by itself
        return
    if part.is_dir():
        if name.exists():
            raise FileExistsError(name)
        os.rename(part, name)  # refuses a folder that has something in it
        return
    try:
        os.link(part, name)
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links
        if name.exists():
            raise FileExistsError(name) from None
        os.rename(part, name)
        return
    os.unlink(part)


def keep(made: Path, folder: Path) -> Path:
    """Moves a result out of the temporary folder into `folder`, whole or not at all; returns its new path."""
    folder.mkdir(parents=True, exist_ok=True)
    part = part_of(folder / made.name)
    with writing(part, f"The result is still in {shown(made.parent) or made.parent}."):
        if made.is_dir():
            shutil.copytree(made, part, dirs_exist_ok=True)
        else:
            shutil.copyfile(made, part)
        kept = publish(part, folder / made.name, overwrite=False)
    remove(made)
    return kept


def remove(path: Path) -> None:
    """Deletes a file or folder; says nothing if it is gone already."""
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
