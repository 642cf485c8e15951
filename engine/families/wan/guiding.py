"""Which guidance inside the network takes part in which pass."""

from __future__ import annotations

from dataclasses import dataclass

from engine.families.wan.params import WanParams
from engine.nets.wan.attachment import Attachment
from engine.nets.wan.guiding import Enhanced, LeftOut, NegativeInAttention
from engine.nets.wan.shared import TextContext
from engine.sampling.guidance import Branch

SLG_START = 0.1  # share of the steps before which no block is left out
PROMPTED = (Branch.POSITIVE, Branch.PLAIN)  # the passes with the person's own words


@dataclass(frozen=True, slots=True)
class Guiding:
    """What the parameters ask for, pass by pass."""

    params: WanParams
    steps: int

    @property
    def needs_negative(self) -> bool:
        """Whether the passes with the prompt look at the negative one too."""
        return self.params.nag_scale > 0

    def inside(self, branch: Branch, step: int, negative: TextContext | None) -> tuple[Attachment, ...]:
        """What takes part in that pass of a step."""
        p, place, taken = self.params, step / self.steps, list[Attachment]()
        if p.enhance_weight > 0 and p.enhance_start <= place < p.enhance_end:
            taken.append(Enhanced(p.enhance_weight))
        if p.slg_blocks and branch is Branch.NEGATIVE and place >= SLG_START:
            taken.append(LeftOut(frozenset(int(block) for block in p.slg_blocks)))
        if branch in PROMPTED and negative is not None:
            taken.append(NegativeInAttention(negative, p.nag_scale))
        return tuple(taken)
