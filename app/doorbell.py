"""How a second Kinora asks the first to come forward and take its files: a note in a folder that the first watches.

No port and no socket: whoever may write into the data folder may ring, nobody else.
"""

from __future__ import annotations

import os
import time
import uuid
from pathlib import Path

import msgspec
from PySide6.QtCore import QFileSystemWatcher, QObject, Signal, Slot

from app.folders import Folders

FOLDER = "doorbell"
PATIENCE = 3.0  # s in which a living window takes the note
LOOK = 0.02  # s between two looks
LARGEST = 1 << 20  # bytes of a note


class Note(msgspec.Struct, frozen=True):
    """What the second one wants."""

    files: tuple[str, ...] = ()  # whole paths


class Doorbell(QObject):
    """Belongs to the first Kinora."""

    rung = Signal(tuple)  # paths of files to open, often none

    def __init__(self, folders: Folders, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = folders.data / FOLDER
        self._folder.mkdir(parents=True, exist_ok=True)
        for left in self._folder.iterdir():
            _take_away(left)
        self._watch = QFileSystemWatcher([str(self._folder)], self)
        self._watch.directoryChanged.connect(self.answer)

    @Slot()
    def answer(self) -> None:
        """Take every note that lies there."""
        for path in sorted(self._folder.glob("*.json")):
            note = _read(path)
            if _take_away(path) and note is not None:
                self.rung.emit(note.files)


def ring(folders: Folders, files: tuple[str, ...] = (), patience: float = PATIENCE) -> bool:
    """Ask the Kinora that uses this data folder; whether it answered within so many seconds."""
    folder = folders.data / FOLDER
    if not folder.is_dir():
        return False
    name = uuid.uuid4().hex
    draft, path = folder / f"{name}.part", folder / f"{name}.json"
    draft.write_bytes(msgspec.json.encode(Note(tuple(str(Path(file).resolve()) for file in files))))
    os.replace(draft, path)
    until = time.monotonic() + patience
    while path.exists():
        if time.monotonic() > until:
            path.unlink(missing_ok=True)
            return False
        time.sleep(LOOK)
    return True


def _take_away(path: Path) -> bool:
    """Whether it is gone; what cannot be taken away is answered by nobody."""
    try:
        path.unlink(missing_ok=True)
    except OSError:
        return False
    return True


def _read(path: Path) -> Note | None:
    try:
        if path.stat().st_size > LARGEST:
            return None
        return msgspec.json.decode(path.read_bytes(), type=Note)
    except (OSError, msgspec.DecodeError):
        return None
