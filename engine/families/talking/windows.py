"""The windows a long film is made in, and the random numbers each of them draws."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import torch
from torch import Tensor

TIME_STRIDE = 4  # video frames of a latent frame, after the first
Draw = Callable[[tuple[int, ...]], Tensor]


@dataclass(frozen=True, slots=True)
class Window:
    """A part of the film that is made at once."""

    index: int
    first: int  # frame of the film that its first one is
    size: int  # frames it makes
    motion: int  # of them, the first that are those of the window before; 1 in the first window: its picture
    total: int  # frames of the film up to the end of its shot
    shot: int = 0  # frame of the film that its shot begins with

    @property
    def begins(self) -> bool:
        """Whether it is the first of its shot, which takes nothing over."""
        return self.first == self.shot

    @property
    def kept(self) -> range:
        """Which of its frames stand in the film: not those of the window before, nor what is beyond the end."""
        return range(0 if self.begins else self.motion, min(self.size, self.total - self.first))

    @property
    def place(self) -> range:
        """The frames of the film that come from it."""
        return range(self.first + self.kept.start, self.first + self.kept.stop)

    @property
    def motion_latents(self) -> int:
        """Latent frames that the frames taken over fill."""
        return 1 + (self.motion - 1) // TIME_STRIDE

    @property
    def latents(self) -> int:
        """Latent frames of the whole window."""
        return 1 + (self.size - 1) // TIME_STRIDE


def windows(total: int, size: int, motion: int, cuts: Iterable[int] = ()) -> tuple[Window, ...]:
    """The windows of a film of `total` frames, all as long as each other (InfiniteTalk wan/multitalk.py:800-828).

    cuts: frames at which another shot begins; no window reaches from one into the next.
    """
    assert total > 0 and size > motion > 0
    edges = (0, *sorted(cut for cut in set(cuts) if 0 < cut < total), total)
    made: list[Window] = []
    for shot, end in itertools.pairwise(edges):
        count = 1 + max(0, math.ceil((end - shot - size) / (size - motion)))
        for n in range(count):
            made.append(Window(len(made), shot + n * (size - motion), size, motion if n else 1, end, shot))
    return tuple(made)


@dataclass(frozen=True, slots=True)
class Drawn:
    """The random numbers of one window."""

    noise: Tensor  # Z T h w: what it begins from
    motion: tuple[Tensor, ...]  # Z n h w, one per step: what the frames taken over are veiled with (MultiTalk)


def drawn(draw: Draw, window: Window, shape: tuple[int, int, int, int], steps: int) -> Drawn:
    """All that a window draws, in the order of the official loops, which go on from one generator.

    shape: Z T h w of its latent. A window after the first draws once more before its steps and after each of them;
    of those, that after the last step veils nothing.
    """
    noise = draw(shape)
    if window.begins:
        return Drawn(noise, ())
    part = (shape[0], window.motion_latents, *shape[2:])
    return Drawn(noise, tuple(draw(part) for _ in range(steps + 1))[:-1])


@dataclass(slots=True)
class Dice:
    """The one generator of a job, whose state a checkpoint keeps."""

    generator: torch.Generator

    @classmethod
    def of(cls, seed: int) -> Dice:
        """Thrown for the first time; on the CPU, so that a seed means the same everywhere."""
        return cls(torch.Generator().manual_seed(seed))

    def draw(self, shape: tuple[int, ...]) -> Tensor:
        """Normal numbers, fp32."""
        return torch.randn(shape, generator=self.generator, dtype=torch.float32)

    @property
    def state(self) -> Tensor:
        """All that is needed to go on from here."""
        return self.generator.get_state()

    def back_to(self, state: Tensor) -> None:
        """Go on from a state that was kept."""
        self.generator.set_state(state)
