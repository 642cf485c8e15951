"""The hands of the timeline: click to seek, select, drag to another place, keys."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from ui.timeline.films import Films
from ui.timeline.lanes import Block, block_at, drop_index
from ui.timeline.tracks import Drag, Tracks

OWN_KEYS = (Qt.Key.Key_Delete, Qt.Key.Key_Plus, Qt.Key.Key_Minus, Qt.Key.Key_Equal, Qt.Key.Key_Up, Qt.Key.Key_Down)


class Strip(Tracks):
    """Says what is wanted and changes nothing by itself."""

    seek_wanted = Signal(float)  # s
    remove_wanted = Signal(str)
    move_wanted = Signal(str, int)  # clip, its new place

    def __init__(self, films: Films, parent: QWidget | None = None) -> None:
        super().__init__(films, parent)
        self._pressed: QPointF | None = None

    # -- mouse

    def _thing_at(self, place: QPointF) -> Block | None:
        for block in self._blocks:
            if self.rect_of(block).contains(place):
                return block
        return next((b for b in self._sounds if self.rect_of(b, sound=True).contains(place)), None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or event.position().x() < self._sizes.head:
            return
        self._pressed = event.position()
        self._seeking = event.position().y() < self._sizes.ruler
        if not self._seeking:
            thing = self._thing_at(event.position())
            self.choose(thing.id if thing else "")
        self.seek_wanted.emit(self._scale.seconds(event.position().x() - self._sizes.head))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None:
            return
        x = event.position().x() - self._sizes.head
        if self._seeking:
            self.seek_wanted.emit(self._scale.seconds(x))
            return
        far = abs(event.position().x() - self._pressed.x()) >= QApplication.startDragDistance()
        moving = next((block for block in self._blocks if block.id == self._chosen), None)
        if moving is not None and len(self._blocks) > 1 and (far or self._drag is not None):
            grip = self._drag.grip if self._drag else self._pressed.x() - self.rect_of(moving).x()
            self._drag = Drag(moving.id, grip, x)
            self.repaint_lanes()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        drag, self._drag = self._drag, None
        self._pressed, self._seeking = None, False
        if drag is not None:
            index = drop_index(self._blocks, drag.id, self._scale.seconds(drag.x))
            if [block.id for block in self._blocks].index(drag.id) != index:
                self.move_wanted.emit(drag.id, index)
            self.repaint_lanes()

    def wheelEvent(self, event: QWheelEvent) -> None:
        turn = event.angleDelta().y() or event.angleDelta().x()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(turn / 120, event.position().x() - self._sizes.head)
        else:
            self.set_scroll(self._scale.scroll - turn)

    # -- keys

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and event.key() in OWN_KEYS:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key == Qt.Key.Key_Delete and self._chosen:
            self.remove_wanted.emit(self._chosen)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom(1)
        elif key == Qt.Key.Key_Minus:
            self.zoom(-1)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._go_to_neighbour(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self._move_chosen(1 if key == Qt.Key.Key_Right else -1)
        else:
            super().keyPressEvent(event)

    def _go_to_neighbour(self, way: int) -> None:
        if not self._blocks:
            return
        ids = [block.id for block in self._blocks]
        here = block_at(self._blocks, self._playhead)
        now = ids.index(self._chosen) if self._chosen in ids else (ids.index(here.id) - way if here else -1)
        block = self._blocks[min(len(ids) - 1, max(0, now + way))]
        self.choose(block.id)
        self.seek_wanted.emit(block.start)

    def _move_chosen(self, way: int) -> None:
        ids = [block.id for block in self._blocks]
        if self._chosen in ids and 0 <= ids.index(self._chosen) + way < len(ids):
            self.move_wanted.emit(self._chosen, ids.index(self._chosen) + way)

    def focusInEvent(self, event: object) -> None:
        self.repaint_lanes()

    def focusOutEvent(self, event: object) -> None:
        self.repaint_lanes()
