"""Reads blocks from the disk into RAM in threads of its own."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor

from torch import Tensor

from engine.memory.queues import Mark
from engine.memory.slab import Slab


class Reader:
    """The carrier of a processor that computes, and of a ring."""

    def __init__(self, threads: int = 2) -> None:
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="read-blocks")

    def expect(self, slabs: Iterable[Slab]) -> None:
        """The rooms are as far ahead as it reads."""

    def ready(self, slab: Slab) -> bool:
        return True

    def carry(self, slab: Slab, room: Tensor, after: Mark | None) -> Future[None]:
        def read() -> None:
            if after is not None:
                after.synchronize()  # the card has fetched what lay there; only this thread waits
            slab.fill(room)

        return self._threads.submit(read)

    def wait(self, arrival: Future[None]) -> None:
        arrival.result()

    def call_off(self, arrival: Future[None]) -> None:
        if not arrival.cancel():
            arrival.exception()

    def used(self) -> None:
        return None  # a processor is done with a block when the next one is asked for
