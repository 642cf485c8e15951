"""What the command line shows: a bar while it works, sentences when it is done or could not go on."""

from __future__ import annotations

import sys
import time
from typing import TextIO

from engine.api import events, wire
from engine.api.errors import EngineError
from engine.api.result import Result, Timing

BAR = 28  # characters


class Progress:
    """Shows the events of one job: a bar on a terminal, lines elsewhere, JSON where that was asked for."""

    def __init__(self, as_json: bool) -> None:
        self.as_json, self.out, self.notes = as_json, sys.stdout, sys.stderr
        self.end: events.Finished | events.Stopped | events.Failed | None = None
        self._bar = self.notes.isatty() and not as_json
        self._drawn, self._started = 0.0, time.monotonic()
        self._said: events.Stage | None = None  # the stage that was told last

    def show(self, event: events.Event) -> None:
        """Take one event."""
        if isinstance(event, events.Finished | events.Stopped | events.Failed):
            self.end = event
        if self.as_json:
            if not isinstance(event, events.Preview):
                print(wire.encode(event).decode(), file=self.out, flush=True)
            return
        match event:
            case events.Accepted(notes=notes):
                for note in notes:
                    self._line(note)
            case events.StageStarted(stage=stage, total=total):
                self._stage(stage, 0, total)
            case events.Stepped(stage=stage, done=done, total=total):
                self._stage(stage, done, total)
            case events.Replanned(why=why, done=done):
                self._line(f"{why} {done}")
            case events.MemoryHeld():
                self._line(event.text)
            case events.Finished(result=result):
                self._clear()
                self._finish(result)
            case events.Stopped():
                self._clear()
                print("Stopped. What was computed is kept.", file=self.notes)
            case events.Failed():
                self._clear()
                say_failure(event, self.notes)

    def _stage(self, stage: events.Stage, done: int, total: int) -> None:
        now = time.monotonic()
        if self._bar and (now - self._drawn > 0.05 or done in (0, total)):
            self._drawn = now
            full = round(BAR * done / total) if total else 0
            bar = f" [{'#' * full}{'.' * (BAR - full)}] {done}/{total}" if total else " ..."
            print(f"\r\033[K{stage.value}{bar}  {now - self._started:.0f} s", end="", file=self.notes, flush=True)
        elif not self._bar and stage is not self._said:
            print(f"{stage.value} ...", file=self.notes, flush=True)
        self._said = stage

    def _line(self, text: str) -> None:
        self._clear()
        print(text, file=self.notes)

    def _clear(self) -> None:
        if self._bar:
            print("\r\033[K", end="", file=self.notes, flush=True)

    def _finish(self, result: Result) -> None:
        print(result.path, file=self.out, flush=True)
        print(timing_table(result), file=self.notes)


def timing_table(result: Result) -> str:
    """The timing report as text."""
    timing = result.timing
    lines = [f"{result.frames} frames of {result.width} x {result.height}, seed {result.seed}"]
    for stage in timing.stages:
        each = f"  ({stage.seconds / stage.count:.2f} s each of {stage.count})" if stage.count > 1 else ""
        lines.append(f"  {stage.stage:<22}{stage.seconds:8.2f} s{each}")
    spared = f", {timing.left_out} left out: about {spared_seconds(timing):.1f} s" if timing.left_out else ""
    rate = f"{timing.fps:.2f} frames a second, {timing.forwards} passes{spared}"
    lines.append(f"  {'Total':<22}{timing.total:8.2f} s  ({rate})")
    return "\n".join(lines)


def spared_seconds(timing: Timing) -> float:
    """What the passes that were left out would have taken, each as long as one that ran."""
    return timing.seconds(events.Stage.DENOISE.value) / timing.forwards * timing.left_out if timing.forwards else 0.0


def say_failure(failed: events.Failed, notes: TextIO) -> None:
    """What happened, why, what was done, what to do."""
    print(f"{failed.title}.", file=notes)
    for text in (failed.why, failed.done, *failed.do):
        if text:
            print(f"  {text}", file=notes)
    if failed.detail:
        print(f"  [{failed.code}] {failed.detail}", file=notes)


def say_error(error: EngineError) -> None:
    """The same for an error that was raised before any job began."""
    say_failure(events.Failed.of("", error), sys.stderr)
