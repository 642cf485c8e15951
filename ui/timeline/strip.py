"""The painted part of the timeline: click to seek, select, drag to another place, keys."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QVariantAnimation, Signal
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget

from ui import theme
from ui.timeline import paint
from ui.timeline.films import Films
from ui.timeline.lanes import (
    AUDIO,
    HEAD,
    INSET,
    RULER,
    VIDEO,
    Block,
    Plan,
    Scale,
    block_at,
    drop_index,
    fitting,
    zoomed,
)

FLASH = 400  # ms that a new clip is lit
OWN_KEYS = (Qt.Key.Key_Delete, Qt.Key.Key_Plus, Qt.Key.Key_Minus, Qt.Key.Key_Equal, Qt.Key.Key_Up, Qt.Key.Key_Down)


@dataclass(frozen=True, slots=True)
class Drag:
    """A clip that is being moved."""

    id: str
    grip: float  # px from its left end
    x: float  # px of the mouse, in lane coordinates


class Strip(QWidget):
    """Shows the tracks; says what is wanted and changes nothing by itself."""

    seek_wanted = Signal(float)  # s
    chosen = Signal(str)  # clip id, "" for none
    remove_wanted = Signal(str)
    move_wanted = Signal(str, int)  # clip, its new place
    scale_changed = Signal()

    def __init__(self, films: Films, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._films = films
        self._blocks: tuple[Block, ...] = ()
        self._sounds: tuple[Block, ...] = ()
        self._plans: tuple[Plan, ...] = ()
        self._previews: tuple[QImage, ...] = ()
        self._chosen, self._flashed = "", ""
        self._playhead = 0.0
        self._scale = Scale(80.0)
        self._drag: Drag | None = None
        self._pressed: QPointF | None = None
        self._seeking = False
        self._flash = QVariantAnimation(self, startValue=1.0, endValue=0.0)
        self._flash.valueChanged.connect(self.update)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(RULER + VIDEO + AUDIO)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        films.ready.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(600, RULER + VIDEO + AUDIO + 8)

    # -- what is shown

    @property
    def blocks(self) -> tuple[Block, ...]:
        return self._blocks

    @property
    def plans(self) -> tuple[Plan, ...]:
        return self._plans

    @property
    def chosen_id(self) -> str:
        return self._chosen

    @property
    def playhead(self) -> float:
        """Seconds."""
        return self._playhead

    @property
    def scale(self) -> Scale:
        return self._scale

    @property
    def seconds(self) -> float:
        """To the end of what is shown."""
        return max((thing.end for thing in (*self._blocks, *self._sounds, *self._plans)), default=0.0)

    def show_tracks(self, blocks: tuple[Block, ...], sounds: tuple[Block, ...]) -> None:
        """Show these clips; one that was not there before lights up."""
        new = [block.id for block in blocks if block.id not in {old.id for old in self._blocks}]
        if new and self._blocks and theme.current().duration(FLASH):
            self._flashed = new[-1]
            self._flash.setDuration(FLASH)
            self._flash.start()
        self._blocks, self._sounds = blocks, sounds
        if self._chosen and self._chosen not in {block.id for block in (*blocks, *sounds)}:
            self.choose("")
        self.scale_changed.emit()
        self.update()

    def show_plans(self, plans: tuple[Plan, ...]) -> None:
        if plans != self._plans:
            self._plans = plans
            self.scale_changed.emit()
            self.update()

    def show_previews(self, images: tuple[QImage, ...]) -> None:
        self._previews = images
        self.update()

    def show_playhead(self, seconds: float, *, follow: bool = False) -> None:
        """Put the playhead there; `follow` keeps it in sight."""
        self._playhead = seconds
        x = self._scale.x(seconds)
        if follow and not self._seeking and not 0 <= x <= self._room() - 24:
            self.set_scroll(self._scale.scroll + x - self._room() * (0.1 if x > 0 else 0.5))
        self.update()

    def choose(self, clip_id: str) -> None:
        if clip_id != self._chosen:
            self._chosen = clip_id
            self.chosen.emit(clip_id)
            self.update()

    # -- scale

    def set_per_second(self, per_second: float, anchor: float | None = None) -> None:
        """Change the scale; what lies at `anchor` (px in the lanes, the playhead by default) stays where it is."""
        x = self._scale.x(self._playhead) if anchor is None else anchor
        x = min(max(x, 0.0), float(self._room()))
        at = self._scale.seconds(x)
        new = Scale(per_second)
        self._scale = Scale(per_second, self._held(new.x(at) - x, per_second))
        self.scale_changed.emit()
        self.update()

    def zoom(self, steps: float, anchor: float | None = None) -> None:
        self.set_per_second(zoomed(self._scale.per_second, steps), anchor)

    def fit(self) -> None:
        """Show everything."""
        self._scale = Scale(fitting(self.seconds, self._room()))
        self.scale_changed.emit()
        self.update()

    def set_scroll(self, pixels: float) -> None:
        self._scale = Scale(self._scale.per_second, self._held(pixels, self._scale.per_second))
        self.scale_changed.emit()
        self.update()

    @property
    def farthest(self) -> float:
        """Pixels by which the lanes can be scrolled."""
        return max(0.0, self._scale.width(self.seconds) - self._room())

    def _held(self, pixels: float, per_second: float) -> float:
        return min(max(0.0, pixels), max(0.0, Scale(per_second).width(self.seconds) - self._room()))

    def _room(self) -> int:
        return max(1, self.width() - HEAD)

    # -- painting

    def rect_of(self, block: Block | Plan, top: float = RULER, height: float = VIDEO) -> QRectF:
        """Where a clip lies in this widget; at least 2 px wide."""
        x = HEAD + self._scale.x(block.start)
        return QRectF(x, top + 4, max(2.0, block.seconds * self._scale.per_second - 1), height - 8)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), theme.colour("window"))
        lanes = QRectF(HEAD, 0, self._room(), self.height())
        painter.save()
        painter.setClipRect(lanes)
        paint.paint_ruler(painter, QRectF(HEAD, 0, self._room(), RULER), self._scale)
        self._paint_video(painter)
        self._paint_audio(painter)
        if self._drag is not None:
            self._paint_drag(painter)
        painter.restore()
        self._paint_frame(painter)
        x = HEAD + self._scale.x(self._playhead)
        if (self._blocks or self._sounds) and x >= HEAD:
            paint.paint_playhead(painter, x, 6, RULER + VIDEO + AUDIO)

    def _paint_video(self, painter: QPainter) -> None:
        if not self._blocks and not self._plans:
            room = QRectF(HEAD + INSET, RULER + 4, self._room() - 2 * INSET, VIDEO - 8)
            paint.paint_empty(painter, room, self.tr("Finished clips land here."))
        for block in self._blocks:
            rect = self.rect_of(block)
            if rect.right() < HEAD or rect.x() > self.width():
                continue
            dragged = self._drag is not None and self._drag.id == block.id
            painter.setOpacity(0.35 if dragged else 1.0)
            chosen = block.id == self._chosen
            paint.paint_clip(painter, rect, block, self._films.film(block.path, block.seconds), chosen=chosen)
            if block.id == self._flashed and self._flash.state() == self._flash.State.Running:
                painter.fillRect(rect, theme.colour("soft", 0.8 * float(self._flash.currentValue())))
            painter.setOpacity(1.0)
        for plan in self._plans:
            paint.paint_plan(painter, self.rect_of(plan), plan, self._previews if plan.running else ())

    def _paint_audio(self, painter: QPainter) -> None:
        top = RULER + VIDEO
        for block in self._blocks:
            film = self._films.film(block.path, block.seconds)
            if film.peaks:
                paint.paint_sound(painter, self.rect_of(block, top, AUDIO), film, "")
        for block in self._sounds:
            film = self._films.film(block.path, block.seconds, sound_only=True)
            rect = self.rect_of(block, top, AUDIO)
            paint.paint_sound(painter, rect, film, block.title, chosen=block.id == self._chosen)

    def _paint_drag(self, painter: QPainter) -> None:
        moving = next((block for block in self._blocks if block.id == self._drag.id), None)
        if moving is None:
            return
        others = [block for block in self._blocks if block.id != moving.id]
        place = drop_index(self._blocks, moving.id, self._scale.seconds(self._drag.x))
        x = self.rect_of(others[place]).x() if place < len(others) else self.rect_of(others[-1]).right() + 1
        rect = self.rect_of(moving)
        rect.moveLeft(HEAD + self._drag.x - self._drag.grip)
        painter.setOpacity(0.7)
        paint.paint_clip(painter, rect, moving, self._films.film(moving.path, moving.seconds), chosen=True)
        painter.setOpacity(1.0)
        painter.fillRect(QRectF(x - 1, RULER, 2, VIDEO), theme.colour("accent"))

    def _paint_frame(self, painter: QPainter) -> None:
        """The column of names and the lines between the lanes."""
        painter.fillRect(QRectF(0, 0, HEAD, self.height()), theme.colour("panel"))
        line = theme.colour("line")
        painter.fillRect(QRectF(HEAD - 1, 0, 1, self.height()), line)
        for y in (RULER, RULER + VIDEO, RULER + VIDEO + AUDIO):
            painter.fillRect(QRectF(0, y - 1, self.width(), 1), line)
        paint.paint_head(painter, QRectF(0, RULER, HEAD, VIDEO), "film", self.tr("Video 1"))
        paint.paint_head(painter, QRectF(0, RULER + VIDEO, HEAD, AUDIO), "audio-lines", self.tr("Audio 1"))
        if self.hasFocus() and self.window().isActiveWindow() and not self._chosen:
            painter.setPen(theme.colour("accent"))
            painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))

    # -- mouse

    def _thing_at(self, place: QPointF) -> Block | None:
        for block in self._blocks:
            if self.rect_of(block).contains(place):
                return block
        return next((b for b in self._sounds if self.rect_of(b, RULER + VIDEO, AUDIO).contains(place)), None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or event.position().x() < HEAD:
            return
        self._pressed = event.position()
        self._seeking = event.position().y() < RULER
        if not self._seeking:
            thing = self._thing_at(event.position())
            self.choose(thing.id if thing else "")
        self.seek_wanted.emit(self._scale.seconds(event.position().x() - HEAD))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None:
            return
        x = event.position().x() - HEAD
        if self._seeking:
            self.seek_wanted.emit(self._scale.seconds(x))
            return
        far = abs(event.position().x() - self._pressed.x()) >= QApplication.startDragDistance()
        moving = next((block for block in self._blocks if block.id == self._chosen), None)
        if moving is not None and len(self._blocks) > 1 and (far or self._drag is not None):
            grip = self._drag.grip if self._drag else self._pressed.x() - self.rect_of(moving).x()
            self._drag = Drag(moving.id, grip, x)
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        drag, self._drag = self._drag, None
        self._pressed, self._seeking = None, False
        if drag is not None:
            index = drop_index(self._blocks, drag.id, self._scale.seconds(drag.x))
            if [block.id for block in self._blocks].index(drag.id) != index:
                self.move_wanted.emit(drag.id, index)
            self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        turn = event.angleDelta().y() or event.angleDelta().x()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(turn / 120, event.position().x() - HEAD)
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
        self.update()

    def focusOutEvent(self, event: object) -> None:
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.set_scroll(self._scale.scroll)
