"""The cards that say what went wrong: one job that failed, and an engine that stopped and is back."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout

from app.context import Context
from engine.api.events import Failed
from engine.api.request import Role
from ui import theme
from ui.run.fold import Details
from ui.run.parts import Line, button, label, rule, tool
from ui.sentences import spoken

WIDTH = 464  # px
COUNT = 12  # s until the work goes on by itself


def report(failure: Failed) -> str:
    """Everything about a failure as text, for a person who helps."""
    lines = (f"{failure.code}  {failure.title}", failure.why, failure.done, *failure.do, "", failure.detail)
    return "\n".join(lines).strip()


class _Card(QFrame):
    """An icon, words in a column, and a row of buttons at the foot."""

    dismissed = Signal(str)  # job

    def __init__(self, kind: str, icon: str, role: str, job: str, clip: str) -> None:
        """`clip` is the name of the clip that the card speaks of, "" for none."""
        super().__init__()
        self._job = job
        self.setProperty("kind", kind)
        self.picture = QLabel()
        theme.set_icon(self.picture, icon, 18, role)
        self.words = QVBoxLayout()
        self.words.setSpacing(6)
        if clip:
            self.words.addWidget(Line(clip, "note", middle=True))
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(8)
        self.close_button = tool("x", self.tr("Close"), size=14)
        self.close_button.clicked.connect(self._on_close)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(self.words, 1)
        row.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(16, 16, 12, 12)
        self.column.setSpacing(10)
        self.column.addLayout(row)

    def sizeHint(self) -> QSize:
        width = theme.size(WIDTH)
        return QSize(width, self.layout().totalHeightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.size(260), self.layout().totalHeightForWidth(theme.size(WIDTH)))

    def resize_to_words(self) -> None:
        """Take the height that the words need, keeping the width."""
        self.updateGeometry()
        stage = self.parentWidget()
        if stage is not None and stage.layout() is None:
            height = min(self.layout().totalHeightForWidth(self.width()), stage.height() - 16)
            middle = self.geometry().center().y()
            top = max(8, min(middle - height // 2, stage.height() - 8 - height))
            self.setGeometry(self.x(), top, self.width(), height)

    def _on_close(self) -> None:
        self.dismissed.emit(self._job)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.dismissed.emit(self._job)
            return
        super().keyPressEvent(event)


class FailureCard(_Card):
    """What happened, why, what Kinora did, and the ways out."""

    retry = Signal(str)  # job
    show_param = Signal(str)  # name of the parameter or input that is meant

    def __init__(self, context: Context, failure: Failed, clip: str = "") -> None:
        super().__init__("error", "circle-alert", "danger", failure.job, clip)
        self._context, self._failure = context, failure
        original, failure = failure, spoken(failure)
        self.setAccessibleName(failure.title)
        self.setAccessibleDescription(" ".join(filter(None, (failure.why, failure.done, *failure.do))))
        text = self.tr("Try again") if failure.job else self.tr("Start the engine again")
        self.again = button(text, "primary")
        self.details = Details(report(original))
        self._say(failure)
        self.buttons.addWidget(self.again)
        self.again.clicked.connect(self._on_again)
        self._add_other_way(failure)
        self.buttons.addStretch(1)
        self.buttons.addWidget(self.details.toggle)
        self.column.addLayout(self.buttons)
        self.column.addWidget(self.details)
        self.buttons.setContentsMargins(theme.size(30), 0, 0, 0)
        self.details.opened.connect(self.resize_to_words)

    @property
    def failure(self) -> Failed:
        return self._failure

    def _say(self, failure: Failed) -> None:
        self.words.addWidget(label(failure.title, "card", wrap=True))
        for text in (failure.why, failure.done):
            if text:
                self.words.addWidget(_selectable(label(text, "small", wrap=True)))
        for way in failure.do:
            self.words.addLayout(_point(way, "arrow-right", "accent"))

    def _add_other_way(self, failure: Failed) -> None:
        if failure.param:
            is_file = failure.param in set(Role)
            other = button(self.tr("Choose the file...") if is_file else self.tr("Show the setting"))
            other.clicked.connect(self._on_show_param)
        elif failure.code.startswith("DSK"):
            other = button(self.tr("Open the folder"))
            other.clicked.connect(self._on_open_folder)
        else:
            return
        self.buttons.addWidget(other)

    def _on_again(self) -> None:
        self.retry.emit(self._job)

    def _on_show_param(self) -> None:
        self.show_param.emit(self._failure.param)

    def _on_open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._context.folders.outputs)))


class RecoveryCard(_Card):
    """The engine stopped and is back: goes on by itself after a count, unless it stopped at this job before."""

    go_on = Signal(str)  # job
    waits = Signal(str)  # job: the person stopped the count

    def __init__(self, failure: Failed, clip: str = "", *, counts: bool = True) -> None:
        super().__init__("floating", "life-buoy", "ok", failure.job, clip)
        self._left = COUNT if counts else 0
        self._timer = QTimer(self, interval=1000)
        self._timer.timeout.connect(self._on_second)
        self.setAccessibleName(self.tr("The engine stopped and is back. Nothing is lost."))
        self.wait = button(self.tr("Wait"))
        self.go = button("", "primary")
        self.details = Details(report(failure))
        self._say(spoken(failure), counts)
        self.column.addWidget(rule())
        self.buttons.addWidget(self.details.toggle)
        self.buttons.addStretch(1)
        self.buttons.addWidget(self.wait)
        self.buttons.addWidget(self.go)
        self.column.addLayout(self.buttons)
        self.column.addWidget(self.details)
        self.wait.clicked.connect(self._on_wait)
        self.go.clicked.connect(self._on_go)
        self.details.opened.connect(self.resize_to_words)
        self._show_count()

    @property
    def seconds_left(self) -> int:
        """Until the work goes on by itself; 0: it waits for the person."""
        return self._left

    def _say(self, failure: Failed, counts: bool) -> None:
        self.words.addWidget(label(self.accessibleName(), "title", wrap=True))
        why = failure.why or failure.title
        if not counts:
            why = self.tr("It stopped at this clip before.") + " " + why
        self.words.addWidget(_selectable(label(why, "small", wrap=True)))
        self.words.addSpacing(4)
        for fact in (
            failure.done or self.tr("The finished clips are on disk."),
            self.tr("This clip goes on from its last saved step."),
            self.tr("Same seed, same picture as without the stop."),
        ):
            self.words.addLayout(_point(fact, "check", "ok"))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._left:
            self._timer.start()

    def _show_count(self) -> None:
        text = self.tr("Retry now")
        self.go.setText(f"{text}   {self._left} s" if self._left else text)
        self.go.setAccessibleName(text)
        self.wait.setVisible(bool(self._left))

    def _on_second(self) -> None:
        self._left -= 1
        if self._left > 0:
            self._show_count()
            return
        self._on_go()

    def _on_wait(self) -> None:
        self._timer.stop()
        self._left = 0
        self._show_count()
        self.waits.emit(self._job)

    def _on_go(self) -> None:
        self._timer.stop()
        self.go_on.emit(self._job)


def _selectable(made: QLabel) -> QLabel:
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return made


def _point(text: str, icon: str, role: str) -> QHBoxLayout:
    """A sentence with a small mark before it."""
    mark = QLabel()
    theme.set_icon(mark, icon, 14, role)
    row = QHBoxLayout()
    row.setSpacing(8)
    row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(label(text, wrap=True), 1)
    return row
