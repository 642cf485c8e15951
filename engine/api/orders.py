"""What the window asks of the worker."""

from __future__ import annotations

import msgspec

from engine.api.request import GenerationRequest


class _Order(msgspec.Struct, frozen=True, tag_field="order"):
    pass


class Generate(_Order, frozen=True, tag="generate"):
    """Run this job; jobs run one after another in the order they came."""

    request: GenerationRequest


class Cancel(_Order, frozen=True, tag="cancel"):
    """Stop this job between two blocks; also takes it out if it has not begun."""

    job: str


class Probe(_Order, frozen=True, tag="probe"):
    """Measure the machine and answer with Probed."""


class Unload(_Order, frozen=True, tag="unload"):
    """Let go of every model that is kept warm."""


Order = Generate | Cancel | Probe | Unload
