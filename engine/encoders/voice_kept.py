"""What a speech network made of voices, kept on disk row by row, so that hours of it need no memory.

One safetensors file per voice with a single tensor, layer after layer; the rows of a window are read when they are
wanted. A file gets its name when it is whole and carries its own sum; one that has changed is thrown away; the longest
unused go when there are too many.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import math
import os
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from engine.api.errors import EngineError
from engine.disk import patiently, sync
from engine.media.disk import need_room, writing
from engine.nets.wan.talking import window_rows
from engine.weights.header import read_header
from engine.weights.place import TYPES

LIMIT = 4 * 1024**3  # bytes
ABANDONED = 24 * 3600.0  # seconds after which an unfinished file belongs to nobody
AT_ONCE = 1 << 20  # bytes
_NAME, _SUM, _UNFINISHED = "rows", "sha256", ".part"
_KEPT = "What was made so far was thrown away; nothing else was touched."
_WORDS = {kind: word for word, kind in TYPES.items()}


@dataclass(frozen=True, slots=True)
class Rows:
    """Layers of rows in a file; the first layer is what went into the network's own first one."""

    path: Path
    start: int  # bytes in front of the first row
    layers: int
    frames: int
    width: int
    dtype: torch.dtype

    def read(self, layer: int, first: int, last: int) -> Tensor:
        """Rows first to last (excluded) of a layer, counted from the end where negative: last-first width."""
        length = (last - first) * self._row
        with self.path.open("rb") as file:
            file.seek(self._place(layer, first))
            content = bytearray(file.read(length))
        if len(content) != length:
            raise OSError(f"{self.path.name} has become shorter")
        return torch.frombuffer(content, dtype=self.dtype).view(last - first, self.width)

    def write(self, layer: int, first: int, rows: Tensor) -> None:
        """Put rows in their place; raises DiskFull and CannotWrite."""
        content = rows.detach().to("cpu", self.dtype).contiguous().view(torch.uint8).numpy()
        with writing(self.path, _KEPT), self.path.open("r+b") as file:
            file.seek(self._place(layer, first))
            file.write(content.data)

    def window(self, first: int, last: int, around: int = 2) -> Tensor:
        """What video frames first to last (excluded) hear in every layer: last-first W L A, see `window_rows`."""
        wanted = window_rows(self.frames, first, last, around)
        low, high = int(wanted.min()), int(wanted.max()) + 1
        rows = torch.stack([self.read(layer, low, high) for layer in range(1, self.layers)], dim=1)
        return rows[wanted - low]

    @property
    def bytes(self) -> int:
        """Of all rows."""
        return self.layers * self.frames * self._row

    @property
    def _row(self) -> int:
        return self.width * self.dtype.itemsize

    def _place(self, layer: int, row: int) -> int:
        return self.start + (layer % self.layers * self.frames + row) * self._row


@dataclass(frozen=True, slots=True)
class KeptVoices:
    """A folder of rows by key."""

    folder: Path
    limit: int = LIMIT  # bytes in all, but what is in use may exceed it

    def find(self, key: str) -> Rows | None:
        """What was kept under that key; None if nothing good was."""
        path = self.path(key)
        try:
            found = _found(path)
            os.utime(path)  # used now: the last to go
        except (OSError, EngineError):
            _throw_away(path)
            return None
        return found

    @contextmanager
    def made(self, key: str, layers: int, frames: int, width: int, dtype: torch.dtype) -> Iterator[Rows]:
        """Rows of zeros to be filled inside the block; then `find` has them. Raises DiskFull and CannotWrite."""
        with self.scratch(layers, frames, width, dtype) as rows:
            yield rows
            with writing(rows.path, _KEPT):
                with rows.path.open("r+b") as file:
                    file.write(_header(rows, _sum(rows)))
                sync(rows.path)
                patiently(lambda: os.replace(rows.path, self.path(key)))

    @contextmanager
    def scratch(self, layers: int, frames: int, width: int, dtype: torch.dtype) -> Iterator[Rows]:
        """Rows of zeros that are gone after the block. Raises DiskFull and CannotWrite."""
        with self.scratch_file() as path:
            start = len(_header(Rows(path, 0, layers, frames, width, dtype), "0" * 64))
            rows = Rows(path, start, layers, frames, width, dtype)
            with writing(path, _KEPT):
                need_room(self.folder, rows.bytes, _KEPT)
                with path.open("r+b") as file:
                    file.truncate(rows.start + rows.bytes)
            yield rows

    @contextmanager
    def scratch_file(self) -> Iterator[Path]:
        """An empty file that is gone after the block. Raises DiskFull and CannotWrite."""
        path = self.folder / f"{uuid.uuid4().hex}{_UNFINISHED}"
        with writing(path, _KEPT):
            self.folder.mkdir(parents=True, exist_ok=True)
            path.touch()
        try:
            yield path
        finally:
            _throw_away(path)

    def make_room(self, held: tuple[str, ...]) -> None:
        """Throw away the longest unused above the limit, but not what is `held`, and what was never finished."""
        entries = []
        for path in self.folder.glob("*"):
            with contextlib.suppress(OSError):
                state = path.stat()
                if path.suffix == _UNFINISHED and time.time() - state.st_mtime > ABANDONED:
                    path.unlink()
                elif path.suffix == ".safetensors":
                    entries.append((state.st_mtime_ns, state.st_size, path))
        room = self.limit - sum(size for _, size, _ in entries)
        for _, size, path in sorted(entries):
            if room < 0 and path.stem not in held:
                _throw_away(path)
                room += size

    def path(self, key: str) -> Path:
        """Where the rows of that key lie, if there are any."""
        return self.folder / f"{key}.safetensors"


def _header(rows: Rows, digest: str) -> bytes:
    entry = {
        "dtype": _WORDS[rows.dtype],
        "shape": [rows.layers, rows.frames, rows.width],
        "data_offsets": [0, rows.bytes],
    }
    text = json.dumps({"__metadata__": {_SUM: digest}, _NAME: entry}).encode()
    text += b" " * (-len(text) % 8)
    return len(text).to_bytes(8, "little") + text


def _found(path: Path) -> Rows:
    """The rows of a file that holds them and their true sum; raises OSError or EngineError."""
    if not path.is_file():
        raise FileNotFoundError(path)
    header = read_header(path)
    stored = header.tensors[0] if len(header.tensors) == 1 else None
    if stored is None or stored.name != _NAME or len(stored.shape) != 3 or not math.prod(stored.shape):
        raise OSError(f"{path.name} holds no rows")
    rows = Rows(path, stored.start, *stored.shape, TYPES[stored.dtype])
    if dict(header.metadata).get(_SUM) != _sum(rows):
        raise OSError(f"{path.name} has changed since it was written")
    return rows


def _sum(rows: Rows) -> str:
    digest = hashlib.sha256()
    with rows.path.open("rb") as file:
        file.seek(rows.start)
        while piece := file.read(AT_ONCE):
            digest.update(piece)
    return digest.hexdigest()


def _throw_away(path: Path) -> None:
    with contextlib.suppress(OSError):  # what cannot be removed is found damaged again next time
        path.unlink(missing_ok=True)
