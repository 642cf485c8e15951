"""Every model that Kinora knows, read from the data files of the catalogue, and the family that runs each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine import catalog_files
from engine.api import params
from engine.api.errors import InvalidParam, NotReady, WeightsMissing
from engine.api.model import LoraSpec, Mode, ModelSpec
from engine.api.published import PublishedFile
from engine.families.talking.params import TalkingParams
from engine.families.wan.params import WanParams

RESOURCES = Path(__file__).resolve().parent.parent / "resources"
NOT_READY = "Kinora can fetch and check this already; making videos with it comes with a later version."


@dataclass(frozen=True, slots=True)
class Family:
    """What runs a group of models: its parameters and the name of its generator ("module:function")."""

    id: str
    params: type
    run: str


FAMILIES = {
    "wan": Family("wan", WanParams, "engine.families.wan.pipeline:generate"),
    "talking": Family("talking", TalkingParams, "engine.families.talking.pipeline:generate"),
}


@dataclass(frozen=True, slots=True)
class Catalog:
    """The models, in the order they are shown."""

    models: tuple[ModelSpec, ...]  # all that are known; those that this version runs are `runnable`
    loras: tuple[LoraSpec, ...] = ()
    refused: tuple[InvalidParam, ...] = ()  # data files of the person that are not right

    @property
    def runnable(self) -> tuple[ModelSpec, ...]:
        """The models that this version can make videos with."""
        return tuple(spec for spec in self.models if spec.ready)

    @property
    def files(self) -> tuple[PublishedFile, ...]:
        """Every published file that a model or a LoRA names, each once."""
        models = (file for spec in self.models for file in spec.files)
        loras = (file for lora in self.loras for file in lora.published)
        return tuple({file.id: file for file in (*models, *loras)}.values())

    def model(self, id: str) -> ModelSpec:
        """The model of that id; raises WeightsMissing when the catalogue has none."""
        for spec in self.models:
            if spec.id == id:
                return spec
        known = ", ".join(spec.id for spec in self.models)
        raise WeightsMissing(
            f"There is no model named {id!r}", why=f"The catalogue holds: {known}.", param="model_name"
        )

    def for_mode(self, mode: Mode) -> tuple[ModelSpec, ...]:
        """The models that can do that in this version."""
        return tuple(spec for spec in self.runnable if mode in spec.modes)

    def loras_for(self, network: str) -> tuple[LoraSpec, ...]:
        """The LoRAs that were made for that preset of the transformer."""
        return tuple(lora for lora in self.loras if network in lora.made_for)


def load(own_folders: Iterable[str | Path] = (), resources: Path | None = None) -> Catalog:
    """Read every data file of the catalogue; one of ours that is not right is named in the error (ValueError).

    own_folders   models folders of the person: a data file that lies there adds a model, and one that is not right
                  is told in `refused` and takes nothing else down
    """
    shipped = catalog_files.read_shipped(resources or RESOURCES)
    own, refused = catalog_files.read_own(own_folders, shipped.models, _check)
    return Catalog((*shipped.models, *own), shipped.loras, refused)


def _check(spec: ModelSpec) -> None:
    if spec.ready:
        read_params(spec, {})


def defaults(spec: ModelSpec, mode: Mode | None = None) -> Any:
    """The params of the model's family with the model's own defaults, for its first mode unless one is given."""
    return params.from_dict(family(spec).params, {"mode": mode or spec.modes[0], **spec.defaults})


def read_params(spec: ModelSpec, given: dict[str, Any]) -> Any:
    """Plain values over the model's defaults; raises the first InvalidParam, its `do` naming the mend."""
    own = defaults(spec)
    values: Any = params.from_dict(family(spec).params, {**params.to_dict(own), **given})
    for wrong in (*params.check(values), *_idle(spec, values, own)):
        raise wrong
    if values.mode not in spec.modes:
        can = ", ".join(m.value for m in spec.modes)
        raise InvalidParam(f"{spec.title} cannot do {values.mode.value}", why=f"It can do: {can}.", param="mode")
    return values


def _idle(spec: ModelSpec, values: Any, own: Any) -> Iterator[InvalidParam]:
    """What was set although it changes nothing with that model."""
    for name in sorted(values.unused(spec)):
        if getattr(values, name) != getattr(own, name):
            label = params.field(type(values), name).param.label
            yield InvalidParam(
                f"{label} does nothing here",
                why=f"{spec.title} has no use for it.",
                do=(f"Leave {name} as it is.", "Choose another model."),
                param=name,
            )


def family(spec: ModelSpec) -> Family:
    """What runs the model; raises NotReady when this version cannot."""
    if not spec.ready or spec.family not in FAMILIES:
        raise NotReady(
            f"{spec.title} cannot be run yet", why=NOT_READY, do=("Choose another model",), param="model_name"
        )
    return FAMILIES[spec.family]
