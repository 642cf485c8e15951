"""What a person can do with one window of a film: make it again, bring an older take back, go on with the rest."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QMenu, QWidget

from app.context import Context
from app.jobs import State
from ui import theme
from ui.run.parts import button, caption
from ui.run.words import window_name
from ui.timeline.cells import beyond_words, drift_words
from ui.timeline.lanes import Block, Cell, Standing


class WindowTools(QObject):
    """The button over the timeline, the menu of a clip, and what they do."""

    play_wanted = Signal(float)  # s of the timeline

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._jobs, self._project = context.jobs, context.project
        self._clip, self._number = "", 0
        self.button = button("", "quiet")
        self.button.hide()
        self.button.clicked.connect(self._on_button)

    def show_for(self, blocks: tuple[Block, ...], chosen: Block | None, number: int) -> None:
        """Offer the chosen window, or else the first of any clip that drifts too far."""
        block, cell = chosen, _cell(chosen, number)
        if cell is None:
            drifting = ((block, cell) for block in blocks for cell in block.cells if cell.too_far)
            block, cell = next(drifting, (None, None))
        if block is None or cell is None or block.growing:
            self.button.hide()
            return
        self._clip, self._number = block.id, cell.number
        icon, role = ("triangle-alert", "warn") if cell.too_far else ("rotate-ccw", "text2")
        caption(self.button, self.tr("Redo window {n}").format(n=cell.number), icon, role)
        why = self.hindrance(block, cell)
        self.button.setEnabled(not why)
        self.button.setToolTip(why or self._about(cell))
        self.button.show()

    @staticmethod
    def sentence(block: Block | None, number: int) -> str:
        """What a screen reader and a tooltip say of a window, "" for none."""
        cell = _cell(block, number)
        if block is None or cell is None:
            return ""
        told = [window_name(number, block.cells[-1].number), cell.words]
        if cell.drift is not None:
            told += [beyond_words(cell.drift) if cell.too_far else "", drift_words(cell.drift)]
        return ", ".join(filter(None, told))

    def hindrance(self, block: Block, cell: Cell) -> str:
        """Why this window cannot be made again now, "" if it can."""
        if block.growing:
            return self.tr("The film is not finished yet.")
        if cell.standing is not Standing.FINISHED or self._pending(block.id, cell.number):
            return self.tr("This window is being made again.")
        clip = self._project.clip(block.id)
        if clip is None or not self._jobs.windows_kept(clip.job):
            return self.tr("The windows of this film were cleared with its job. To redo one, make the film again.")
        return ""

    def redo(self, clip_id: str, number: int) -> None:
        """Make that window again as a new take; the old one stays."""
        clip = self._project.clip(clip_id)
        if clip is None or not self._jobs.windows_kept(clip.job) or self._pending(clip_id, number):
            return
        old = self._jobs.job(clip.job)
        first = self._jobs.job(clip_id)
        title = (first or old).title
        again = self.tr("{title}, window {n} again").format(title=title, n=number)
        self._jobs.redo(clip.job, number - 1, clip_id, again)

    def menu(self, block: Block, number: int, parent: QWidget) -> QMenu:
        """All that can be done with a clip and the window under the mouse."""
        menu, cell = QMenu(parent), _cell(block, number)
        menu.setToolTipsVisible(True)
        if cell is not None:
            self._add_window(menu, block, cell)
        for bar in block.bars:
            action = menu.addAction(bar.title)
            action.setCheckable(True)
            action.setChecked(bar.shown)
            action.setData(bar.job)
            action.triggered.connect(self._on_take)
        job = self._jobs.job(block.id)
        if block.growing and job is not None and job.state in (State.STOPPED, State.FAILED, State.INTERRUPTED):
            menu.addAction(self.tr("Go on with this film"), self._go_on)
        self._clip, self._number = block.id, number
        if menu.actions():
            menu.addSeparator()
        menu.addAction(theme.icon("trash-2", 14, "text2"), self.tr("Take off the timeline"), self._take_off)
        return menu

    def ask(self, block: Block, number: int, at: QPoint, parent: QWidget) -> None:
        """Open the menu there."""
        self.menu(block, number, parent).popup(at)

    # -- inside

    def _add_window(self, menu: QMenu, block: Block, cell: Cell) -> None:
        if block.has(block.frame_at(cell.start)):
            play = menu.addAction(self.tr("Play from window {n}").format(n=cell.number))
            play.setData(cell.start)
            play.triggered.connect(self._on_play)
        again = menu.addAction(theme.icon("rotate-ccw", 14, "text2"), "")
        again.setText(self.tr("Redo window {n}").format(n=cell.number))
        again.triggered.connect(self._on_button)
        why = self.hindrance(block, cell)
        again.setEnabled(not why)
        again.setToolTip(why or self._about(cell))
        menu.addSeparator()

    def _about(self, cell: Cell) -> str:
        keeps = self.tr("Makes this window again with another seed; the old one stays as a take.")
        if cell.drift is None:
            return keeps
        found = drift_words(cell.drift)
        return f"{beyond_words(cell.drift)}: {found}\n{keeps}" if cell.too_far else f"{found}\n{keeps}"

    def _pending(self, clip_id: str, number: int) -> bool:
        """Whether a job waits or runs that makes this window again."""
        ahead = (State.WAITING, State.RUNNING)
        return any(job.clip == clip_id and job.again == number - 1 and job.state in ahead for job in self._jobs.all())

    def _on_button(self) -> None:
        self.redo(self._clip, self._number)

    def _on_play(self) -> None:
        self.play_wanted.emit(float(self.sender().data()))

    def _on_take(self) -> None:
        self._project.show_take(self._clip, str(self.sender().data()))

    def _go_on(self) -> None:
        self._jobs.retry(self._clip)

    def _take_off(self) -> None:
        self._project.remove(self._clip)


def _cell(block: Block | None, number: int) -> Cell | None:
    return next((cell for cell in block.cells if cell.number == number), None) if block is not None else None
