"""Files on their way into the composition: each is looked into, and those that came together keep their order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QByteArray, QObject, Signal

from app.media_drop import MediaDrop
from engine.api.errors import EngineError
from engine.api.request import Asset, Kind, Role
from ui.compose.given import Given


@dataclass(slots=True, eq=False)
class Arrival:
    """One file that somebody gave."""

    path: str
    role: Role | None  # of the place it was dropped on; None: wherever its content belongs
    given: Given | None = None  # it was here before, or a recipe names it: task and size stay as they are
    as_film: bool = False  # a Kinora clip is wanted as a film, not for its settings
    asset: Asset | None = None
    png: QByteArray | None = None
    sounds: bool = False  # a film with sound
    refusal: EngineError | None = None
    done: bool = False  # refused, or gave its recipe


class Arrivals(QObject):
    """Give it files; it tells what became of them."""

    arrived = Signal(object)  # Arrival, with its asset
    refused = Signal(object)  # Arrival, with its refusal
    recipe_found = Signal(object, object)  # Arrival, the recipe in it

    def __init__(self, drops: MediaDrop, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._drops = drops
        self._waiting: list[list[Arrival]] = []  # those that came together, in their order
        drops.sounding.connect(self._on_sounding)
        drops.ready.connect(self._on_ready)
        drops.refused.connect(self._on_refused)
        drops.recipe_ready.connect(self._on_recipe)

    def take(self, arrivals: Iterable[Arrival]) -> None:
        """Look into files that came together."""
        group = list(arrivals)
        self._waiting.append(group)
        for arrival in tuple(group):
            self._drops.probe_file(arrival.path)

    def forget(self) -> None:
        """What is on its way comes to nobody."""
        self._waiting.clear()

    def _next(self, path: str) -> Arrival | None:
        """The first of that path of which nothing is known yet."""
        every = (arrival for group in self._waiting for arrival in group)
        return next((one for one in every if one.path == path and one.asset is None and not one.done), None)

    def _on_sounding(self, path: str) -> None:
        if (arrival := self._next(path)) is not None:
            arrival.sounds = True

    def _on_ready(self, asset: Asset, png: QByteArray) -> None:
        arrival = self._next(asset.path)
        if arrival is None:
            return
        arrival.asset, arrival.png = asset, png
        if asset.kind is Kind.VIDEO and not arrival.as_film:
            self._drops.read_recipe(asset.path)
        else:
            self._hand_on()

    def _on_recipe(self, path: str, recipe: Any) -> None:
        every = (arrival for group in self._waiting for arrival in group)
        arrival = next((one for one in every if one.path == path and one.asset is not None and not one.as_film), None)
        if arrival is None:
            return
        arrival.as_film = True
        if recipe is not None:
            arrival.done = True
            self.recipe_found.emit(arrival, recipe)
        self._hand_on()

    def _on_refused(self, path: str, error: EngineError) -> None:
        if (arrival := self._next(path)) is not None:
            arrival.done, arrival.refusal = True, error
            self._hand_on()

    def _hand_on(self) -> None:
        """Tell of each file once all that came before it are known."""
        for group in tuple(self._waiting):
            while group and _known(group[0]):
                arrival = group.pop(0)
                if arrival.refusal is not None:
                    self.refused.emit(arrival)
                elif not arrival.done:
                    self.arrived.emit(arrival)
        self._waiting = [group for group in self._waiting if group]


def _known(arrival: Arrival) -> bool:
    if arrival.done:
        return True
    return arrival.asset is not None and (arrival.asset.kind is not Kind.VIDEO or arrival.as_film)
