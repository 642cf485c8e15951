"""A voice as bars, and the two handles that say which part of it is spoken."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme
from ui.run.words import number

if TYPE_CHECKING:
    from engine.media.outline import Outline

BAR, STRIDE, HEIGHT, FOOT = 2, 3, 40, 4  # px; FOOT: below the bars, where pauses are marked
LEAST = 1.5  # px, of a bar in silence
GRIP = 12  # px: a handle stands outside of what it holds
CATCH = 7  # px from which a pause draws the handle to itself
SHORTEST = 0.1  # seconds of a voice, as the engine takes it
STEP, STRIDE_KEYS = 0.01, 0.1  # seconds by an arrow key, and with Shift
AIR = 0.05  # seconds of a pause that stay before and after what is spoken
OUTSIDE = 0.5  # how solid the bars are that are not spoken


class Grip(QWidget):
    """One end of what is spoken."""

    pulled = Signal(float)  # px from the left of the wave; while the mouse pulls
    dropped = Signal()
    stepped = Signal(float)  # seconds
    leapt = Signal(int)  # to the next pause, -1 or 1
    flew = Signal(int)  # as far as it goes, -1 or 1

    def __init__(self, wave: QWidget, *, left: bool) -> None:
        super().__init__(wave)
        self._left, self._from = left, 0.0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.SizeHorCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        inside = event.position().x() - (self.width() if self._left else 0)
        self._from = inside  # the mouse keeps its place on the grip

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.pulled.emit(self.mapToParent(event.position()).x() - self._from)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.dropped.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        way = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        far = {Qt.Key.Key_Home: -1, Qt.Key.Key_End: 1}.get(Qt.Key(event.key()), 0)
        if far:
            self.flew.emit(far)
        elif not way:
            super().keyPressEvent(event)
        elif event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.leapt.emit(way)
        else:
            self.stepped.emit(way * (STRIDE_KEYS if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else STEP))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        token = "accent" if self.hasFocus() or self.underMouse() else "text2"
        edge = self.width() - 2 if self._left else 0
        painter.fillRect(QRectF(edge, 0, 2, self.height()), theme.colour(token))
        shape = QRectF(2, self.height() / 2 - 9, self.width() - 2, 18).translated(0 if self._left else -2, 0)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(token))
        painter.drawRoundedRect(shape, 3, 3)
        painter.setPen(theme.colour("panel"))
        middle = shape.center()
        for across in (-1.5, 1.5):
            at = QPointF(middle.x() + across, middle.y())
            painter.drawLine(at - QPointF(0, 4), at + QPointF(0, 4))

    def enterEvent(self, event: object) -> None:
        self.update()

    def leaveEvent(self, event: object) -> None:
        self.update()


class Wave(QWidget):
    """Shows a voice and lets its ends be pulled; knows no file."""

    trimming = Signal(float, float)  # start and end in seconds, while an end is pulled
    trimmed = Signal(float, float)  # the same, when it was let go
    pointed = Signal(float)  # second that was clicked

    def __init__(self, token: str = "pair1") -> None:
        super().__init__()
        self._token, self._muted, self.snaps = token, False, True
        self._outline: Outline | None = None
        self.seconds, self.start, self.end = 0.0, 0.0, 0.0
        self.whole = True  # the end was not moved
        self._at: float | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.first, self.last = Grip(self, left=True), Grip(self, left=False)
        for grip, left in ((self.first, True), (self.last, False)):
            grip.pulled.connect(self._on_first_pulled if left else self._on_last_pulled)
            grip.stepped.connect(self._on_first_stepped if left else self._on_last_stepped)
            grip.leapt.connect(self._on_first_leapt if left else self._on_last_leapt)
            grip.flew.connect(self._on_first_flew if left else self._on_last_flew)
            grip.dropped.connect(self._on_dropped)

    def sizeHint(self) -> QSize:
        return QSize(200, theme.size(HEIGHT))

    # what is shown

    def show_voice(self, seconds: float, start: float, end: float, token: str, *, muted: bool) -> None:
        """The length of the sound, the part that is spoken (to `end`, 0: to the end), and the speaker's colour."""
        self._token, self._muted, self.whole = token, muted, not end
        self.seconds, self.start, self.end = seconds, start, end or seconds
        self._count()

    def show_outline(self, outline: Outline) -> None:
        """The bars, as far as the sound has been heard, and its pauses."""
        self._outline = outline
        self._count()

    def _count(self) -> None:
        """The length that was counted stands above what a header tells."""
        if self._outline is not None and self._outline.whole:
            self.seconds = self._outline.seconds
            self.end = self.seconds if self.whole else min(self.end, self.seconds)
        self._settle()

    def show_playing(self, at: float | None) -> None:
        """The second that is heard; None: nothing is played."""
        self._at = at
        self.update()

    @property
    def pauses(self) -> tuple[tuple[float, float], ...]:
        return self._outline.pauses if self._outline else ()

    def heights(self, bars: int) -> tuple[float, ...]:
        """The loudness of each of so many bars, 0 to 1, the loudest part of a bar counting."""
        loud = self._outline.loud if self._outline else ()
        if not loud or bars < 1:
            return ()
        edges = [round(i * len(loud) / bars) for i in range(bars + 1)]
        loudest = max(loud) or 1.0
        return tuple(max(loud[a : max(b, a + 1)] or (0.0,)) / loudest for a, b in itertools.pairwise(edges))

    # places

    def place(self, second: float) -> float:
        """px from the left."""
        return GRIP + (self.width() - 2 * GRIP) * second / (self.seconds or 1.0)

    def second(self, x: float) -> float:
        """What lies there."""
        share = (x - GRIP) / max(1, self.width() - 2 * GRIP)
        return min(max(share, 0.0), 1.0) * self.seconds

    def rests(self, *, left: bool) -> tuple[float, ...]:
        """Seconds where an end stands well: in a pause, shortly before or after somebody speaks."""
        airs = ((min(AIR, (b - a) / 2), a, b) for a, b in self.pauses)
        return tuple(b - air if left else a + air for air, a, b in airs)

    def _settle(self) -> None:
        wide, tall = GRIP, self.height() - FOOT
        self.first.setGeometry(round(self.place(self.start)) - wide, 0, wide, tall)
        self.last.setGeometry(round(self.place(self.end)), 0, wide, tall)
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._settle()

    # pulling

    def _caught(self, x: float, *, left: bool) -> float:
        """The second at that place, or that of a pause nearby."""
        rests = self.rests(left=left) if self.snaps else ()
        nearest = min(rests, key=lambda rest: abs(self.place(rest) - x), default=None)
        if nearest is not None and abs(self.place(nearest) - x) <= CATCH:
            return nearest
        return self.second(x)

    def set_part(self, start: float, end: float) -> None:
        """Speak this part, moved to where it is possible; neither end passes the other."""
        least = min(SHORTEST, self.seconds)
        moved_start = start != self.start
        end = min(max(end, least), self.seconds)
        start = max(0.0, start)
        if end - start < least:
            start, end = (end - least, end) if moved_start else (start, start + least)
        self.start, self.end = round(max(0.0, start), 3), round(end, 3)
        self.whole = self.end >= self.seconds - 0.0005
        self._settle()
        self.trimming.emit(self.start, self.end)

    def _on_first_pulled(self, x: float) -> None:
        self.set_part(self._caught(x, left=True), self.end)

    def _on_last_pulled(self, x: float) -> None:
        self.set_part(self.start, self._caught(x, left=False))

    def _on_first_stepped(self, seconds: float) -> None:
        self.set_part(self.start + seconds, self.end)
        self._on_dropped()

    def _on_last_stepped(self, seconds: float) -> None:
        self.set_part(self.start, self.end + seconds)
        self._on_dropped()

    def _on_first_leapt(self, way: int) -> None:
        self.set_part(self._next_rest(self.start, way, left=True), self.end)
        self._on_dropped()

    def _on_last_leapt(self, way: int) -> None:
        self.set_part(self.start, self._next_rest(self.end, way, left=False))
        self._on_dropped()

    def _on_first_flew(self, way: int) -> None:
        self.set_part(0.0 if way < 0 else self.end, self.end)
        self._on_dropped()

    def _on_last_flew(self, way: int) -> None:
        self.set_part(self.start, self.start if way < 0 else self.seconds)
        self._on_dropped()

    def _next_rest(self, now: float, way: int, *, left: bool) -> float:
        beyond = [rest for rest in self.rests(left=left) if (rest - now) * way > 0.0005]
        return min(beyond, key=lambda rest: abs(rest - now), default=0.0 if way < 0 else self.seconds)

    def _on_dropped(self) -> None:
        self.trimmed.emit(self.start, self.end)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.pointed.emit(self.second(event.position().x()))

    # painting

    def sentence(self) -> str:
        """Spoken by a screen reader."""
        part = self.tr("{length} s, spoken from {start} to {end} s, {n} pauses")
        figures = (number(value, 3) for value in (self.start, self.end))
        start, end = figures
        return part.format(length=number(self.seconds, 1), start=start, end=end, n=len(self.pauses))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        room, tall = self.width() - 2 * GRIP, self.height() - FOOT
        heard = min(1.0, self._outline.seconds / self.seconds) if self._outline and self.seconds else 1.0
        spoken = theme.colour("text3" if self._muted else self._token)
        silent = theme.colour("text3", OUTSIDE)
        for index, loud in enumerate(self.heights(round(room * heard) // STRIDE)):
            high = max(LEAST, loud * (tall - 2))
            left = GRIP + index * STRIDE
            inside = self.start <= self.second(left + BAR / 2) <= self.end
            painter.fillRect(QRectF(left, (tall - high) / 2, BAR, high), spoken if inside else silent)
        for a, b in self.pauses:
            painter.fillRect(
                QRectF(self.place(a), self.height() - 2, self.place(b) - self.place(a), 2), theme.colour("text3")
            )
        if self._at is not None:
            painter.fillRect(QRectF(self.place(self._at), 0, 1, tall), theme.colour("text"))
