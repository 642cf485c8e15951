"""What is said of where the sound of a film lies."""

from __future__ import annotations

from fractions import Fraction

from PySide6.QtCore import QCoreApplication

from engine.api.result import Result
from ui.run.words import lag, measured


def is_off(offset: float, fps: str) -> bool:
    """Whether a sound is more than a frame from its place; offset in seconds."""
    return abs(offset) > 1 / Fraction(fps)


def sync_text(result: Result) -> str:
    """The same in a sentence: how it was measured and what to do if it is wrong; "" for a film without a voice."""
    sync = result.sync
    if sync is None:
        return ""
    if sync.offset is None:
        return QCoreApplication.translate("Sync", "The sound is too quiet to measure where it lies.")
    form = QCoreApplication.translate(
        "Sync", "Measured in the finished file at {n} places: {lag}. Film {film}, voice {voice}."
    )
    told = form.format(
        n=sync.places, lag=lag(sync.offset), film=measured(sync.film_seconds), voice=measured(sync.sound_seconds)
    )
    if not is_off(sync.offset, result.fps):
        return told
    wrong = QCoreApplication.translate(
        "Sync", "That is more than a frame. Make the film again; if it stays so, send the report."
    )
    return f"{told} {wrong}"
