"""The card of the first minute: a ready sentence and one button that makes a clip with the built-in model."""

from __future__ import annotations

import random
from pathlib import Path

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPixmap, QShowEvent
from PySide6.QtWidgets import QFrame, QGraphicsDropShadowEffect, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from engine.catalog import RESOURCES
from ui import theme
from ui.run.parts import button, caption, label, rule, tool

FRAMES, GAP = 4, 9
LOW = 370  # px of height below which the card leaves its pictures out
ROOM, FLOOR, BALL, SHADE = "#34539B", "#3D5FAC", "#DB4A3D", "#2A4480"  # a drawn scene, the same in both themes
COLOURS = ("red", "green", "blue", "yellow", "orange", "purple", "white")
SHAPES = ("circle", "square", "triangle", "star")
MOTIONS = ("moves to the right", "moves to the left", "moves up", "moves down", "bounces", "grows", "spins")


class Strip(QWidget):
    """Four frames of a starter clip, side by side; drawn by hand where no clip was shipped."""

    def __init__(self, folder: Path = RESOURCES / "starter-voice", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        found = sorted(folder.glob("preview*.png"))[:FRAMES]
        self._pictures = [QPixmap(str(path)) for path in found] if len(found) == FRAMES else []
        self.setMinimumHeight(theme.size(72))
        self.setAccessibleName(self.tr("Four frames of a film: a drawn face speaks"))

    def sizeHint(self) -> QSize:
        return QSize(theme.size(534), theme.size(127))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return min((width - (FRAMES - 1) * GAP) // FRAMES, theme.size(127))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        side = (self.width() - (FRAMES - 1) * GAP) / FRAMES
        tall = min(side, float(self.height()))
        for place in range(FRAMES):
            left = place * (side + GAP)
            square = QRectF(left, (tall - side) / 2, side, side)  # a low card shows its middle
            clip = QPainterPath()
            clip.addRoundedRect(QRectF(left, 0, side, tall), 4, 4)
            painter.setClipPath(clip)
            if self._pictures:
                painter.drawPixmap(square, self._pictures[place], QRectF(self._pictures[place].rect()))
            else:
                _draw_scene(painter, square, 0.24 + 0.175 * place)


class FirstMinuteCard(QFrame):
    """Says what can be made at once and offers it."""

    try_it = Signal(str)  # the prompt
    let_speak = Signal()  # the drawn face with its voice
    choose_model = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "floating")
        self.setAccessibleName(self.tr("First clip"))
        self._greeting = self.tr("a drawn face says hello")
        self.prompt = QLineEdit(self._greeting)
        self.prompt.setAccessibleName(self.tr("Prompt of the first clip"))
        self.prompt.setMinimumHeight(theme.size(32))
        self.dice = tool("dices", self.tr("Another sentence"), role="text")
        self.dice.setProperty("kind", "filled")
        self.dice.setFixedSize(theme.size(34), theme.size(34))
        self.button = button(self.tr("Try it"), "primary")
        self.button.setMinimumHeight(theme.size(34))
        self.button.setDefault(True)
        caption(self.button, self.tr("Try it"), "play", "on_fill")
        self._chips = [button(text, "chip") for text in self._offers()]
        self._note = label("", "small")
        self._choose = button(self.tr("Choose a model"), "link")
        self._lay_out()
        self._add_shadow()
        self.button.clicked.connect(self._on_try)
        self.prompt.returnPressed.connect(self._on_try)
        self.dice.clicked.connect(self._on_dice)
        self._choose.clicked.connect(self.choose_model)
        for chip in self._chips:
            chip.clicked.connect(self._on_chip)

    def offer_models(self, text: str) -> None:
        """Add a foot that says what there is beyond the starter, with a button that emits `choose_model`."""
        self._note.setText(text)
        self._foot.show()
        self.adjustSize()

    def adapt(self, room: QSize) -> None:
        """Leave the pictures out where there is no room for them."""
        self.strip.setVisible(room.height() >= theme.size(LOW))

    def sizeHint(self) -> QSize:
        return QSize(theme.size(598), super().sizeHint().height())

    def _offers(self) -> tuple[str, ...]:
        return (
            self._greeting,
            self.tr("a blue square moves up"),
            self.tr("a yellow circle grows"),
        )

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(32, 32, 32, 24)
        column.setSpacing(8)
        self.strip = Strip()
        column.addWidget(self.strip)
        column.addSpacing(12)
        column.addWidget(label(self.tr("Make your first clip in half a minute"), "headline", wrap=True))
        told = self.tr(
            "A small starter model is built in. It draws shapes that move and faces that speak, needs no download and "
            "no graphics card, and works exactly as the big models do."
        )
        column.addWidget(label(told, "small", wrap=True))
        column.addSpacing(8)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.prompt, 1)
        row.addWidget(self.dice)
        row.addWidget(self.button)
        column.addLayout(row)
        chips = QHBoxLayout()
        chips.setSpacing(8)
        for chip in self._chips:
            chips.addWidget(chip)
        chips.addStretch(1)
        column.addLayout(chips)
        column.addStretch(1)
        self._foot = QWidget()
        foot = QVBoxLayout(self._foot)
        foot.setContentsMargins(0, 8, 0, 0)
        foot.addWidget(rule())
        line = QHBoxLayout()
        line.addWidget(self._note, 1)
        line.addWidget(self._choose)
        foot.addLayout(line)
        self._foot.hide()
        column.addWidget(self._foot)

    def _add_shadow(self) -> None:
        """The one shadow of the look: a card over the stage."""
        shadow = QGraphicsDropShadowEffect(self)
        shadow.setBlurRadius(24)
        shadow.setOffset(0, 8)
        shadow.setColor(QColor(0, 0, 0, 102))
        self.setGraphicsEffect(shadow)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.window().focusWidget() is None:
            self.button.setFocus(Qt.FocusReason.TabFocusReason)

    def _on_try(self) -> None:
        prompt = self.prompt.text().strip()
        if prompt == self._greeting:
            self.let_speak.emit()
        elif prompt:
            self.try_it.emit(prompt)
        else:
            self.prompt.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_dice(self) -> None:
        before = self.prompt.text()
        while self.prompt.text() == before:
            words = (random.choice(COLOURS), random.choice(SHAPES), random.choice(MOTIONS))
            self.prompt.setText("a {} {} {}".format(*words))

    def _on_chip(self) -> None:
        self.prompt.setText(self.sender().text())
        self.button.setFocus(Qt.FocusReason.OtherFocusReason)


def _draw_scene(painter: QPainter, square: QRectF, where: float) -> None:
    """A red ball over a dark floor; `where` is its middle, 0 to 1 of the width."""
    side = square.width()
    painter.fillRect(square, QColor(ROOM))
    floor = QRectF(square.x(), square.y() + 0.74 * side, side, 0.26 * side)
    painter.fillRect(floor, QColor(FLOOR))
    painter.setPen(Qt.PenStyle.NoPen)
    middle = QPointF(square.x() + where * side, square.y() + 0.55 * side)
    painter.setBrush(QColor(SHADE))
    painter.drawEllipse(QPointF(middle.x(), square.y() + 0.8 * side), 0.16 * side, 0.032 * side)
    painter.setBrush(QColor(BALL))
    painter.drawEllipse(middle, 0.19 * side, 0.19 * side)
