"""Files that the person brings to the model manager: looked at beside the window, added as their own."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from shiboken6 import isValid

from app.background import Background
from app.settings import Settings
from engine.api.errors import EngineError
from engine.catalog import Catalog
from engine.store.dropped import Brought, Meant, add_own, look


class OwnFiles(QObject):
    """Bring a file with `bring`; the answer comes by a signal."""

    recognised = Signal(object)  # Brought: the person says what to do with it
    added = Signal(str)  # title of the model that is in the list at the next start
    refused = Signal(object)  # EngineError

    def __init__(
        self, catalog: Catalog, settings: Settings, background: Background, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._catalog, self._settings, self._background = catalog, settings, background

    @Slot(str)
    def bring(self, path: str) -> None:
        """Say what the file is."""
        specs = self._catalog.models
        self._background.call(lambda: look(Path(path), specs), self._recognise, self._refuse)

    def _recognise(self, brought: Brought) -> None:
        if isValid(self):
            self.recognised.emit(brought)

    def _refuse(self, error: EngineError) -> None:
        if isValid(self):
            self.refused.emit(error)

    def add(self, brought: Brought, meant: Meant) -> None:
        """Make it a model of the person's own."""
        try:
            add_own(brought, meant, self._catalog.models, Path(self._settings.downloads_folder))
        except EngineError as refused:
            self.refused.emit(refused)
            return
        self.added.emit(brought.path.stem)
