"""What to do with less when memory runs out: the ways from a plan to the next lower one, each as a sentence.

Every rung gives the same clip, only slower, but the last: narrower weights change the numbers a little.  No torch.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import msgspec

from engine.api.events import Stage
from engine.api.model import Part
from engine.api.plan import ExecutionPlan, Home, Placement

MOST_STRIPS, MOST_GROUPS = 16, 8
SHARES = (0.75, 0.5, 0.25, 0.0)  # of the blocks that rest on the device
NARROW = "fp8_e4m3fn"
SLOTS = 2
PICTURES, WORDS = (Stage.IMAGE, Stage.DECODE, Stage.WRITE), (Stage.TEXT, Stage.VOICE)


class Caps(msgspec.Struct, frozen=True, omit_defaults=True):
    """The most that a plan may take after memory ran out; the defaults leave every plan as it is."""

    strips: int = 1  # at least
    head_groups: int = 1  # at least
    kept: float = 1.0  # at most this share of the blocks rests on the device
    text_streams: bool = False
    transformer_leaves: bool = False  # before pictures are encoded or decoded
    narrow: bool = False
    cleared: bool = False  # nothing of earlier jobs is kept ready
    unwatched: bool = False  # slow steps were met once; another time nothing is done about them

    def hold(self, plan: ExecutionPlan) -> ExecutionPlan:
        """That plan within these caps."""
        return msgspec.structs.replace(
            plan,
            vae_strips=max(plan.vae_strips, self.strips),
            head_groups=max(plan.head_groups, self.head_groups),
            free_before_decoding=plan.free_before_decoding or self.transformer_leaves,
            quantization=NARROW if self.narrow and plan.quantization == "none" else plan.quantization,
            placements=tuple(self._hold(place) for place in plan.placements),
        )

    def _hold(self, place: Placement) -> Placement:
        if place.part is Part.TEXT_ENCODER:
            streams = self.text_streams and place.home is Home.DEVICE
            return msgspec.structs.replace(place, home=Home.DISK, kept=0, slots=SLOTS) if streams else place
        most = int(place.blocks * self.kept)
        if place.kept <= most:
            return place
        home = Home.RAM if place.waiting == place.blocks - most else Home.DISK
        return msgspec.structs.replace(place, home=home, kept=most, slots=place.slots or SLOTS)


@dataclass(frozen=True, slots=True)
class Rung:
    """One way to need less."""

    caps: Caps
    words: str  # what is done from now on


def lower(plan: ExecutionPlan, caps: Caps, stage: Stage) -> Rung | None:
    """The next rung for a shortage in that stage, of a plan within these caps; None when there is none left."""
    if stage in PICTURES:
        rungs: Iterator[Rung] = _for_pictures(plan, caps)
    elif stage in WORDS:
        rungs = _for_words(caps)
    else:
        rungs = _for_network(plan, caps, stage)
    found = next((rung for rung in rungs if rung.caps.hold(plan) != plan), None)
    if found is None and not caps.cleared:
        return Rung(_changer(caps)(cleared=True), "Nothing that was ready from before is kept.")
    return found


def _for_pictures(plan: ExecutionPlan, caps: Caps) -> Iterator[Rung]:
    change = _changer(caps)
    if not plan.free_before_decoding:
        yield Rung(change(transformer_leaves=True), "The transformer leaves the memory before pictures are worked on.")
    strips = plan.vae_strips * 2
    if strips <= MOST_STRIPS:
        yield Rung(change(strips=strips), f"Pictures are worked on in {strips} strips.")


def _for_words(caps: Caps) -> Iterator[Rung]:
    yield Rung(_changer(caps)(text_streams=True), "The text encoder comes layer by layer.")


def _for_network(plan: ExecutionPlan, caps: Caps, stage: Stage) -> Iterator[Rung]:
    change = _changer(caps)
    groups = plan.head_groups * 2
    if stage is Stage.DENOISE and groups <= MOST_GROUPS:
        yield Rung(change(head_groups=groups), f"Attention is computed in {groups} parts.")
    for share in SHARES:
        if share < caps.kept:
            words = f"At most {share:.0%} of the blocks rest in memory; the others come when they are needed."
            yield Rung(change(kept=share), words)
    if not caps.narrow and plan.quantization == "none":
        yield Rung(change(narrow=True), "The weights are narrowed to 8 bits, which changes the clip a little.")


def _changer(caps: Caps) -> Callable[..., Caps]:
    return lambda **values: msgspec.structs.replace(caps, **values)
