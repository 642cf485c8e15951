"""A table of which a few rows are looked up at a time: it stays on the disk's side, and only those rows come."""

from __future__ import annotations

import math
import mmap
from dataclasses import replace

import torch
from torch import Tensor, nn

from engine.nets.dequantise import FORMS
from engine.weights.fit import Assignment
from engine.weights.place import TYPES, Loading, fill


class LookedUp(nn.Module):
    """Stands where an embedding stood."""

    def __init__(self, table: nn.Module, device: torch.device, dtype: torch.dtype) -> None:
        """table: an embedding of any kind in RAM; device, dtype: where and as what its rows are handed out."""
        super().__init__()
        self.table, self._device, self._dtype = table, device, dtype

    def forward(self, ids: Tensor) -> Tensor:  # B L -> B L D
        rows: Tensor = self.table(ids.cpu())
        return rows.to(self._device, self._dtype)


def look_up(network: nn.Module, given: Assignment, how: Loading) -> None:
    """Exchange the embedding that this tensor belongs to, wherever the network holds it."""
    plain = given.slot.places[0][0]
    holders = [
        (holder, name) for holder in network.modules() for name, child in holder._modules.items() if child is plain
    ]
    if given.stored.dtype in FORMS or given.scale is not None or given.start % TYPES[given.stored.dtype].itemsize:
        fill(network, [given], replace(how, device=torch.device("cpu"), mapped=False))
    else:
        plain._parameters["weight"] = nn.Parameter(_on_disk(given), requires_grad=False)
    holder, name = holders[0]
    made = LookedUp(getattr(holder, name), how.device, how.precision.compute)
    for holder, name in holders:
        holder._modules[name] = made


def _on_disk(given: Assignment) -> Tensor:
    """The table as it lies in the file; the system brings the pages of the rows that are looked at."""
    with given.stored.path.open("rb") as file:
        pages = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY)
    count = math.prod(given.slot.shape)
    return torch.frombuffer(pages, dtype=TYPES[given.stored.dtype], count=count, offset=given.start).view(
        given.slot.shape
    )
