"""Where the seconds of a job go: a clock that always runs for exactly one stage."""

from __future__ import annotations

import time
from collections.abc import Callable

from engine.api.events import Stage
from engine.api.result import Spent, StageTime, Timing


class StageClock:
    """Adds up seconds per stage; entering a stage leaves the one before."""

    def __init__(self, now: Callable[[], float] = time.perf_counter) -> None:
        self._now, self._began = now, now()
        self._since, self._stage = self._began, None
        self._spent: dict[Stage, float] = {}
        self._counts: dict[Stage, int] = {}

    def enter(self, stage: Stage) -> None:
        """From here on the seconds belong to that stage."""
        moment = self._now()
        if self._stage is not None:
            self._spent[self._stage] = self._spent.get(self._stage, 0.0) + moment - self._since
        self._stage, self._since = stage, moment

    def count(self, stage: Stage, parts: int) -> None:
        """How many steps or frames a stage did in all."""
        self._counts[stage] = parts

    def report(self, frames: int, spent: Spent) -> Timing:
        """The timing report up to now."""
        if self._stage is not None:
            self.enter(self._stage)
        total = self._now() - self._began
        stages = tuple(
            StageTime(s.value, round(self._spent[s], 4), self._counts.get(s, 1)) for s in Stage if s in self._spent
        )
        rate = round(frames / total, 4) if total else 0.0
        return Timing(stages, round(total, 4), spent.run, rate, spent.left_out, spent.blocks)
