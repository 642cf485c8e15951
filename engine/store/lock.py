"""At most one writer per file, across all processes; a lock dies with the process that holds it."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from engine.api.errors import Cancelled

TICK = 0.1  # seconds


@contextmanager
def only_one(path: Path, waiting: Callable[[], None], stop: Callable[[], bool]) -> Iterator[None]:
    """Hold the lock file; `waiting` is called again and again while another process has it.

    The file is gone afterwards.  Raises Cancelled when `stop` says so.
    """
    while (handle := _take(path)) is None:
        if stop():
            raise Cancelled
        waiting()
        time.sleep(TICK)
    try:
        yield
    finally:
        if sys.platform != "win32":
            path.unlink(missing_ok=True)  # while it is held: whoever waits sees that it is another file then
        os.close(handle)
        if sys.platform == "win32":
            with suppress(OSError):  # another process has it already
                path.unlink()


def _take(path: Path) -> int | None:
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    ours = False
    try:
        ours = _locked(handle) and _is_still(path, handle)
    finally:
        if not ours:
            os.close(handle)
    return handle if ours else None


def _locked(handle: int) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True


def _is_still(path: Path, handle: int) -> bool:
    try:
        return os.path.samestat(os.stat(path), os.fstat(handle))
    except FileNotFoundError:
        return False
