"""The models as the model manager shows them, and what can be done with their files."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, Signal, Slot

from app.background import Background
from app.card import Card, Presence, card
from app.database import Database
from app.downloads import Downloads
from app.settings import Settings
from engine.api.errors import BadInput, Cancelled, CannotWrite, EngineError
from engine.api.model import ModelSpec
from engine.catalog import Catalog
from engine.store.adopt import Offer, offers
from engine.store.check import Report, check
from engine.store.ours import is_ours
from engine.store.plan import FetchPlan, plan
from engine.store.refusals import while_reading
from engine.store.remove import remove
from engine.store.shelves import Shelves, recognise, usual_places
from engine.store.subjects import find, of_lora, variant_of
from engine.store.verify import Memory

__all__ = ["Card", "Models", "Presence"]
T = TypeVar("T")


class Models(QObject):
    """Read with `cards` and `card`; what takes long runs in the background and is told by a signal."""

    changed = Signal(str)  # the card of that model
    reset = Signal()  # any card may be another one
    offered = Signal(object)  # tuple of engine.store.adopt.Offer: what other programs have
    checking = Signal(str, object)  # model, engine.store.wanted.Progress of the file that is read
    checked = Signal(str, object)  # model, engine.store.check.Report
    refused = Signal(str, object)  # model or "", EngineError
    own_changed = Signal()  # a data file of the person's own came or went: read the catalogue again

    def __init__(
        self,
        catalog: Catalog,
        settings: Settings,
        database: Database,
        downloads: Downloads,
        background: Background,
        uses: Callable[[str], tuple[str, ...]],
    ) -> None:
        super().__init__()
        self._uses = uses
        self._settings, self._database = settings, database
        self._downloads, self._background, self._memory = downloads, background, downloads.memory
        self._offers: tuple[Offer, ...] = ()
        self._looking = self._look_again = False
        self._checks: dict[str, threading.Event] = {}  # model -> the wish to stop its check
        self._used = {id: place for id, place, _ in database.rows("used")}
        self._cards: dict[str, Card] = {}
        self._hold(catalog)
        for signal in (downloads.added, downloads.removed, downloads.finished):
            signal.connect(self._follow)
        settings.changed.connect(self._settings_changed)
        self.refresh()

    def know(self, catalog: Catalog) -> None:
        """Show this catalogue from now on; `reset` tells when it was looked what of it is here."""
        self._hold(catalog)
        self.refresh()

    def _hold(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._specs = (*catalog.models, *(of_lora(lora) for lora in catalog.loras))
        seen = self._cards
        self._cards = {
            spec.id: replace(seen[spec.id], spec=spec) if spec.id in seen else _unseen(spec) for spec in self._specs
        }

    def cards(self) -> tuple[Card, ...]:
        """One per model of the catalogue, in its order."""
        return tuple(self.card(spec.id) for spec in self._catalog.models)

    def loras(self) -> tuple[Card, ...]:
        """One per LoRA of the catalogue, in its order."""
        return tuple(self.card(lora.id) for lora in self._catalog.loras)

    def card(self, id: str) -> Card:
        """That model's or LoRA's."""
        found = self._cards[id]
        busy = self._downloads.of_model(id) is not None and found.presence is not Presence.INSTALLED
        return replace(found, presence=Presence.FETCHING) if busy else found

    def plan(self, id: str, variant: str = "", target: str = "") -> FetchPlan:
        """What fetching it would mean; raises WeightsMissing where the catalogue names no files."""
        spec = find(self._catalog, id)
        return plan(
            spec, variant_of(spec, variant), self._settings.models_folders, target or self._settings.downloads_folder
        )

    def uses(self, id: str) -> tuple[str, ...]:
        """Titles of the person's jobs and clips that cannot be made without the model."""
        return self._uses(id)

    def offers(self) -> tuple[Offer, ...]:
        """What other programs have that can be used in place, as far as it was looked for; see `look_for_offers`."""
        return self._offers

    @Slot()
    def look_for_offers(self) -> None:
        """Look into the usual places of other programs; `offered` brings what was found."""
        specs, known = self._catalog.models, {Path(folder) for folder in self._settings.models_folders}

        def look() -> tuple[Offer, ...]:
            places = usual_places(Path.home(), os.environ)
            return offers(specs, (place for place in places if place.folder not in known))

        def take(found: tuple[Offer, ...]) -> None:
            self._offers = found
            self.offered.emit(found)

        self._background.call(look, take)

    @Slot(str)
    def adopt(self, folder: str) -> None:
        """Use the model files of that folder where they lie; told by `reset`, or by `refused` with the reason."""
        place, path = recognise(Path(folder)), Path(folder)
        if not path.is_dir():
            self.refused.emit("", _no_folder(path))
            return
        chosen = str(place.folder if place else path)
        if chosen not in self._settings.models_folders:
            self._settings.models_folders = (*self._settings.models_folders, chosen)

    @Slot(str)
    def verify(self, id: str) -> None:
        """Read every file of the model and compare; `checking` tells how far it is, `checked` brings the report."""
        try:
            planned = self.plan(id, self._chosen(id))
        except EngineError as error:
            self.refused.emit(id, error)
            return
        self.stop_check(id)
        stopping = self._checks[id] = threading.Event()

        def work() -> Report | None:
            memory = Memory(self._memory)
            try:
                return check(planned, memory, stopping.is_set, lambda progress: self.checking.emit(id, progress))
            except Cancelled:
                return None
            finally:
                memory.close()

        def tell(report: Report | None) -> None:
            if self._checks.get(id) is stopping:  # not one that was begun since
                del self._checks[id]
            if report is not None:
                self.checked.emit(id, report)

        self._background.call(_in_words(work), tell, lambda e: self.refused.emit(id, e))

    @Slot(str)
    def stop_check(self, id: str) -> None:
        """Leave a check that is under way; no report comes."""
        if id in self._checks:
            self._checks.pop(id).set()

    def close(self) -> None:
        """Leave every check, so that nothing is waited for at the end."""
        for id in tuple(self._checks):
            self.stop_check(id)

    @Slot(str)
    def repair(self, id: str) -> None:
        """Fetch what is missing or wrong of the model, piece by piece."""
        try:
            self._downloads.add(id, self._chosen(id))
        except EngineError as error:
            self.refused.emit(id, error)

    @Slot(str)
    def remove(self, id: str) -> None:
        """Delete the model's own files; what another installed model or another program has stays.

        Of a model of the person's own only the data file goes.
        """
        busy = self._downloads.of_model(id)
        if busy is not None:
            self._downloads.cancel(busy.id)
        spec, specs = find(self._catalog, id), self._catalog.models
        if spec.own:
            from engine.store.dropped import forget_own  # here: the first paint does not wait for it

            self._background.call(
                lambda: forget_own(spec), lambda _: self.own_changed.emit(), lambda e: self.refused.emit(id, e)
            )
            return
        own = tuple(folder for folder in self._settings.models_folders if is_ours(Path(folder)))
        self._background.call(
            lambda: remove(spec, specs, own),
            lambda _: self.refresh(),
            lambda e: self.refused.emit(id, e),
        )

    @Slot(str)
    def add_own(self, path: str) -> None:
        """Put a data file of the person's own model into the models folder; the catalogue is read again."""
        from engine.store.dropped import take_data_file  # here: the first paint does not wait for it

        source = Path(path)
        try:
            take_data_file(source, self._catalog.models, Path(self._settings.downloads_folder))
        except (ValueError, OSError) as wrong:
            self.refused.emit("", _no_data_file(source, wrong))
            return
        self.own_changed.emit()

    @Slot(str)
    def note_use(self, model: str, when: float | None = None) -> None:
        """A job has used the model."""
        self._used[model] = when or time.time()
        self._database.put("used", model, self._used[model], b"")
        if model in self._cards:
            self._cards[model] = replace(self._cards[model], last_used=self._used[model])
            self.changed.emit(model)

    def _chosen(self, id: str) -> str:
        variant = self._cards[id].variant
        return variant.id if variant else ""

    @Slot()
    def refresh(self) -> None:
        """Look at the disk again; `reset` tells when that is done.  Asked meanwhile, it is done once more."""
        self._look_again = self._looking
        if self._looking:
            return
        self._looking = True
        folders, target = self._settings.models_folders, self._settings.downloads_folder
        specs, used = self._specs, dict(self._used)

        def look() -> dict[str, Card]:
            shelves = Shelves()
            return {spec.id: card(spec, folders, target, used.get(spec.id, 0.0), shelves) for spec in specs}

        self._background.call(_in_words(look), self._take, self._not_seen)

    def _not_seen(self, error: EngineError) -> None:
        """What is shown stays; the next look may see more."""
        self._looking = False
        self.refused.emit("", error)

    def _take(self, cards: dict[str, Card]) -> None:
        self._looking = False
        if self._look_again:
            self.refresh()
            return
        self._cards = cards
        self.reset.emit()

    @Slot(str)
    def _follow(self, _: str) -> None:
        self.refresh()

    @Slot(str)
    def _settings_changed(self, name: str) -> None:
        if name in ("models_folders", "downloads_folder"):
            self.refresh()


def _in_words(work: Callable[[], T]) -> Callable[[], T]:
    """The same, with a refusal of the system as an error that a person can act on."""

    def spoken() -> T:
        with while_reading():
            return work()

    return spoken


def _unseen(spec: ModelSpec) -> Card:
    variant = spec.variant()
    size = variant.bytes if variant else 0
    presence = Presence.BUILT_IN if spec.bundled else Presence.AVAILABLE
    return Card(spec, variant, presence, total_bytes=size, fetch_bytes=size)


def _no_folder(path: Path) -> EngineError:
    return CannotWrite("The folder is not there", why=f"{path} is no folder.", do=("Choose another folder",))


def _no_data_file(path: Path, wrong: Exception) -> EngineError:
    return BadInput(
        "This data file describes no model", why=f"{path.name}: {wrong}"[:300], do=("Mend the file",), detail=str(wrong)
    )
