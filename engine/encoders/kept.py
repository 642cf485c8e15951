"""Keeps what an encoder made on disk, so that it need not be loaded twice for one prompt or picture.

One small safetensors file per entry, named by a hash of everything the result depends on.  It is written whole or not
at all; an entry that does not hold what was written is thrown away and made again; the oldest go when there are too
many.  Losing it costs time, never a result, so trouble in writing is only logged.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
import os
import time
import uuid
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import save
from torch import Tensor

from engine.api.errors import EngineError
from engine.weights.header import read_header
from engine.weights.place import TYPES

LIMIT = 512 * 1024 * 1024  # bytes
_NAME, _SUM, _UNFINISHED = "rows", "sha256", ".part"
_ABANDONED = 3600.0  # seconds after which an unfinished file belongs to nobody
_log = logging.getLogger(__name__)


def key_of(*parts: object) -> str:
    """A name for what depends on exactly these parts (texts and numbers)."""
    return hashlib.sha256(json.dumps(parts, ensure_ascii=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class KeptTensors:
    """A folder of tensors by key."""

    folder: Path
    limit: int = LIMIT  # bytes in all

    def find(self, key: str) -> Tensor | None:
        """What was kept under that key, on the CPU; None if nothing good was."""
        path = self._path(key)
        try:
            found = _read(path)
            os.utime(path)  # used now: the last to go
        except (OSError, EngineError):
            _throw_away(path)
            return None
        return found

    def keep(self, key: str, value: Tensor) -> None:
        """Write it, then make room; readers see the old file or the new one, never a part."""
        value = value.detach().cpu().contiguous()
        content = save({_NAME: value}, {_SUM: sum_of(value)})
        if len(content) > self.limit:
            return
        unfinished = self.folder / f"{uuid.uuid4().hex}{_UNFINISHED}"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with unfinished.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            unfinished.replace(self._path(key))
            self._make_room()
        except OSError as trouble:
            _throw_away(unfinished)
            _log.warning("An encoded prompt could not be kept: %s", trouble)

    def _path(self, key: str) -> Path:
        return self.folder / f"{key}.safetensors"

    def _make_room(self) -> None:
        for left in self.folder.glob(f"*{_UNFINISHED}"):
            if time.time() - left.stat().st_mtime > _ABANDONED:
                left.unlink(missing_ok=True)
        entries = [(path, path.stat()) for path in self.folder.glob("*.safetensors")]
        room = self.limit - sum(stat.st_size for _, stat in entries)
        for path, stat in sorted(entries, key=lambda entry: entry[1].st_mtime_ns):
            if room >= 0:
                return
            path.unlink(missing_ok=True)
            room += stat.st_size


def _throw_away(path: Path) -> None:
    with contextlib.suppress(OSError):  # what cannot be removed is found damaged again next time
        path.unlink(missing_ok=True)


def sum_of(value: Tensor) -> str:
    """A sha256 of the numbers of a contiguous tensor on the CPU."""
    return hashlib.sha256(value.view(-1).view(torch.uint8).numpy().data).hexdigest()


def _read(path: Path) -> Tensor:
    """The tensor of a file that holds it and its true sum; raises OSError or EngineError."""
    if not path.is_file():
        raise FileNotFoundError(path)
    header = read_header(path)
    if len(header.tensors) != 1 or header.tensors[0].name != _NAME:
        raise OSError(f"{path.name} is no kept tensor")
    stored = header.tensors[0]
    with path.open("rb") as file:
        file.seek(stored.start)
        content = bytearray(file.read(stored.bytes))
    if not content or len(content) != stored.bytes:
        raise OSError(f"{path.name} is empty or was cut")
    value = torch.frombuffer(content, dtype=TYPES[stored.dtype]).view(stored.shape)
    if dict(header.metadata).get(_SUM) != sum_of(value):
        raise OSError(f"{path.name} has changed since it was written")
    return value
