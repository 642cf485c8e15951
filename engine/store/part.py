"""A file that is still coming: its bytes so far (`NAME.part`) and the notes that let it go on after a kill.

The notes (`NAME.part.notes`) only ever grow, one JSON line each, so that a kill can at most tear the last line, which
is then not believed.  A piece is noted, whole and every 4 MiB, once its bytes have been handed to the system, with
their sha256: what a power cut takes away is found by that hash later.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Self

from engine.api.errors import Cancelled
from engine.disk import patiently, sync_folder
from engine.store.lock import only_one
from engine.store.wanted import MIB, Wanted

NOTE_EVERY = 4 * MIB  # bytes of a piece between two notes, so that a kill costs no more
_MARKS = re.compile(rb'^\{"piece": (\d+), "bytes": (\d+),', re.MULTILINE)
MOST_WRONG = 2  # pieces in one go; more of the same is not waited for


class WrongPieces(Exception):
    """Too many pieces came whole but are not what was published; none of them is kept."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What is known of one piece on the disk."""

    bytes: int  # so many from its beginning
    sha256: str  # of those


class Part:
    """Knows which pieces are here, and writes more.  Use as a context; the files stay until `drop` or `finish`."""

    def __init__(self, target: Path, want: Wanted, chunk: int) -> None:
        self.target, self.chunk, self._want = target, chunk, want
        self.path, self.notes = part_of(target), notes_of(target)
        self.size = want.bytes  # 0: not known yet
        self.marks: dict[int, Mark] = {}
        self.seen: dict[str, str] = {}  # short name of an address -> its ETag or date
        self.doubted: set[int] = set()  # pieces that are here but are fetched again
        self.changed = 0  # doubted pieces that came differently
        self.wrong: list[int] = []  # pieces that came in this go and are not what was published
        self._at, self._hash = 0, hashlib.sha256()
        fresh = not self._read_notes()
        self._file: BinaryIO = open(self.path, "r+b" if self.path.exists() else "w+b", buffering=0)  # noqa: SIM115
        self._lines: BinaryIO = open(self.notes, "ab", buffering=0)  # noqa: SIM115
        if fresh:
            self._lines.truncate(0)
            self._file.truncate(0)
            self._note_head()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the files; they stay."""
        self._file.close()
        self._lines.close()

    @property
    def done(self) -> int:
        """Bytes that need not be fetched again."""
        return sum(mark.bytes for index, mark in self.marks.items() if index not in self.doubted)

    @property
    def pinned(self) -> bool:
        """Whether the right bytes can be told from wrong ones."""
        return self._want.pinned

    def length(self, index: int) -> int:
        """Bytes of that piece."""
        return min(self.chunk, self.size - index * self.chunk)

    def missing(self) -> tuple[int, int] | None:
        """The first stretch (start, end) in bytes that has to be fetched; None when all is here."""
        count = -(-self.size // self.chunk)
        first = next((i for i in range(count) if not self._is_here(i)), None)
        if first is None:
            return None
        last = next((i for i in range(first + 1, count) if self._is_here(i)), count)
        mark = self.marks.get(first)
        have = mark.bytes if mark and first not in self.doubted else 0
        return first * self.chunk + have, min(self.size, last * self.chunk)

    def learn_size(self, size: int) -> None:
        """Take the length that the server tells, where it was not known."""
        self.size = size
        self._note_head()

    def see(self, address: str, validator: str) -> None:
        """Remember the ETag or date of the file at that address."""
        self.seen[address] = validator
        self._note({"address": address, "is": validator})

    def forget(self) -> None:
        """Nothing of what has come is of use: begin again."""
        self.marks.clear()
        self.seen.clear()
        self.doubted.clear()
        self._lines.truncate(0)
        self._file.truncate(0)
        self.size = self._want.bytes
        self._note_head()

    def lose(self, index: int) -> None:
        """That piece has to come again."""
        self.marks.pop(index, None)
        self._note({"piece": index, "bytes": 0, "sha256": ""})

    def begin(self, at: int) -> int:
        """Get ready to write at that byte, the start of what is missing; returns where to begin in truth.

        That is the same, or the start of the piece where its noted bytes are not those on the disk.
        """
        index, inside = divmod(at, self.chunk)
        self._hash = hashlib.sha256()
        self.wrong = []
        self._file.seek(index * self.chunk)
        if inside:
            self._hash.update(_read(self._file, inside))
            if self._hash.hexdigest() != self.marks[index].sha256:
                self.lose(index)
                return self.begin(index * self.chunk)
        elif index in self.marks and index not in self.doubted:
            self.lose(index)
        self._at = at
        return at

    def add(self, block: bytes) -> None:
        """Write the next bytes; each piece that becomes whole and is right is noted.  Raises WrongPieces."""
        view = memoryview(block)
        while view:
            index, inside = divmod(self._at, self.chunk)
            here = view[: self.length(index) - inside]
            _write(self._file, here)
            self._hash.update(here)
            self._at += len(here)
            view = view[len(here) :]
            if inside + len(here) == self.length(index):
                self._complete(index)
            elif (inside + len(here)) // NOTE_EVERY > inside // NOTE_EVERY:
                self.pause()

    def pause(self) -> None:
        """Note the bytes of the unfinished piece too."""
        index, inside = divmod(self._at, self.chunk)
        if inside and not self._is_here(index) and index not in self.doubted:
            self._mark(index, Mark(inside, self._hash.hexdigest()))

    def finish(self) -> None:
        """Give the file its name; it is safe on the disk when this returns."""
        self._file.truncate(self.size)
        os.fsync(self._file.fileno())
        self.close()
        replace(self.path, self.target)
        self.notes.unlink(missing_ok=True)

    def drop(self) -> None:
        """Delete what has come."""
        self.close()
        self.path.unlink(missing_ok=True)
        self.notes.unlink(missing_ok=True)

    def _is_here(self, index: int) -> bool:
        mark = self.marks.get(index)
        return mark is not None and mark.bytes == self.length(index) and index not in self.doubted

    def _complete(self, index: int) -> None:
        found, self._hash = self._hash.hexdigest(), hashlib.sha256()
        truth = self._want.chunks
        doubted = index in self.doubted
        self.doubted.discard(index)
        if index < len(truth) and truth[index] != found:
            self.lose(index)
            self.wrong.append(index)
            if len(self.wrong) >= MOST_WRONG:
                self._at = index * self.chunk
                raise WrongPieces
            return
        if doubted and index in self.marks and self.marks[index].sha256 != found:
            self.changed += 1
        self._mark(index, Mark(self.length(index), found))

    def _mark(self, index: int, mark: Mark) -> None:
        self.marks[index] = mark
        self._note({"piece": index, "bytes": mark.bytes, "sha256": mark.sha256})

    def _note(self, line: dict[str, Any]) -> None:
        _write(self._lines, memoryview(json.dumps(line).encode() + b"\n"))

    def _note_head(self) -> None:
        self._note({"size": self.size, "sha256": self._want.sha256, "chunk": self.chunk})

    def _read_notes(self) -> bool:
        """Whether there are notes of this very file, and bytes to go with them."""
        if not (self.notes.exists() and self.path.exists()):
            return False
        lines = self.notes.read_bytes().split(b"\n")
        if lines.pop():  # torn by a kill; what follows must not be glued to it
            self.notes.write_bytes(b"".join(line + b"\n" for line in lines))
        heads = 0
        for line in lines:
            known = _line(line)
            if known is None:
                break
            if "size" in known:
                heads += 1
                if not self._fits(known):
                    return False
                self.size = known["size"]
            elif "piece" in known and heads:
                self._read_mark(known)
            elif "address" in known and heads:
                self.seen[known["address"]] = known["is"]
        return heads > 0

    def _fits(self, head: dict[str, Any]) -> bool:
        size = self._want.bytes or head["size"]
        return (head["size"], head["sha256"], head["chunk"]) in (
            (size, self._want.sha256, self.chunk),
            (0, self._want.sha256, self.chunk),
        )

    def _read_mark(self, known: dict[str, Any]) -> None:
        index, mark = known["piece"], Mark(known["bytes"], known["sha256"])
        there = self.path.stat().st_size
        if mark.bytes == 0 or index * self.chunk + mark.bytes > there or mark.bytes > self.length(index):
            self.marks.pop(index, None)
        else:
            self.marks[index] = mark


def part_of(target: Path) -> Path:
    """The name under which `target` grows."""
    return target.with_name(target.name + ".part")


def notes_of(target: Path) -> Path:
    """What is known of that part."""
    return target.with_name(target.name + ".part.notes")


def lock_of(target: Path) -> Path:
    """There while somebody writes the part."""
    return target.with_name(target.name + ".part.lock")


def note_whole(target: Path, want: Wanted, chunk: int, found: tuple[str, ...]) -> None:
    """Let a finished file that is not right become the beginning of its own download.

    found   sha256 of each of its pieces; only those that are known to be wrong come again
    """
    part, notes = part_of(target), notes_of(target)
    if part.exists() and notes.exists():
        return  # a download of it is under way and replaces the file in the end
    lines: list[dict[str, Any]] = [{"size": want.bytes, "sha256": want.sha256, "chunk": chunk}]
    for index, hash in enumerate(found):
        size = min(chunk, target.stat().st_size - index * chunk)
        if want.bytes and size == min(chunk, want.bytes - index * chunk) and hash == (want.chunks[index:] or [hash])[0]:
            lines.append({"piece": index, "bytes": size, "sha256": hash})
    replace(target, part)
    notes.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")


def kept(target: Path) -> int:
    """Bytes of an unfinished download of `target` that need not come again, as its notes say; 0 if there is none."""
    try:
        there, text = part_of(target).stat().st_size, notes_of(target).read_bytes()
    except OSError:
        return 0
    marks = {int(piece): int(size) for piece, size in _MARKS.findall(text[: text.rfind(b"\n") + 1])}
    return min(there, sum(marks.values()))


def drop(target: Path) -> None:
    """Delete an unfinished download of `target`, unless somebody is at it right now."""
    if not target.parent.is_dir():
        return
    with suppress(Cancelled), only_one(lock_of(target), lambda: None, lambda: True):
        clear(target)


def clear(target: Path) -> None:
    """The same for whoever holds the lock."""
    part_of(target).unlink(missing_ok=True)
    notes_of(target).unlink(missing_ok=True)


def replace(old: Path, new: Path) -> None:
    """Give a file its new name, in one step that outlives a power cut."""
    patiently(lambda: os.replace(old, new))
    sync_folder(new.parent)


def _read(file: BinaryIO, size: int) -> bytes:
    got = bytearray()
    while len(got) < size and (block := file.read(min(MIB, size - len(got)))):
        got += block
    return bytes(got)


def _write(file: BinaryIO, view: memoryview) -> None:
    while view:
        view = view[file.write(view) :]


def _line(text: bytes) -> dict[str, Any] | None:
    try:
        known = json.loads(text)
    except ValueError:
        return None
    return known if isinstance(known, dict) else None
