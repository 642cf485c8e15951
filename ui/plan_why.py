"""Why the plan is as it is, folded away below it, and the price of a change that lets a job fit."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from app.forecasts import Compared
from engine.api import params
from engine.api.plan import Offer
from ui import theme
from ui.controls.base import words
from ui.controls.fold import Fold
from ui.run.parts import label
from ui.run.words import about, gib, measured
from ui.sentences import said

ROOM = 168  # px: more scrolls
SHORTEST = 1.0  # seconds: a smaller difference is none


class Why(Fold):
    """The reasons of a plan, one below the other; `body` may stand elsewhere than the title."""

    def __init__(self) -> None:
        super().__init__(QCoreApplication.translate("Why", "Why"))
        self._lines = QVBoxLayout()
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(4)
        page = QWidget()
        page.setLayout(self._lines)
        page.setProperty("surface", "raised")
        self._scroll = QScrollArea()
        self._scroll.setWidget(page)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFixedHeight(theme.size(ROOM))
        self._scroll.setAccessibleName(self.tr("Why this plan"))
        self.inside.addWidget(self._scroll)
        self._told: tuple[str, ...] = ()

    @property
    def told(self) -> tuple[str, ...]:
        """The sentences that are shown."""
        return self._told

    def tell(self, reasons: tuple[str, ...]) -> None:
        """Show these reasons."""
        told = tuple(said(reason) for reason in reasons)
        if told == self._told:
            return
        self._told = told
        while (old := self._lines.takeAt(0)) is not None:
            if old.widget() is not None:
                old.widget().deleteLater()
        for sentence in told:
            self._lines.addWidget(_wrapped(sentence))
        self._lines.addStretch(1)


def compared(last: Compared) -> str:
    """What the last job of a model took, beside what was planned."""
    text = QCoreApplication.translate("Why", "Last time {was} GiB, {took}; planned {need} GiB, {time}")
    return text.format(
        was=gib(last.measured_bytes),
        took=measured(last.measured_seconds),
        need=gib(last.foreseen_bytes),
        time=about(last.foreseen_seconds, last.foreseen_seconds),
    )


def changed(offer: Offer, kind: type) -> str:
    """What an offer sets."""
    return ", ".join(_changed(kind, name, value) for name, value in offer.changes.items())


def priced(offer: Offer) -> str:
    """What a job needs after that change, how much longer it takes, and whether the picture stays."""
    parts = [QCoreApplication.translate("Why", "{n} GiB").format(n=gib(offer.need_bytes))]
    time = about(abs(offer.seconds), abs(offer.seconds))
    if offer.seconds >= SHORTEST:
        parts.append(QCoreApplication.translate("Why", "{time} longer").format(time=time))
    elif offer.seconds <= -SHORTEST:
        parts.append(QCoreApplication.translate("Why", "{time} shorter").format(time=time))
    if offer.same_picture:
        parts.append(QCoreApplication.translate("Why", "same picture"))
    return ", ".join(parts)


def _changed(kind: type, name: str, value: Any) -> str:
    f = params.field(kind, name)
    if value == f.default and f.param.group == "Weights and speed":
        return QCoreApplication.translate("Why", "{name} automatic").format(name=words(f.param.label))
    return f"{words(f.param.label)} {value} {words(f.param.unit)}".rstrip()


def _wrapped(sentence: str) -> QLabel:
    line = label(sentence, "small", wrap=True)
    line.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    line.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
    return line
