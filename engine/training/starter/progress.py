"""Time budgets, atomic checkpoints and the number of threads of a training run that shares its computer."""

from __future__ import annotations

import math
import os
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import torch


@dataclass(slots=True)
class Budget:
    """Seconds of training so far, over all restarts, out of the seconds allowed."""

    allowed: float
    before: float = 0.0
    start: float = field(default_factory=time.monotonic)

    @property
    def spent(self) -> float:  # seconds
        return self.before + time.monotonic() - self.start

    @property
    def share(self) -> float:  # 0 to 1
        return min(1.0, self.spent / self.allowed)

    def rate(self, peak: float, warm: float = 0.02, floor: float = 0.03) -> float:
        """Learning rate now: a linear rise over `warm` of the budget, then a cosine down to `floor` of the peak."""
        if self.share < warm:
            return peak * (0.02 + 0.98 * self.share / warm)
        fall = (self.share - warm) / (1 - warm)
        return peak * (floor + (1 - floor) * 0.5 * (1 + math.cos(math.pi * fall)))


def save(path: Path, state: dict[str, Any]) -> None:
    """Writes a checkpoint so that a kill at any instant leaves the old or the new one, never a torn file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    torch.save(state, part)
    os.replace(part, path)


def load(path: Path) -> dict[str, Any] | None:
    """The checkpoint at `path`, or None when there is none yet."""
    return torch.load(path, map_location="cpu", weights_only=False) if path.exists() else None


class Threads:
    """Trains on one thread, and on a second one only while nobody else uses it."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.process = psutil.Process()
        self.looked = 0.0
        torch.set_num_threads(1)
        self._others()

    def look(self) -> None:
        """Looks every two seconds whether the other processors are free, and takes or gives one."""
        if self.most == 1 or time.monotonic() - self.looked < 2:
            return
        self.looked = time.monotonic()
        free = psutil.cpu_count() - 1 - self._others() > 0.7
        torch.set_num_threads(self.most if free else 1)

    def _others(self) -> float:
        busy = psutil.cpu_percent() / 100 * psutil.cpu_count()
        return busy - self.process.cpu_percent() / 100


class Average:
    """A running average of a network's parameters, better than the last step's."""

    def __init__(self, net: torch.nn.Module, decay: float) -> None:
        self.decay, self.steps = decay, 0
        self.names = [name for name, _ in net.named_parameters()]
        self.values = [p.detach().clone() for p in net.parameters()]

    @torch.no_grad()
    def take(self, net: torch.nn.Module) -> None:
        """Moves the average one step towards the network."""
        self.steps += 1
        decay = min(self.decay, (1 + self.steps) / (10 + self.steps))
        torch._foreach_lerp_(self.values, list(net.parameters()), 1 - decay)

    def state(self) -> dict[str, torch.Tensor]:
        return dict(zip(self.names, self.values, strict=True))

    def restore(self, state: dict[str, torch.Tensor], steps: int) -> None:
        self.steps = steps
        for name, value in zip(self.names, self.values, strict=True):
            value.copy_(state[name])
