"""RAM that blocks rest in; page-locked, so that a card fetches from it by itself and at the full rate of its link.

The memory is ours and only registered with the driver: an allocator of page-locked memory rounds every block up to a
power of two, which costs a third of the RAM.
"""

from __future__ import annotations

import logging

import torch
from torch import Tensor

_log = logging.getLogger(__name__)


class Locked:
    """Bytes that are registered with the driver as long as this lives."""

    def __init__(self, room: Tensor) -> None:
        self._room, self._driver = room, torch.cuda.cudart()
        refused = int(self._driver.cudaHostRegister(room.data_ptr(), room.nbytes, 0))
        self._registered = not refused
        if refused:
            _log.warning("%d MiB of RAM could not be page-locked (error %d)", room.nbytes >> 20, refused)

    def __del__(self) -> None:
        if self._registered:
            torch.cuda.synchronize()  # the card may still fetch from it
            self._driver.cudaHostUnregister(self._room.data_ptr())


def host_bytes(size: int, *, locked: bool) -> tuple[Tensor, Locked | None]:
    """So many bytes of RAM, and what keeps them locked.  Where the system refuses to lock them, copies merely wait."""
    room = torch.empty(size, dtype=torch.uint8)
    return room, Locked(room) if locked and size else None
