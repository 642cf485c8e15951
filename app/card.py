"""One model as the model manager shows it: what it is, and how much of it is on this computer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from engine.api.model import ModelSpec, Part, Variant
from engine.store.locate import parts_here
from engine.store.plan import FetchPlan, Have, plan

OWN_PARTS = (Part.TRANSFORMER, Part.TRANSFORMER_HIGH, Part.ADDITION)  # what makes it this model and no other


class Presence(StrEnum):
    """How much of a model is here."""

    BUILT_IN = "built_in"
    INSTALLED = "installed"
    FETCHING = "fetching"
    PARTIAL = "partial"
    AVAILABLE = "available"


@dataclass(frozen=True, slots=True)
class Card:
    """A model with the variant that is here, or else the recommended one; sizes in bytes."""

    spec: ModelSpec
    variant: Variant | None  # None for what is built in
    presence: Presence
    total_bytes: int = 0
    here_bytes: int = 0
    fetch_bytes: int = 0
    shared_bytes: int = 0  # of those here, what lies in another program's folder
    last_used: float = 0.0  # seconds since 1970; 0: never
    folder: str = ""  # where its own files lie, "" if nothing is here


def card(spec: ModelSpec, models_folders: Iterable[str | Path], target: str, last_used: float = 0.0) -> Card:
    """Look what of the model is here; nothing is read but names and lengths."""
    folders = tuple(models_folders)
    if spec.bundled:
        return Card(spec, spec.variant(), Presence.BUILT_IN, last_used=last_used)
    found = parts_here(spec, folders)
    complete = all(one.part in found for one in spec.components)
    own = next((path.parent for part, path in found.items() if part in OWN_PARTS), None)
    plans = [plan(spec, variant, folders, target) for variant in spec.variants]
    best = max(plans, key=_nearness, default=None)
    if best is None:
        presence = Presence.INSTALLED if complete else Presence.PARTIAL if own else Presence.AVAILABLE
        return Card(spec, None, presence, last_used=last_used, folder=str(own or ""))
    begun = own is not None or any(one.state is Have.PARTIAL for one in best.files)
    whole = complete or best.complete
    presence = Presence.INSTALLED if whole else Presence.PARTIAL if begun else Presence.AVAILABLE
    return Card(
        spec,
        spec.variant(best.variant),
        presence,
        total_bytes=best.total_bytes,
        here_bytes=best.total_bytes if whole else best.here_bytes,
        fetch_bytes=0 if whole else best.fetch_bytes,
        shared_bytes=best.shared_bytes,
        last_used=last_used,
        folder=str(own or ""),
    )


def _nearness(one: FetchPlan) -> tuple[bool, bool]:
    """The complete one, else one that was begun, else the first."""
    begun = any(file.state is Have.PARTIAL for file in one.files)
    return one.complete, begun
