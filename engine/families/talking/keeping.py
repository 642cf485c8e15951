"""Keeps every finished window and all that the next one begins from, so that a job can end at any moment and go on.

A window is a recording of its own, under its final name only when it is whole. What the next one begins from (the end
of the film, the state of the dice) is written after it, whole or not at all: a job that was killed between the two
makes that window once more, with the same bits. Within a window the latent is kept as in every Wan job.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec
import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor

from engine.api import params as declared
from engine.api.result import WindowSeen
from engine.disk import patiently, sync, sync_folder
from engine.families.talking.windows import Window
from engine.families.wan.bench import Bench
from engine.families.wan.keeping import fingerprint
from engine.media.disk import writing
from engine.sampling.loop import LoopState

STATE, STEP, FOLDER = "windows.safetensors", "step.safetensors", "windows"
PAUSE = 5.0  # seconds of work within a window that may be lost
TAIL, DICE = "tail", "dice"
KEPT = "The windows that were finished are kept."


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a film stands between two windows."""

    done: int  # windows that are finished
    tail: Tensor | None  # 3 motion H W from -1 to 1: the end of the film, before it was encoded
    dice: Tensor | None  # state of the dice behind them
    seen: tuple[WindowSeen, ...]  # one for each finished window


class WindowKeeper:
    """The folder of the windows of one job."""

    def __init__(self, bench: Bench, total: int) -> None:
        self.folder = bench.folder / FOLDER
        work = bench.work
        outside = (total, str(work.fps), work.params.output_format.value, work.params.pingpong)
        text = json.dumps([_without_choice(bench), *outside])
        self._film = hashlib.sha256(text.encode()).hexdigest()
        choice = hashlib.sha256(f"{work.seed} {work.params.positive_prompt}".encode()).hexdigest()
        self._mark = f"{self._film} {choice}"
        self._device, self._last = bench.device, time.monotonic()
        self._unwritten: tuple[Window, LoopState] | None = None
        self.folder.mkdir(parents=True, exist_ok=True)

    def segment(self, window: Window) -> Path:
        """Where the finished recording of a window lies."""
        return self.folder / f"{window.index:05}.mkv"

    def growing(self, window: Window) -> Path:
        """Where it lies while it is made."""
        return self.folder / f"{window.index:05}.part.mkv"

    @property
    def bytes(self) -> int:
        """On disk, of all that is kept of the film."""
        return sum(file.stat().st_size for file in self.folder.iterdir() if file.is_file())

    def find(self, *, any_choice: bool = False) -> Standing | None:
        """Where the film stands, None if nothing of it is there.

        any_choice: also of a film that differs from this job in seed and words alone, to make a window of it again.
        """
        try:
            with safe_open(self.folder / STATE, "pt") as kept:
                told = kept.metadata() or {}
                mark = told.get("job", "")
                if mark != self._mark and not (any_choice and mark.partition(" ")[0] == self._film):
                    return None
                named = {name: kept.get_tensor(name) for name in kept.keys()}  # noqa: SIM118  not a dict
        except (OSError, SafetensorError):
            return None
        seen = msgspec.json.decode(told["seen"], type=tuple[WindowSeen, ...])
        done = int(told["done"])
        if any(not (self.folder / f"{index:05}.mkv").is_file() for index in range(done)):
            return None
        return Standing(done, named.get(TAIL), named.get(DICE), seen)

    def keep(self, window: Window, standing: Standing) -> None:
        """A window is whole: give it its name, then write what the next one begins from."""
        self.name(window)
        named = {TAIL: standing.tail, DICE: standing.dice}
        told = {
            "job": self._mark,
            "done": str(standing.done),
            "seen": msgspec.json.encode(standing.seen).decode(),
        }
        self._write(STATE, {name: value for name, value in named.items() if value is not None}, told)
        (self.folder / STEP).unlink(missing_ok=True)

    def name(self, window: Window) -> None:
        """The recording of a window is whole."""
        growing = self.growing(window)
        with writing(growing, KEPT):
            sync(growing)
            patiently(lambda: os.replace(growing, self.segment(window)))
            sync_folder(self.folder)

    def find_step(self, window: Window) -> LoopState | None:
        """The state within that window that was kept last, None if there is none of it."""
        try:
            with safe_open(self.folder / STEP, "pt") as kept:
                if (kept.metadata() or {}).get("job") != f"{self._mark} {window.index}":
                    return None
                named = {name: kept.get_tensor(name).to(self._device) for name in kept.keys()}  # noqa: SIM118
        except (OSError, SafetensorError):
            return None
        return LoopState.from_tensors(named)

    def keep_step(self, window: Window, state: LoopState) -> None:
        """Write the state if enough work has gone by since the last time."""
        self._unwritten = window, state
        if time.monotonic() - self._last < PAUSE:
            return
        self.secure()

    def secure(self) -> None:
        """Write the state that was kept back for a while, for the run ends here."""
        if self._unwritten is None:
            return
        window, state = self._unwritten
        named = {name: value.detach().cpu().contiguous() for name, value in state.to_tensors().items()}
        self._write(STEP, named, {"job": f"{self._mark} {window.index}"})
        self._last, self._unwritten = time.monotonic(), None

    def _write(self, name: str, named: dict[str, Tensor], told: dict[str, str]) -> None:
        part = self.folder / f"{name}.part"
        with writing(part, KEPT):
            save_file(named or {"nothing": torch.zeros(1)}, part, metadata=told)
            sync(part)
            patiently(lambda: os.replace(part, self.folder / name))
            sync_folder(self.folder)


def _without_choice(bench: Bench) -> str:
    """What the film depends on but its seed and its words, which may differ where a window is made again."""
    params = declared.replace(bench.work.params, seed=0, positive_prompt="")
    return fingerprint(bench.with_work(replace(bench.work, seed=0, params=params)))
