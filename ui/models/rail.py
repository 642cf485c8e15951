"""The rail at the left of the manager: what one wants to make, what to show, and the room on the disk."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from ui import theme
from ui.models.words import PURPOSES, amount, purpose_title
from ui.run.parts import Line, label, restyle

WIDE, BAR = 220, 6  # px
NO_BREAK = "\N{NO-BREAK SPACE}"  # a figure and its unit stay on one line
ALL, FITS, INSTALLED, LORAS = "all", "fits", "installed", "loras"


class RailRow(QPushButton):
    """An icon, a name that gives way, and how many."""

    def __init__(self, key: str, icon: str, text: str) -> None:
        super().__init__()
        self.key, self._icon, self._words = key, icon, text
        self.setProperty("kind", "rail")
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._name, self._count = Line(text), label("", "small", figures=True)
        for part in (self._name, self._count):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        inside = QHBoxLayout(self)
        inside.setContentsMargins(theme.size(34), 0, 10, 0)
        inside.setSpacing(6)
        inside.addWidget(self._name, 1)
        inside.addWidget(self._count)
        theme.set_icon(self, icon, 16, "text2")
        self.toggled.connect(self._dress)
        self.count("")
        self._dress(False)

    def count(self, text: str) -> None:
        """How many there are."""
        self._count.setText(text)
        self.setAccessibleName(f"{self._words}, {text}" if text else self._words)
        self.setToolTip(self._words)

    def sizeHint(self) -> QSize:
        return QSize(theme.size(180), super().sizeHint().height())

    def _dress(self, on: bool) -> None:
        for part in (self._name, self._count):
            theme.set_font(part, "body" if part is self._name else "small", 600 if on else 0, figures=True)
            restyle(part, "role", "chosen" if on else "plain" if part is self._name else "small")


@dataclass(frozen=True, slots=True)
class Room:
    """The disk that models go to, in bytes."""

    free: int
    total: int
    models: int  # held by models
    coming: int = 0  # still to come for what is being fetched


class DiskBar(QWidget):
    """Others, models, what is coming, and what is free."""

    def __init__(self) -> None:
        super().__init__()
        self._room = Room(0, 1, 0)
        self.setFixedHeight(theme.size(BAR))

    def show_room(self, room: Room) -> None:
        """Paint this."""
        self._room = room
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        whole = QRectF(self.rect())
        shape = QPainterPath()
        shape.addRoundedRect(whole, whole.height() / 2, whole.height() / 2)
        painter.setClipPath(shape)
        painter.fillRect(whole, theme.colour("groove"))
        room, left = self._room, 0.0
        held = max(0, room.total - room.free - room.models)
        for size, token in ((held, "others"), (room.models, "text2"), (min(room.coming, room.free), "accent")):
            wide = whole.width() * size / max(1, room.total)
            painter.fillRect(QRectF(left, 0, wide, whole.height()), theme.colour(token))
            left += wide


class Rail(QWidget):
    """One row is chosen at a time."""

    chosen = Signal(str)  # a purpose, or all, fits, installed, loras

    def __init__(self) -> None:
        super().__init__()
        self.setFixedWidth(theme.size(WIDE))
        self._group = QButtonGroup(self)
        self._rows: dict[str, RailRow] = {}
        page, area, whole = QWidget(), QScrollArea(), QVBoxLayout(self)
        page.setProperty("surface", "panel")
        area.setWidget(page)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area, 1)
        self._column = QVBoxLayout(page)
        self._column.setContentsMargins(12, 16, 12, 12)
        self._column.setSpacing(3)
        self._column.addWidget(self._caption(self.tr("What do you want to make?")))
        self._add(ALL, "layers", self.tr("Everything"))
        for purpose, icon, _ in PURPOSES:
            self._add(purpose.value, icon, purpose_title(purpose))
        self._column.addSpacing(12)
        self._column.addWidget(self._caption(self.tr("Show")))
        self._add(FITS, "circle-check", self.tr("Fits this computer"))
        self._add(INSTALLED, "hard-drive", self.tr("Installed"))
        self._add(LORAS, "palette", self.tr("LoRAs"))
        self._column.addStretch(1)
        self._add_disk(whole)
        self._rows[ALL].setChecked(True)
        self._group.buttonClicked.connect(self._on_clicked)

    def _caption(self, text: str) -> QWidget:
        made = label(text, "note")
        made.setContentsMargins(10, 0, 0, 4)
        return made

    def _add(self, key: str, icon: str, text: str) -> None:
        row = RailRow(key, icon, text)
        self._group.addButton(row)
        self._rows[key] = row
        self._column.addWidget(row)

    def _add_disk(self, whole: QVBoxLayout) -> None:
        self._free, self._bar = label("", figures=True), DiskBar()
        self._note = label("", "note", wrap=True)
        head = QHBoxLayout()
        head.setContentsMargins(10, 0, 10, 0)
        head.addWidget(label(self.tr("Disk"), "small"), 1)
        head.addWidget(self._free)
        bar = QHBoxLayout()
        bar.setContentsMargins(10, 4, 10, 4)
        bar.addWidget(self._bar)
        note = QHBoxLayout()
        note.setContentsMargins(10, 0, 10, 0)
        note.addWidget(self._note)
        below = QVBoxLayout()
        below.setContentsMargins(12, 0, 12, 16)
        below.setSpacing(3)
        for part in (head, bar, note):
            below.addLayout(part)
        whole.addLayout(below)

    @property
    def key(self) -> str:
        """The row that is chosen."""
        return next(key for key, row in self._rows.items() if row.isChecked())

    def choose(self, key: str) -> None:
        """Show this row as the chosen one, silently."""
        self._rows[key].setChecked(True)

    def row(self, key: str) -> RailRow:
        return self._rows[key]

    def count(self, key: str, text: str) -> None:
        """How many models a row leads to."""
        self._rows[key].count(text)

    def show_room(self, room: Room) -> None:
        """The state of the disk that models go to."""
        self._bar.show_room(room)
        self._free.setText(self.tr("{size} free").format(size=amount(room.free)))
        held, coming = (amount(size).replace(" ", NO_BREAK) for size in (room.models, room.coming))
        text = self.tr("models {size}").format(size=held)
        if room.coming:
            text = self.tr("models {size}, still to come {coming}").format(size=held, coming=coming)
        self._note.setText(text)
        self._bar.setAccessibleName(f"{self._free.text()}, {text}")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        if not step:
            super().keyPressEvent(event)
            return
        keys = list(self._rows)
        row = self._rows[keys[min(max(keys.index(self.key) + step, 0), len(keys) - 1)]]
        row.setFocus(Qt.FocusReason.TabFocusReason)
        if not row.isChecked():
            row.click()

    def _on_clicked(self, row: RailRow) -> None:
        self.chosen.emit(row.key)
