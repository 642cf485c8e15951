"""The hands of the timeline: click to seek, select, drag to another place, keys."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QToolTip, QWidget

from ui.timeline.films import Films
from ui.timeline.lanes import Bar, Block, block_at, drop_index
from ui.timeline.sizes import MOST_TAKES
from ui.timeline.tracks import Drag, Tracks
from ui.timeline.windows import WindowTools

OWN_KEYS = (
    Qt.Key.Key_Delete,
    Qt.Key.Key_Plus,
    Qt.Key.Key_Minus,
    Qt.Key.Key_Equal,
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_R,
)


class Strip(Tracks):
    """Says what is wanted and changes nothing by itself."""

    seek_wanted = Signal(float)  # s
    remove_wanted = Signal(str)
    move_wanted = Signal(str, int)  # clip, its new place
    redo_wanted = Signal(str, int)  # clip, number of a window
    take_wanted = Signal(str, str)  # clip, job that made the take
    menu_wanted = Signal(str, int, QPoint)  # clip, number of the window under the mouse or 0, where on the screen

    def __init__(self, films: Films, parent: QWidget | None = None) -> None:
        super().__init__(films, parent)
        self._pressed: QPointF | None = None

    # -- mouse

    def _thing_at(self, place: QPointF) -> Block | None:
        for block in self._blocks:
            if self.rect_of(block).contains(place):
                return block
        return next((b for b in self._sounds if self.rect_of(b, sound=True).contains(place)), None)

    def _bar_at(self, place: QPointF) -> tuple[Block, Bar] | None:
        bars = ((block, bar) for block in self._blocks for bar in block.bars[:MOST_TAKES])
        return next((found for found in bars if self.rect_of_bar(*found).contains(place)), None)

    def _window_at(self, block: Block, x: float) -> int:
        cell = block.cell_at(self._scale.seconds(x - self._sizes.head))
        return cell.number if cell is not None else 0

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or event.position().x() < self._sizes.head:
            return
        hit = self._bar_at(event.position())
        if hit is not None:
            self.take_wanted.emit(hit[0].id, hit[1].job)
            return
        self._pressed = event.position()
        self._seeking = event.position().y() < self._sizes.ruler
        if not self._seeking:
            thing = self._thing_at(event.position())
            self.choose(thing.id if thing else "", self._window_at(thing, event.position().x()) if thing else 0)
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
        if event.type() == QEvent.Type.ToolTip:
            self._tell(QPointF(event.pos()), event.globalPos())
            return True
        if event.type() == QEvent.Type.ShortcutOverride and event.key() in OWN_KEYS:
            event.accept()
            return True
        return super().event(event)

    def _tell(self, place: QPointF, at: QPoint) -> None:
        """A tooltip: the window under the mouse, or the whole name of the clip."""
        block = self._thing_at(place)
        said = WindowTools.sentence(block, self._window_at(block, place.x())) if block is not None else ""
        QToolTip.showText(at, said or (block.title if block is not None else ""), self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key == Qt.Key.Key_Delete and self._chosen:
            self.remove_wanted.emit(self._chosen)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom(1)
        elif key == Qt.Key.Key_Minus:
            self.zoom(-1)
        elif key == Qt.Key.Key_R and self._window:
            self.redo_wanted.emit(self._chosen, self._window)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._go_to_window(1 if key == Qt.Key.Key_Right else -1)
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

    def _go_to_window(self, way: int) -> None:
        """Choose the window before or behind, in the chosen clip or in that under the playhead."""
        block = self.chosen_block or block_at(self._blocks, self._playhead)
        if block is None or not block.cells:
            return
        numbers = [cell.number for cell in block.cells]
        here = block.cell_at(self._playhead)
        now = self._window if block.id == self._chosen and self._window else (here.number - way if here else 0)
        place = numbers.index(now) + way if now in numbers else 0
        cell = block.cells[min(len(numbers) - 1, max(0, place))]
        self.choose(block.id, cell.number)
        self.seek_wanted.emit(cell.start)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """By mouse for the clip under it, by key for the chosen one."""
        if event.reason() == QContextMenuEvent.Reason.Mouse:
            place = QPointF(event.pos())
            thing = self._thing_at(place)
            if thing is not None and thing in self._blocks:
                number = self._window_at(thing, place.x())
                self.choose(thing.id, number)
                self.menu_wanted.emit(thing.id, number, event.globalPos())
        elif self.chosen_block is not None:
            corner = self.rect_of(self.chosen_block).bottomLeft().toPoint()
            self.menu_wanted.emit(self._chosen, self._window, self.mapToGlobal(corner))

    def _move_chosen(self, way: int) -> None:
        ids = [block.id for block in self._blocks]
        if self._chosen in ids and 0 <= ids.index(self._chosen) + way < len(ids):
            self.move_wanted.emit(self._chosen, ids.index(self._chosen) + way)

    def focusInEvent(self, event: object) -> None:
        self.repaint_lanes()

    def focusOutEvent(self, event: object) -> None:
        self.repaint_lanes()
