"""Who holds how much memory: weights, rooms, what waits in RAM, LoRAs, activations, caches, other programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import psutil
import torch
from torch import nn

from engine import meters
from engine.api.events import Held
from engine.memory.streamed import StreamedBlocks
from engine.weights.lora_apply import Overlay

RAM = "RAM"


def ledger(warm: Mapping[Any, Any], device: torch.device) -> tuple[Held, ...]:
    """Every holder with its bytes, those of the device first; `warm` are the parts that are loaded."""
    name = RAM if device.type == "cpu" else str(device)
    entries = [*_parts(warm, name), *_beside(warm, device, name)]
    return tuple(sorted((one for one in entries if one.bytes), key=lambda one: (one.where != name, -one.bytes)))


def _parts(warm: Mapping[Any, Any], name: str) -> Iterator[Held]:
    """Weights at rest, rooms, blocks that wait, LoRAs that are kept ready."""
    roads = {}
    for key, kept in warm.items():
        if isinstance(kept, Overlay):
            yield Held("LoRAs kept ready", name, kept.bytes_held)
        if not isinstance(kept, nn.Module):
            continue
        yield Held(f"weights: {key[0].value}", name, weights_of(kept))
        for module in kept.modules():
            if isinstance(module, StreamedBlocks):
                roads[id(module.conveyor)] = module.conveyor
                yield Held(f"blocks that wait: {key[0].value}", RAM, module.waiting_bytes)
    for conveyor in roads.values():
        yield Held("rooms for blocks", name, conveyor.bytes)


def weights_of(network: nn.Module) -> int:
    """Bytes of what rests; matrices of blocks that come in turn lie in rooms."""
    kept = {id(value): value for value in (*network.parameters(), *network.buffers()) if not value.is_meta}
    return sum(value.nbytes for value in kept.values())


def _beside(warm: Mapping[Any, Any], device: torch.device, name: str) -> Iterator[Held]:
    """What no part holds: activations, what the allocator keeps, this process as a whole, other programs."""
    own = psutil.Process()
    yield Held("this process", RAM, own.memory_info().rss)
    if device.type != "cuda":
        return
    allocated, reserved = torch.cuda.memory_allocated(device), torch.cuda.memory_reserved(device)
    known = sum(entry.bytes for entry in _parts(warm, name) if entry.where == name)
    yield Held("activations", name, max(0, allocated - known))
    yield Held("kept by the allocator", name, reserved - allocated)
    for holder in meters.holders(own.pid):
        yield Held(f"other program: {holder.name}", name, holder.bytes)
