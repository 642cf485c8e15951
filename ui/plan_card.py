"""The plan card: before the button is pressed, whether it fits, how long it takes, how much disk, and where it runs."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from PySide6.QtCore import QRectF, QSize, QStorageInfo, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QPainter, QPainterPath, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget
from shiboken6 import isValid

from app.context import Context
from engine.api import params
from engine.api.errors import EngineError
from engine.api.model import Mode
from engine.api.plan import Offer
from ui import theme
from ui.compose.well import DASH
from ui.controls.chip import Chip
from ui.draft import Draft, Lack, Obstacle
from ui.plan_why import Why, changed, compared, priced
from ui.run.gauge import paint_hatch
from ui.run.parts import Line, label
from ui.run.words import GIB, TIMES, about, gib, number, span
from ui.sentences import ended, said

BAR, OVER, RADIUS = 10, 3, 2  # px
GB, MB = 10**9, 10**6
PLANNER = "engine.planner.forecast"
AFTER_PAINT = 50  # ms: what the planner needs is read in when the window stands
DELAY = 25  # ms: a slider that moves asks for one forecast, not for a hundred


class ForecastBar(QWidget):
    """Need, what is free, and what others hold, of the memory of the device that computes."""

    def __init__(self) -> None:
        super().__init__()
        self._need, self._available, self._total, self._token = 0, 0, 1, "ours"
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Memory forecast"))

    def sizeHint(self) -> QSize:
        return QSize(200, theme.size(BAR + 2 * OVER))

    def show_bytes(self, need: int, available: int, total: int, token: str) -> None:
        """All in bytes; `token` is the colour of the need: ours, warn or danger."""
        self._need, self._available, self._total, self._token = need, available, max(total, 1), token
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        whole = max(self._total, self._need)
        bar = QRectF(0, theme.size(OVER), self.width(), theme.size(BAR))
        scale = bar.width() / whole
        machine = QRectF(bar.x(), bar.y(), self._total * scale, bar.height())
        shape = QPainterPath()
        shape.addRoundedRect(machine, RADIUS, RADIUS)
        painter.fillPath(shape, theme.colour("free"))
        painter.save()
        painter.setClipPath(shape)
        inside = min(self._need, self._total) * scale
        painter.fillRect(QRectF(bar.x(), bar.y(), inside, bar.height()), theme.colour(self._token))
        others = (self._total - self._available) * scale
        hatched = QRectF(machine.right() - others, bar.y(), others, bar.height())
        paint_hatch(painter, hatched, "others")
        painter.fillRect(QRectF(hatched.x() - 1, bar.y(), 1, bar.height()), theme.colour("others"))
        painter.restore()
        if self._need > self._total:
            pen = QPen(theme.colour(self._token), 1)
            pen.setDashPattern(DASH)
            painter.setPen(pen)
            beyond = QRectF(machine.right(), bar.y(), bar.right() - machine.right(), bar.height())
            painter.drawRect(beyond.adjusted(0.5, 0.5, -0.5, -0.5))
        elif self._need:
            line = QRectF(min(self._need * scale, bar.right() - 2), 0, 2, self.height())
            painter.fillRect(line, theme.colour("predicted"))


class PlanCard(QFrame):
    """Follows the draft; the same height whatever it says."""

    needs = Signal(object)  # bytes of memory that the clip will need, 0 if not known (an int may not hold them)

    def __init__(self, context: Context, draft: Draft, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._draft = context, draft
        self.setProperty("kind", "card")
        self.setAccessibleName(self.tr("Plan"))
        self._late = QTimer(self, singleShot=True, interval=AFTER_PAINT)
        self._late.timeout.connect(self._read_in)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DELAY)
        self._timer.timeout.connect(self.recompute)
        self._offer: Offer | None = None
        self._lay_out()
        self.mend.hide()
        self.mend.setEnabled(False)
        draft.changed.connect(self._ask)
        draft.model_changed.connect(self._ask)
        context.forecasts.changed.connect(self._ask)
        context.settings.changed.connect(self._ask)

    def _lay_out(self) -> None:
        self.title, self.chip = label("", "card"), Chip()
        self.bar = ForecastBar()
        self._need, self._available = label("", "note", figures=True), label("", "note", figures=True)
        head, below = QHBoxLayout(), QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.chip)
        below.addWidget(self._need, 1)
        below.addWidget(self._available)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(4)
        self.time, self.range = self._row("clock")
        self.device, self.where = self._row("cpu")
        self.disk, self.space = self._row("hard-drive")
        self.device.setText(self.tr("Runs on"))
        self.disk.setText(self.tr("Disk"))
        self.advice, self.price = Line("", "small"), Line("", "small", figures=True)
        self.why = Why()
        self.mend = QPushButton(self.tr("Make it fit"))
        self.mend.setProperty("kind", "primary")
        self.mend.clicked.connect(self._on_mend)
        foot = QHBoxLayout()
        foot.addWidget(self.why, 1)
        foot.addWidget(self.mend)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(6)
        column.addLayout(head)
        column.addWidget(self.bar)
        column.addLayout(below)
        column.addLayout(self._rows)
        column.addWidget(self.advice)
        column.addWidget(self.price)
        column.addLayout(foot)
        column.addWidget(self.why.body)

    def _row(self, icon: str) -> tuple[QLabel, Line]:
        mark, left, right = QLabel(), label("", figures=True), Line("", "small", figures=True)
        theme.set_icon(mark, icon, 14, "text3")
        right.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(mark)
        row.addWidget(left)
        row.addWidget(right, 1)
        self._rows.addWidget(line)
        return left, right

    def set_compact(self, on: bool) -> None:
        """Where there is little height: only whether it fits and how long it takes."""
        for left in (self.device, self.disk):
            left.parentWidget().setVisible(not on)
        if on:
            self.why.set_open(False, at_once=True)
        for part in (self.why, self.price):
            part.setVisible(not on)

    def _ask(self) -> None:
        """Forecast soon, also while a slider keeps moving; a card that nobody sees waits until it is shown."""
        if self.isVisible() and not self._timer.isActive():
            self._timer.start()

    def showEvent(self, event: QShowEvent) -> None:
        """The first forecast comes after the first paint; the planner is read in beside the window."""
        super().showEvent(event)
        self._late.start()

    @Slot()
    def _read_in(self) -> None:
        self._context.background.call(lambda: import_module(PLANNER), lambda _: isValid(self) and self._ask())

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._late.stop()
        self._timer.stop()

    def recompute(self) -> None:
        """Forecast the draft as it is now and show it."""
        stuck = next((o for o in self._draft.obstacles() if o.lack in (Lack.MODEL, Lack.VALUE)), None)
        try:
            forecast = self._context.forecasts.forecast(self._draft.spec, self._draft.params, None, self._draft.inputs)
        except EngineError as wrong:
            self._show_nothing(Obstacle(Lack.VALUE, said(wrong.title), wrong.param, said(wrong.why)))
            return
        except OSError as gone:  # a built-in model whose files are not there
            self._show_nothing(stuck or Obstacle(Lack.MODEL, str(gone)))
            return
        self._show_memory(forecast)
        self._show_rows(forecast)
        self.why.tell(forecast.reasons)
        self._seek_offer(forecast.fits)
        self.needs.emit(forecast.need_bytes)
        if stuck is not None:
            self._show_stuck(stuck)

    def _show_nothing(self, obstacle: Obstacle) -> None:
        self._show_stuck(obstacle)
        self.needs.emit(0)

    def _show_memory(self, forecast: Any) -> None:
        spare = forecast.available_bytes - forecast.need_bytes
        if not forecast.fits:
            short = self.tr("{n} GiB short").format(n=gib(-spare))
            sentence = self.tr("{need} GiB needed, {there} available.").format(
                need=gib(forecast.need_bytes), there=gib(forecast.available_bytes)
            )
            self._verdict(self.tr("Does not fit"), short, "danger", sentence)
        elif forecast.tight:
            self._verdict(self.tr("Tight"), self.tr("{n} GiB spare").format(n=gib(spare)), "warn", self._recap())
        else:
            self._verdict(self.tr("Ready"), self.tr("Fits"), "ok", self._recap())
        token = "danger" if not forecast.fits else "warn" if forecast.tight else "ours"
        self.bar.show_bytes(forecast.need_bytes, forecast.available_bytes, forecast.total_bytes, token)
        self._need.setText(self.tr("needs {n} GiB").format(n=gib(forecast.need_bytes)))
        self._available.setText(
            self.tr("{there} available of {total}").format(
                there=gib(forecast.available_bytes), total=number(forecast.total_bytes / GIB)
            )
        )
        self.bar.setAccessibleDescription(f"{self._need.text()}, {self._available.text()} GiB")

    def _seek_offer(self, fits: bool) -> None:
        """Look beside the window for what would let it fit; the button waits for the answer."""
        self._offer = None
        self.mend.setVisible(not fits)
        self.mend.setEnabled(False)
        self.mend.setToolTip("" if fits else self.tr("No smaller clip of this model fits. A smaller model may."))
        last = self._context.forecasts.last(self._draft.spec, self._draft.params)
        self.price.say(compared(last) if fits and last is not None else "")
        if fits:
            return
        forecasts, draft = self._context.forecasts, self._draft
        spec, values, inputs = draft.spec, draft.params, draft.inputs

        def take(found: tuple[Offer, ...]) -> None:
            if isValid(self) and found and draft.params is values and draft.spec is spec:
                self._show_offer(found[0])

        self._context.background.call(lambda: forecasts.offers(spec, values, inputs), take)

    def _show_offer(self, offer: Offer) -> None:
        self._offer = offer
        what, price = changed(offer, type(self._draft.params)), priced(offer)
        self.advice.say(what)
        self.price.say(price)
        self.mend.setEnabled(True)
        self.mend.setToolTip(f"{what}\n{price}")
        self.mend.setAccessibleDescription(f"{what}, {price}")

    @Slot()
    def _on_mend(self) -> None:
        if self._offer is not None:
            self._draft.set_params(params.replace(self._draft.params, **self._offer.changes))

    def _recap(self) -> str:
        """What will be made, in figures."""
        made = self._draft.params
        size = f"{made.width} {TIMES} {made.height}"
        if made.mode is Mode.TEXT_TO_IMAGE:
            return self.tr("one picture, {size}, {steps} steps").format(size=size, steps=made.steps)
        text = self.tr("{frames} frames, {size}, {steps} steps")
        return text.format(frames=self._draft.frames, size=size, steps=made.steps)

    def _show_rows(self, forecast: Any) -> None:
        if self._context.forecasts.profile.matmul_flops:
            self.time.setText(self.tr("About {time}").format(time=about(*forecast.seconds)))
            self.range.say(span(*forecast.seconds))
        else:
            self.time.setText(self.tr("Time"))
            self.range.say(self.tr("measuring this computer"))
        self.where.say(self.tr("processor") if forecast.runs_on == "processor" else forecast.runs_on)
        free = QStorageInfo(_existing(self._context.settings.outputs_folder)).bytesAvailable()
        self.space.say(
            self.tr("{need} of {free} GB free").format(need=_amount(forecast.disk_bytes), free=number(free / GB))
        )

    def _show_stuck(self, obstacle: Obstacle) -> None:
        missing = obstacle.lack is Lack.MODEL
        chip = self.tr("Files missing") if missing else self.tr("Check a value")
        sentence = self.tr("The files of this model are not here yet.") if missing else obstacle.sentence
        self._verdict(self.tr("Not ready"), chip, "warn", sentence)
        self.advice.setToolTip(ended(obstacle.sentence, obstacle.advice))

    def _verdict(self, title: str, chip: str, kind: str, advice: str) -> None:
        self.title.setText(title)
        self.chip.say(chip, kind)
        self.advice.say(advice)
        self.setAccessibleDescription(f"{title}, {chip}. {advice}")


def _amount(size: int) -> str:
    """Bytes on disk: 1 MB, 0.2 GB."""
    return f"{number(size / GB, 1)} GB" if size >= GB / 10 else f"{number(max(1, size / MB))} MB"


def _existing(folder: str) -> str:
    """The folder, or the nearest one above it that exists."""
    from pathlib import Path

    place = Path(folder)
    while not place.exists() and place != place.parent:
        place = place.parent
    return str(place)
