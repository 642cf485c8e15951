"""Brings a checkpoint into a network as its Placement says; its blocks become streamed ones."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import torch
from torch import nn

from engine.api.plan import Placement
from engine.memory.carrier import Carrier, Fetcher, Mover
from engine.memory.conveyor import Conveyor, Room
from engine.memory.locked import host_bytes
from engine.memory.lookup import look_up
from engine.memory.queues import CardQueue
from engine.memory.reader import Reader
from engine.memory.ring import Ring
from engine.memory.slab import Slab, pieces_of, travels
from engine.memory.streamed import StreamedBlocks
from engine.nets.dequantise import FORMS
from engine.weights.checkpoint import Checkpoint
from engine.weights.fit import Assignment, assign
from engine.weights.place import Loading, fill, move_buffers
from engine.weights.precision import Precision
from engine.weights.reduced import Kept, install, narrowed, read_scale

RING = 2  # places in RAM beside those on a card: one is read while one is fetched


@dataclass(frozen=True, slots=True)
class Means:
    """How blocks come to the device, as the plan says."""

    placement: Placement
    queued: bool  # a card fetches in a queue of its own; otherwise copies are waited for
    locked: bool  # RAM that it fetches from is page-locked


def load_streamed(
    network: nn.Module,
    checkpoint: Checkpoint,
    how: Loading,
    blocks: str,
    means: Means,
    *,
    before: Conveyor | None = None,
    aside: str = "",
) -> None:
    """Fill a network on the meta device and exchange its blocks, which lie at the path `blocks`.

    Matrices of blocks are read when they are wanted, or into RAM now as far as the plan says so; all else is filled
    now. before: of a network that comes before this one in the same job; its rooms are shared if they suit. aside: the
    path of a table that stays where the file is, and of which rows are looked up.
    Raises what `engine.weights.place.load` raises.
    """
    others, matrices = _divided(assign(network, checkpoint, how.names), blocks, how.precision)
    table = f"{aside}.weight" if aside else ""
    fill(network, [one for one in others if one.slot.name != table], how)
    move_buffers(network, how.device)
    for one in others:
        if one.slot.name == table:
            look_up(network, one, how)
    reduced = {one.slot.name: _absent(one, how) for of in matrices.values() for one in of.values()}
    install(network, {name: kept for name, kept in reduced.items() if kept is not None}, how.precision.compute)
    slabs = _slabs(network.get_submodule(blocks), matrices, means, how)
    conveyor = before if before is not None and before.suits(slabs) else _conveyor(slabs, means, how.device)
    parent, _, name = blocks.rpartition(".")
    setattr(network.get_submodule(parent), name, StreamedBlocks(slabs, conveyor))


def spread(count: int, among: int) -> frozenset[int]:
    """So many of the numbers from 0 to `among` - 1, as evenly as can be."""
    return frozenset(n for n in range(among) if (n + 1) * count // among > n * count // among)


def _divided(
    given: Iterable[Assignment], blocks: str, precision: Precision
) -> tuple[list[Assignment], dict[int, dict[str, Assignment]]]:
    """What is filled at once, and the matrices of each block by the path of their layer in it."""
    pattern = re.compile(re.escape(blocks) + r"\.(\d+)\.(.+)\.weight")
    others: list[Assignment] = []
    matrices: dict[int, dict[str, Assignment]] = {}
    for one in given:
        found = pattern.fullmatch(one.slot.name)
        if found and travels(one, precision):
            matrices.setdefault(int(found[1]), {})[found[2]] = one
        else:
            others.append(one)
    return others, matrices


def _absent(one: Assignment, how: Loading) -> Kept | None:
    """The layer that keeps bytes, without them; None for a matrix that travels as numbers."""
    if how.narrowing is not None and how.narrowing.takes(one):
        return narrowed(one.slot, torch.empty(one.slot.shape, device="meta"), how.narrowing)
    if one.stored.dtype not in FORMS:
        return None
    packed = torch.empty(one.slot.shape[0], one.bytes // one.slot.shape[0], dtype=torch.int8, device="meta")
    scale = None if one.scale is None else read_scale(one.scale).to(how.device)
    return Kept(one.slot, FORMS[one.stored.dtype], packed, scale)


def _slabs(
    blocks: nn.Module, matrices: dict[int, dict[str, Assignment]], means: Means, how: Loading
) -> tuple[Slab, ...]:
    """One for each block; those that wait in RAM are read now."""
    plan, every = means.placement, tuple(blocks.children())
    stays = spread(plan.kept, len(every)) if plan.kept + plan.slots < len(every) else range(len(every))
    passing = [n for n in range(len(every)) if n not in stays]
    waiting = {passing[n] for n in spread(min(plan.waiting, len(passing)), len(passing))}
    slabs = []
    for number, block in enumerate(every):
        slab = Slab(block, pieces_of(matrices[number], how.precision, how.narrowing), number in stays, None)
        slab.vanish()
        if number in waiting:
            slab.home, slab.lock = host_bytes(slab.bytes, locked=means.locked)
            slab.fill(slab.home, lambda number=number: how.tick(number, len(every)))  # type: ignore[misc]
        slabs.append(slab)
    return tuple(slabs)


def _conveyor(slabs: tuple[Slab, ...], means: Means, device: torch.device) -> Conveyor:
    """Rooms on the device, and the way into them."""
    size = max(slab.bytes for slab in slabs)
    kept = sum(slab.stays for slab in slabs)
    slots = max(1, means.placement.slots) if kept < len(slabs) else 0
    rooms = [Room(torch.empty(size, dtype=torch.uint8, device=device)) for _ in range(kept + slots)]
    return Conveyor(rooms, _carrier(slabs, means, device, size))


def _carrier(slabs: tuple[Slab, ...], means: Means, device: torch.device, size: int) -> Carrier:
    if device.type == "cpu" and all(slab.home is None for slab in slabs):
        return Reader()
    ring = Ring([host_bytes(size, locked=means.locked) for _ in range(RING)], Reader())
    if not means.queued:
        return Mover(ring)
    return Fetcher(CardQueue(device, own=True), CardQueue(device, own=False), ring)
