"""The picture with everybody's place on it: boxes are drawn, moved and pulled at their edges; masks are painted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPixmap, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme
from ui.speakers import boxes as shapes
from ui.speakers import masks
from ui.speakers.badge import TOKENS
from ui.speakers.cast import Box
from ui.speakers.draw import paint_box, paint_brush, paint_shade
from ui.speakers.seen import WHOLE

MARGIN = 6  # px round the picture, so that handles at its edge are whole
VEIL, BACK_VEIL = 0.62, 0.36  # how solid the mask of the chosen one lies on the picture, and that of the others
SMALL = 128  # px of a mask in which its place is looked for
STEP, FINE = 0.01, 0.002  # of the picture by an arrow key, and with Ctrl
BRUSH, LEAST_BRUSH, MOST_BRUSH = 0.08, 0.01, 0.4  # of the width of the picture
ARROWS = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}


class Tool(StrEnum):
    """What the mouse does."""

    BOX = "box"
    BRUSH = "brush"
    ERASER = "eraser"


@dataclass(slots=True)
class Pull:
    """What the mouse holds."""

    edges: tuple[int, int]  # -1 left or top, 1 right or bottom, 0 neither; (0, 0): the whole box
    grabbed: QPointF  # where it was taken, in shares of the picture
    before: Box


class Places(QWidget):
    """Shows boxes or masks and says when they were changed; one person is the chosen one."""

    placed = Signal(tuple)  # the boxes of everybody
    painted = Signal(int)  # index of the mask that was changed
    chosen = Signal(int)  # index
    cleared = Signal()  # the given places are not wanted any more

    def __init__(self) -> None:
        super().__init__()
        self._picture = QPixmap()
        self._seen, self._given = WHOLE, False
        self._boxes: tuple[Box, ...] = ()
        self._muted: tuple[bool, ...] = ()
        self.masks: list[QImage] = []
        self._veils: list[QImage] = []
        self._outlines: list[Box] = []  # round what is painted
        self.index, self.tool, self.brush = 0, Tool.BOX, BRUSH
        self._pull: Pull | None = None
        self._cursor: QPointF | None = None  # of the brush, in shares
        self._painting = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("Where everybody is"))
        theme.current().changed.connect(self._tint)

    def sizeHint(self) -> QSize:
        return QSize(theme.size(268), theme.size(160))

    # what is shown

    def show_picture(self, picture: QPixmap, seen: Box) -> None:
        """The picture, and which part of it the clip shows."""
        self._picture, self._seen = picture, seen
        self.update()

    def show_boxes(self, boxes: tuple[Box, ...], muted: tuple[bool, ...], *, given: bool) -> None:
        """Where everybody is; dashed unless somebody said so."""
        self._boxes, self._muted, self._given = boxes, muted, given
        self.index = max(0, min(self.index, len(boxes) - 1))
        self._pull = None
        self._tell()

    def show_masks(self, painted: Sequence[QImage]) -> None:
        """The mask of everybody; none: boxes are shown."""
        self.masks = list(painted)
        self._outlines = [self._outline(index) for index in range(len(self.masks))]
        self._tint()

    def choose(self, index: int) -> None:
        """The person that is drawn, moved or painted."""
        if index != self.index and 0 <= index < len(self._boxes):
            self.index = index
            self._tint()
            self._tell()
            self.chosen.emit(index)

    @property
    def frame(self) -> QRectF:
        """Where the picture lies, in px."""
        room = QRectF(self.rect()).adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
        size = self._picture.size().toSizeF()
        if size.isEmpty():
            return room
        size.scale(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
        return QRectF(QPointF(room.center().x() - size.width() / 2, room.center().y() - size.height() / 2), size)

    def _tell(self) -> None:
        self.setAccessibleDescription(self.sentence())
        self.update()

    def sentence(self) -> str:
        """Spoken by a screen reader: the place of the chosen person."""
        if not self._boxes:
            return ""
        figures = (round(share * 100) for share in self._boxes[self.index])
        left, top, right, bottom = figures
        text = self.tr("Speaker {n}: from {left} % to {right} % across, from {top} % to {bottom} % down")
        return text.format(n=self.index + 1, left=left, right=right, top=top, bottom=bottom)

    def _tint(self) -> None:
        self._veils = [self._veil(index) for index in range(len(self.masks))]
        self.update()

    def _veil(self, index: int) -> QImage:
        solid = VEIL if index == self.index else BACK_VEIL
        return masks.tinted(self.masks[index], theme.colour(TOKENS[index], solid))

    def _outline(self, index: int) -> Box:
        """Where the figure of a mask stands; for an empty one, where the box is."""
        small = self.masks[index].scaled(SMALL, SMALL, Qt.AspectRatioMode.KeepAspectRatio)
        return masks.bounds(small) or self._boxes[index]

    # the mouse

    def _share(self, at: QPointF) -> QPointF:
        frame = self.frame
        return QPointF((at.x() - frame.x()) / frame.width(), (at.y() - frame.y()) / frame.height())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or not self._boxes:
            return
        at = self._share(event.position())
        if self.tool is not Tool.BOX:
            self._painting, self._cursor = True, at
            self._stroke(at, at)
            return
        slack = shapes.HANDLE / self.frame.width(), shapes.HANDLE / self.frame.height()
        edges = shapes.edges_at(self._boxes[self.index], at, slack)
        if edges is None:
            found = shapes.box_at(self._boxes, at, self.index)
            if found is None:  # a new box of the chosen one begins here
                self._pull = Pull((1, 1), at, (at.x(), at.y(), at.x(), at.y()))
                return
            self.choose(found)
        self._pull = Pull(edges or (0, 0), at, self._boxes[self.index])

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = self._share(event.position())
        if self.tool is not Tool.BOX:
            before, self._cursor = self._cursor, at
            if self._painting and before is not None:
                self._stroke(before, at)
            self.update()
        elif self._pull is not None:
            self._set_box(shapes.pulled(self._pull.before, self._pull.edges, at - self._pull.grabbed))
        else:
            self._point(at)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._painting:
            self._painting = False
            self.painted.emit(self.index)
        elif self._pull is not None:
            moved, self._pull = self._share(event.position()) != self._pull.grabbed, None
            if moved:
                self.placed.emit(self._boxes)

    def leaveEvent(self, event: object) -> None:
        self._cursor = None
        self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.tool is Tool.BOX:
            event.ignore()
            return
        self.set_brush(self.brush * (1.1 if event.angleDelta().y() > 0 else 1 / 1.1))

    def _point(self, at: QPointF) -> None:
        shape = Qt.CursorShape.CrossCursor
        if self._boxes:
            slack = shapes.HANDLE / self.frame.width(), shapes.HANDLE / self.frame.height()
            edges = shapes.edges_at(self._boxes[self.index], at, slack)
            inside = shapes.box_at(self._boxes, at, self.index) is not None
            shape = shapes.CURSORS[edges] if edges else Qt.CursorShape.SizeAllCursor if inside else shape
        self.setCursor(shape)

    def _set_box(self, box: Box) -> None:
        self._boxes = (*self._boxes[: self.index], box, *self._boxes[self.index + 1 :])
        self._given = True
        self._tell()

    def set_brush(self, share: float) -> None:
        """How wide the brush is, of the width of the picture."""
        self.brush = min(max(share, LEAST_BRUSH), MOST_BRUSH)
        self.update()

    def _stroke(self, start: QPointF, end: QPointF) -> None:
        if not self.masks:
            return
        mask = self.masks[self.index]
        wide, tall = mask.width(), mask.height()
        points = (QPointF(at.x() * wide, at.y() * tall) for at in (start, end))
        masks.stroke(mask, *points, self.brush * wide, erase=self.tool is Tool.ERASER)
        self._veils[self.index] = self._veil(self.index)
        self._outlines[self.index] = self._outline(self.index)
        self.update()

    # keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, held = Qt.Key(event.key()), event.modifiers()
        step = FINE if held & Qt.KeyboardModifier.ControlModifier else STEP
        if Qt.Key.Key_1 <= key < Qt.Key.Key_1 + len(self._boxes):
            self.choose(key - Qt.Key.Key_1)
        elif key in ARROWS and self._boxes:
            across, down = (way * step for way in ARROWS[key])
            self._go(QPointF(across, down), sizing=bool(held & Qt.KeyboardModifier.ShiftModifier))
        elif key == Qt.Key.Key_Space and self.tool is not Tool.BOX and self._boxes:
            self._cursor = self._cursor or QPointF(0.5, 0.5)
            self._stroke(self._cursor, self._cursor)
            self.painted.emit(self.index)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Minus) and self.tool is not Tool.BOX:
            self.set_brush(self.brush * (1.1 if key == Qt.Key.Key_Plus else 1 / 1.1))
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.cleared.emit()
        else:
            super().keyPressEvent(event)

    def _go(self, by: QPointF, *, sizing: bool) -> None:
        if self.tool is not Tool.BOX:
            at = (self._cursor or QPointF(0.5, 0.5)) + by
            self._cursor = QPointF(min(max(at.x(), 0.0), 1.0), min(max(at.y(), 0.0), 1.0))
            self.update()
            return
        self._set_box(shapes.pulled(self._boxes[self.index], (1, 1) if sizing else (0, 0), by))
        self.placed.emit(self._boxes)

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        frame = self.frame
        painter.fillRect(self.rect(), theme.colour("stage"))
        painter.drawPixmap(frame, self._picture, QRectF(self._picture.rect()))
        paint_shade(painter, frame, self._seen)
        for veil in self._veils:
            painter.drawImage(frame, veil, QRectF(veil.rect()))
        for index, box in enumerate(self._outlines or self._boxes):
            look = shapes.Look(index + 1, index == self.index, self._given, self._muted[index], bool(self.masks))
            paint_box(painter, frame, box, look)
        if self.tool is not Tool.BOX and self._cursor is not None:
            paint_brush(painter, frame, self._cursor, self.brush)
        if self.hasFocus():
            painter.setPen(theme.colour("accent"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
