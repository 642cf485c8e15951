"""How much room models take, and how much is left where fetched ones go."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QStorageInfo, Signal
from shiboken6 import isValid

from app.context import Context
from engine.store.adopt import occupied
from ui.models.rail import Room


class RoomWatch(QObject):
    """Counts the files of models beside the window; each file once, however many models share it."""

    counted = Signal()

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context, self._held = context, 0
        context.models.reset.connect(self.count)

    def count(self) -> None:
        """Look at the disk again; `counted` tells when that is done."""
        self._context.background.call(held_by(self._context), self._take)

    def _take(self, held: int) -> None:
        if isValid(self):
            self._held = held
            self.counted.emit()

    def room(self, coming: int) -> Room:
        """The disk that fetched models go to; `coming` bytes are still to come."""
        place = Path(self._context.settings.downloads_folder)
        while not place.exists() and place != place.parent:
            place = place.parent
        disk = QStorageInfo(str(place))
        return Room(disk.bytesAvailable(), disk.bytesTotal(), self._held, coming)


def held_by(context: Context) -> Callable[[], int]:
    """Bytes of every published file that lies in one of the models folders; to be called in the background."""
    folders, files = context.settings.models_folders, context.catalog.files
    places = [Path(folder) / file.path for folder in folders for file in files]
    return lambda: occupied(place for place in places if place.is_file())
