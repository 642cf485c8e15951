"""The engine inside the window's process, for debugging: the same orders and events, no second process."""

from __future__ import annotations

import os
from collections.abc import Callable
from pkgutil import resolve_name
from typing import Any

from PySide6.QtCore import QObject, Slot

from engine.api import wire
from engine.api.errors import Cancelled
from engine.api.events import Ready, Stopping
from engine.api.orders import Generate, Order, Probe, Unload


class Inside(QObject):
    """Does the orders in the thread that it lives in."""

    def __init__(self, tell: Callable[[object], None]) -> None:
        super().__init__()
        self._tell = tell
        self._unwanted: set[str] = set()
        self._closing = False
        self._warm: Any = None

    @Slot()
    def begin(self) -> None:
        """Say that the engine is there."""
        self._warm = resolve_name("engine.run:Warm")()
        self._tell(Ready("in process", os.getpid()))

    @Slot()
    def begin_anew(self) -> None:
        """Nothing died, so nothing is started."""

    def cancel(self, job: str) -> None:
        """Called from the window's thread: adding to a set is atomic."""
        self._unwanted.add(job)
        self._tell(Stopping(job))

    def cancel_all(self) -> None:
        """The thread is to end: whatever runs stops at its next block."""
        self._closing = True

    @Slot(bytes)
    def send(self, line: bytes) -> None:
        """Do one order; returns when it is done."""
        order: Order = wire.order(bytes(line))
        if isinstance(order, Generate):
            self._generate(order)
        elif isinstance(order, Probe):
            resolve_name("engine.run:measure")(self._tell)
        elif isinstance(order, Unload):
            self._warm.clear()

    def _generate(self, order: Generate) -> None:
        def stop() -> None:
            if self._closing or order.request.id in self._unwanted:
                raise Cancelled

        resolve_name("engine.run:run")(order.request, self._tell, stop, self._warm)
        self._unwanted.discard(order.request.id)

    @Slot()
    def end(self) -> None:
        """Let go of the models."""
        self._warm = None
