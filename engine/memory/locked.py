"""RAM that blocks rest in; page-locked, so that a card fetches from it by itself and at the full rate of its link.

The memory is ours and only registered with the driver: an allocator of page-locked memory rounds every block up to a
power of two, which costs a third of the RAM.
"""

from __future__ import annotations

import logging
import mmap
import weakref

import torch
from torch import Tensor

_log = logging.getLogger(__name__)


def host_bytes(size: int, *, locked: bool) -> Tensor:
    """So many bytes of RAM.  locked: for a card; where the system refuses, they are plain and copies merely wait.

    Raises MemoryError.
    """
    if not locked:
        return torch.empty(size, dtype=torch.uint8)
    memory = mmap.mmap(-1, max(1, size))  # whole pages, as the driver wants them
    room = torch.frombuffer(memory, dtype=torch.uint8, count=size)
    driver = torch.cuda.cudart()
    refused = int(driver.cudaHostRegister(room.data_ptr(), size, 0))
    if refused:
        _log.warning("%d MiB of RAM could not be page-locked (error %d)", size >> 20, refused)
        return room
    weakref.finalize(memory, driver.cudaHostUnregister, room.data_ptr())
    return room
