"""How far each window of a long film has gone from the picture that it began with: the curves of the drift meter."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

from engine.api.result import IDENTITY_LIMIT, WindowSeen

COLOUR_LIMIT = 5.0  # distance in CIE Lab of the mean colours; from about 2.3 on two colours can be told apart
CONTRAST_LIMIT = 0.2  # share by which the contrast has risen or fallen


class Curve(StrEnum):
    """What is measured."""

    COLOUR = "colour"
    CONTRAST = "contrast"
    IDENTITY = "identity"


LIMITS = {Curve.COLOUR: COLOUR_LIMIT, Curve.CONTRAST: CONTRAST_LIMIT, Curve.IDENTITY: IDENTITY_LIMIT}


@dataclass(frozen=True, slots=True)
class Drift:
    """The distances of one window, each in its own unit."""

    colour: float  # CIE Lab
    contrast: float  # share
    identity: float  # 0 to 1

    def of_limit(self, curve: Curve) -> float:
        """A distance as a share of what is tolerated; beyond 1 it is too far."""
        return float(getattr(self, curve.value)) / LIMITS[curve]

    @property
    def worst(self) -> Curve:
        """The curve that is nearest to its limit or farthest beyond."""
        return max(Curve, key=self.of_limit)

    @property
    def too_far(self) -> bool:
        """Whether a curve has crossed its limit."""
        return self.of_limit(self.worst) > 1


def drift(seen: WindowSeen, reference: WindowSeen) -> Drift:
    """How far a window has gone from the reference."""
    colour = math.dist(seen.colour, reference.colour)
    contrast = abs(seen.contrast - reference.contrast) / max(1.0, reference.contrast)
    return Drift(colour, contrast, seen.identity)
