"""Guidance of talking video: how much the words count and how much the voice, in one to three passes a step.

Source: MeiGen-AI/InfiniteTalk@0107cd9 wan/multitalk.py:715-757 and wan/utils/multitalk_utils.py:316-357; for
FantasyTalking Fantasy-AMAP/fantasy-talking@8c2d0c9 diffsynth/pipelines/wan_video.py:322-360.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

import torch
from torch import Tensor

from engine.sampling.guidance import Branch

Ask = Callable[[Branch], Tensor]


class Order(StrEnum):
    """Which of the two is taken away first where both are guided."""

    TEXT_FIRST = "text"  # InfiniteTalk and MultiTalk: other words with the voice, then without it
    VOICE_FIRST = "voice"  # FantasyTalking: the words without the voice, then other words


@dataclass(frozen=True, slots=True)
class Projection:
    """Adaptive projected guidance (arXiv:2410.02416): only what stands across the prediction, with momentum."""

    momentum: float = -0.75
    longest: float = 55.0  # the length that a difference is cut to


@dataclass(slots=True)
class Momentum:
    """The running mean of a difference; a checkpoint keeps it."""

    values: dict[str, Tensor] = field(default_factory=dict)

    def to_tensors(self) -> dict[str, Tensor]:
        """Named tensors for a checkpoint file."""
        return {name: value.contiguous() for name, value in self.values.items()}

    def take(self, named: Mapping[str, Tensor]) -> None:
        """Go on from what was kept."""
        self.values = dict(named)


@dataclass(frozen=True, slots=True)
class VoiceGuided:
    """Guides by text and by voice; a scale of exactly 1 leaves out the pass that only it needs."""

    text: tuple[float, ...]  # one per step
    voice: float
    order: Order = Order.TEXT_FIRST
    projection: Projection | None = None
    momentum: Momentum = field(default_factory=Momentum)  # made new for each window

    def velocity(self, ask: Ask, step: int) -> Tensor:
        """The guided velocity of a step."""
        text, voice = self.text[step], self.voice
        full = ask(Branch.POSITIVE)
        if text == 1 or self.order is Order.VOICE_FIRST:
            return self._voice_first(ask, full, text)
        other = ask(Branch.NEGATIVE)
        mute = None if voice == 1 else ask(Branch.SILENT)
        if self.projection is not None:
            made = full + (text - 1) * self._across("text", full - other, full)
            return made if mute is None else made + (voice - 1) * self._across("voice", other - mute, full)
        if mute is None:
            return other + text * (full - other)
        return mute + text * (full - other) + voice * (other - mute)

    def _voice_first(self, ask: Ask, full: Tensor, text: float) -> Tensor:
        """Without the voice, then (unless the text is not guided) without the words too."""
        if text == 1 and self.voice == 1:
            return full
        mute = ask(Branch.PLAIN)
        if text == 1 and self.projection is not None:
            return full + (self.voice - 1) * self._across("voice", full - mute, full)
        heard = self.voice * (full - mute)
        if text == 1:
            return mute + heard
        other = ask(Branch.SILENT)
        return other + text * (mute - other) + heard

    def passes(self, step: int) -> int:
        """How many passes that step makes."""
        text, voice = self.text[step] != 1, self.voice != 1
        if self.order is Order.VOICE_FIRST:
            return 3 if text else 1 + voice
        return 1 + text + voice

    def part(self, start: int, end: int) -> VoiceGuided:
        """The same for some of the steps."""
        return replace(self, text=self.text[start:end])

    def begun(self) -> VoiceGuided:
        """The same with nothing remembered."""
        return replace(self, momentum=Momentum())

    def _across(self, name: str, difference: Tensor, full: Tensor) -> Tensor:
        assert self.projection is not None
        kept = self.momentum.values
        if name in kept:
            difference = difference + self.projection.momentum * kept[name]
        kept[name] = difference
        return across(difference, full, self.projection.longest)


def across(difference: Tensor, full: Tensor, longest: float) -> Tensor:
    """The difference (B C F h w), no longer than `longest`, without what points along the full prediction."""
    axes = tuple(range(1, difference.ndim))
    length = torch.linalg.vector_norm(difference, dim=axes, keepdim=True)
    difference = difference * (longest / length).clamp(max=1)
    wide, along = difference.double(), full.double()
    along = along / torch.linalg.vector_norm(along, dim=axes, keepdim=True).clamp_min(1e-12)
    return (wide - (wide * along).sum(axes, keepdim=True) * along).to(difference.dtype)
