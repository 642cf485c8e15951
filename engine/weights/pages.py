"""A file's pages in memory before they are used: read from the disk in a thread, and mapped by the run."""

from __future__ import annotations

import mmap
import threading
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

PIECE = 4 * 1024 * 1024  # bytes asked of the disk at once
LEAD = 16 * PIECE  # bytes that the disk may be ahead of us
_POPULATE_READ = 22  # of madvise(2), since Linux 5.14; the module has no name for it


class ReadAhead:
    """Reads runs of a file from front to back into the system's cache, while the caller works on what came before.

    Plain large reads, because telling the system what will be needed (fadvise) halves the rate of a fast disk.
    """

    def __init__(self, path: Path, runs: Iterable[tuple[int, int]]) -> None:
        """runs: (first byte, one past the last), in the order they will be used."""
        self._path, self._runs = path, tuple(runs)
        self._read = self._used = 0  # places in the file
        self._over = False
        self._moved = threading.Condition()
        self._thread = threading.Thread(target=self._work, name="read-ahead", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()
        self._thread.join()

    def until(self, end: int) -> None:
        """Wait until what lies before that byte has been read; what cannot be read is left to the caller to meet."""
        with self._moved:
            self._used = end
            self._moved.notify_all()
            self._moved.wait_for(lambda: self._read >= end or self._over)

    def _work(self) -> None:
        with suppress(OSError), self._path.open("rb", buffering=0) as file:
            room = memoryview(bytearray(PIECE))
            for first, end in self._runs:
                if not self._through(file, first, end, room):
                    break
        self._end()

    def _through(self, file: BinaryIO, first: int, end: int, room: memoryview) -> bool:
        """Read one run; whether to go on."""
        file.seek(first)
        for at in range(first, end, PIECE):
            with self._moved:
                self._moved.wait_for(lambda at=at: at <= self._used + LEAD or self._over)  # type: ignore[misc]
            if self._over or not file.readinto(room[: min(PIECE, end - at)]):  # type: ignore[attr-defined]
                return False
            with self._moved:
                self._read = min(at + PIECE, end)
                self._moved.notify_all()
        return True

    def _end(self) -> None:
        with self._moved:
            self._over = True
            self._moved.notify_all()


def bring(view: mmap.mmap, start: int, length: int) -> None:
    """Have that run of a mapped file in memory before it is looked at, where the system can be asked for it."""
    if not hasattr(view, "madvise"):
        return
    first = start // mmap.PAGESIZE * mmap.PAGESIZE
    with suppress(OSError, ValueError):
        view.madvise(_POPULATE_READ, first, start + length - first)
