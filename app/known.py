"""The catalogue as it stands: what comes with Kinora and the person's own models, read again when those change."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, Slot

from app.background import Background
from engine.catalog import Catalog


class Known(QObject):
    """`catalog` is the newest; `changed` tells that it is another one than before."""

    changed = Signal()
    read = Signal()  # it was read again, whether or not anything is new

    def __init__(self, read: Callable[[], Catalog], background: Background, parent: QObject | None = None) -> None:
        """`read` gives the catalogue of the folders that are set; the first time at once, later in the background."""
        super().__init__(parent)
        self._read, self._background = read, background
        self.catalog = read()

    @Slot()
    def reload(self) -> None:
        """Read the data files anew, beside the window; ends with `read`."""
        self._background.call(self._read, self._take)

    def _take(self, found: Catalog) -> None:
        moved = found != self.catalog
        self.catalog = found
        if moved:
            self.changed.emit()
        self.read.emit()
