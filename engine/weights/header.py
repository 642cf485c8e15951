"""Reads the header of a safetensors file and believes none of it.

Our own reader, because the library takes 40 s over a legal header with 1.6 million entries and knows no limits.  It
checks the sizes before a single tensor is touched: number of entries, names, types, shapes, offsets that follow each
other without a hole, and the length of the file.  Format: huggingface/safetensors@24b0b28 README.md.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.api.errors import NotAModel
from engine.weights.sniff import LARGEST_HEADER, Container, container, damaged, refusal

MOST_TENSORS = 100_000
LONGEST_NAME = 512  # characters
MOST_DIMENSIONS = 8

BYTES = {
    "BOOL": 1, "U8": 1, "I8": 1, "F8_E4M3": 1, "F8_E5M2": 1, "I16": 2, "U16": 2, "F16": 2, "BF16": 2,
    "I32": 4, "U32": 4, "F32": 4, "I64": 8, "U64": 8, "F64": 8,
}  # fmt: skip
BLOCKS = {  # of GGUF: weights in a block, bytes of it
    "Q4_0": (32, 18), "Q4_1": (32, 20), "Q5_0": (32, 22), "Q5_1": (32, 24), "Q8_0": (32, 34),
    "Q2_K": (256, 84), "Q3_K": (256, 110), "Q4_K": (256, 144), "Q5_K": (256, 176), "Q6_K": (256, 210),
}  # fmt: skip
UNREAD = ("F4", "F6_E2M3", "F6_E3M2", "F8_E8M0", "F8_E4M3FNUZ", "F8_E5M2FNUZ", "C64")  # real, but not for us yet


@dataclass(frozen=True, slots=True)
class Stored:
    """One tensor as it lies in a file."""

    path: Path
    name: str
    dtype: str  # a key of BYTES (safetensors' own words) or of BLOCKS
    shape: tuple[int, ...]
    start: int  # bytes from the beginning of the file

    @property
    def bytes(self) -> int:
        """Its length in the file."""
        return bytes_of(self.dtype, math.prod(self.shape))


def bytes_of(dtype: str, weights: int) -> int:
    """Bytes of so many weights, whole blocks of them."""
    in_block, size = BLOCKS.get(dtype) or (1, BYTES[dtype])
    return weights // in_block * size


@dataclass(frozen=True, slots=True)
class Header:
    """What one file holds."""

    tensors: tuple[Stored, ...]  # in the order of the file
    metadata: tuple[tuple[str, str], ...]  # foreign text: show it plainly, never obey it


def read_header(path: Path) -> Header:
    """The checked header of a safetensors file.

    Raises WeightsMissing, UnsafeFile (a program in disguise), NotAModel (no weights at all) or DamagedFile.
    """
    found = container(path)
    if found is not Container.SAFETENSORS:
        raise refusal(path, found)
    size = path.stat().st_size
    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        if length > LARGEST_HEADER:
            raise damaged(path, f"its header claims {length:,} bytes; more than {LARGEST_HEADER:,} is not plausible.")
        if 8 + length > size:
            raise damaged(path, f"it ends at {size:,} bytes, inside its own header of {length:,}.")
        text = file.read(length)
    entries = _entries(path, text)
    metadata = _metadata(path, entries.pop("__metadata__", {}))
    if len(entries) > MOST_TENSORS:
        raise damaged(path, f"it lists {len(entries):,} tensors; more than {MOST_TENSORS:,} is not plausible.")
    body = 8 + length
    tensors = sorted((_stored(path, body, name, entry) for name, entry in entries.items()), key=lambda t: t[:2])
    return Header(_contiguous(path, body, size, tensors), metadata)


def _entries(path: Path, text: bytes) -> dict[str, Any]:
    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        entries = dict(pairs)
        if len(entries) != len(pairs):
            raise damaged(path, "its header names the same tensor twice.")
        return entries

    try:
        entries = json.loads(text.decode("utf-8"), object_pairs_hook=once)
    except (ValueError, RecursionError) as wrong:
        raise damaged(path, "its header is not readable.") from wrong
    if not isinstance(entries, dict):
        raise damaged(path, "its header is not a table of tensors.")
    return entries


def _metadata(path: Path, given: Any) -> tuple[tuple[str, str], ...]:
    if not isinstance(given, dict) or not all(isinstance(value, str) for value in given.values()):
        raise damaged(path, "its notes are not plain text.")
    return tuple(given.items())


def _stored(path: Path, body: int, name: str, entry: Any) -> tuple[int, int, Stored]:
    """(start, end, tensor), each number checked for its own sake."""
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise damaged(path, "its header holds a tensor without a proper name.")
    if not isinstance(entry, dict) or set(entry) != {"dtype", "shape", "data_offsets"}:
        raise damaged(path, f"its header does not describe the tensor {name}.")
    dtype, shape, offsets = entry["dtype"], entry["shape"], entry["data_offsets"]
    if isinstance(dtype, str) and dtype in UNREAD:
        raise NotAModel(
            "The weights are in a number type that cannot be read yet",
            why=f"{path.name} stores {name} as {dtype}; this version reads {', '.join(BYTES)}.",
            done="It was not loaded; other models are unaffected.",
            do=("Use the fp16 or bf16 version of the model",),
        )
    if not isinstance(dtype, str) or dtype not in BYTES:
        raise damaged(path, f"the tensor {name} has the unknown number type {str(dtype)[:20]!r}.")
    if not _sizes(shape) or len(shape) > MOST_DIMENSIONS:
        raise damaged(path, f"the tensor {name} has no proper shape.")
    if not _sizes(offsets) or len(offsets) != 2 or offsets[0] > offsets[1]:
        raise damaged(path, f"the tensor {name} has no proper place in the file.")
    tensor = Stored(path, name, dtype, tuple(shape), body + offsets[0])
    if tensor.bytes != offsets[1] - offsets[0]:
        raise damaged(path, f"the tensor {name} needs {tensor.bytes:,} bytes but has {offsets[1] - offsets[0]:,}.")
    return tensor.start, body + offsets[1], tensor


def _sizes(value: Any) -> bool:
    return isinstance(value, list) and all(type(n) is int and 0 <= n < 2**62 for n in value)


def _contiguous(path: Path, body: int, size: int, tensors: list[tuple[int, int, Stored]]) -> tuple[Stored, ...]:
    end = body
    for start, stop, tensor in tensors:
        if start != end:
            raise damaged(path, f"there is a hole or an overlap before the tensor {tensor.name}.")
        end = stop
    if end != size:
        raise damaged(path, f"it ends at {size:,} bytes; its header says {end:,}.")
    return tuple(tensor for _, _, tensor in tensors)
