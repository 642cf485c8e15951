"""Guidance of talking video: how much the words count and how much the voice, in one to three passes a step.

Source: MeiGen-AI/InfiniteTalk@0107cd9 wan/multitalk.py:715-757 and wan/utils/multitalk_utils.py:316-357; for
FantasyTalking Fantasy-AMAP/fantasy-talking@8c2d0c9 diffsynth/pipelines/wan_video.py:322-360.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import StrEnum

from torch import Tensor

from engine.sampling.apg import Momentum, Projection
from engine.sampling.guidance import Branch

Ask = Callable[[Branch], Tensor]


class Order(StrEnum):
    """Which of the two is taken away first where both are guided."""

    TEXT_FIRST = "text"  # InfiniteTalk and MultiTalk: other words with the voice, then without it
    VOICE_FIRST = "voice"  # FantasyTalking: the words without the voice, then other words


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

    def branches(self, step: int) -> tuple[Branch, ...]:
        """The passes that step makes, in their order."""
        text, voice = self.text[step] != 1, self.voice != 1
        if self.order is Order.VOICE_FIRST and text:
            return Branch.POSITIVE, Branch.PLAIN, Branch.SILENT
        if not text:
            return (Branch.POSITIVE, Branch.PLAIN) if voice else (Branch.POSITIVE,)
        return (Branch.POSITIVE, Branch.NEGATIVE, Branch.SILENT) if voice else (Branch.POSITIVE, Branch.NEGATIVE)

    def part(self, start: int, end: int) -> VoiceGuided:
        """The same for some of the steps."""
        return replace(self, text=self.text[start:end])

    def _across(self, name: str, difference: Tensor, full: Tensor) -> Tensor:
        assert self.projection is not None
        return self.momentum.across(name, difference, full, self.projection)
