"""What a folder of another program holds that Kinora can use in place, and what that saves."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget
from shiboken6 import isValid

from app.context import Context
from engine.store.adopt import Offer, offers
from engine.store.shelves import recognise
from ui import theme
from ui.models.sheet import Sheet
from ui.models.words import amount, title
from ui.run.parts import Line, button, caption, label

SIZE = QSize(600, 460)
MOST_NAMES = 6  # models named for one folder


class AdoptDialog(Sheet):
    """Offers what was found in the usual places; any other folder may be chosen."""

    adopted = Signal(str)  # folder

    def __init__(self, context: Context, parent: QWidget | None) -> None:
        super().__init__("", parent, SIZE)
        self._context, self._models = context, context.models
        self.title.setText(self.tr("Adopt a folder"))
        self.setWindowTitle(self.title.text())
        self._told = label(
            self.tr("Model files of ComfyUI, WanGP, LM Studio and the Hugging Face cache are used where they lie. "
                    "Nothing is copied, moved or changed."),
            "small", wrap=True,
        )  # fmt: skip
        self._searching = label(self.tr("Looking into the usual places ..."), "note")
        self._offers = QVBoxLayout()
        self._offers.setSpacing(8)
        self.choose = button(self.tr("Choose a folder..."))
        caption(self.choose, self.tr("Choose a folder..."), "folder-search")
        self._lay_out()
        self.choose.clicked.connect(self._on_choose)
        self._chosen = ""  # the folder that the person named
        self._models.offered.connect(self._on_offered)
        self.first = self.choose
        self._models.look_for_offers()

    def _lay_out(self) -> None:
        column, row = self.add_page(12), QHBoxLayout()
        column.addWidget(self._told)
        column.addWidget(self._searching)
        column.addLayout(self._offers)
        column.addStretch(1)
        row.addWidget(self.choose)
        row.addStretch(1)
        self.add_foot().addLayout(row)

    def show_offers(self, found: Iterable[Offer]) -> None:
        """One card per folder."""
        while (item := self._offers.takeAt(0)) is not None:
            item.widget().deleteLater()
        found = tuple(found)
        self._searching.setText("" if found else self.tr("Nothing was found in the usual places."))
        self._searching.setVisible(not found)
        for offer in found:
            card = OfferCard(offer, tuple(dict.fromkeys(self._name(part.model) for part in offer.parts)))
            card.adopt.connect(self._on_adopt)
            self._offers.addWidget(card)

    def _name(self, model: str) -> str:
        return title(self._context.catalog.model(model))

    def _on_offered(self, found: tuple[Offer, ...]) -> None:
        if not self._chosen:
            self.show_offers(found)

    def _on_choose(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, self.tr("Folder of another program"))
        if folder:
            self.look_into(folder)

    def look_into(self, folder: str) -> None:
        """Say what a folder holds before it is taken."""
        place, specs = recognise(Path(folder)), self._context.catalog.models
        if place is None:  # nobody's that is known: a models folder of the person's own
            self._on_adopt(folder)
            return
        self._searching.setText(self.tr("Looking into {folder} ...").format(folder=folder))
        self._searching.show()
        self._chosen = folder
        self._context.background.call(lambda: offers(specs, (place,)), self._on_looked)

    def _on_looked(self, found: tuple[Offer, ...]) -> None:
        if not isValid(self):
            return
        self.show_offers(found)
        if not found:
            text = self.tr("No file of a model that Kinora knows was found in {folder}.")
            self._searching.setText(text.format(folder=self._chosen))

    def _on_adopt(self, folder: str) -> None:
        self.adopted.emit(folder)
        self.accept()


class OfferCard(QFrame):
    """One folder: whose it is, what it has, and how much need not be fetched."""

    adopt = Signal(str)

    def __init__(self, offer: Offer, names: tuple[str, ...]) -> None:
        super().__init__()
        self._folder = str(offer.place.folder)
        self.setProperty("kind", "card")
        mark = QLabel()
        theme.set_icon(mark, "folder", 16, "accent")
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(label(self.tr("Folder of {app}").format(app=offer.place.app.value), "card"))
        words.addWidget(Line(self._folder, "note", middle=True))
        shown = ", ".join(names[:MOST_NAMES])
        if len(names) > MOST_NAMES:
            shown = self.tr("{names} and {n} more").format(names=shown, n=len(names) - MOST_NAMES)
        saved = self.tr("{size} need not be fetched, for: {names}.").format(size=amount(offer.bytes), names=shown)
        words.addWidget(label(saved, "small", wrap=True))
        use = button(self.tr("Use them in place"))
        use.setAccessibleName(self.tr("Use the files of {folder} in place").format(folder=self._folder))
        use.clicked.connect(self._on_use)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 12, 12, 12)
        row.setSpacing(12)
        row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        row.addWidget(use, 0, Qt.AlignmentFlag.AlignVCenter)

    def _on_use(self) -> None:
        self.adopt.emit(self._folder)
