"""The tracks as they are seen: which clips, at which scale, where the playhead stands."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, QVariantAnimation, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme
from ui.timeline import paint, paint_windows
from ui.timeline.films import Film, Films
from ui.timeline.lanes import INSET, Bar, Block, Cell, Plan, Scale, Standing, drop_index, fitting, zoomed
from ui.timeline.sizes import MOST_TAKES, Sizes

FLASH = 400  # ms that a new clip is lit
PICTURES = 240  # of all windows of a film together


@dataclass(frozen=True, slots=True)
class Drag:
    """A clip that is being moved."""

    id: str
    grip: float  # px from its left end
    x: float  # px of the mouse, in lane coordinates


class Tracks(QWidget):
    """Paints the tracks; what is done with mouse and keys is the affair of Strip."""

    chosen = Signal(str)  # clip id, "" for none
    scale_changed = Signal()
    lanes_changed = Signal(int)  # px by which all lanes together became higher

    def __init__(self, films: Films, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._films = films
        self._sizes = Sizes.now()
        self._blocks: tuple[Block, ...] = ()
        self._sounds: tuple[Block, ...] = ()
        self._plans: tuple[Plan, ...] = ()
        self._previews: tuple[QImage, ...] = ()
        self._chosen, self._flashed = "", ""
        self._window = 0  # number of the chosen window of the chosen clip
        self._playhead = 0.0
        self._lanes: QPixmap | None = None  # everything but the playhead, as painted last
        self._scale = Scale(80.0)
        self._drag: Drag | None = None
        self._seeking = False
        self._flash = QVariantAnimation(self, startValue=1.0, endValue=0.0)
        self._flash.valueChanged.connect(self.repaint_lanes)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(self._sizes.least)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        films.ready.connect(self._on_film)
        theme.current().changed.connect(self._on_theme)

    def sizeHint(self) -> QSize:
        return QSize(600, self._sizes.bottom + 8)

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
    def window_number(self) -> int:
        """The chosen window of the chosen clip, from 1; 0 for none."""
        return self._window

    @property
    def chosen_block(self) -> Block | None:
        return next((block for block in self._blocks if block.id == self._chosen), None)

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
        if (blocks, sounds) == (self._blocks, self._sounds):
            return
        self._blocks, self._sounds = blocks, sounds
        self._set_sizes(Sizes.now(blocks))
        if self._chosen and self._chosen not in {block.id for block in (*blocks, *sounds)}:
            self.choose("")
        self.set_scroll(self._scale.scroll)

    def show_plans(self, plans: tuple[Plan, ...]) -> None:
        if plans != self._plans:
            self._plans = plans
            self.set_scroll(self._scale.scroll)

    def show_previews(self, images: tuple[QImage, ...]) -> None:
        self._previews = images
        self.repaint_lanes()

    def show_playhead(self, seconds: float, *, follow: bool = False) -> None:
        """Put the playhead there; `follow` keeps it in sight."""
        self._playhead = seconds
        x = self._scale.x(seconds)
        if follow and not self._seeking and not 0 <= x <= self._room() - 24:
            self.set_scroll(self._scale.scroll + x - self._room() * (0.1 if x > 0 else 0.5))
        self.update()

    def reveal(self, thing: Block | Plan) -> None:
        """Scroll so that a clip is in sight, as much of it as there is room for."""
        left, right = self._scale.x(thing.start), self._scale.x(thing.end)
        if right > self._room() - INSET:
            self.set_scroll(self._scale.scroll + min(right - self._room() + INSET, left - INSET))
        elif left < 0:
            self.set_scroll(self._scale.scroll + left - INSET)

    def choose(self, clip_id: str, window: int = 0) -> None:
        """Select a clip, and with `window` one of its windows."""
        if (clip_id, window) != (self._chosen, self._window):
            self._chosen, self._window = clip_id, window
            self.chosen.emit(clip_id)
            self.repaint_lanes()

    # -- scale

    def set_per_second(self, per_second: float, anchor: float | None = None) -> None:
        """Change the scale; what lies at `anchor` (px in the lanes, the playhead by default) stays where it is."""
        x = self._scale.x(self._playhead) if anchor is None else anchor
        x = min(max(x, 0.0), float(self._room()))
        at = self._scale.seconds(x)
        new = Scale(per_second)
        self._scale = Scale(per_second, self._held(new.x(at) - x, per_second))
        self.scale_changed.emit()
        self.repaint_lanes()

    def zoom(self, steps: float, anchor: float | None = None) -> None:
        self.set_per_second(zoomed(self._scale.per_second, steps), anchor)

    def fit(self) -> None:
        """Show everything."""
        self._scale = Scale(fitting(self.seconds, self._room()))
        self.scale_changed.emit()
        self.repaint_lanes()

    def set_scroll(self, pixels: float) -> None:
        self._scale = Scale(self._scale.per_second, self._held(pixels, self._scale.per_second))
        self.scale_changed.emit()
        self.repaint_lanes()

    @property
    def farthest(self) -> float:
        """Pixels by which the lanes can be scrolled."""
        return max(0.0, self._scale.width(self.seconds) - self._room())

    def _held(self, pixels: float, per_second: float) -> float:
        return min(max(0.0, pixels), max(0.0, Scale(per_second).width(self.seconds) - self._room()))

    def _room(self) -> int:
        return max(1, self.width() - self._sizes.head)

    # -- painting

    def rect_of(self, block: Block | Plan, *, sound: bool = False) -> QRectF:
        """Where a clip lies in this widget, or its sound; at least 2 px wide."""
        return self._sizes.clip(self._scale, block, sound=sound)

    def rect_of_cell(self, cell: Cell) -> QRectF:
        """Where a window of a clip lies, below the name of the clip."""
        return self._sizes.cell(self._scale, cell)

    def rect_of_bar(self, block: Block, bar: Bar) -> QRectF:
        """Where a take lies under its clip."""
        return self._sizes.bar(self._scale, block, bar)

    def repaint_lanes(self) -> None:
        """Paint everything anew; a moved playhead alone needs only `update`."""
        self._lanes = None
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._lanes is None or self._lanes.devicePixelRatio() != self.devicePixelRatioF():
            self._lanes = self._painted()
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._lanes)
        x = self._sizes.head + self._scale.x(self._playhead)
        if (self._blocks or self._sounds) and x >= self._sizes.head:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint.paint_playhead(painter, x, 6, self._sizes.bottom)

    def _painted(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        picture = QPixmap(self.size() * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(theme.colour("window"))
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(QRectF(self._sizes.head, 0, self._room(), self.height()))
        paint.paint_ruler(painter, QRectF(self._sizes.head, 0, self._room(), self._sizes.ruler), self._scale)
        self._paint_video(painter)
        self._paint_takes(painter)
        self._paint_drift(painter)
        self._paint_audio(painter)
        if self._drag is not None:
            self._paint_drag(painter)
        painter.setClipping(False)
        self._paint_frame(painter)
        painter.end()
        return picture

    def _paint_video(self, painter: QPainter) -> None:
        if not self._blocks and not self._plans:
            room = QRectF(
                self._sizes.head + INSET, self._sizes.ruler + 4, self._room() - 2 * INSET, self._sizes.video - 8
            )
            paint.paint_empty(painter, room, self.tr("Finished clips land here."))
        for block in self._blocks:
            rect = self.rect_of(block)
            if rect.right() < self._sizes.head or rect.x() > self.width():
                continue
            dragged = self._drag is not None and self._drag.id == block.id
            painter.setOpacity(0.35 if dragged else 1.0)
            chosen = block.id == self._chosen
            paint.paint_clip(painter, rect, block, self._film_of(block), chosen=chosen)
            self._paint_cells(painter, block)
            if block.id == self._flashed and self._flash.state() == self._flash.State.Running:
                painter.fillRect(rect, theme.colour("soft", 0.8 * float(self._flash.currentValue())))
            painter.setOpacity(1.0)
        for plan in self._plans:
            paint.paint_plan(painter, self.rect_of(plan), plan, self._previews if plan.running else ())

    def _film_of(self, block: Block) -> Film:
        """The pictures of a clip that has no windows, or whose windows are shown from it, and its sound."""
        if block.growing:
            return Film()
        return self._films.film(block.path, block.seconds)

    def _paint_cells(self, painter: QPainter, block: Block) -> None:
        most = max(1, PICTURES // max(1, len(block.cells)))
        for cell in block.cells:
            room = self.rect_of_cell(cell)
            if room.right() < self._sizes.head or room.x() > self.width():
                continue
            chosen = block.id == self._chosen and cell.number == self._window
            paint_windows.paint_cell(painter, room, cell, self._pictures_of(block, cell, most), chosen=chosen)

    def _pictures_of(self, block: Block, cell: Cell, most: int) -> tuple[QImage, ...]:
        """Of its own recording while that is there, else the part of the whole film."""
        if cell.standing is Standing.PLANNED:
            return ()
        if cell.standing is Standing.GROWING and (self._previews or block.growing):
            return self._previews
        own = self._films.film(cell.path, cell.seconds, most=most) if cell.path else Film(missing=True)
        if not own.missing:
            return own.pictures
        pictures = self._film_of(block).pictures
        first, last = ((at - block.start) / block.seconds * len(pictures) for at in (cell.start, cell.end))
        return pictures[int(first) : max(int(first) + 1, round(last))]

    def _paint_takes(self, painter: QPainter) -> None:
        for block in self._blocks:
            for bar in block.bars[:MOST_TAKES]:
                paint_windows.paint_bar(painter, self.rect_of_bar(block, bar), bar)

    def _paint_drift(self, painter: QPainter) -> None:
        for block in self._blocks:
            if any(cell.drift is not None for cell in block.cells):
                rect = self.rect_of(block)
                room = QRectF(rect.x(), self._sizes.drift_top, rect.width(), self._sizes.drift - 1)
                places = tuple(self.rect_of_cell(cell) for cell in block.cells)
                chosen = self._window if block.id == self._chosen else 0
                paint_windows.paint_drift(painter, room, block, places, chosen)

    def _paint_audio(self, painter: QPainter) -> None:
        for block in self._blocks:
            voice = block.voice
            film = self._films.voice(voice) if voice is not None else self._film_of(block)
            if film.peaks:
                paint.paint_sound(painter, self.rect_of(block, sound=True), film, "")
        for block in self._sounds:
            film = self._films.film(block.path, block.seconds, sound_only=True)
            rect = self.rect_of(block, sound=True)
            paint.paint_sound(painter, rect, film, block.title, chosen=block.id == self._chosen)

    def _paint_drag(self, painter: QPainter) -> None:
        moving = next((block for block in self._blocks if block.id == self._drag.id), None)
        if moving is None:
            return
        others = [block for block in self._blocks if block.id != moving.id]
        place = drop_index(self._blocks, moving.id, self._scale.seconds(self._drag.x))
        x = self.rect_of(others[place]).x() if place < len(others) else self.rect_of(others[-1]).right() + 1
        rect = self.rect_of(moving)
        rect.moveLeft(self._sizes.head + self._drag.x - self._drag.grip)
        painter.setOpacity(0.7)
        paint.paint_clip(painter, rect, moving, self._film_of(moving), chosen=True)
        painter.setOpacity(1.0)
        painter.fillRect(QRectF(x - 1, self._sizes.ruler, 2, self._sizes.video), theme.colour("accent"))

    def _paint_frame(self, painter: QPainter) -> None:
        """The column of names and the lines between the lanes."""
        painter.fillRect(QRectF(0, 0, self._sizes.head, self.height()), theme.colour("panel"))
        line = theme.colour("line")
        painter.fillRect(QRectF(self._sizes.head - 1, 0, 1, self.height()), line)
        sizes = self._sizes
        lanes = (
            (sizes.ruler, sizes.video, "film", self.tr("Video 1")),
            (sizes.takes_top, sizes.takes, "layers", self.tr("Takes")),
            (sizes.drift_top, sizes.drift, "activity", self.tr("Drift")),
            (sizes.sound_top, sizes.audio, "audio-lines", self.tr("Audio 1")),
        )
        painter.fillRect(QRectF(0, sizes.ruler - 1, self.width(), 1), line)
        for top, height, icon, name in lanes:
            if height:
                painter.fillRect(QRectF(0, top + height - 1, self.width(), 1), line)
                paint.paint_head(painter, QRectF(0, top, sizes.head, height), icon, name)
        if self.hasFocus() and self.window().isActiveWindow() and not self._chosen:
            painter.setPen(theme.colour("accent"))
            painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))

    # -- inside

    def _on_theme(self) -> None:
        self._set_sizes(Sizes.now(self._blocks))
        self.repaint_lanes()

    def _set_sizes(self, sizes: Sizes) -> None:
        if sizes != self._sizes:
            more, self._sizes = sizes.bottom - self._sizes.bottom, sizes
            self.setMinimumHeight(sizes.least)
            self.updateGeometry()
            if more:
                self.lanes_changed.emit(more)

    def _on_film(self, path: str) -> None:
        self.repaint_lanes()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.set_scroll(self._scale.scroll)
