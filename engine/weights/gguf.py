"""Reads the header of a GGUF file and believes none of it.

Our own reader, because the library builds an array for every entry and knows no limits.  Sizes are checked before a
single tensor is touched: counts, names, types, shapes, places that follow each other, and the length of the file.
Format: ggml-org/ggml docs/gguf.md, versions 2 and 3, little endian.
"""

from __future__ import annotations

import mmap
import struct
from dataclasses import dataclass
from pathlib import Path

from engine.api.errors import DamagedFile, NotAModel
from engine.weights.header import BLOCKS, LONGEST_NAME, MOST_DIMENSIONS, MOST_TENSORS, Header, Stored
from engine.weights.sniff import damaged

MOST_ENTRIES = 10_000
MOST_ITEMS = 1_000_000  # of a list; the words of a tokenizer are a quarter of that
LONGEST_NOTE = 4096  # bytes; longer ones are passed over
LONGEST_HEADER = 128 * 1024 * 1024  # bytes, tokenizer included

_WORDS = {
    0: "F32", 1: "F16", 2: "Q4_0", 3: "Q4_1", 6: "Q5_0", 7: "Q5_1", 8: "Q8_0", 10: "Q2_K", 11: "Q3_K", 12: "Q4_K",
    13: "Q5_K", 14: "Q6_K", 24: "I8", 25: "I16", 26: "I32", 27: "I64", 28: "F64", 30: "BF16",
}  # fmt: skip
_SCALARS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
_TEXT, _LIST = 8, 9
_SHAPE = "comfy.gguf.orig_shape."  # where a repacker notes the shape of a tensor with more than four dimensions


@dataclass(slots=True)
class _Reading:
    """A place in the header that moves on, and never past the end of the file."""

    path: Path
    view: mmap.mmap
    at: int = 0

    def take(self, length: int) -> bytes:
        if length > LONGEST_HEADER or self.at + length > min(len(self.view), LONGEST_HEADER):
            raise damaged(self.path, "it ends inside its own header, or the header is implausibly long.")
        self.at += length
        return self.view[self.at - length : self.at]

    def skip(self, length: int) -> None:
        if length > LONGEST_HEADER or self.at + length > min(len(self.view), LONGEST_HEADER):
            raise damaged(self.path, "it ends inside its own header, or the header is implausibly long.")
        self.at += length

    def number(self, kind: str) -> int:
        return int(struct.unpack("<" + kind, self.take(struct.calcsize("<" + kind)))[0])

    def count(self, most: int, what: str) -> int:
        found = self.number("Q")
        if found > most:
            raise damaged(self.path, f"it claims {found:,} {what}; more than {most:,} is not plausible.")
        return found

    def name(self) -> str:
        text = self.take(self.count(LONGEST_NAME, "letters in a name")).decode("utf-8", "replace")
        if not text or not text.isprintable():
            raise damaged(self.path, "its header holds an entry without a proper name.")
        return text

    def wrong(self, why: str) -> DamagedFile:
        return damaged(self.path, why)


def read_gguf(path: Path) -> Header:
    """The checked header of a GGUF file; raises DamagedFile, or NotAModel for a number type without a reader."""
    if path.stat().st_size < 24:
        raise damaged(path, "it ends inside its own header.")
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as view:
        reading = _Reading(path, view, 4)
        if (version := reading.number("I")) not in (2, 3):
            raise damaged(path, f"its version {version} is not known.")
        tensors = reading.count(MOST_TENSORS, "tensors")
        notes = _notes(reading, reading.count(MOST_ENTRIES, "notes"))
        alignment = notes.get("general.alignment", 32)
        if not isinstance(alignment, int) or not 1 <= alignment <= 2**20 or alignment & (alignment - 1):
            raise damaged(path, "the distance of its tensors is not a power of two.")
        listed = [_entry(reading, notes) for _ in range(tensors)]
        body = _up(reading.at, alignment)
        placed = sorted((Stored(path, *entry[:3], body + entry[3]) for entry in listed), key=lambda t: t.start)
        _check_places(placed, body, alignment, len(view))
    if len({tensor.name for tensor in placed}) != len(placed):
        raise damaged(path, "its header names the same tensor twice.")
    plain = tuple((name, note) for name, note in notes.items() if isinstance(note, str))
    return Header(tuple(placed), plain)


