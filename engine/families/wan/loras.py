"""The LoRAs of a Wan job: read as far as their headers before anything is loaded, then worn by its networks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from engine import catalog
from engine.api.lora import LoraExpert, LoraUse
from engine.api.model import ModelSpec, Part
from engine.api.request import GenerationRequest
from engine.families.wan.params import WanParams
from engine.planner.loras import look, spread
from engine.weights.fingerprint import fingerprint
from engine.weights.lora_apply import Identified, Worn

EXPERTS = {  # which uses a network takes
    Part.TRANSFORMER: (LoraExpert.AUTO, LoraExpert.BOTH, LoraExpert.LOW),
    Part.TRANSFORMER_HIGH: (LoraExpert.AUTO, LoraExpert.BOTH, LoraExpert.HIGH),
}


@dataclass(frozen=True, slots=True)
class Wardrobe:
    """What a job may wear."""

    uses: tuple[LoraUse, ...]  # with their paths and experts
    loras: tuple[Identified, ...]  # one for each use
    notes: tuple[str, ...]  # what is used of each, as sentences

    def at(self, part: Part, step: int, steps: int) -> Worn:
        """What that network wears in a step, counted from 0."""
        return tuple(
            (lora, use.lora_strength)
            for use, lora in zip(self.uses, self.loras, strict=True)
            if use.expert in EXPERTS[part] and use.active(step, steps)
        )

    @property
    def told(self) -> list[object]:
        """All that the clip depends on, as plain values."""
        uses = ((use.lora_strength, use.expert.value, *use.steps) for use in self.uses)
        return [[mark, *use] for mark, use in zip(self.fingerprints, uses, strict=True)]

    @property
    def bytes(self) -> int:
        """Of all of them in memory."""
        return sum(lora.lora.checkpoint.bytes for lora in self.loras)

    @property
    def fingerprints(self) -> tuple[str, ...]:
        """One for each use."""
        return tuple(lora.fingerprint for lora in self.loras)


NO_LORAS = Wardrobe((), (), ())


def choose_loras(request: GenerationRequest, spec: ModelSpec, params: WanParams) -> Wardrobe:
    """The LoRAs of a job; raises WeightsMissing, WrongCheckpoint and what reading a header raises."""
    if not params.lora_enabled or not params.loras:
        return NO_LORAS
    wished = tuple(use for use in params.loras if use.counts)
    uses = spread(wished, spec.experts, request.models_folders, catalog.load().loras)
    found = [look(use, spec) for use in uses]
    loras = tuple(Identified(one.lora, fingerprint(one.lora.checkpoint)) for one in found)
    notes = tuple(f"{one.report.sentence}{_for(one.use, spec)}." for one in found)
    return Wardrobe(uses, loras, (*notes, *_idle(wished, uses, spec)))


def _for(use: LoraUse, spec: ModelSpec) -> str:
    if spec.experts < 2 or use.expert is LoraExpert.BOTH:
        return ""
    return f"; used for the {use.expert.value}-noise expert"


def _idle(wished: Iterable[LoraUse], uses: Iterable[LoraUse], spec: ModelSpec) -> tuple[str, ...]:
    """Those that a model without a high-noise expert does not use."""
    idle = [use for use in wished if use.expert is LoraExpert.HIGH] if spec.experts < 2 else []
    return tuple(f"{use.lora_name} is for a high-noise expert, which {spec.title} does not have." for use in idle)
