"""Every clip that was made: one row each, in the journal's database, with a small picture of it."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import msgspec
from PySide6.QtCore import QObject, Signal

from app.background import Background
from app.database import Database
from app.folders import Folders
from app.picture import write_thumbnail
from engine.api.result import Result, Sync, WindowSeen

HEIGHT = 180  # pixels of a thumbnail


class ClipRow(msgspec.Struct, frozen=True, omit_defaults=True):
    """A finished clip."""

    id: str  # that of the job that made it
    path: str
    thumbnail: str  # path of a PNG; it is there once `changed` has told this id
    frames: int
    fps: str  # exact fraction
    seconds: float
    width: int
    height: int
    seed: int
    created: float  # seconds since 1970
    recipe: str = ""  # JSON text
    title: str = ""
    windows: tuple[WindowSeen, ...] = ()  # of a film that was made in windows
    reference: WindowSeen | None = None  # the picture that it begins from
    sync: Sync | None = None  # where the sound of the file lies


class Library(QObject):
    """The clips, oldest first."""

    added = Signal(str)
    changed = Signal(str)  # its thumbnail is there
    removed = Signal(str)

    def __init__(self, database: Database, folders: Folders, background: Background) -> None:
        super().__init__()
        self._database, self._background = database, background
        self._thumbnails = folders.data / "thumbnails"
        self._rows: dict[str, ClipRow] = {}
        for id, _, body in database.rows("clips"):
            try:
                self._rows[id] = msgspec.json.decode(body, type=ClipRow)
            except msgspec.DecodeError:
                database.set_aside("clips", id)

    def clips(self) -> tuple[ClipRow, ...]:
        """All, oldest first."""
        return tuple(self._rows.values())

    def clip(self, id: str) -> ClipRow | None:
        """One, or None."""
        return self._rows.get(id)

    def record(self, id: str, title: str, created: float, result: Result) -> ClipRow:
        """Write the row of a finished job; the same id again replaces it, so that nothing is there twice.

        Nothing is told yet: the caller commits this together with the end of the job and then calls `announce`.
        """
        row = ClipRow(
            id=id,
            path=result.path,
            thumbnail=str(self._thumbnails / f"{id}.png"),
            frames=result.frames,
            fps=result.fps,
            seconds=float(result.frames / Fraction(result.fps)),
            width=result.width,
            height=result.height,
            seed=result.seed,
            created=created,
            recipe=result.recipe,
            title=title,
            windows=result.windows,
            reference=result.reference,
            sync=result.sync,
        )
        self._database.put("clips", id, created, msgspec.json.encode(row))
        self._rows[id] = row
        return row

    def announce(self, id: str) -> None:
        """Tell of a new row and have its thumbnail made."""
        self.added.emit(id)
        self.make_thumbnail(id)

    def remove(self, id: str) -> None:
        """Forget a clip; its file stays."""
        if id not in self._rows:
            return
        row = self._rows.pop(id)
        self._database.remove("clips", id)
        Path(row.thumbnail).unlink(missing_ok=True)
        self.removed.emit(id)

    def make_thumbnail(self, id: str) -> None:
        """Draw the small picture in the background; `changed` tells when it is there."""
        row = self._rows[id]
        self._background.call(
            lambda: write_thumbnail(Path(row.path), Path(row.thumbnail), HEIGHT), lambda _: self.changed.emit(id)
        )
