"""One model as the model manager shows it: what it is, and how much of it is on this computer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from engine.api.model import ModelSpec, Variant
from engine.store.forms import forms_here
from engine.store.locate import parts_here
from engine.store.plan import OWN_PARTS, FetchPlan, Have, plan
from engine.store.shelves import Shelves


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
    forms: tuple[Variant, ...] = ()  # those that are here whole


def card(
    spec: ModelSpec,
    models_folders: Iterable[str | Path],
    target: str,
    last_used: float = 0.0,
    shelves: Shelves | None = None,
) -> Card:
    """Look what of the model is here; nothing is read but names and lengths.

    shelves   what is known of other programs' folders already
    """
    folders, shelves = tuple(models_folders), shelves or Shelves()
    if spec.bundled:
        return Card(spec, spec.variant(), Presence.BUILT_IN, last_used=last_used)
    found = parts_here(spec, folders, shelves)
    complete = bool(spec.components) and all(one.part in found for one in spec.components)
    own = next((path.parent for part, path in found.items() if part in OWN_PARTS), None)
    plans = [(variant, plan(spec, variant, folders, target, shelves=shelves)) for variant in spec.variants]
    if not plans:
        presence = Presence.INSTALLED if complete else Presence.PARTIAL if own else Presence.AVAILABLE
        return Card(spec, None, presence, last_used=last_used, folder=str(own or ""))
    variant, best = max(plans, key=lambda pair: _nearness(*pair))
    own = own or _own_folder(variant, best)
    whole = complete or best.complete
    begun = own is not None or any(one.state is Have.PARTIAL for one in best.files)
    return Card(
        spec,
        variant,
        Presence.INSTALLED if whole else Presence.PARTIAL if begun else Presence.AVAILABLE,
        total_bytes=best.total_bytes,
        here_bytes=best.total_bytes if whole else best.here_bytes,
        fetch_bytes=0 if whole else best.fetch_bytes,
        shared_bytes=best.shared_bytes,
        last_used=last_used,
        folder=str(own or ""),
        forms=forms_here(spec, folders, shelves) if whole else (),
    )


def _own_folder(variant: Variant, planned: FetchPlan) -> Path | None:
    """Where that lies of the variant which no other model needs; None if nothing of it is here."""
    ids = {id for part, ids in variant.files.items() if part in OWN_PARTS for id in ids}
    here = (one.path.parent for one in planned.files if one.file.id in ids and one.state in (Have.HERE, Have.SHARED))
    return next(here, None)


def _nearness(variant: Variant, planned: FetchPlan) -> tuple[bool, bool]:
    """The complete one comes first, then one that was begun, then the recommended one."""
    begun = any(one.state is Have.PARTIAL for one in planned.files) or _own_folder(variant, planned) is not None
    return planned.complete, begun
