"""Which LoRA a job uses, how strongly, for which expert and in which part of the denoising."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from enum import StrEnum
from typing import ClassVar

import msgspec

from engine.api.errors import InvalidParam

STRONGEST = 10.0
_FLAG = re.compile(
    r"(?P<name>.+?)(?::(?P<strength>[+-]?(?:\d+\.?\d*|\.\d+)))?"
    r"(?P<more>(?:@(?:auto|both|high|low|(?:\d+\.?\d*|\.\d+)-(?:\d+\.?\d*|\.\d+)))*)"
)


class LoraExpert(StrEnum):
    """Which network of a model with two experts a LoRA changes."""

    AUTO = "auto"  # as the name of its file says, together with its other half
    BOTH = "both"
    HIGH = "high"
    LOW = "low"


class LoraUse(msgspec.Struct, frozen=True, omit_defaults=True):
    """One LoRA of a job."""

    lora_name: str  # a path, or an id of the catalogue
    lora_strength: float = 1.0
    expert: LoraExpert = LoraExpert.AUTO
    steps: tuple[float, float] = (0.0, 1.0)  # from and to, as shares of the denoising
    enabled: bool = True

    FLAG: ClassVar[str] = "lora"
    METAVAR: ClassVar[str] = "PATH[:STRENGTH][@high|low][@FROM-TO]"

    @property
    def counts(self) -> bool:
        """Whether it changes anything."""
        return self.enabled and self.lora_strength != 0

    @classmethod
    def of_flag(cls, text: str) -> LoraUse:
        """Read "look.safetensors:0.8@high@0-0.5"; raises ValueError."""
        found = _FLAG.fullmatch(text)
        if found is None:
            raise ValueError(text)
        use = cls(found["name"]) if found["strength"] is None else cls(found["name"], float(found["strength"]))
        for word in found["more"].split("@")[1:]:
            if word in set(LoraExpert):
                use = msgspec.structs.replace(use, expert=LoraExpert(word))
            else:
                first, last = word.split("-")
                use = msgspec.structs.replace(use, steps=(float(first), float(last)))
        return use

    def wrong(self) -> Iterator[InvalidParam]:
        """Every reason why it cannot be used as it is set."""
        if not -STRONGEST <= self.lora_strength <= STRONGEST or math.isnan(self.lora_strength):
            yield InvalidParam(
                f"The strength of a LoRA must be between {-STRONGEST:g} and {STRONGEST:g}",
                why=f"{self.lora_name} has {self.lora_strength:g}.",
                do=("Set it to 1.",),
                param="loras",
            )
        first, last = self.steps
        if not 0 <= first < last <= 1:
            yield InvalidParam(
                "The steps of a LoRA are a part of the denoising",
                why=f"{self.lora_name} has {first:g} to {last:g}; they must rise and lie between 0 and 1.",
                do=("Set them to 0 and 1.",),
                param="loras",
            )

    def active(self, step: int, steps: int) -> bool:
        """Whether it works in that step of so many, counted from 0; in one of them at least."""
        first = min(round(self.steps[0] * steps), steps - 1)
        return first <= step < max(first + 1, round(self.steps[1] * steps))
