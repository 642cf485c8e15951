"""The viewer: stage, head and transport, and what is on the stage (a clip, a picture, the live preview, a card)."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAction, QCloseEvent, QImage, QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from app.context import Context
from engine.api.errors import EngineError
from engine.api.events import Preview
from ui import theme
from ui.run.parts import Line, button, label, tool
from ui.sentences import explained, said
from ui.viewer.first_minute import FirstMinuteCard
from ui.viewer.live import Live
from ui.viewer.player import Player
from ui.viewer.preview import PreviewLoop
from ui.viewer.reader import ClipInfo
from ui.viewer.stage import Chip, Stage
from ui.viewer.transport import Transport

SCALES = (0.5, 1.0, 2.0, 4.0)


class Viewer(QWidget):
    """Shows one thing at a time and plays it."""

    try_it = Signal(str)  # the prompt of the first-minute card
    let_speak = Signal()  # its portrait with its voice
    choose_model = Signal()
    frame_shown = Signal(str, int)  # path of the clip, index
    ended = Signal(str)  # path of a clip that was played to its end
    full_screen_wanted = Signal()
    show_param = Signal(str)  # name of a parameter that a failure speaks of
    refused = Signal(str, object)  # path, EngineError: a file that cannot be shown
    emptied = Signal()  # what was shown was taken away

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.player = Player(self)
        self.preview = PreviewLoop(self)
        self.stage = Stage()
        self.transport = Transport()
        self._card: FirstMinuteCard | None = None
        self._title = ""
        self.setAccessibleName(self.tr("Viewer"))
        self.setProperty("surface", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._lay_out()
        self._connect()
        self.live = Live(context, self)
        self._back_to_live.clicked.connect(self.live.follow)
        self.show_first_minute(self.live.nothing_yet)

    # -- what is on the stage

    def show_clip(self, path: str, index: int = 0, *, play: bool = False, title: str = "") -> None:
        """Open a clip and stand at a frame (from 0), or play from it."""
        self.live.leave()
        self._leave_others()
        self._name(title or Path(path).name)
        self.stage.set_chips()
        self.player.load(path, index, play=play)

    def show_preview(self, preview: Preview) -> None:
        """Show the moving preview of the running job."""
        if not self.preview.take(preview):
            return
        self.player.unload()
        self.transport.set_clip(None)
        self.show_first_minute(False)
        self._name(self.tr("Live preview"))
        self.stage.set_chips(
            Chip(self.tr("Live preview"), live=True), Chip(self.tr("rough now, sharper with each step"))
        )
        self.preview.start()

    def show_image(self, path: str) -> None:
        """Show a picture; what cannot be read is told by `refused`."""
        self.show_clip(path)

    def clear(self) -> None:
        """Show nothing."""
        self._leave_others()
        self.player.unload()
        self.transport.set_clip(None)
        self.stage.show_image(QImage())
        self.stage.set_chips()
        self._name("")

    def show_first_minute(self, on: bool) -> None:
        """Show or take away the card that offers the first clip."""
        if on and self._card is None:
            self._card = FirstMinuteCard()
            self._card.try_it.connect(self.try_it)
            self._card.let_speak.connect(self.let_speak)
            self._card.choose_model.connect(self.choose_model)
            if any(not spec.bundled for spec in self._context.catalog.models):
                self._card.offer_models(self.tr("For real footage, use one of the Wan models."))
            self.stage.resized.connect(self._card.adapt)
            self._card.adapt(self.stage.size())
            self.stage.set_middle(self._card)
        elif not on and self._card is not None:
            self._card = None
            self.stage.set_middle(None)

    def let_go(self, path: str) -> None:
        """A file was taken out of its well: it leaves the stage too."""
        if path == self.player.path:
            self.clear()
            self.show_first_minute(self.live.nothing_yet)
            self.emptied.emit()

    def offer_live(self, on: bool) -> None:
        """Show or hide the way back to the running job."""
        self._back_to_live.setVisible(on)

    def keep_last(self, title: str = "") -> None:
        """Let the last preview stand, under its clip's name, when its job is over without a clip."""
        if self.previewing:
            self.preview.stop()
            self._name(title)
            self.stage.set_chips(Chip(self.tr("Last preview kept")))

    @property
    def first_minute(self) -> FirstMinuteCard | None:
        return self._card

    @property
    def previewing(self) -> bool:
        return bool(self.preview.images)

    def place_under_stage(self, widget: QWidget) -> None:
        """Put a strip (the progress) between the stage and the transport."""
        self._column.insertWidget(self._column.indexOf(self.stage) + 1, widget)

    def place_over_stage(self, widget: QWidget) -> None:
        """Put a notice between the head and the stage."""
        self._column.insertWidget(self._column.indexOf(self.stage), widget)

    def float_card(self, card: QWidget | None) -> None:
        """Let a card float at the right of the picture; None takes it away."""
        self.stage.set_side(card)

    # -- commands (each is the slot of an action)

    def play_pause(self) -> None:
        self.player.play_pause()

    def shuttle(self, direction: int) -> None:
        """J (-1), K (0), L (+1)."""
        self.player.shuttle(direction)

    def step(self, frames: int) -> None:
        self.player.step(frames)

    def go_to_frame(self, index: int) -> None:
        self.player.go_to(index)

    def go_to_first(self) -> None:
        self.player.pause()
        self.player.go_to(0)

    def go_to_last(self) -> None:
        self.player.pause()
        self.player.go_to(self.player.info.frames - 1 if self.player.info else 0)

    def set_loop(self, on: bool) -> None:
        self.transport.loop.setChecked(on)

    def fit(self) -> None:
        self.stage.fit()

    def set_scale(self, scale: float) -> None:
        """Screen pixels per picture pixel: 1.0 is 100 %."""
        self.stage.set_scale(scale)

    def shut(self) -> None:
        """Stop playing and decoding; the viewer can be used again afterwards."""
        self.preview.stop()
        self.player.close()

    # -- inside

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(16, 6, 12, 6)
        head.setSpacing(8)
        self._file = Line("", "small", middle=True)
        self._back_to_live = button(self.tr("Back to the live preview"), "chip")
        self._back_to_live.hide()
        self._scale = button("", "quiet")
        self._scale.setAccessibleName(self.tr("Size of the picture"))
        self._scale.setMenu(self._make_menu())
        self.full_screen = tool("maximize", self.tr("Full screen"))
        self.full_screen.clicked.connect(self.full_screen_wanted)
        head.addWidget(label(self.tr("Viewer"), "card"))
        head.addWidget(self._file, 1)
        head.addWidget(self._back_to_live)
        head.addWidget(self._scale)
        head.addWidget(self.full_screen)
        self._head = QWidget()
        self._head.setLayout(head)
        self._head.setFixedHeight(theme.size(40))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self._head)
        self._column.addWidget(self.stage, 1)
        self._column.addWidget(self.transport)

    def _make_menu(self) -> QMenu:
        menu = QMenu(self)
        menu.addAction(self.tr("Fit"), self.fit)
        for scale in SCALES:
            made = QAction(f"{scale * 100:.0f} %", menu)
            made.setData(scale)
            made.triggered.connect(self._on_scale_chosen)
            menu.addAction(made)
        return menu

    def _connect(self) -> None:
        self.player.shown.connect(self._on_shown)
        self.player.moved.connect(self._on_moved)
        self.player.loaded.connect(self._on_loaded)
        self.player.grown.connect(self.transport.set_length)
        self.player.failed.connect(self._on_failed)
        self.player.silent.connect(self._on_silent)
        self.player.playing_changed.connect(self.transport.set_playing)
        self.player.speed_changed.connect(self.transport.set_speed)
        self.player.ended.connect(self._on_ended)
        self.preview.shown.connect(self.stage.show_image)
        self.stage.scale_changed.connect(self._on_scale)
        self.stage.clicked.connect(self.play_pause)
        row = self.transport
        row.play_pause_wanted.connect(self.play_pause)
        row.step_wanted.connect(self.step)
        row.frame_wanted.connect(self.go_to_frame)
        row.first_wanted.connect(self.go_to_first)
        row.last_wanted.connect(self.go_to_last)
        row.loop_changed.connect(self._on_loop)
        row.muted_changed.connect(self.player.sound.set_muted)

    def _leave_others(self) -> None:
        self.preview.forget()
        self.show_first_minute(False)

    def _name(self, title: str) -> None:
        self._title = title
        self._file.say(title)

    def _on_shown(self, index: int, image: QImage) -> None:
        first = self.previewing or self.stage.image.size() != image.size()
        self.stage.show_image(image, fade=first and not self.player.playing)
        self.frame_shown.emit(self.player.path, index)

    def _on_moved(self, index: int) -> None:
        self.transport.set_frame(index)

    def _on_loaded(self, info: ClipInfo) -> None:
        self.transport.set_clip(info)
        self.stage.setAccessibleDescription(
            self.tr("{name}, {width} by {height} pixels, {frames} frames").format(
                name=self._title, width=info.width, height=info.height, frames=info.frames
            )
        )

    def _on_failed(self, path: str, wrong: EngineError) -> None:
        if path == self.player.path:
            self.clear()
            self.stage.set_chips(Chip(explained(wrong)))
        self.refused.emit(path, wrong)

    def _on_silent(self, path: str, wrong: EngineError) -> None:
        """The picture is shown; that there is no sound, and why, is told."""
        if path == self.player.path:
            self.stage.set_chips(Chip(self.tr("The sound could not be read: {why}").format(why=said(wrong.title))))
            self.transport.tell_silent(self.tr("The sound could not be read"))

    def _on_ended(self) -> None:
        self.ended.emit(self.player.path)

    def _on_loop(self, on: bool) -> None:
        self.player.loop = on

    def _on_scale(self, scale: float, fitted: bool) -> None:
        shown = not self.stage.image.isNull()
        percent = f"{scale * 100:.0f} %"
        self._scale.setText((self.tr("Fit") + f" \N{MIDDLE DOT} {percent}") if fitted else percent)
        self._scale.setVisible(shown)

    def _on_scale_chosen(self) -> None:
        self.set_scale(float(self.sender().data()))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_head"):
            self._head.setFixedHeight(theme.size(40))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self.stage.geometry().contains(event.position().toPoint()):
            self.full_screen_wanted.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.shut()
        super().closeEvent(event)
