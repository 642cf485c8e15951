"""The tensors of one model, wherever they lie: in a file, in shards with an index, or in a folder."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

from engine.api.errors import BadInput
from engine.weights.gguf import read_gguf
from engine.weights.header import MOST_TENSORS, Header, Stored, read_header
from engine.weights.names import bare
from engine.weights.sniff import LARGEST_HEADER, Container, container, damaged, missing, unreadable

INDEX = ".safetensors.index.json"
_SHARD = re.compile(r"(.+)-(\d{5})-of-(\d{5})\.safetensors")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a model's files hold, by official name (a repacker's prefix is taken off)."""

    path: Path  # the file, index or folder that was asked for
    tensors: dict[str, Stored]
    metadata: tuple[tuple[str, str], ...]  # of the first file; foreign text

    def __contains__(self, name: str) -> bool:
        return name in self.tensors

    def __iter__(self) -> Iterator[str]:
        return iter(self.tensors)

    def shape(self, name: str) -> tuple[int, ...]:
        """The shape of that tensor, () when there is none of that name."""
        found = self.tensors.get(name)
        return found.shape if found else ()

    @property
    def bytes(self) -> int:
        """All tensors together, as stored."""
        return sum(tensor.bytes for tensor in self.tensors.values())

    @property
    def files(self) -> tuple[Path, ...]:
        """The files that hold them."""
        return tuple(sorted({tensor.path for tensor in self.tensors.values()}))


def open_checkpoint(path: Path) -> Checkpoint:
    """Read the headers of a model; no tensor is touched.

    path: a safetensors or GGUF file (told by its content), an index of shards, or a folder with either.
    Raises WeightsMissing, NotAModel, UnsafeFile, DamagedFile, or BadInput for a folder with several models.
    """
    try:
        return _open(path)
    except OSError as wrong:  # taken away or locked between two looks at it, or a disk that fails
        raise unreadable(path, wrong) from wrong


def _open(path: Path) -> Checkpoint:
    shards, listed = _shards(path)
    tensors: dict[str, Stored] = {}
    metadata: tuple[tuple[str, str], ...] = ()
    for number, shard in enumerate(shards):
        header = _header(shard)
        metadata = metadata if number else header.metadata
        for tensor in header.tensors:
            name = bare(tensor.name)
            if name in tensors:
                raise damaged(shard, f"it holds the tensor {name}, which was already read.")
            tensors[name] = tensor
    for name, shard in listed.items():
        found = tensors.get(bare(name))
        if found is None or found.path != shard:
            raise damaged(path, f"the index places {name} in {shard.name}, which does not hold it.")
    if len(tensors) > MOST_TENSORS:
        raise damaged(path, f"it lists {len(tensors):,} tensors; more than {MOST_TENSORS:,} is not plausible.")
    return Checkpoint(path, tensors, metadata)


def _header(path: Path) -> Header:
    return read_gguf(path) if container(path) is Container.GGUF else read_header(path)


def _shards(path: Path) -> tuple[tuple[Path, ...], dict[str, Path]]:
    """The files to read, and where an index says that each tensor lies."""
    if path.is_dir():
        return _of_folder(path)
    if path.name.endswith(".index.json"):
        return _of_index(path)
    return (path,), {}


def _of_folder(folder: Path) -> tuple[tuple[Path, ...], dict[str, Path]]:
    indexes = sorted(folder.glob("*" + INDEX))
    if len(indexes) == 1:
        return _of_index(indexes[0])
    files = sorted(folder.glob("*.safetensors")) or sorted(folder.glob("*.gguf"))
    if not files:
        raise missing(folder / "model.safetensors")
    if len(files) == 1 or (not indexes and _one_set(files)):
        return tuple(files), {}
    raise BadInput(
        "There are several models in this folder",
        why=f"{folder.name} holds {', '.join(file.name for file in files[:4])}{' and more' if files[4:] else ''}.",
        done="Nothing was loaded.",
        do=("Choose one of the files",),
    )


def _one_set(files: list[Path]) -> bool:
    """Whether the files are all shards, 1 to n, of one model."""
    parts = [_SHARD.fullmatch(file.name) for file in files]
    if not all(parts):
        return False
    seen = {(part[1], int(part[3])) for part in parts if part}
    return len(seen) == 1 and [int(part[2]) for part in parts if part] == list(range(1, next(iter(seen))[1] + 1))


def _of_index(index: Path) -> tuple[tuple[Path, ...], dict[str, Path]]:
    if not index.is_file():
        raise missing(index)
    if index.stat().st_size > LARGEST_HEADER:
        raise damaged(index, f"an index of {index.stat().st_size:,} bytes is not plausible.")
    try:
        listed: Any = json.loads(index.read_bytes().decode("utf-8"))["weight_map"]
    except (ValueError, RecursionError, KeyError, TypeError) as wrong:
        raise damaged(index, "it is not the index of a model.") from wrong
    if not isinstance(listed, dict) or not listed or not all(isinstance(shard, str) for shard in listed.values()):
        raise damaged(index, "it does not say where the tensors lie.")
    for shard in set(listed.values()):
        if not _plain_name(shard):
            raise damaged(index, "it points outside its own folder.")
    places = {name: index.parent / shard for name, shard in listed.items()}
    shards = tuple(sorted(set(places.values())))
    for shard in shards:
        if not shard.is_file():
            raise missing(shard)
    return shards, places


def _plain_name(name: str) -> bool:
    """Whether it is a file name and nothing more, on every system."""
    plain = PurePosixPath(name).name == name and PureWindowsPath(name).name == name
    return plain and name not in ("", ".", "..") and "\0" not in name and name.endswith(".safetensors")
