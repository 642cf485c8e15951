"""Holds the names and shapes of a checkpoint against those of a network, before anything is read."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

from torch import Tensor, nn

from engine.api.errors import WrongCheckpoint
from engine.weights.checkpoint import Checkpoint
from engine.weights.detect import describe, must_be_readable
from engine.weights.header import Stored, bytes_of
from engine.weights.names import NameMap
from engine.weights.scales import is_aside, scale_of


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for one tensor in a network; a shared tensor has several."""

    name: str
    shape: tuple[int, ...]
    places: tuple[tuple[nn.Module, str], ...]


@dataclass(frozen=True, slots=True)
class Assignment:
    """Which bytes of which stored tensor go to which place."""

    slot: Slot
    stored: Stored
    start: int  # bytes from the beginning of the file
    scale: Stored | None  # what the stored values are to be multiplied with

    @property
    def bytes(self) -> int:
        """Its length in the file."""
        return bytes_of(self.stored.dtype, math.prod(self.slot.shape))


def assign(network: nn.Module, checkpoint: Checkpoint, names: NameMap) -> tuple[Assignment, ...]:
    """Where every tensor goes; raises WrongCheckpoint when they are not exactly the ones the network has,
    NotAModel for a number format without a reader."""
    must_be_readable(checkpoint)
    slots = _slots(network)
    by_name = {name: slot for slot, all_names in slots for name in all_names}
    found: dict[str, Assignment] = {}
    unknown: list[str] = []
    misshapen: dict[str, str] = {}  # place -> what is there
    for name, stored in checkpoint.tensors.items():
        if is_aside(name, checkpoint):
            continue
        targets, scale = names(name), scale_of(name, checkpoint)
        for part, target in enumerate(targets):
            slot = by_name.get(target)
            if slot is None:
                unknown.append(name)
                break
            if not _matches(stored.shape, slot.shape, len(targets)):
                misshapen[slot.name] = f"{name} is {_times(stored.shape)}, not {_times(slot.shape)}"
                break
            start = stored.start + part * stored.bytes // len(targets)
            found.setdefault(slot.name, Assignment(slot, stored, start, scale and _share(scale, part, len(targets))))
    absent = [slot.name for slot, _ in slots if slot.name not in found and slot.name not in misshapen]
    if unknown or misshapen or absent:
        raise _wrong(checkpoint, len(found), len(slots), (absent, unknown, list(misshapen.values())))
    return tuple(found.values())


def _share(scale: Stored, part: int, shares: int) -> Stored:
    """The scales of the rows that go to one of several places; one scale for all serves each."""
    count = math.prod(scale.shape)
    if count == 1:
        return scale
    return replace(scale, start=scale.start + part * scale.bytes // shares, shape=(count // shares,))


def _slots(network: nn.Module) -> list[tuple[Slot, tuple[str, ...]]]:
    """Every parameter and kept buffer once, with all the names it goes by."""
    gathered: dict[int, tuple[Tensor, list[str], list[tuple[nn.Module, str]]]] = {}
    for path, module in network.named_modules(remove_duplicate=False):
        dropped = module._non_persistent_buffers_set
        own: Iterable[tuple[str, Tensor | None]] = (
            *module._parameters.items(),
            *((name, buffer) for name, buffer in module._buffers.items() if name not in dropped),
        )
        for name, tensor in own:
            if tensor is not None:
                entry = gathered.setdefault(id(tensor), (tensor, [], []))
                entry[1].append(f"{path}.{name}" if path else name)
                entry[2].append((module, name))
    return [
        (Slot(names[0], tuple(tensor.shape), tuple(places)), tuple(names))
        for tensor, names, places in gathered.values()
    ]


def _matches(stored: tuple[int, ...], wanted: tuple[int, ...], shares: int) -> bool:
    """Equal up to leading ones, the rows of a joined tensor shared out equally."""
    if shares > 1:
        return bool(stored) and stored[0] % shares == 0 and (stored[0] // shares, *stored[1:]) == wanted
    return _bare(stored) == _bare(wanted)


def _bare(shape: tuple[int, ...]) -> tuple[int, ...]:
    first = next((at for at, size in enumerate(shape) if size != 1), len(shape))
    return shape[first:]


def _times(shape: tuple[int, ...]) -> str:
    return " x ".join(map(str, shape)) or "a single number"


def _wrong(checkpoint: Checkpoint, fitting: int, wanted: int, lists: tuple[list[str], ...]) -> WrongCheckpoint:
    absent, unknown, misshapen = lists
    detail = "; ".join(
        f"{word}: {', '.join(names[:8])}{f' and {len(names) - 8} more' if names[8:] else ''}"
        for word, names in (("missing", absent), ("unexpected", unknown), ("other shape", misshapen))
        if names
    )
    return WrongCheckpoint(
        "This file is for another model",
        why=f"{checkpoint.path.name} looks like {describe(checkpoint)}; {fitting} of the {wanted} tensors needed fit.",
        done="It was not loaded; nothing was changed.",
        do=("Choose the model that the file belongs to", "Choose another file"),
        detail=detail,
    )
