"""How fetching and checking look on a terminal: one bar for the file, its speed and the time left; JSON on request."""

from __future__ import annotations

import sys
import time
from typing import Any

import msgspec

from engine.store.pace import Pace
from engine.store.wanted import GIB, MIB, Progress, Stage

BAR = 24  # characters
EVERY = 0.1  # seconds between two drawings
JSON_EVERY = 0.5


class FileProgress:
    """Shows one file after the other."""

    def __init__(self, as_json: bool) -> None:
        self._json, self._out, self._notes = as_json, sys.stdout, sys.stderr
        self._bar = self._notes.isatty() and not as_json
        self._name, self._place, self._stage, self._drawn = "", "", "", 0.0
        self._pace = Pace()

    def begin(self, name: str, number: int, count: int) -> None:
        """The next file."""
        self._name, self._place, self._stage, self._pace = name, f"{number + 1}/{count}", "", Pace()

    def tell(self, progress: Progress) -> None:
        """How far it is."""
        now = time.monotonic()
        fresh = progress.stage.value != self._stage
        if not fresh and now - self._drawn < (JSON_EVERY if self._json else EVERY):
            return
        self._stage, self._drawn = progress.stage.value, now
        if self._json:
            self.event("progress", file=self._name, stage=progress.stage.value, done=progress.done,
                       total=progress.total, again=round(progress.again, 1))  # fmt: skip
        elif self._bar:
            print(
                f"\r\033[K{self._place} {self._name}  {self._words(progress, now)}",
                end="",
                file=self._notes,
                flush=True,
            )
        elif fresh:
            print(f"{self._place} {self._name}: {self._stage} ...", file=self._notes, flush=True)

    def end(self, text: str, **values: Any) -> None:
        """The file is done; one line stays."""
        if self._json:
            self.event("file", file=self._name, **values)
            return
        self._clear()
        print(f"{self._place} {self._name}  {text}", file=self._notes, flush=True)

    def event(self, event: str, **values: Any) -> None:
        """A line of JSON, where that was asked for."""
        if self._json:
            print(msgspec.json.encode({"event": event, **values}).decode(), file=self._out, flush=True)

    def _clear(self) -> None:
        if self._bar:
            print("\r\033[K", end="", file=self._notes, flush=True)

    def _words(self, progress: Progress, now: float) -> str:
        if progress.stage is Stage.WAITING and progress.again:
            return f"waiting for the server, again in {progress.again:.0f} s"
        full = round(BAR * progress.done / progress.total) if progress.total else 0
        text = f"[{'#' * full}{'.' * (BAR - full)}] {size(progress.done)} of {size(progress.total)}"
        if progress.stage is not Stage.FETCHING:
            return f"{text} {progress.stage.value}"
        self._pace.add(now, progress.done)
        rate = self._pace.rate(now)
        if rate <= 0:
            return text
        return f"{text}  {size(round(rate))}/s  {lasting((progress.total - progress.done) / rate)} left"


def size(count: int) -> str:
    """Bytes as people read them."""
    if count >= GIB:
        return f"{count / GIB:.2f} GiB"
    return f"{count / MIB:.1f} MiB" if count >= MIB else f"{count / 1024:.0f} KiB"


def lasting(seconds: float) -> str:
    """A time as people read it."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
