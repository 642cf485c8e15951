"""The place above the cards where the manager says what was refused, what failed, and what was recognised."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.conversion import Conversion
from app.download import Download
from app.downloads import Downloads
from app.own_files import OwnFiles
from engine.api.errors import EngineError
from engine.api.events import Failed
from engine.store.dropped import Brought, Meant
from ui.models.converting_card import ConvertingCard
from ui.models.found_card import FoundCard
from ui.models.refusal import RefusalCard


class Notices(QWidget):
    """One card at a time; the newest stands alone."""

    use_lora = Signal(str)  # path
    use_model = Signal(str)  # id of one that was added

    def __init__(self, downloads: Downloads, own: OwnFiles, conversion: Conversion, target: Callable[[], str]) -> None:
        """`target` gives the models folder that a converted file goes to."""
        super().__init__()
        self._downloads, self._own, self._again = downloads, own, ""
        self._conversion, self._target, self._source = conversion, target, Path()
        self._broken: list[EngineError] = []  # still to be told
        self._told: set[str] = set()  # why, of those that were
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(16, 16, 16, 12)
        self.card: RefusalCard | FoundCard | ConvertingCard | None = None
        self.hide()
        own.refused.connect(self.refuse)
        own.convertible.connect(self._on_convertible)
        conversion.refused.connect(self.refuse)
        own.recognised.connect(self.found)
        own.added.connect(self._on_added)

    def refuse(self, refusal: EngineError | Failed, way: str = "") -> None:
        """Say why something cannot be."""
        self._show(RefusalCard(refusal, way))

    def tell_broken(self, refused: Iterable[EngineError]) -> None:
        """Say what is wrong with the person's own data files, one after the other, each once."""
        self._broken = [error for error in refused if error.why not in self._told]
        self._tell_next()

    def tell_failure(self, download: Download) -> None:
        """Say why a download has stopped, and offer to try again."""
        if download.failure is None:
            return
        if isinstance(self.card, RefusalCard) and self.card.failure == download.failure:
            return
        self._again = download.id
        self.refuse(download.failure, self.tr("Try again"))
        assert isinstance(self.card, RefusalCard)
        self.card.act.connect(self._on_again)

    def found(self, brought: Brought) -> None:
        """Say what a file is."""
        card = FoundCard(brought)
        card.add.connect(self._on_add)
        card.use.connect(self.use_lora)
        card.use_model.connect(self.use_model)
        self._show(card)

    def clear(self) -> None:
        """Take the card away."""
        if self.card is not None:
            self.card.hide()
            self.card.deleteLater()
            self.card = None
        self.hide()

    def _show(self, card: RefusalCard | FoundCard | ConvertingCard) -> None:
        self.clear()
        self.card = card
        card.dismissed.connect(self.clear)
        card.dismissed.connect(self._tell_next)
        self._column.addWidget(card)
        self.show()
        card.close_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _tell_next(self) -> None:
        if self.card is None and self._broken:
            error = self._broken.pop(0)
            self._told.add(error.why)
            self.refuse(error)

    def _on_convertible(self, refusal: EngineError, path: Path) -> None:
        """A pickle that is published in no other form: say why it was not opened, and offer the way round."""
        self._source = path
        self.refuse(refusal, self.tr("Convert once, sealed"))
        assert isinstance(self.card, RefusalCard)
        self.card.act.connect(self._on_convert)

    def _on_convert(self) -> None:
        card = ConvertingCard(self._source, self._conversion)
        self._show(card)
        self._conversion.begin(self._source, Path(self._target()))

    def _on_again(self) -> None:
        self._downloads.resume(self._again)
        self.clear()

    def _on_add(self, meant: Meant) -> None:
        if isinstance(self.card, FoundCard):
            self._own.add(self.card.brought, meant)

    def _on_added(self, id: str, complete: bool) -> None:
        if isinstance(self.card, FoundCard):
            self.card.say_added(id, complete)
