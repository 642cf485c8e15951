"""What the model manager stands on, with tiny models that a hub on this computer publishes."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from msgspec.structs import replace

from app.background import Background
from app.conversion import Conversion
from app.database import Database
from app.downloads import Downloads
from app.folders import Folders
from app.forecasts import Forecasts
from app.known import Known
from app.models import Models
from app.settings import Settings
from engine import catalog
from engine.api.events import Probed
from engine.api.hardware import Device, HardwareProfile
from engine.api.model import Licence, LoraSpec, Part, Purpose, Variant
from engine.catalog import Catalog
from engine.catalog_files import read_own
from engine.store.ours import mark
from engine.store.subjects import find
from tests.app.small_models import Tools, model, published

GIB = 1 << 30
SHIPPED = catalog.load()
STARTER = SHIPPED.model("starter")
SMALL = replace(
    model("first", "one", "vae"),
    network="wan2.1-t2v-1.3b",
    vae="wan21",
    purposes=(Purpose.TEXT,),
    sizes=((832, 480),),
    defaults={"width": 832, "height": 480, "num_frames": 81, "fps": "16", "steps": 50},
    summary="Draws what one says.",
)
TALKING = replace(
    model("second", "two", "vae"),
    title="Speaker",
    ready=False,
    purposes=(Purpose.TALKING,),
    licence=Licence("CC-BY-NC-4.0", commercial=False, note="Made for research."),
)
TWO_FORMS = replace(
    SMALL,
    id="third",
    title="Third",
    purposes=(Purpose.PICTURE,),
    variants=(SMALL.variants[0], Variant("large", "Large", "bf16", {Part.TRANSFORMER: ("two",), Part.VAE: ("vae",)})),
    files=(*SMALL.files, published("two")),
)
LORA = LoraSpec(
    "quick", "Quick", "Four steps are enough.", {"both": "loose"}, ("wan2.1-t2v-1.3b",), Licence("Apache-2.0"),
    defaults={"steps": 4}, published=(published("loose"),),
)  # fmt: skip
CATALOG = Catalog((STARTER, SMALL, TALKING, TWO_FORMS), (LORA,))


@dataclass
class Shop:
    """Stands where the context of a window would stand."""

    folders: Folders
    tools: Tools
    uses: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def open(self) -> Shop:
        self.folders.make()
        mark(self.folders.models)
        self.database, self.settings = Database(self.folders.data / "kinora.db"), Settings(self.folders)
        self.background = Background()
        self.known = Known(self._read, self.background)
        folders = lambda: self.settings.models_folders
        self.forecasts = Forecasts(self.folders.data / "forecasts.json", self.catalog, folders)
        self.downloads = Downloads(self.database, self.settings, self.find, self.tools)
        self.models = Models(
            self.catalog,
            self.settings,
            self.database,
            self.downloads,
            self.background,
            lambda id: self.uses.get(id, ()),
        )
        self.known.changed.connect(self._know)
        self.conversion = Conversion()
        self.conversion.made.connect(self.models.refresh)
        self.models.own_changed.connect(self.known.reload)
        return self

    @property
    def catalog(self) -> Catalog:
        return self.known.catalog

    def _read(self) -> Catalog:
        own, refused = read_own(self.settings.models_folders, CATALOG.models, lambda spec: None)
        return Catalog((*CATALOG.models, *own), CATALOG.loras, refused)

    def _know(self) -> None:
        self.forecasts.know(self.catalog)
        self.models.know(self.catalog)

    def used_by(self, id: str) -> tuple[str, ...]:
        return self.uses.get(id, ())

    def find(self, id: str):
        return find(self.catalog, id)

    def close(self) -> None:
        self.downloads.close()
        self.conversion.close()
        self.background.close()
        self.database.close()

    def install(self, id: str, data: dict[str, bytes]) -> None:
        """Put the files of a model where they belong."""
        spec = self.find(id)
        for file in spec.files_of(spec.variants[0]):
            place = Path(self.folders.models) / file.path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data[file.id])

    def have_card(self, gib: float, rate: float = 3e13) -> None:
        """Let the machine have a graphics card of so many GiB, all of it free."""
        card = Device("cuda:0", "NVIDIA Test", int(gib * GIB), int(gib * GIB))
        self.forecasts.hear(Probed(HardwareProfile(card, 64 * GIB, 60 * GIB, 8, rate, "bf16")))

    def have_no_card(self, gib: float) -> None:
        """Let the machine compute on its processor, with so many GiB of memory free."""
        chip = Device("cpu", "Processor", int(gib * GIB), int(gib * GIB))
        self.forecasts.hear(Probed(HardwareProfile(chip, int(gib * GIB), int(gib * GIB), 8, 1e11)))
