"""The cards, three across, made only when they come into sight."""

from __future__ import annotations

from collections.abc import Callable, Collection
from itertools import pairwise

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QScrollArea, QWidget

from ui import theme
from ui.models.card import HEIGHT, ModelCard

GAP, INSET, NARROWEST, MOST_ACROSS = 12, 16, 264, 4  # px, px, px, cards
SOON = 40  # ms until the cards just out of sight are made
MOVES = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class Grid(QScrollArea):
    """Places a card per id; `make` gives the card of an id when it is needed."""

    made = Signal(str)
    resized = Signal()

    def __init__(self, make: Callable[[str], ModelCard]) -> None:
        super().__init__()
        self._make = make
        self._ids: tuple[str, ...] = ()
        self._cards: dict[str, ModelCard] = {}
        self._page = QWidget()
        self._page.setProperty("surface", "panel")
        self.setWidget(self._page)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(self.tr("Models"))
        self._soon = QTimer(self, singleShot=True, interval=SOON)
        self._soon.timeout.connect(self._fill_around)
        self.verticalScrollBar().valueChanged.connect(self._fill)

    @property
    def ids(self) -> tuple[str, ...]:
        """What is shown, in order."""
        return self._ids

    def card(self, id: str) -> ModelCard | None:
        """The card of that id if it was in sight already."""
        return self._cards.get(id)

    def cards(self) -> tuple[ModelCard, ...]:
        """Those that were made."""
        return tuple(self._cards.values())

    def show_ids(self, ids: tuple[str, ...]) -> None:
        """Show these, in this order, from the top."""
        self._ids = ids
        for id, card in self._cards.items():
            card.setVisible(id in ids)
        self._order()
        self.verticalScrollBar().setValue(0)
        self._place()

    def keep(self, ids: Collection[str]) -> None:
        """Let go of the cards of all others."""
        for id in [id for id in self._cards if id not in ids]:
            gone = self._cards.pop(id)
            gone.hide()
            gone.deleteLater()
        self._ids = tuple(id for id in self._ids if id in ids)
        self._place()

    def forget(self) -> None:
        """Let go of every card; they are made again when they are needed."""
        for card in self._cards.values():
            card.hide()
            card.deleteLater()
        self._cards = {}
        self._place()

    def reveal(self, id: str) -> ModelCard | None:
        """Scroll to a card, make it if needed, and give it."""
        if id not in self._ids:
            return None
        place = self._rect(self._ids.index(id))
        self.ensureVisible(place.center().x(), place.center().y(), 0, place.height() // 2 + GAP)
        self._fill_around()
        return self._cards.get(id)

    def _across(self) -> int:
        room = self.viewport().width() - 2 * INSET + GAP
        return max(1, min(MOST_ACROSS, room // (theme.size(NARROWEST) + GAP)))

    def _rect(self, at: int) -> QRect:
        """Where the card of that place lies on the page."""
        across, high = self._across(), theme.size(HEIGHT)
        wide = (self.viewport().width() - 2 * INSET - (across - 1) * GAP) // across
        row, column = divmod(at, across)
        return QRect(QPoint(INSET + column * (wide + GAP), INSET + row * (high + GAP)), QRect(0, 0, wide, high).size())

    def _place(self) -> None:
        rows = -(-len(self._ids) // self._across())
        high = 2 * INSET + rows * (theme.size(HEIGHT) + GAP) - GAP if rows else 0
        self._page.resize(self.viewport().width(), max(high, self.viewport().height()))
        for at, id in enumerate(self._ids):
            if id in self._cards:
                self._cards[id].setGeometry(self._rect(at))
        self._fill()

    def _fill(self) -> None:
        """Make the cards that are in sight; those a row above and below it follow soon."""
        self._fill_with(0)
        if self.isVisible():
            self._soon.start()

    def _fill_around(self) -> None:
        self._fill_with(theme.size(HEIGHT) + GAP)

    def _fill_with(self, margin: int) -> None:
        top = self.verticalScrollBar().value()
        seen = QRect(0, top - margin, self.viewport().width(), self.viewport().height() + 2 * margin)
        for at, id in enumerate(self._ids):
            place = self._rect(at)
            if id not in self._cards and place.intersects(seen):
                card = self._make(id)
                card.setParent(self._page)
                card.setGeometry(place)
                card.installEventFilter(self)
                card.show()
                self._cards[id] = card
                self._order()
                self.made.emit(id)

    def _order(self) -> None:
        """Let the Tab key go from card to card as they stand."""
        stops = [
            stop
            for id in self._ids
            if (card := self._cards.get(id)) is not None
            for stop in (card, card.more, card.action, card.hold)
        ]
        for one, next_ in pairwise(stops):
            QWidget.setTabOrder(one, next_)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()
        self.resized.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(watched, ModelCard):
            if event.type() == QEvent.Type.FocusIn:
                self.reveal(watched.id)
            elif event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
                return self._go(watched, event.key())
        return super().eventFilter(watched, event)

    def _go(self, card: ModelCard, key: int) -> bool:
        """The arrow keys move from card to card."""
        steps = {**MOVES, Qt.Key.Key_Up: -self._across(), Qt.Key.Key_Down: self._across()}
        ends = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: len(self._ids) - 1}
        if key not in steps and key not in ends:
            return False
        to = ends.get(Qt.Key(key), self._ids.index(card.id) + steps.get(Qt.Key(key), 0))
        if 0 <= to < len(self._ids) and (target := self.reveal(self._ids[to])) is not None:
            target.setFocus(Qt.FocusReason.TabFocusReason)
        return True
