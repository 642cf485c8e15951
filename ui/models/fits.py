"""The verdicts of all models, worked out beside the window and kept until the machine or the learning moves."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from app.context import Context
from engine.api.model import LoraSpec, ModelSpec
from ui.models.fit import Fit, judge, of_lora


class Fits(QObject):
    """`known` grows as the answers come; `judged` tells of each."""

    judged = Signal(str)  # model

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._asked: dict[str, int] = {}  # model -> the machine it was asked for
        self._machine = 0
        self.known: dict[str, Fit] = {}
        context.forecasts.changed.connect(self._on_changed)

    @property
    def complete(self) -> bool:
        """Every model that was asked about has its verdict."""
        return all(id in self.known for id in self._asked)

    def ask(self, specs: Iterable[ModelSpec]) -> None:
        """Work out what is not known yet, in this order."""
        for spec in specs:
            if self._asked.get(spec.id) != self._machine:
                self._asked[spec.id] = self._machine
                self._call(spec)

    def tell_loras(self, loras: Iterable[LoraSpec]) -> None:
        """A LoRA costs nothing by itself; its card says what it was made for."""
        for lora in loras:
            if lora.id not in self.known:
                self.known[lora.id] = of_lora(lora, self._context.catalog)

    def keep(self, ids: Collection[str]) -> None:
        """Forget what was found out about all others, and about own models, which may be described anew."""
        own = {spec.id for spec in self._context.catalog.models if spec.own}
        for known in (self.known, self._asked):
            for id in [id for id in known if id not in ids or id in own]:
                del known[id]

    def now(self, id: str) -> Fit:
        """The verdict at once, where it must be told before it came."""
        if id not in self.known:
            self.known[id] = judge(self._context.forecasts, self._context.catalog.model(id))
        return self.known[id]

    def _call(self, spec: ModelSpec) -> None:
        forecasts, machine = self._context.forecasts, self._machine

        def take(fit: Fit) -> None:
            if isValid(self) and machine == self._machine:
                self.known[spec.id] = fit
                self.judged.emit(spec.id)

        self._context.background.call(lambda: judge(forecasts, spec), take)

    def _on_changed(self) -> None:
        """Another machine, or more learned: what was asked for is asked again."""
        self._machine += 1
        asked = tuple(self._asked)
        self.ask(self._context.catalog.model(id) for id in asked)
