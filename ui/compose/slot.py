"""One input of the composition: an empty well, or the card of what lies in it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QPainter, QPainterPath, QPaintEvent, QPixmap
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QStackedLayout, QVBoxLayout, QWidget

from engine.api.request import Asset, Kind
from ui import theme
from ui.compose.wave import Wave
from ui.compose.well import Well, file_of
from ui.run.parts import Line, label, tool
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
    """What lies in a well: picture or sound, name, figures and the button that takes it out.  Files drop here too."""

    dropped = Signal(str)
    removed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        self.setAcceptDrops(True)
        self.thumb, self.wave = Thumb(), Wave()
        self._mark = QLabel()
        theme.set_icon(self._mark, "audio-lines", 14, "pair1")
        self._name = Line("", "name", middle=True)
        self._figures = label("", "note", figures=True, wrap=True)
        self._seconds = label("", "small", figures=True)
        self.out = tool("x", self.tr("Take it out"), size=14)
        self.out.clicked.connect(self.removed)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addStretch(1)
        words.addWidget(self._name)
        words.addWidget(self._figures)
        words.addStretch(1)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.thumb)
        head.addWidget(self._mark)
        head.addLayout(words, 1)
        head.addWidget(self._seconds)
        head.addWidget(self.out)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self.wave)

    def show_asset(self, asset: Asset, png: QByteArray, note: str) -> None:
        """Show this file; `note` says how it is brought to size."""
        sound = asset.kind is Kind.AUDIO
        for part in (self.thumb, self._figures):
            part.setVisible(not sound)
        for part in (self._mark, self._seconds, self.wave):
            part.setVisible(sound)
        self.thumb.show_picture(png)
        self._name.say(asset.path.replace("\\", "/").rpartition("/")[2])
        self._name.setToolTip(asset.path)
        seconds = self.tr("{n} s").format(n=number(asset.seconds, 2))
        self._seconds.setText(seconds)
        self.tell(asset, note)
        self.setAccessibleName(f"{self._name.whole}, {seconds if sound else self._figures.text()}")

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

    def show_envelope(self, envelope: Any) -> None:
        """Draw the sound."""
        self.filled.wave.show_envelope(envelope)

    def empty(self) -> None:
        """Show the well again."""
        self.asset = None
        self.well.rest()
        self._stack.setCurrentWidget(self.well)
        self._settle()

    def refuse(self, what: str, sentence: str) -> None:
        """Say why a file cannot be used; what lay here before stays."""
        if self.asset is None:
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
