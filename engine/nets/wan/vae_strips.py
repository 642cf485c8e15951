"""Cuts the two finest levels of a Wan autoencoder into strips of columns, with the same numbers as in one piece.

Every norm looks at one pixel and only the middle block at the whole picture, so a strip needs no more than the columns
that its convolutions reach: those are computed beside it and thrown away. Between two pieces of a video each strip
remembers its own last frames, which may rest elsewhere meanwhile; thus frames still leave one piece after the other.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Protocol

import torch
from torch import Tensor

from engine.nets.wan.vae_parts import Past

HALO = 3  # latent columns beside a strip: 2.5 are reached in the decoder, 2.4 in the encoder


class Rest(Protocol):
    """Where the frames of a strip wait that is not in work."""

    def away(self, frames: Tensor) -> Tensor:
        """Put them there."""
        ...

    def back(self, frames: Tensor) -> Tensor:
        """Bring them to where they are used."""
        ...


class Here:
    """They stay where they are."""

    def away(self, frames: Tensor) -> Tensor:
        return frames

    def back(self, frames: Tensor) -> Tensor:
        return frames


class InRam:
    """They wait in RAM, page-locked if the device is a card."""

    def __init__(self, device: torch.device) -> None:
        self._device = device

    def away(self, frames: Tensor) -> Tensor:
        room = torch.empty(frames.shape, dtype=frames.dtype, pin_memory=self._device.type == "cuda")
        return room.copy_(frames)

    def back(self, frames: Tensor) -> Tensor:
        return frames.to(self._device, non_blocking=True)


@dataclass(frozen=True, slots=True)
class Cut:
    """How a video is cut; the default is one piece."""

    strips: int = 1
    rest: Rest = field(default_factory=Here)


WHOLE = Cut()


def cut_for(device: torch.device, strips: int) -> Cut:
    """So many strips; on a card, what a strip remembers waits in RAM while the others are in work."""
    return Cut(strips, InRam(device) if device.type == "cuda" else Here())


@dataclass(frozen=True, slots=True)
class Strip:
    """Latent columns of a picture: its own, and those that are computed with them."""

    first: int
    last: int  # excluded
    low: int
    high: int  # excluded


def strips_of(columns: int, count: int) -> tuple[Strip, ...]:
    """As many strips as asked for, or as there are columns, nearly as wide as each other."""
    count = min(count, columns)
    edges = [columns * n // count for n in range(count + 1)]
    return tuple(Strip(first, last, max(0, first - HALO), min(columns, last + HALO)) for first, last in pairwise(edges))


class CutPast(Past):
    """What one pass over a video remembers: of the coarse levels as a whole, of the fine ones strip by strip."""

    def __init__(self, cut: Cut, columns: int) -> None:
        super().__init__()
        self._rest = cut.rest
        self._fine = tuple((strip, Past()) for strip in strips_of(columns, cut.strips))

    def go_on(self) -> None:
        for past in (super(), *(past for _, past in self._fine)):
            past.go_on()

    def through(self, run: Callable[[Tensor, Past], Tensor], held: list[Tensor], into: int, out: int) -> Tensor:
        x, made = held.pop(), []
        for strip, past in self._fine:
            past.frames = {layer: self._rest.back(frames) for layer, frames in past.frames.items()}
            y = run(x[..., strip.low * into : strip.high * into], past)
            made.append(y[..., (strip.first - strip.low) * out : (strip.last - strip.low) * out].contiguous())
            past.frames = {layer: self._rest.away(frames) for layer, frames in past.frames.items()}
        return torch.cat(made, dim=-1)


def past_of(cut: Cut, columns: int) -> Past:
    """An empty memory for a video so many latent columns wide."""
    return Past() if cut.strips == 1 else CutPast(cut, columns)
