"""The bar at the bottom: what the engine does, on which device, and the figures of the machine."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.context import Context
from engine.api.events import Event, Failed, Probed, Ready
from engine.api.hardware import HardwareProfile
from ui import theme
from ui.run.parts import Dot, Line, label, restyle
from ui.run.words import DOT
from ui.sentences import said

HEIGHT = 28  # px
LASTS, PROBLEM_LASTS = 12, 30  # s that a sentence stands


class StatusBar(QWidget):
    """Follows the engine and the queue."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "panel")
        self.setProperty("edge", "top")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(self.tr("Status"))
        self._jobs = context.jobs
        self._ready = bool(context.engine.worker_pid)  # it may have been quicker than this bar
        self._stopped = False  # the engine does not start again by itself
        self._forget = QTimer(self, singleShot=True)
        self._forget.timeout.connect(self._on_time)
        self._ok, self._busy, self._off = Dot("ok"), Dot("accent"), Dot("danger")
        self._engine, self._device = label("", "small"), label("", "small")
        self._said = Line("", "small")
        self._figures = label("", "small", figures=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 1, 16, 0)
        row.setSpacing(6)
        for part in (self._ok, self._busy, self._off, self._engine):
            row.addWidget(part)
        row.addSpacing(16)
        row.addWidget(self._device)
        row.addSpacing(16)
        row.addWidget(self._said, 1)
        row.addWidget(self._figures, 0, Qt.AlignmentFlag.AlignRight)
        self._fit()
        theme.current().changed.connect(self._fit)
        context.engine.happened.connect(self.hear)
        context.jobs.current_changed.connect(self._show_engine)
        context.engine.worker_changed.connect(self._on_worker)
        self._show_profile(context.forecasts.profile)
        self._show_engine()

    @Slot(object)
    def hear(self, event: Event) -> None:
        """Follow the engine."""
        if isinstance(event, Ready):
            self._ready, self._stopped = True, False
            self._show_engine()
        elif isinstance(event, Probed):
            self._show_profile(event.profile)
        elif isinstance(event, Failed) and not event.job:
            self._ready, self._stopped = False, True
            self.say(said(event.title), problem=True)
            self._show_engine()

    def show_figures(self, text: str) -> None:
        """Load, temperature and memory, as the gauge words them."""
        self._figures.setText(text)

    def say(self, sentence: str, *, problem: bool = False) -> None:
        """One sentence, until the next or until it was long enough there to be read."""
        restyle(self._said, "role", "problem" if problem else "small")
        self._said.say(sentence)
        self._forget.start((PROBLEM_LASTS if problem else LASTS) * 1000)

    def take_back(self, sentence: str) -> None:
        """What was said holds no more."""
        if sentence and self._said.whole == sentence:
            self._said.say("")

    def _on_time(self) -> None:
        self._said.say("")

    def _fit(self) -> None:
        self.setFixedHeight(theme.size(HEIGHT))

    def _on_worker(self, pid: int) -> None:
        self._ready = bool(pid) and self._ready
        self._show_engine()

    def _show_engine(self) -> None:
        working = self._jobs.current is not None
        self._ok.setVisible(self._ready and not working)
        self._off.setVisible(self._stopped and not working)
        self._busy.setVisible(working or not (self._ready or self._stopped))
        if working:
            self._engine.setText(self.tr("Engine working"))
        elif self._stopped:
            self._engine.setText(self.tr("Engine stopped"))
        else:
            self._engine.setText(self.tr("Engine ready") if self._ready else self.tr("Engine starting"))

    def _show_profile(self, profile: HardwareProfile) -> None:
        device = profile.device
        name = self.tr("Processor") if device.id == "cpu" else device.name
        driver = self.tr("driver {n}").format(n=device.driver) if device.driver else ""
        self._device.setText(DOT.join(filter(None, (name, driver, profile.compute_type))))
