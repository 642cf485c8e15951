"""Notices that a card has begun to use the computer's memory as its own.

On Windows a full card raises nothing: the driver moves memory out over the link, and steps take many times as long
(NVIDIA KB 5490; facts/reliability.md F2).  It shows in two things together: the card is full, and a step is far slower
than it was planned or than it has been.
"""

from __future__ import annotations

import time
from collections.abc import Callable

FAR = 3.0  # times as long
FULL = 0.95  # of the memory of the card


class Spilled(MemoryError):
    """A card works with memory that is not its own."""


class Watch:
    """Looks at the time of every step."""

    def __init__(self, planned: float, full: Callable[[], float], now: Callable[[], float] = time.monotonic) -> None:
        """planned: seconds of one pass, 0 where no rate was measured; full: how full the card is, 0 to 1."""
        self._planned, self._full, self._now = planned, full, now
        self._began: float | None = None
        self._fastest = 0.0  # seconds of a pass, 0 until one was seen

    def step(self, passes: int) -> None:
        """A step of so many passes is done; raises Spilled when it took far too long on a full card.

        The first one is not judged: libraries make themselves ready in it.
        """
        now, began = self._now(), self._began
        self._began = now
        if began is None or not passes:
            return
        seconds = (now - began) / passes
        known = max(self._planned, self._fastest)
        if known and seconds > FAR * known and self._full() >= FULL:
            raise Spilled(
                f"A pass takes {seconds:.1f} s instead of {known:.1f} s, and the card is {self._full():.0%} full."
            )
        self._fastest = min(self._fastest or seconds, seconds)

    def pause(self) -> None:
        """What comes before the next step is no step: another expert is loaded."""
        self._began = None
