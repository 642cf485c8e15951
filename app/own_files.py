"""Files that the person brings to the model manager: looked at beside the window, added as their own."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from shiboken6 import isValid

from app.background import Background
from app.conversion import Conversion
from app.known import Known
from app.settings import Settings
from engine.api.errors import EngineError, UnsafeFile
from engine.store.dropped import Brought, Meant, add_own, look
from engine.store.locate import is_complete


class OwnFiles(QObject):
    """Bring a file with `bring`; the answer comes by a signal."""

    recognised = Signal(object)  # Brought: the person says what to do with it
    added = Signal(str, bool)  # id of the model that is in the list now, and whether all its parts are here
    refused = Signal(object)  # EngineError
    convertible = Signal(object, object)  # EngineError and Path: it was not opened, but it can be converted

    def __init__(self, known: Known, settings: Settings, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._known, self._settings, self._background = known, settings, background
        self._awaited = ""  # id of what was added and is not in the catalogue yet
        known.read.connect(self._tell_added)

    @Slot(str)
    def bring(self, path: str) -> None:
        """Say what the file is."""
        specs = self._known.catalog.models
        self._background.call(
            lambda: look(Path(path), specs), self._recognise, lambda error: self._refuse(error, Path(path))
        )

    def _recognise(self, brought: Brought) -> None:
        if isValid(self):
            self.recognised.emit(brought)

    def _refuse(self, error: EngineError, path: Path) -> None:
        if not isValid(self):
            return
        if isinstance(error, UnsafeFile) and Conversion.possible(path):
            self.convertible.emit(error, path)
        else:
            self.refused.emit(error)

    def add(self, brought: Brought, meant: Meant) -> None:
        """Make it a model of the person's own."""
        try:
            written = add_own(brought, meant, self._known.catalog.models, Path(self._settings.downloads_folder))
        except EngineError as refused:
            self.refused.emit(refused)
            return
        self._awaited = written.stem
        self._known.reload()

    def _tell_added(self) -> None:
        found = next((spec for spec in self._known.catalog.models if spec.id == self._awaited), None)
        if found is not None:
            self._awaited = ""
            self.added.emit(found.id, is_complete(found, self._settings.models_folders))
            return
        for wrong in self._known.catalog.refused:
            if self._awaited and Path(wrong.detail).stem == self._awaited:
                self._awaited = ""
                self.refused.emit(wrong)
