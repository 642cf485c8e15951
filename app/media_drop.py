"""What was dropped: its header and a small picture of it, read in the background so that the window never waits."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import msgspec
from PySide6.QtCore import QByteArray, QObject, Signal, Slot

from app.background import Background
from app.picture import thumbnail_png
from engine.api import wire
from engine.api.errors import EngineError
from engine.api.request import Asset, Kind

READERS = ("frames", "probe", "audio", "recipe")
HEIGHT = 240  # pixels of the picture shown in a drop well


class MediaDrop(QObject):
    """Ask with a path; one of the signals answers."""

    ready = Signal(object, QByteArray)  # Asset, PNG (empty for sound)
    refused = Signal(str, object)  # path, EngineError
    envelope_ready = Signal(str, object)  # path, engine.media.audio.Envelope
    recipe_ready = Signal(str, object)  # path, dict or None

    def __init__(self, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = background

    @Slot()
    def warm_up(self) -> None:
        """Import the readers before they are wanted: later it would hold up a window that plays or draws."""
        self._background.call(lambda: [import_module(f"engine.media.{name}") for name in READERS], lambda _: None)

    def probe_file(self, path: str) -> None:
        """Look into a file; `ready` or `refused` follows."""
        self._background.call(
            lambda: _look(Path(path)),
            lambda found: self.ready.emit(found[0], QByteArray(found[1])),
            lambda error: self.refused.emit(path, error),
        )

    def read_envelope(self, path: str, buckets: int = 400) -> None:
        """The loudness of a sound in so many buckets; `envelope_ready` or `refused` follows."""
        self._background.call(
            lambda: _envelope(Path(path), buckets),
            lambda found: self.envelope_ready.emit(path, found),
            lambda error: self.refused.emit(path, error),
        )

    def read_recipe(self, path: str) -> None:
        """`restore_recipe` in the background; `recipe_ready` follows."""
        self._background.call(
            lambda: restore_recipe(path),
            lambda found: self.recipe_ready.emit(path, found),
            lambda error: self.recipe_ready.emit(path, None),
        )


def _look(path: Path) -> tuple[Asset, bytes]:
    from engine.media.probe import hash_file, probe

    asset = probe(path).asset(hash_file(path))
    return asset, b"" if asset.kind == Kind.AUDIO else thumbnail_png(path, HEIGHT)


def _envelope(path: Path, buckets: int) -> Any:
    from engine.media.audio import read_envelope

    return read_envelope(path, buckets)


def restore_recipe(path: str) -> dict[str, Any] | None:
    """The request that made a Kinora clip, as plain values (model, params, inputs ...); None for any other file."""
    from engine.media.recipe import read_recipe

    try:
        text = read_recipe(Path(path))
        found: dict[str, Any] = wire.plain(wire.request(text)) if text else {}
    except (msgspec.DecodeError, EngineError):
        return None
    return found or None
