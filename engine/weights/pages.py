"""A file's pages brought in ahead of their use, by the run instead of one by one."""

from __future__ import annotations

import mmap
import os
from contextlib import suppress
from typing import BinaryIO

_POPULATE_READ = 22  # of madvise(2), since Linux 5.14; the module has no name for it


def ask_ahead(file: BinaryIO, start: int, length: int) -> None:
    """Let the disk read that run of a file while we are busy with what comes before it."""
    if hasattr(os, "posix_fadvise"):
        with suppress(OSError):
            os.posix_fadvise(file.fileno(), start, length, os.POSIX_FADV_WILLNEED)


def bring(view: mmap.mmap, start: int, length: int) -> None:
    """Have that run of a mapped file in memory before it is looked at, where the system can be asked for it."""
    if not hasattr(view, "madvise") or not hasattr(mmap, "MADV_WILLNEED"):
        return
    first = start // mmap.PAGESIZE * mmap.PAGESIZE
    for wish in (mmap.MADV_WILLNEED, _POPULATE_READ):
        with suppress(OSError, ValueError):
            view.madvise(wish, first, start + length - first)
