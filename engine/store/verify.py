"""Hashes a file once and remembers it by inode, size and time, so that no file is read twice for nothing."""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import apsw

from engine.api.errors import Cancelled
from engine.store.wanted import CHUNK, MIB, Progress, Stage, Stop, Tell, Wanted

_SCHEMA = (
    "CREATE TABLE IF NOT EXISTS files(device, inode, size, changed, sha256 TEXT, PRIMARY KEY(device, inode))",
    "CREATE TABLE IF NOT EXISTS pieces(sha256 TEXT, chunk INTEGER, hashes BLOB, PRIMARY KEY(sha256, chunk))",
)


@dataclass(frozen=True, slots=True)
class Hashed:
    """What a file is."""

    bytes: int
    sha256: str
    git_sha1: str  # "" where it was not asked for
    pieces: tuple[str, ...]  # sha256 of each


def silent(_: Progress) -> None:
    """Tells nobody."""


def never() -> bool:
    """Nobody wants to stop."""
    return False


def read_hashes(path: Path, chunk: int = CHUNK, stop: Stop = never, tell: Tell = silent, git: bool = False) -> Hashed:
    """Read the whole file; raises Cancelled when `stop` says so, OSError when it cannot be read.

    git   also the name that Git gives the file
    """
    size = path.stat().st_size
    whole, pieces, done = hashlib.sha256(), [], 0
    blob = hashlib.sha1(b"blob %d\0" % size, usedforsecurity=False)
    with path.open("rb") as file:
        while done < size:
            piece, until = hashlib.sha256(), min(size, done + chunk)
            while done < until and (block := file.read(min(MIB, until - done))):
                if stop():
                    raise Cancelled
                for one in (whole, piece, blob) if git else (whole, piece):
                    one.update(block)
                done += len(block)
            pieces.append(piece.hexdigest())
            tell(Progress(Stage.CHECKING, done, size))
            if done < until:
                break  # it became shorter while it was read
    return Hashed(done, whole.hexdigest(), blob.hexdigest() if git else "", tuple(pieces))


def is_right(found: Hashed, want: Wanted) -> bool:
    """Whether the file is what was published, as far as that is known."""
    if want.bytes and found.bytes != want.bytes:
        return False
    if want.sha256:
        return found.sha256 == want.sha256
    return not want.git_sha1 or found.git_sha1 == want.git_sha1


class Memory:
    """What is known of files that were hashed; it is only a memory, and a damaged one is begun anew."""

    def __init__(self, path: Path) -> None:
        self._path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._connection = _connect(path)
        except (apsw.NotADBError, apsw.CorruptError):
            path.unlink()
            self._connection = _connect(path)

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def sha256(self, path: Path) -> str:
        """The remembered hash of the file as it lies there now, "" when it is not known."""
        device, inode, size, changed = _print(path)
        found = self._connection.execute(
            "SELECT sha256 FROM files WHERE device=? AND inode=? AND size=? AND changed=?",
            (device, inode, size, changed),
        ).fetchall()
        return str(found[0][0]) if found and inode != "0" else ""

    def remember(self, path: Path, hashed: Hashed, chunk: int = CHUNK) -> None:
        """Keep the hash of the file, and those of its pieces for a later repair."""
        hashes = bytes.fromhex("".join(hashed.pieces))
        with suppress(apsw.BusyError, apsw.FullError, apsw.ReadOnlyError), self._connection:
            self._connection.execute("INSERT OR REPLACE INTO files VALUES(?,?,?,?,?)", (*_print(path), hashed.sha256))
            self._connection.execute("INSERT OR REPLACE INTO pieces VALUES(?,?,?)", (hashed.sha256, chunk, hashes))

    def forget(self, path: Path) -> None:
        """The file is not what it was taken for; it is read again when somebody asks."""
        device, inode, _, _ = _print(path)
        with suppress(apsw.BusyError, apsw.ReadOnlyError):
            self._connection.execute("DELETE FROM files WHERE device=? AND inode=?", (device, inode))

    def pieces(self, sha256: str, chunk: int = CHUNK) -> tuple[str, ...]:
        """The hashes of the pieces of the file with that hash, () when they were never learnt."""
        found = self._connection.execute(
            "SELECT hashes FROM pieces WHERE sha256=? AND chunk=?", (sha256, chunk)
        ).fetchall()
        text = bytes(found[0][0]).hex() if found else ""  # type: ignore[arg-type]
        return tuple(text[at : at + 64] for at in range(0, len(text), 64))


def know(path: Path, memory: Memory, stop: Stop = never, tell: Tell = silent) -> str:
    """The sha256 of a file: remembered, or read now and remembered."""
    known = memory.sha256(path)
    if known:
        return known
    before = _print(path)
    hashed = read_hashes(path, stop=stop, tell=tell)
    if _print(path) == before:
        memory.remember(path, hashed)
    return hashed.sha256


def _print(path: Path) -> tuple[str, str, int, int]:
    """Device and inode as text, for they may exceed 63 bits; size in bytes; time of change in nanoseconds."""
    seen = os.stat(path)
    return str(seen.st_dev), str(seen.st_ino), seen.st_size, seen.st_mtime_ns


def _connect(path: Path) -> apsw.Connection:
    connection = apsw.Connection(str(path))
    try:
        connection.set_busy_timeout(5000)
        if connection.execute("PRAGMA quick_check(1)").fetchall() != [("ok",)]:
            raise apsw.CorruptError("quick_check")
        for statement in _SCHEMA:
            connection.execute(statement)
    except apsw.Error:
        connection.close()
        raise
    return connection
