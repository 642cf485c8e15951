"""Brings the weights of a checkpoint to their places in a network that was built on the meta device.

Every tensor is read once, straight to where it stays: there is never a second copy, so the peak is the weights
themselves plus one chunk.  Two ways: *mapped*, where the file's own pages become the tensor and the system reads them
when they are first used; and *read*, where the bytes are read into fresh memory, a chunk at a time when the type or
the device changes on the way.  The file is never opened by a library and nothing in it is ever run.
"""

from __future__ import annotations

import math
import mmap
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

import torch
from torch import Tensor, nn

from engine.nets.dequantise import FORMS
from engine.weights.checkpoint import Checkpoint
from engine.weights.finite import all_finite
from engine.weights.fit import Assignment, Slot, assign
from engine.weights.header import BLOCKS, Stored, bytes_of
from engine.weights.names import NameMap
from engine.weights.narrow import Narrowing
from engine.weights.pages import ReadAhead, bring
from engine.weights.precision import Precision
from engine.weights.reduced import Kept, install, narrowed, read_scale, stays_small, widened
from engine.weights.sniff import damaged, unreadable

CHUNK = 16 * 1024 * 1024  # bytes read between two ticks

TYPES = {
    "BOOL": torch.bool, "U8": torch.uint8, "I8": torch.int8, "I16": torch.int16, "U16": torch.uint16,
    "I32": torch.int32, "U32": torch.uint32, "I64": torch.int64, "U64": torch.uint64,
    "F8_E4M3": torch.float8_e4m3fn, "F8_E5M2": torch.float8_e5m2,
    "F16": torch.float16, "BF16": torch.bfloat16, "F32": torch.float32, "F64": torch.float64,
}  # fmt: skip

Tick = Callable[[int, int], None]  # bytes done, bytes in all; may raise to stop


@dataclass(frozen=True, slots=True)
class Loading:
    """How to bring a checkpoint into a network."""

    names: NameMap
    precision: Precision
    device: torch.device
    mapped: bool  # let the file's pages be the weights where type and device allow it
    tick: Tick = lambda done, total: None
    narrowing: Narrowing | None = None  # some matrices become narrower than they are in the file


def load(network: nn.Module, checkpoint: Checkpoint, how: Loading) -> int:
    """Fill every parameter and every kept buffer of `network`; returns the bytes they take.

    Raises WrongCheckpoint, naming what the file looks like, before anything is read if a tensor is missing, left over
    or of another shape; DamagedFile if the file changes under the reader.
    """
    taken = fill(network, assign(network, checkpoint, how.names), how)
    move_buffers(network, how.device)
    return taken


def fill(network: nn.Module, assignments: Iterable[Assignment], how: Loading) -> int:
    """Fill these places of `network`; returns the bytes they take."""
    assignments = tuple(assignments)
    total, done, taken = sum(a.bytes for a in assignments), 0, 0
    kept: dict[str, Kept] = {}
    staging = torch.empty(CHUNK, dtype=torch.uint8)  # one for all: many would leave holes in the heap
    for path in sorted({a.stored.path for a in assignments}):
        here = sorted((a for a in assignments if a.stored.path == path), key=lambda a: a.start)
        with (
            path.open("rb", buffering=0) as file,
            ReadAhead(path, ((a.start, a.start + a.bytes) for a in here)) as ahead,
        ):
            view = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY) if how.mapped else None
            for a in here:
                source = Source(a.stored, a.start, a.slot.shape, file, ahead, view, staging)
                value = _value(a, source, how, _from(how, done, total))
                if how.narrowing is not None and how.narrowing.takes(a):
                    kept[a.slot.name] = narrow = narrowed(a.slot, value, how.narrowing)
                    value = narrow.packed
                elif stays_small(a, how.precision):
                    scale = None if a.scale is None else read_scale(a.scale).to(how.device)
                    kept[a.slot.name] = Kept(a.slot, FORMS[a.stored.dtype], value, scale)
                else:
                    _put(a.slot, value)
                taken, done = taken + value.nbytes, done + a.bytes
    install(network, kept, how.precision.compute)
    return taken


def move_buffers(network: nn.Module, device: torch.device) -> None:
    """Bring the buffers that no file holds from where the network was built."""
    for module in network.modules():
        for name, buffer in module._buffers.items():
            if buffer is not None and not buffer.is_meta:
                module._buffers[name] = buffer.to(device)


