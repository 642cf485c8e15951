"""The model manager: cards by purpose, search, what is being fetched, and what may be dropped in."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.card import Presence
from app.context import Context
from app.download import State
from app.own_files import OwnFiles
from engine.api.errors import EngineError
from engine.store.locate import is_complete
from ui.compose.well import file_of
from ui.models.adopt_dialog import AdoptDialog
from ui.models.card import ModelCard
from ui.models.details_dialog import DetailsDialog
from ui.models.download_dialog import DownloadDialog
from ui.models.fits import Fits
from ui.models.grid import Grid
from ui.models.notices import Notices
from ui.models.panel import DownloadPanel
from ui.models.rail import ALL, FITS, LORAS, Rail
from ui.models.room import RoomWatch
from ui.models.search import SearchField
from ui.models.sheet import Sheet
from ui.models.shelf import counts, shown
from ui.models.words import is_lora
from ui.run.parts import button, caption, label

SIZE, SOON = QSize(1280, 910), 80  # px, ms between two looks at what is being fetched
DATA_FILE = ".toml"  # describes a model of one's own


class ModelManager(Sheet):
    """One per window; made when it is asked for first and kept."""

    use_model = Signal(str)  # the person wants to work with this model
    use_form = Signal(str, str)  # model and the form of it that is wanted
    use_lora = Signal(str)  # id or path

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__("", parent, SIZE)
        self._context, self._models, self._downloads = context, context.models, context.downloads
        self._fits = Fits(context, self)
        self._disk = RoomWatch(context, self)
        self._own = OwnFiles(context.known, context.settings, context.background, self)
        self._picked, self._rate = "", 0.0
        self.title.setText(self.tr("Models"))
        self.setWindowTitle(self.tr("Models"))
        self.setAcceptDrops(True)
        self._make_parts()
        self._lay_out()
        self._soon = QTimer(self, singleShot=True, interval=SOON)
        self._soon.timeout.connect(self._follow_downloads)
        self._connect()

    def _make_parts(self) -> None:
        self.search = SearchField()
        self.offline = button("", "quiet")
        caption(self.offline, self.tr("Offline"), "wifi-off", "warn")
        self.offline.setToolTip(self.tr("Nothing is fetched. Press to go online."))
        self.offline.setVisible(self._context.settings.offline)
        self.adopt = button("")
        caption(self.adopt, self.tr("Adopt a folder"), "folder")
        settings = self._context.settings
        self.notices = Notices(self._downloads, self._own, self._context.conversion, lambda: settings.downloads_folder)
        self.rail, self.grid, self.panel = Rail(), Grid(self._make_card), DownloadPanel(self._downloads)
        self.nothing = label(self.tr("No model is called so or makes that."), "small")
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.hint = label(self.tr("Let go to see what it is"), "title")
        self.hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.hint.setProperty("chip", "accent")
        self.hint.setParent(self)
        self.hint.hide()

    def _lay_out(self) -> None:
        at = self.head.indexOf(self.close_button)
        self.head.insertWidget(at, self.adopt)
        self.head.insertWidget(at, self.search)
        self.head.insertWidget(at, self.offline)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(self.notices)
        column.addWidget(self.nothing, 1)
        column.addWidget(self.grid, 1)
        column.addWidget(self.panel)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addWidget(upright_rule())
        row.addLayout(column, 1)
        self.body.addLayout(row, 1)

    def _connect(self) -> None:
        self.search.textChanged.connect(self._show)
        self.rail.chosen.connect(self._show)
        self.adopt.clicked.connect(self._on_adopt)
        self.offline.clicked.connect(self._on_online)
        self._context.settings.changed.connect(self._on_setting)
        self.panel.picked.connect(self._pick)
        self._disk.counted.connect(self._show_room)
        self.grid.resized.connect(self._keep_in_sight)
        self._fits.judged.connect(self._on_judged)
        for told in (self._downloads.added, self._downloads.changed, self._downloads.removed, self._downloads.finished):
            told.connect(self._on_download)
        self.notices.use_lora.connect(self._on_use_lora)
        self.notices.use_model.connect(self._on_added)
        self._context.known.changed.connect(self._on_catalog)
        self._models.changed.connect(self._show_card)
        self._models.reset.connect(self._on_reset)
        self._models.refused.connect(self._on_refused)

    # opening

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._models.refresh()
        self._disk.count()
        self._fits.ask(card.spec for card in self._models.cards())
        self._fits.tell_loras(self._context.catalog.loras)
        self._show()
        self._follow_downloads()
        self.notices.tell_broken(self._context.catalog.refused)
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_model(self, id: str) -> None:
        """Bring a model or LoRA into sight and offer to fetch what is missing of it."""
        self.rail.choose(LORAS if any(card.spec.id == id for card in self._models.loras()) else ALL)
        self.search.clear()
        self.open()
        self._pick(id)
        self.grid.reveal(id)
        if self._models.card(id).presence in (Presence.AVAILABLE, Presence.PARTIAL):
            self.get(id)

    def get(self, id: str) -> None:
        """Ask in which form and where to; then fetch."""
        try:
            asked = DownloadDialog(self._context, self._models.card(id).spec, self._fits.now(id), self._rate, self)
        except EngineError as nowhere:
            self.notices.refuse(nowhere)
            return
        asked.wanted.connect(self._on_wanted)
        asked.finished.connect(asked.deleteLater)
        asked.open()

    # showing

    def _make_card(self, id: str) -> ModelCard:
        card = ModelCard(self._models.card(id))
        card.show_card(self._models.card(id), self._downloads.of_model(id))
        if (fit := self._fits.known.get(id)) is not None:
            card.show_fit(fit)
        card.choose(id == self._picked)
        card.use.connect(self._on_use)
        card.get.connect(self.get)
        card.details.connect(self._on_details)
        card.pause.connect(self._on_pause)
        card.picked.connect(self._pick)
        return card

    def _show(self) -> None:
        cards = self._models.loras() if self.rail.key == LORAS else self._models.cards()
        ids = shown(cards, self.rail.key, self.search.text(), self._fits.known)
        if ids != self.grid.ids:
            self.grid.show_ids(ids)
        self.grid.setVisible(bool(ids))
        self.nothing.setVisible(not ids)
        self._show_counts()

    def _show_counts(self) -> None:
        ready = self._fits.complete
        for key, count in counts(self._models.cards(), self._fits.known).items():
            self.rail.count(key, str(count) if ready or key != FITS else "")
        self.rail.count(LORAS, str(len(self._models.loras())))

    def _show_room(self) -> None:
        rows = [row for row in self._downloads.rows() if row.state is not State.DONE]
        self.rail.show_room(self._disk.room(sum(max(0, row.total - row.done) for row in rows)))

    def _show_card(self, id: str) -> None:
        card = self.grid.card(id)
        if card is not None:
            card.show_card(self._models.card(id), self._downloads.of_model(id))

    def _keep_in_sight(self) -> None:
        """When the panel comes, the card of what is being fetched stays in sight."""
        if self.panel.isVisible() and self._picked in self.grid.ids and self._downloads.of_model(self._picked):
            self.grid.reveal(self._picked)

    def _pick(self, id: str) -> None:
        before, self._picked = self._picked, id
        for one in (before, id):
            if (card := self.grid.card(one)) is not None:
                card.choose(one == id)
        if before != id:
            self.panel.show_model(id)

    # hearing

    def _on_judged(self, id: str) -> None:
        if (card := self.grid.card(id)) is not None:
            card.show_fit(self._fits.known[id])
        if self._fits.complete:
            self._show()

    def _on_download(self, id: str) -> None:
        download = self._downloads.download(id)
        if download is not None:
            self._rate = download.rate or self._rate
            if download.state is State.FAILED and download.failure is not None and self.isVisible():
                self.notices.tell_failure(download)
        if self.isVisible() and not self._soon.isActive():
            self._soon.start()

    def _follow_downloads(self) -> None:
        busy = {row.model: row for row in self._downloads.rows() if row.state is not State.DONE}
        for card in self.grid.cards():
            card.show_card(self._models.card(card.id), busy.get(card.id))
        self.panel.follow()
        self._show_room()

    def _on_catalog(self) -> None:
        """Models came or went; what is here of them comes with the next reset."""
        ids = {card.spec.id for card in (*self._models.cards(), *self._models.loras())}
        self.grid.keep(ids)
        self._fits.keep(ids)
        self._picked = self._picked if self._picked in ids else ""
        if self.isVisible():
            self._fits.ask(self._context.catalog.models)
            self._show()
            self.notices.tell_broken(self._context.catalog.refused)

    def _on_reset(self) -> None:
        for card in self.grid.cards():
            self._show_card(card.id)
        if self.isVisible():
            self._show()

    def _on_refused(self, id: str, error: EngineError) -> None:
        if self.isVisible():
            self.notices.refuse(error)

    def _on_use(self, id: str) -> None:
        (self.use_lora if is_lora(self._models.card(id).spec) else self.use_model).emit(id)
        self.accept()

    def _on_use_lora(self, path: str) -> None:
        self.notices.clear()
        self.use_lora.emit(path)
        self.accept()

    def _on_added(self, id: str) -> None:
        """Use a model that was just added, or fetch what it lacks."""
        self.notices.clear()
        if is_complete(self._context.catalog.model(id), self._context.settings.models_folders):
            self._on_use(id)
        else:
            self.get(id)

    def _on_details(self, id: str) -> None:
        dialog = DetailsDialog(self._context, id, self._fits.known.get(id), self)
        dialog.use.connect(self._on_use_form)
        dialog.get.connect(self.get)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _on_use_form(self, id: str, form: str) -> None:
        self.use_form.emit(id, form)
        self.accept()

    def _on_pause(self, id: str) -> None:
        download = self._downloads.of_model(id)
        if download is not None:
            held = download.state is State.PAUSED
            (self._downloads.resume if held else self._downloads.pause)(download.id)

    def _on_wanted(self, model: str, variant: str, target: str) -> None:
        try:
            self._downloads.add(model, variant, target)
        except EngineError as refused:
            self.notices.refuse(refused)
            return
        self._pick(model)
        self.panel.show_model(model)

    def _on_online(self) -> None:
        self._context.settings.offline = False

    def _on_setting(self, name: str) -> None:
        if name == "offline":
            self.offline.setVisible(self._context.settings.offline)

    def _on_adopt(self) -> None:
        dialog = AdoptDialog(self._context, self)
        dialog.adopted.connect(self._models.adopt)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    # dropping

    def take(self, path: str) -> None:
        """A file or folder that the person brings."""
        self.notices.clear()
        if Path(path).is_dir():
            self._models.adopt(path)
        elif Path(path).suffix.lower() == DATA_FILE:
            self._models.add_own(path)
        else:
            self._own.bring(path)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if file_of(event.mimeData()):
            event.acceptProposedAction()
            self.hint.setGeometry(self.rect().adjusted(12, 12, -12, -12))
            self.hint.show()
            self.hint.raise_()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.hint.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        self.hint.hide()
        if path := file_of(event.mimeData()):
            event.acceptProposedAction()
            self.take(path)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape empties the search first; Ctrl+F goes to it."""
        if event.key() == Qt.Key.Key_Escape and self.search.text():
            self.search.clear()
            return
        if event.key() == Qt.Key.Key_F and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return
        super().keyPressEvent(event)


def upright_rule() -> QWidget:
    """A line from top to bottom."""
    made = QWidget()
    made.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    made.setProperty("kind", "upright")
    made.setFixedWidth(1)
    return made
