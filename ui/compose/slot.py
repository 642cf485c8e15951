"""One picture or film of the composition: an empty well, or the card of what lies in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QPainter, QPainterPath, QPaintEvent, QPixmap
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QStackedLayout, QVBoxLayout, QWidget

from engine.api.request import Asset, Kind
from ui import theme
from ui.compose.well import Well, file_of
from ui.run.parts import Line, button, label, tool
from ui.run.words import DOT, TIMES, number

THUMB = QSize(44, 60)  # px


class Thumb(QWidget):
    """A small picture with round corners, cut to its place."""

    def __init__(self) -> None:
        super().__init__()
        self._picture = QPixmap()
        self.setFixedSize(THUMB)

    def show_picture(self, png: QByteArray) -> None:
        """Show this PNG; empty bytes show a plain place."""
        self._picture = QPixmap()
        self._picture.loadFromData(png)
        wide = self._picture.width() > self._picture.height()
        self.setFixedSize(THUMB.transposed() if wide else THUMB)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        shape = QPainterPath()
        shape.addRoundedRect(QRectF(self.rect()), 4, 4)
        painter.setClipPath(shape)
        painter.fillRect(self.rect(), theme.colour("well"))
        if not self._picture.isNull():
            size = self._picture.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatioByExpanding)
            at = QRectF(
                (self.width() - size.width()) / 2, (self.height() - size.height()) / 2, size.width(), size.height()
            )
            painter.drawPixmap(at, self._picture, QRectF(self._picture.rect()))


class Filled(QFrame):
    """What lies in a well: picture, name, figures, what it is used for, and a way out.  Files drop here too."""

    dropped = Signal(str)
    removed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        self.setAcceptDrops(True)
        self.thumb = Thumb()
        self._name = Line("", "name", middle=True)
        self._figures = label("", "note", figures=True, wrap=True)
        self.uses = button("", "link")
        self.uses.setMenu(QMenu(self.uses))
        self.uses.hide()
        self.out = tool("x", self.tr("Take it out"), size=14)
        self.out.clicked.connect(self.removed)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addStretch(1)
        words.addWidget(self._name)
        words.addWidget(self._figures)
        words.addWidget(self.uses, 0, Qt.AlignmentFlag.AlignLeft)
        words.addStretch(1)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.thumb)
        head.addLayout(words, 1)
        head.addWidget(self.out)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(4)
        column.addLayout(head)

    def show_asset(self, asset: Asset, png: QByteArray, note: str) -> None:
        """Show this file; `note` says how it is brought to size."""
        self.thumb.show_picture(png)
        self._name.say(asset.path.replace("\\", "/").rpartition("/")[2])
        self._name.setToolTip(asset.path)
        self.tell(asset, note)
        self.setAccessibleName(f"{self._name.whole}, {self._figures.text()}")

    def offer(self, use: str, others: Mapping[str, Callable[[], None]]) -> None:
        """Say what the file is used for, and let other uses be chosen; "" says nothing."""
        self.uses.setText(use)
        self.uses.setAccessibleName(self.tr("Use: {use}").format(use=use))
        self.uses.setVisible(bool(use))
        menu = self.uses.menu()
        menu.clear()
        for words, take in others.items():
            menu.addAction(words).triggered.connect(take)

    def tell(self, asset: Asset, note: str) -> None:
        """Figures of the file and how it is used."""
        size = f"{asset.width} {TIMES} {asset.height}"
        if asset.kind is Kind.VIDEO:
            size += DOT + self.tr("{n} s").format(n=number(asset.seconds, 1))
        elif asset.frames > 1:
            size += DOT + self.tr("first of {n} pictures").format(n=asset.frames)
        self._figures.setText(f"{size}, {note}" if note else size)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if file_of(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.dropped.emit(file_of(event.mimeData()))


class Slot(QWidget):
    """A well that turns into the card of its file and back."""

    dropped = Signal(str)
    removed = Signal()

    def __init__(self, well: Well) -> None:
        super().__init__()
        self.well, self.filled = well, Filled()
        self.asset: Asset | None = None
        self._stack = QStackedLayout(self)
        self._stack.setContentsMargins(0, 0, 0, 0)
        self._stack.addWidget(self.well)
        self._stack.addWidget(self.filled)
        self.well.dropped.connect(self.dropped)
        self.filled.dropped.connect(self.dropped)
        self.filled.removed.connect(self._on_removed)
        self._settle()

    def fill(self, asset: Asset, png: QByteArray, note: str = "") -> None:
        """Show the card of this file."""
        self.asset = asset
        self.filled.show_asset(asset, png, note)
        self._stack.setCurrentWidget(self.filled)
        self._settle()

    def tell(self, note: str) -> None:
        """Say how the file is brought to size."""
        if self.asset is not None:
            self.filled.tell(self.asset, note)

    def offer(self, use: str, others: Mapping[str, Callable[[], None]]) -> None:
        """What the file is used for, and what else it could be."""
        self.filled.offer(use, others)
        self._settle()

    def empty(self) -> None:
        """Show the well again."""
        self.asset = None
        self.well.rest()
        self._stack.setCurrentWidget(self.well)
        self._settle()

    def rest(self) -> None:
        """A file that was being read went elsewhere; what lay here before stays."""
        self.well.rest()
        self._settle()

    @property
    def is_empty(self) -> bool:
        """Nothing lies here."""
        return self.asset is None

    def refuse(self, what: str, sentence: str) -> None:
        """Say why a file cannot be used."""
        self.well.refuse(what, sentence)
        self._settle()

    def set_compact(self, on: bool) -> None:
        """Take little room while nothing lies here."""
        self.well.set_compact(on)
        self._settle()

    def _on_removed(self) -> None:
        self.empty()
        self.well.setFocus(Qt.FocusReason.OtherFocusReason)
        self.removed.emit()

    def _settle(self) -> None:
        shown = self._stack.currentWidget()
        self.setFixedHeight(max(shown.sizeHint().height(), shown.minimumSizeHint().height()))

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)
        self._settle()
