"""What every part of the engine needs of disks: full ones, busy files, and what outlives a power cut."""

from __future__ import annotations

import errno
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

FULL = (errno.ENOSPC, errno.EFBIG, errno.EDQUOT)
PATIENCE = 10.0  # seconds to wait for a virus scanner or player that holds the file


def patiently(act: Callable[[], None]) -> None:
    """Tries again for up to PATIENCE seconds while another program holds the file (Windows, virus scanners)."""
    began, pause = time.monotonic(), 0.01
    while True:
        try:
            return act()
        except PermissionError:
            if sys.platform != "win32" or time.monotonic() - began > PATIENCE:
                raise
        time.sleep(pause)
        pause = min(2.0, pause * 2)


def sync(path: Path) -> None:
    """Waits until the file's bytes are on the disk."""
    handle = os.open(path, os.O_RDWR | getattr(os, "O_BINARY", 0))
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_folder(folder: Path) -> None:
    """Waits until the names in the folder are on the disk; Windows and some network drives do that by themselves."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as fault:
        if fault.errno not in (errno.EINVAL, errno.ENOTSUP):  # no such call there
            raise
    finally:
        os.close(handle)
