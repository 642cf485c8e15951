"""Collects Python's garbage in the thread of the window only.

A cycle that holds a Qt object may be found by the collector in any thread.  Destroyed outside its own thread the object
holds a lock of Qt while it waits for the interpreter, and the window may hold the interpreter while it waits for that
lock: both stand still for ever.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

EVERY = 500  # milliseconds between two looks


class Sweep(QObject):
    """Takes the place of the automatic collector while it lives; make it in the thread of the window."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._limits = gc.get_threshold()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """From now on nothing is collected but by `look`."""
        gc.disable()
        self._timer.start(EVERY)

    def stop(self) -> None:
        """Give the work back to the automatic collector."""
        self._timer.stop()
        gc.enable()

    def look(self) -> None:
        """Collect the oldest generation that is due, by the interpreter's own limits."""
        due = [n for n, (count, limit) in enumerate(zip(gc.get_count(), self._limits, strict=True)) if count > limit]
        if due:
            gc.collect(due[-1])
