"""What a LoRA file is and whether it fits the chosen model, read in the background so that the window never waits."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.background import Background
from engine.api.errors import EngineError
from engine.api.lora import LoraExpert, LoraUse
from engine.api.model import LoraSpec, ModelSpec
from engine.planner.loras import LoraReport, expert_of, fit, other_half, spread


@dataclass(frozen=True, slots=True)
class Look:
    """What was seen of one LoRA, held against one model."""

    name: str  # as it was asked for
    model: str  # id
    report: LoraReport | None = None
    refused: EngineError | None = None
    expert: LoraExpert = LoraExpert.AUTO  # that the name of the file speaks of
    other: str = ""  # path of the other half that lies beside it


class Loras(QObject):
    """Ask with `look`; `seen` answers.  What was seen is kept until `forget`."""

    seen = Signal(object)  # Look

    def __init__(self, background: Background, catalogue: tuple[LoraSpec, ...], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background, self._catalogue = background, catalogue
        self._looks: dict[tuple[str, str], Look] = {}
        self._asked: set[tuple[str, str]] = set()

    def known(self, name: str, model: str) -> Look | None:
        """What was seen of it, or None."""
        return self._looks.get((name, model))

    def look(self, name: str, spec: ModelSpec, folders: tuple[str, ...]) -> None:
        """Read the header of that file, or of the files of that id of the catalogue, unless that was done."""
        key = (name, spec.id)
        if key in self._asked:
            return
        self._asked.add(key)
        self._background.call(lambda: look_at(name, spec, folders, self._catalogue), self._keep)

    def forget(self) -> None:
        """Look anew from now on: files may have come or gone."""
        self._looks.clear()
        self._asked.clear()

    def _keep(self, seen: Look) -> None:
        key = (seen.name, seen.model)
        if key in self._asked:
            self._looks[key] = seen
            self.seen.emit(seen)


def look_at(name: str, spec: ModelSpec, folders: tuple[str, ...], catalogue: tuple[LoraSpec, ...] = ()) -> Look:
    """Read headers only; what is refused is told in the answer."""
    try:
        paths = [Path(use.lora_name) for use in spread((LoraUse(name, expert=LoraExpert.BOTH),), 2, folders, catalogue)]
        reports = [fit(path, spec) for path in paths]
    except EngineError as refused:
        return Look(name, spec.id, refused=refused)
    least = min(reports, key=lambda report: report.used / max(1, report.layers))
    other = other_half(paths[0]) if len(paths) == 1 else None
    expert = expert_of(paths[0]) if len(paths) == 1 else LoraExpert.BOTH
    return Look(name, spec.id, least, None, expert, str(other or ""))
