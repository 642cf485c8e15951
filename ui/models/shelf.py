"""Which models the manager shows: by purpose, by state, by a search.  Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.card import Card, Presence
from engine.api.model import Purpose
from ui.models.fit import Fit
from ui.models.rail import ALL, FITS, INSTALLED, LORAS
from ui.models.words import purpose_title, summary, title

HERE = (Presence.BUILT_IN, Presence.INSTALLED)


def shown(cards: Iterable[Card], key: str, search: str, fits: Mapping[str, Fit]) -> tuple[str, ...]:
    """The ids to show for a row of the rail and a search, in the order of the catalogue."""
    words = search.casefold().split()
    return tuple(
        card.spec.id for card in cards if belongs(card, key, fits) and all(word in _text(card) for word in words)
    )


def belongs(card: Card, key: str, fits: Mapping[str, Fit]) -> bool:
    """Whether a model is meant by a row of the rail."""
    if key in (ALL, LORAS):  # a list of models, or of LoRAs
        return True
    if key == FITS:
        return card.spec.id in fits and fits[card.spec.id].fits
    if key == INSTALLED:
        return card.presence in HERE
    return key in {purpose.value for purpose in card.spec.purposes}


def counts(cards: Iterable[Card], fits: Mapping[str, Fit]) -> dict[str, int]:
    """How many models each row of the rail leads to."""
    cards = tuple(cards)
    keys = (ALL, *(purpose.value for purpose in Purpose), FITS, INSTALLED)
    return {key: sum(belongs(card, key, fits) for card in cards) for key in keys}


def _text(card: Card) -> str:
    """Everything a search may mean."""
    spec = card.spec
    makes = " ".join(purpose_title(purpose) for purpose in spec.purposes)
    return f"{title(spec)} {spec.title} {summary(spec)} {spec.summary} {makes} {spec.id} {spec.hub}".casefold()