def _value(a: Assignment, source: Source, how: Loading, tick: Callable[[int], None]) -> Tensor:
    """The tensor as it is to stay: bytes of a layer that stays small, or numbers."""
    if stays_small(a, how.precision):
        return source.packed(a.slot.shape[0]).tensor(torch.int8, how.device, tick)
    if a.stored.dtype not in BLOCKS and a.scale is None:
        return source.tensor(how.precision.of(a.slot.name, source.dtype), how.device, tick)
    packed = source.packed(1).tensor(torch.int8, torch.device("cpu"), tick) if a.stored.dtype in FORMS else None
    wide = widened(packed, a) if packed is not None else source.tensor(torch.float32, torch.device("cpu"), tick)
    if a.scale is not None:
        scale = read_scale(a.scale)
        wide = (wide.reshape(scale.shape[0], -1) * scale).view(a.slot.shape)
    return wide.to(how.precision.of(a.slot.name, torch.float32)).to(how.device)


def _from(how: Loading, done: int, total: int) -> Callable[[int], None]:
    return lambda read: how.tick(done + read, total)


def _put(slot: Slot, value: Tensor) -> None:
    """One tensor for all the names it goes by."""
    parameter = nn.Parameter(value, requires_grad=False)
    for module, name in slot.places:
        if name in module._parameters:
            module._parameters[name] = parameter
        else:
            module._buffers[name] = value


@dataclass(frozen=True, slots=True)
class Source:
    """A run of bytes in an open file that is to become one tensor."""

    stored: Stored
    start: int  # bytes from the beginning of the file
    shape: tuple[int, ...]
    file: BinaryIO
    ahead: ReadAhead | None  # over the same file; None: whoever reads is ahead himself
    view: mmap.mmap | None  # the whole file, if its pages may be used
    staging: Tensor  # bytes that a chunk lands in before it is converted
    word: str = ""  # the type in the file where the bytes are not looked into

    @property
    def dtype(self) -> torch.dtype:
        """The type in the file, int8 for bytes that are not looked into."""
        return TYPES[self.stored.dtype]

    def must_be_finite(self, part: Tensor) -> None:
        """Raises DamagedFile when those values, in the type of the file, are not all numbers."""
        if not all_finite(part, self.word or self.stored.dtype):
            raise damaged(self.stored.path, f"the tensor {self.stored.name} holds values that are not numbers.")

    def packed(self, rows: int) -> Source:
        """The same bytes, not looked into: so many rows of int8."""
        length = bytes_of(self.stored.dtype, math.prod(self.shape)) // max(1, rows)
        return replace(self, stored=replace(self.stored, dtype="I8"), shape=(rows, length), word=self.stored.dtype)

    def tensor(self, dtype: torch.dtype, device: torch.device, tick: Callable[[int], None]) -> Tensor:
        """It, as `dtype` on `device`; tick hears how many bytes of it have been read."""
        length = math.prod(self.shape) * self.dtype.itemsize
        if self.view is not None and dtype == self.dtype and device.type == "cpu" and self._aligned and length:
            flat = torch.frombuffer(self.view, dtype=dtype, count=math.prod(self.shape), offset=self.start)
            step = self.step
            for first in range(0, flat.numel(), step):
                part = flat[first : first + step]
                here = self.start + first * dtype.itemsize
                assert self.ahead is not None, "mapped pages are read ahead"
                self.ahead.until(here + part.nbytes)
                bring(self.view, here, part.nbytes)
                self.must_be_finite(part)
                tick((first + part.numel()) * dtype.itemsize)
            return flat.view(self.shape)
        made = torch.empty(self.shape, dtype=dtype, device=device)
        read_into(made, self, tick)
        return made

    @property
    def step(self) -> int:
        """Elements that are read at a time: a chunk, whole blocks of it."""
        block = BLOCKS.get(self.word, (1, 1))[1]
        return max(1, self.staging.numel() // self.dtype.itemsize // block) * block

    @property
    def _aligned(self) -> bool:
        return self.start % self.dtype.itemsize == 0


def read_into(destination: Tensor, source: Source, tick: Callable[[int], None], *, checked: bool = True) -> None:
    """Read a tensor to memory that is already there, converting type and device on the way, a chunk at a time.

    destination: contiguous, with as many elements as the source.  checked: look at every number.
    Raises DamagedFile when the file has become shorter.
    """
    flat, item, step = destination.view(-1), source.dtype.itemsize, source.step
    direct = destination.dtype == source.dtype and destination.device.type == "cpu"
    source.file.seek(source.start)
    for first in range(0, flat.numel(), step):
        here = flat[first : first + step]
        landing = here if direct else source.staging[: here.numel() * item].view(source.dtype)
        if source.ahead is not None:
            source.ahead.until(source.start + (first + here.numel()) * item)
        _fill(source.file, landing.view(torch.uint8).numpy().data, source.stored.path)
        if checked:
            source.must_be_finite(landing)
        if not direct:
            here.copy_(landing)
        tick((first + here.numel()) * item)


def _fill(file: BinaryIO, room: memoryview, path: Path) -> None:
    while room:
        try:
            read = file.readinto(room)  # type: ignore[attr-defined]
        except OSError as wrong:
            raise unreadable(path, wrong) from wrong
        if not read:
            raise damaged(path, "it became shorter while it was being read.")
        room = room[read:]
