"""What was dropped: its header and a small picture of it, read in the background so that the window never waits."""

from __future__ import annotations

import time
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from PySide6.QtCore import QByteArray, QObject, Signal, Slot

from app.background import Background
from app.picture import thumbnail_png
from engine.api import wire
from engine.api.errors import EngineError
from engine.api.request import Asset, Kind

if TYPE_CHECKING:
    from engine.media.outline import Outline

READERS = ("frames", "probe", "outline", "recipe")
HEIGHT = 240  # pixels of the picture shown in a drop well
RATE, CHANNELS = 48_000, 2  # of the sound that is played to the person: 16 bits, both sides alike
MOST_OUTLINES = 32  # that are remembered
WORK, REST = 0.003, 0.003  # seconds in turn, while hours of sound are read


class Breath:
    """Lets the window's thread have the interpreter at least every few milliseconds, however long the work is."""

    def __init__(self) -> None:
        self._since = time.perf_counter()

    def take(self) -> None:
        """Rest, if it is time to."""
        if time.perf_counter() - self._since > WORK:
            time.sleep(REST)
            self._since = time.perf_counter()


class MediaDrop(QObject):
    """Ask with a path; one of the signals answers."""

    ready = Signal(object, QByteArray)  # Asset, PNG (empty for sound)
    sounding = Signal(str)  # path of a film that has sound; told before it is ready
    refused = Signal(str, object)  # path, EngineError
    outline_ready = Signal(str, object)  # path, engine.media.outline.Outline; again while a long sound is read
    sound_ready = Signal(str, float, bytes)  # path, second at which it begins, samples for the sound card
    picture_ready = Signal(str, QByteArray)  # path, PNG as tall as was asked
    recipe_ready = Signal(str, object)  # path, dict or None

    def __init__(self, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = background
        self._outlines: dict[tuple[str, int, int], Outline] = {}  # path, time of change, size -> whole outline
        self._drawn: set[str] = set()  # paths whose outline is wanted

    @Slot()
    def warm_up(self) -> None:
        """Import the readers before they are wanted: later it would hold up a window that plays or draws."""
        self._background.call(lambda: [import_module(f"engine.media.{name}") for name in READERS], lambda _: None)

    def probe_file(self, path: str) -> None:
        """Look into a file; `ready` or `refused` follows."""
        self._background.call(
            lambda: _look(Path(path)),
            lambda found: self._tell(*found),
            lambda error: self.refused.emit(path, error),
        )

    def _tell(self, asset: Asset, png: bytes, sounds: bool) -> None:
        if sounds and asset.kind is Kind.VIDEO:
            self.sounding.emit(asset.path)
        self.ready.emit(asset, QByteArray(png))

    def draw_sound(self, path: str) -> None:
        """The outline of a sound; `outline_ready` follows, several times for a long one, or `refused`."""
        mark = _mark(path)
        known = self._outlines.get(mark)
        if known is not None:
            self.outline_ready.emit(path, known)
            return
        if path in self._drawn:
            return
        self._drawn.add(path)
        self._background.call(
            lambda: self._hear(path),
            lambda whole: self._remember(path, mark, whole),
            lambda error: self._give_up(path, error),
        )

    def leave_sound(self, path: str) -> None:
        """Its outline is not wanted any more."""
        self._drawn.discard(path)

    def _hear(self, path: str) -> Outline | None:
        """In the pool: tell what is known so far, give the whole; None once nobody wants it."""
        from engine.media.outline import outlines

        breath, last = Breath(), None

        def wanted() -> bool:
            breath.take()
            return path in self._drawn and not self._background.closed

        for found in outlines(Path(path), wanted):
            if last is not None:
                self.outline_ready.emit(path, last)
            last = found
        return last if path in self._drawn else None

    def _remember(self, path: str, mark: tuple[str, int, int], whole: Outline | None) -> None:
        self._drawn.discard(path)
        if whole is None:
            return
        self._outlines[mark] = whole
        while len(self._outlines) > MOST_OUTLINES:
            del self._outlines[next(iter(self._outlines))]
        self.outline_ready.emit(path, whole)

    def _give_up(self, path: str, error: EngineError) -> None:
        self._drawn.discard(path)
        self.refused.emit(path, error)

    def read_sound(self, path: str, start: float, seconds: float) -> None:
        """A part of a sound as the sound card takes it; `sound_ready` or `refused` follows."""
        self._background.call(
            lambda: _samples(Path(path), start, seconds),
            lambda samples: self.sound_ready.emit(path, start, samples),
            lambda error: self.refused.emit(path, error),
        )

    def read_picture(self, path: str, height: int) -> None:
        """A picture, or the first of a film, so many pixels tall; `picture_ready` or `refused` follows."""
        self._background.call(
            lambda: thumbnail_png(Path(path), height),
            lambda png: self.picture_ready.emit(path, QByteArray(png)),
            lambda error: self.refused.emit(path, error),
        )

    def read_recipe(self, path: str) -> None:
        """`restore_recipe` in the background; `recipe_ready` follows."""
        self._background.call(
            lambda: restore_recipe(path),
            lambda found: self.recipe_ready.emit(path, found),
            lambda error: self.recipe_ready.emit(path, None),
        )


def _look(path: Path) -> tuple[Asset, bytes, bool]:
    from engine.media.probe import hash_file, probe

    info = probe(path)
    asset = info.asset(hash_file(path))
    return asset, b"" if asset.kind == Kind.AUDIO else thumbnail_png(path, HEIGHT), info.has_audio


def _mark(path: str) -> tuple[str, int, int]:
    """What changes when the file does."""
    try:
        state = Path(path).stat()
    except OSError:
        return path, 0, 0
    return path, state.st_mtime_ns, state.st_size


def _samples(path: Path, start: float, seconds: float) -> bytes:
    """48 kHz, two channels of 16 bits.  Raises BadInput."""
    from engine.media.audio import sound_blocks

    left, parts = round(seconds * RATE), []
    for block in sound_blocks(path, RATE, CHANNELS, start):
        parts.append((block[:, :left].T.clip(-1.0, 1.0) * 32767).astype("<i2").tobytes())
        left -= block.shape[1]
        if left <= 0:
            break
    return b"".join(parts)


def restore_recipe(path: str) -> dict[str, Any] | None:
    """The request that made a Kinora clip, as plain values (model, params, inputs ...); None for any other file."""
    from engine.media.recipe import read_recipe

    try:
        text = read_recipe(Path(path))
        found: dict[str, Any] = wire.plain(wire.request(text)) if text else {}
    except (msgspec.DecodeError, EngineError):
        return None
    return found or None