def _up(at: int, alignment: int) -> int:
    return -(-at // alignment) * alignment


def _check_places(tensors: list[Stored], body: int, alignment: int, size: int) -> None:
    end = body
    for tensor in tensors:
        if tensor.start != _up(end, alignment):
            raise damaged(tensor.path, f"there is a hole or an overlap before the tensor {tensor.name}.")
        end = tensor.start + tensor.bytes
        if end > size:
            raise damaged(tensor.path, f"it ends at {size:,} bytes; the tensor {tensor.name} goes on to {end:,}.")
    if tensors and size > _up(end, alignment):
        raise damaged(tensors[0].path, f"it ends at {size:,} bytes; its header says {end:,}.")


def _notes(reading: _Reading, count: int) -> dict[str, str | int | tuple[int, ...]]:
    """Short texts, whole numbers and the noted shapes; all else is passed over."""
    notes: dict[str, str | int | tuple[int, ...]] = {}
    for _ in range(count):
        name, kind = reading.name(), reading.number("I")
        if kind == _TEXT:
            length = reading.count(LONGEST_HEADER, "letters")
            text = reading.take(length) if length <= LONGEST_NOTE else reading.skip(length)
            if text is not None:
                notes[name] = text.decode("utf-8", "replace")
        elif kind == _LIST:
            numbers = _list(reading, wanted=name.startswith(_SHAPE))
            if numbers:
                notes[name] = numbers
        elif kind in _SCALARS:
            shape = "<" + _SCALARS[kind]
            value = struct.unpack(shape, reading.take(struct.calcsize(shape)))[0]
            if isinstance(value, int):
                notes[name] = value
        else:
            raise reading.wrong(f"the note {name} has the unknown type {kind}.")
    return notes


def _list(reading: _Reading, *, wanted: bool) -> tuple[int, ...]:
    kind, count = reading.number("I"), reading.count(MOST_ITEMS, "items in a list")
    if kind == _TEXT:
        for _ in range(count):
            reading.skip(reading.number("Q"))
        return ()
    if kind not in _SCALARS:
        raise reading.wrong(f"it holds a list of the unknown type {kind}.")
    length = struct.calcsize("<" + _SCALARS[kind]) * count
    if not wanted or count > MOST_DIMENSIONS or _SCALARS[kind] not in "IiQq":
        reading.skip(length)
        return ()
    return struct.unpack(f"<{count}{_SCALARS[kind]}", reading.take(length))


def _entry(reading: _Reading, notes: dict[str, str | int | tuple[int, ...]]) -> tuple[str, str, tuple[int, ...], int]:
    """(name, type, shape in torch's order, bytes from the beginning of the body)."""
    name, dimensions = reading.name(), reading.number("I")
    if dimensions > MOST_DIMENSIONS:
        raise reading.wrong(f"the tensor {name} has no proper shape.")
    sides = struct.unpack(f"<{dimensions}Q", reading.take(8 * dimensions))
    kind, place = reading.number("I"), reading.number("Q")
    if kind not in _WORDS:
        raise NotAModel(
            "The weights are in a number type that cannot be read yet",
            why=f"{reading.path.name} stores {name} as GGUF type {kind}; readable are {', '.join(_WORDS.values())}.",
            done="It was not loaded; other models are unaffected.",
            do=("Use the Q8_0, Q6_K, Q5_K or Q4_K version of the model",),
        )
    word, elements = _WORDS[kind], 1
    for side in sides:
        elements *= side
    noted = notes.get(_SHAPE + name)
    shape = tuple(reversed(sides))
    if any(side >= 2**62 for side in sides) or elements >= 2**62 or place >= 2**62:
        raise reading.wrong(f"the tensor {name} has no proper shape.")
    if word in BLOCKS and (not sides or sides[0] % BLOCKS[word][0]):
        raise reading.wrong(f"the rows of the tensor {name} are no whole blocks of {word}.")
    if isinstance(noted, tuple):
        shape = _noted(reading, name, noted, (elements, BLOCKS.get(word, (1, 1))[0]))
    return name, word, shape, place


def _noted(reading: _Reading, name: str, noted: tuple[int, ...], held: tuple[int, int]) -> tuple[int, ...]:
    """The noted shape; held: weights in the tensor and in a block of it."""
    product = 1
    for side in noted:
        product *= side
    if any(side < 0 for side in noted) or product != held[0] or (len(noted) < 3 and noted[-1] % held[1]):
        raise reading.wrong(f"the tensor {name} has no proper shape.")
    return noted
