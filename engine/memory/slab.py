"""The matrices of one block as one run of bytes, so that one copy moves them and no allocator is asked.

Only matrices travel: biases, norms, tables and scales are a hundredth of a block and stay on the device, where a LoRA
may write over them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor, nn

from engine.memory.locked import Locked
from engine.nets.quantised import Widened
from engine.weights.changes import moved
from engine.weights.fit import Assignment
from engine.weights.header import BLOCKS
from engine.weights.narrow import Narrowing
from engine.weights.place import CHUNK, TYPES, Source, read_into
from engine.weights.precision import Precision
from engine.weights.reduced import stays_small

ALIGNED = 256  # bytes: where a matrix may begin, for the card's wide reads


@dataclass(frozen=True, slots=True)
class Piece:
    """One matrix: where it lies in the file, and where in the slab."""

    layer: str  # its layer, by its path inside the block
    given: Assignment
    dtype: torch.dtype
    shape: tuple[int, ...]
    start: int  # bytes from the beginning of the slab
    narrowing: Narrowing | None = None  # it becomes narrower than in the file; its scales, fp32, lie behind it
    wide: torch.dtype | None = None  # of the numbers before that

    @property
    def bytes(self) -> int:
        """Its length in the slab."""
        return self._scales_at - self.start + (0 if self.narrowing is None else 4 * self.shape[0])

    @property
    def _scales_at(self) -> int:
        end = self.start + torch.Size(self.shape).numel() * self.dtype.itemsize
        return end if self.narrowing is None else -(-end // ALIGNED) * ALIGNED

    def scales(self, room: Tensor) -> Tensor:
        """What its rows are multiplied with, in a room: R 1."""
        rows = self.shape[0]
        return room[self._scales_at : self._scales_at + 4 * rows].view(torch.float32).view(rows, 1)

    @property
    def reduced(self) -> bool:
        """Whether it travels as the bytes of the file, which the layer turns into numbers."""
        return self.dtype is torch.int8

    def view(self, room: Tensor) -> Tensor:
        """Its place in a room (bytes), in its own type and shape."""
        length = torch.Size(self.shape).numel() * self.dtype.itemsize
        return room[self.start : self.start + length].view(self.dtype).view(self.shape)

    def fill(self, room: Tensor, source: Source, tick: Callable[[], None], checked: bool) -> None:
        """Read it into its place."""
        if self.narrowing is None:
            source = source.packed(self.shape[0]) if self.reduced else source
            read_into(self.view(room), source, lambda done: tick(), checked=checked)
            return
        wide = torch.empty(self.shape, dtype=self.wide, device=room.device)
        read_into(wide, source, lambda done: tick(), checked=checked)
        self.narrowing.into(wide, self.view(room), self.scales(room))


@dataclass(slots=True, eq=False)
class Slab:
    """One block, present in a room on the device or absent: then its matrices are on the meta device."""

    block: nn.Module
    pieces: tuple[Piece, ...]
    stays: bool  # it rests on the device
    home: Tensor | None  # its bytes in RAM; None: they are in the file alone
    lock: Locked | None = None  # of those bytes
    read_once: bool = field(default=False, init=False)
    _resting: list[tuple[Widened, tuple[Any, ...]]] = field(default_factory=list, init=False)

    @property
    def bytes(self) -> int:
        """A room for it has at least so many."""
        return size_of(self.pieces)

    def fill(self, room: Tensor, tick: Callable[[], None] = lambda: None) -> None:
        """Read it from the file into bytes that are already there; `tick` is called now and then and may raise.

        The first time every number is looked at.  Raises DamagedFile.
        """
        staging = torch.empty(CHUNK, dtype=torch.uint8)  # stays untouched, so no memory, where types agree
        for piece in self.pieces:
            given = piece.given
            with given.stored.path.open("rb", buffering=0) as file:
                source = Source(given.stored, given.start, given.slot.shape, file, None, None, staging)
                piece.fill(room, source, tick, checked=not self.read_once)
        self.read_once = True

    def appear(self, room: Tensor) -> None:
        """Let the layers compute with what is in that room."""
        for piece in self.pieces:
            put(self.block, piece.layer, piece.view(room))
            if piece.narrowing is not None:
                self.block.get_submodule(piece.layer)._buffers["scale"] = piece.scales(room)

    def dress(self, device: torch.device) -> None:
        """Bring what LoRAs add to its layers; it is small, and waits in RAM that the card fetches from by itself."""

        def bring(value: Tensor) -> Tensor:
            return value.to(device, non_blocking=True)

        for layer in self.block.modules():
            if isinstance(layer, Widened) and layer.additions:
                self._resting.append((layer, layer.additions))
                layer.additions = tuple(moved(one, bring) for one in layer.additions)

    def undress(self) -> None:
        """Leave it where it waits."""
        for layer, additions in self._resting:
            layer.additions = additions
        self._resting.clear()

    def vanish(self) -> None:
        """Let the layers have nothing: whoever computes with an absent block is told so by torch."""
        for piece in self.pieces:
            put(self.block, piece.layer, torch.empty(piece.shape, dtype=piece.dtype, device="meta"))


def put(block: nn.Module, layer: str, value: Tensor) -> None:
    """Give a layer its matrix; found by its path, for a LoRA may have put another layer in its place."""
    block.get_submodule(layer)._parameters["weight"] = nn.Parameter(value, requires_grad=False)


def pieces_of(
    given: Mapping[str, Assignment], precision: Precision, narrowing: Narrowing | None = None
) -> tuple[Piece, ...]:
    """The slab of a block from its matrices, by the path of their layer."""
    pieces: list[Piece] = []
    for layer, one in given.items():
        if narrowing is not None and narrowing.takes(one):
            wide = precision.of(one.slot.name, TYPES[one.stored.dtype])
            pieces.append(Piece(layer, one, torch.int8, one.slot.shape, size_of(pieces), narrowing, wide))
            continue
        dtype, shape = torch.int8, (one.slot.shape[0], one.bytes // one.slot.shape[0])
        if not stays_small(one, precision):
            dtype, shape = precision.of(one.slot.name, TYPES[one.stored.dtype]), one.slot.shape
        pieces.append(Piece(layer, one, dtype, shape, size_of(pieces)))
    return tuple(pieces)


def size_of(pieces: tuple[Piece, ...] | list[Piece]) -> int:
    """Bytes from the beginning of the slab to where the next piece may begin."""
    return -(-(pieces[-1].start + pieces[-1].bytes) // ALIGNED) * ALIGNED if pieces else 0


def travels(given: Assignment, precision: Precision) -> bool:
    """Whether that tensor is a matrix of a linear layer that can be read straight into its place."""
    layers = all(isinstance(module, nn.Linear) and name == "weight" for module, name in given.slot.places)
    plain = given.stored.dtype not in BLOCKS and given.scale is None
    return layers and len(given.slot.places) == 1 and (plain or stays_small(given, precision))
