"""A model as a card: what it makes, whether it fits this computer, how long it takes, its size, and one button."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QStackedWidget, QVBoxLayout, QWidget

from app.card import Card, Presence
from app.download import Download, State
from ui import theme
from ui.models.art import Art, mood_of
from ui.models.fit import Fit
from ui.models.words import amount, left, of_amount, scene, summary, terms, title
from ui.run.parts import Line, button, caption, label, rename, restyle, tool
from ui.run.words import number

HEIGHT, INSET, PARTS = 256, 12, 1000  # px, px, parts of the whole that a bar counts
BUSY = (State.WAITING, State.FETCHING, State.CHECKING, State.PAUSED)


class Row(QWidget):
    """A small icon and a line that gives way."""

    def __init__(self, icon: str) -> None:
        super().__init__()
        self._mark, self.line = QLabel(), Line("", figures=True)
        self._mark.setFixedWidth(theme.size(14))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._mark)
        row.addWidget(self.line, 1)
        self.mark(icon, "text3")

    def mark(self, icon: str, role: str) -> None:
        """Another icon."""
        theme.set_icon(self._mark, icon, 14, role)


class ModelCard(QFrame):
    """Shows; what its buttons mean is decided elsewhere."""

    use = Signal(str)  # model
    get = Signal(str)
    details = Signal(str)
    pause = Signal(str)  # model: pause or go on
    picked = Signal(str)

    def __init__(self, card: Card, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "card")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._card, self._download = card, None
        self._make_parts()
        self._lay_out()
        self.action.clicked.connect(self._on_action)
        self.more.clicked.connect(self._on_details)
        self.hold.clicked.connect(self._on_hold)
        self.show_card(card, None)

    @property
    def id(self) -> str:
        return self._card.spec.id

    @property
    def card(self) -> Card:
        return self._card

    def _make_parts(self) -> None:
        spec = self._card.spec
        self.art = Art(scene(spec), mood_of(spec.id))
        self.badge = label("")
        self.badge.setProperty("chip", "plain")
        self.badge.setParent(self.art)
        self.name, self.sentence = Line(title(spec), "card", middle=True), Line(summary(spec), "small")
        self.more = tool("ellipsis", self.tr("Details of {name}").format(name=title(spec)), size=14)
        self.fit, self.time, self.size_ = Row("clock"), Row("clock"), Row("hard-drive")
        self.fit.line.say(self.tr("looking at this computer"))
        self.licence = Line("", "note")
        self.action = button("")
        self.percent, self.left = label("", "link", figures=True), Line("", "small", figures=True)
        self.hold = tool("circle-pause", self.tr("Pause"))
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, PARTS)

    def _lay_out(self) -> None:
        head = _row(self.name, self.more)
        rest, busy, above = QWidget(), QWidget(), QHBoxLayout()
        rest.setLayout(_row(self.licence, self.action))
        above.setSpacing(8)
        above.addWidget(self.percent)
        above.addWidget(self.left, 1)
        above.addWidget(self.hold)
        fetching = QVBoxLayout(busy)
        fetching.setContentsMargins(0, 0, 0, 0)
        fetching.setSpacing(2)
        fetching.addLayout(above)
        fetching.addWidget(self.bar)
        self._foot = QStackedWidget()
        self._foot.addWidget(rest)
        self._foot.addWidget(busy)
        words = QVBoxLayout()
        words.setContentsMargins(INSET, 6, INSET, INSET - 2)
        words.setSpacing(3)
        words.addLayout(head)
        words.addWidget(self.sentence)
        words.addSpacing(3)
        for part in (self.fit, self.time, self.size_):
            words.addWidget(part)
        words.addStretch(1)
        words.addWidget(self._foot)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addWidget(self.art)
        column.addLayout(words, 1)

    def sizeHint(self) -> QSize:
        return QSize(theme.size(300), theme.size(HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.size(220), theme.size(HEIGHT))

    # showing

    def show_card(self, card: Card, download: Download | None) -> None:
        """The model as it stands, and its download while it is being fetched."""
        self._card, self._download = card, download
        self._show_presence()
        self._show_size()
        self._show_licence()
        busy = download is not None and download.state in BUSY
        self._foot.setCurrentIndex(int(busy))
        if busy and download is not None:
            self._show_download(download)
        self._name_it()

    def show_fit(self, fit: Fit) -> None:
        """The verdict for this computer."""
        role = {"ok": "ok", "warn": "warn", "danger": "danger"}.get(fit.kind, "text3")
        self.fit.mark(fit.icon, role)
        self.fit.line.say(fit.sentence)
        self.time.line.say(fit.time)
        self._name_it()

    def choose(self, chosen: bool) -> None:
        """Be the chosen card."""
        restyle(self, "chosen", chosen)

    def _show_presence(self) -> None:
        presence, spec = self._card.presence, self._card.spec
        texts = {
            Presence.BUILT_IN: self.tr("Built in"),
            Presence.INSTALLED: self.tr("Installed"),
            Presence.PARTIAL: self.tr("Partly here"),
            Presence.FETCHING: self.tr("Fetching"),
        }
        text = texts.get(presence, "")
        if self._download is not None and self._download.state is State.PAUSED:
            text = self.tr("Paused")
        self.badge.setText(text)
        self.badge.setVisible(bool(text))
        self._place_badge()
        usable = presence in (Presence.BUILT_IN, Presence.INSTALLED)
        caption(self.action, self.tr("Use") if usable else self.tr("Get"), "check" if usable else "download")
        self.action.setEnabled(spec.ready or not usable)
        self.action.setToolTip("" if self.action.isEnabled() else self.tr("This version cannot run it yet."))
        name = self.tr("Use {name}") if usable else self.tr("Get {name}")
        self.action.setAccessibleName(name.format(name=title(spec)))

    def _show_size(self) -> None:
        card = self._card
        total, come = amount(card.total_bytes), amount(card.fetch_bytes)
        if card.presence is Presence.BUILT_IN:
            text = self.tr("built in, no download")
        elif card.presence is Presence.INSTALLED:
            text = self.tr("{size} on disk").format(size=total)
        elif self._download is not None and self._download.state in BUSY:
            text = self.tr("{part} fetched").format(part=of_amount(self._download.done, self._download.total))
        elif not card.total_bytes:
            text = self.tr("size not known before it is asked for")
        elif card.here_bytes:
            text = self.tr("{size} to fetch, {here} here already").format(size=come, here=amount(card.here_bytes))
        else:
            text = self.tr("{size} to fetch").format(size=come)
        self.size_.line.say(text)

    def _show_licence(self) -> None:
        licence = self._card.spec.licence
        restyle(self.licence, "role", "note" if licence.commercial else "told")
        self.licence.say(terms(licence))

    def _show_download(self, download: Download) -> None:
        share = download.done / download.total if download.total else 0.0
        self.bar.setValue(round(share * PARTS))
        self.percent.setText(f"{number(int(share * 100))} %")
        texts = {
            State.WAITING: self.tr("waits for its turn"),
            State.PAUSED: self.tr("paused"),
            State.CHECKING: self.tr("checking"),
        }
        self.left.say(texts.get(download.state, left(download.seconds_left)))
        paused = download.state is State.PAUSED
        rename(self.hold, self.tr("Go on") if paused else self.tr("Pause"))
        theme.set_icon(self.hold, "circle-play" if paused else "circle-pause", 16, "text2")

    def _name_it(self) -> None:
        told = (title(self._card.spec), self.badge.text(), self.fit.line.whole, self.time.line.whole)
        self.setAccessibleName(", ".join(text for text in told if text))
        self.setAccessibleDescription(f"{summary(self._card.spec)} {self.size_.line.whole}. {self.licence.whole}")

    def _place_badge(self) -> None:
        self.badge.adjustSize()
        self.badge.move(self.art.width() - self.badge.width() - 8, 8)

    # hearing

    def _on_action(self) -> None:
        usable = self._card.presence in (Presence.BUILT_IN, Presence.INSTALLED)
        (self.use if usable else self.get).emit(self.id)

    def _on_details(self) -> None:
        self.details.emit(self.id)

    def _on_hold(self) -> None:
        self.pause.emit(self.id)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.layout().activate()
        self._place_badge()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and hasattr(self, "badge"):
            self._place_badge()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.picked.emit(self.id)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.picked.emit(self.id)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.details.emit(self.id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and not event.modifiers():
            self.details.emit(self.id)
            return
        super().keyPressEvent(event)


def _row(first: QWidget, second: QWidget) -> QHBoxLayout:
    made = QHBoxLayout()
    made.setContentsMargins(0, 0, 0, 0)
    made.setSpacing(8)
    made.addWidget(first, 1)
    made.addWidget(second)
    return made
