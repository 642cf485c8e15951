"""Inputs as they are written down: in the recipe of a clip, and in the settings when the window closes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from engine.api import wire
from engine.api.request import Role
from ui.draft import Draft


@dataclass(frozen=True, slots=True)
class Given:
    """A file, what it is for, and for a voice which part of it is spoken."""

    path: str
    role: Role
    start: float = 0.0  # seconds
    end: float = 0.0  # seconds; 0: to the end
    muted: bool = False


def kept_of(draft: Draft) -> list[dict[str, Any]]:
    """What `read_given` reads back."""
    muted = (voice.muted for voice in draft.cast.voices)
    return [{**wire.plain(given), "muted": given.role is Role.AUDIO_FILE and next(muted)} for given in draft.inputs]


def read_given(rows: Iterable[Any]) -> tuple[Given, ...]:
    """The inputs that are named; a row that cannot be read is left out, for files of settings may be older."""
    return tuple(given for row in rows if (given := _read(row)) is not None)


def _read(row: Any) -> Given | None:
    try:
        part = float(row.get("start", 0.0)), float(row.get("end", 0.0))
        return Given(str(row["asset"]["path"]), Role(row["role"]), *part, bool(row.get("muted", False)))
    except (AttributeError, KeyError, TypeError, ValueError):
        return None
