"""Work that a card does in order and by itself, and the points in it that others wait for: never the host."""

from __future__ import annotations

from typing import Protocol

import torch
from torch import Tensor


class Mark(Protocol):
    """A point in a queue: reached when all work before it is done."""

    def synchronize(self) -> None:
        """Hold up the thread that calls until the point is reached; only threads that read the disk may."""


class Queue(Protocol):
    """One queue of a card."""

    def mark(self) -> Mark:
        """The point behind all that was given to it so far."""

    def wait(self, mark: Mark) -> None:
        """What is given to it from now on begins when that point of another queue is reached."""

    def copy(self, into: Tensor, source: Tensor) -> None:
        """Copy bytes; the caller goes on at once."""


class CardQueue:
    """A queue of an NVIDIA card: the one that networks compute in, or one of its own."""

    def __init__(self, device: torch.device, *, own: bool) -> None:
        self._device, self._stream = device, torch.cuda.Stream(device) if own else None

    def _queue(self) -> torch.cuda.Stream:
        return self._stream or torch.cuda.current_stream(self._device)

    def mark(self) -> torch.cuda.Event:
        return self._queue().record_event()

    def wait(self, mark: torch.cuda.Event) -> None:
        self._queue().wait_event(mark)

    def copy(self, into: Tensor, source: Tensor) -> None:
        into.record_stream(self._queue())  # should the rooms go while a copy is under way
        with torch.cuda.stream(self._queue()):
            into.copy_(source, non_blocking=True)
