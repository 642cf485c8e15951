"""What is to be fetched, from where, and by which rules."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from engine.api.errors import DiskFull

MIB, GIB = 2**20, 2**30
CHUNK = 16 * MIB  # the piece of a file that is hashed, kept and fetched again by itself


@dataclass(frozen=True, slots=True)
class Address:
    """One place a file can be had."""

    url: str
    token: str = field(default="", repr=False)  # belongs to the host of the url and goes nowhere else


@dataclass(frozen=True, slots=True)
class Wanted:
    """One file; what is not known beforehand is empty or 0."""

    addresses: tuple[Address, ...]  # tried in this order
    bytes: int = 0
    sha256: str = ""  # of the whole file, in hexadecimal
    git_sha1: str = ""  # what Git calls the file, for small files of hubs
    chunks: tuple[str, ...] = ()  # sha256 of each piece of CHUNK bytes, where somebody knows them

    @property
    def pinned(self) -> bool:
        """Whether the right bytes can be told from wrong ones."""
        return bool(self.sha256 or self.git_sha1)


def free_space(folder: Path) -> int:
    """Bytes that are free where the folder lies."""
    return shutil.disk_usage(folder).free


@dataclass(frozen=True, slots=True)
class Rules:
    """When to wait, when to try again, when to give up; seconds and bytes."""

    chunk: int = CHUNK
    least_rate: float = 20_000  # bytes a second over `window`; below it the connection is dropped and taken up anew
    window: float = 30.0
    tries: int = 6  # attempts in a row that bring next to nothing
    patience: float = 60.0  # without progress, waits that a server asked for not counted
    first_wait: float = 1.0  # doubled each time
    longest_wait: float = 300.0
    margin: int = 2 * GIB  # left free on the disk
    look_every: int = 256 * MIB  # between two looks at the disk
    free: Callable[[Path], int] = free_space


def not_enough_space(rest: int, free: int, margin: int, done: str) -> DiskFull:
    """The error for files of which `rest` bytes are to come where `free` are free."""
    return DiskFull(
        "Not enough space for this model",
        why=f"It needs {rest / GIB:.1f} GiB + {margin / GIB:.0f} GiB spare; {free / GIB:.1f} GiB are free.",
        done=done,
        do=("Free some space and resume", "Choose another drive"),
    )


class Stage(StrEnum):
    """What a download is doing."""

    WAITING = "waiting"  # for a server, or for another window that fetches the same file
    FETCHING = "fetching"
    CHECKING = "checking"
    WRONG = "wrong"  # wrong bytes came; those pieces come again


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one file is."""

    stage: Stage
    done: int  # bytes
    total: int  # bytes, 0 if not known
    again: float = 0.0  # seconds until the next try, while it waits for a server


Stop = Callable[[], bool]
Tell = Callable[[Progress], None]
