"""Every model that Kinora knows, read from the data files of the catalogue, and the family that runs each."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from engine.api import params
from engine.api.errors import InvalidParam, WeightsMissing
from engine.api.model import Mode, ModelSpec
from engine.families.wan.params import WanParams

RESOURCES = Path(__file__).resolve().parent.parent / "resources"


@dataclass(frozen=True, slots=True)
class Family:
    """What runs a group of models: its parameters and the name of its generator ("module:function")."""

    id: str
    params: type
    run: str


FAMILIES = {"wan": Family("wan", WanParams, "engine.families.wan.pipeline:generate")}


@dataclass(frozen=True, slots=True)
class Catalog:
    """The models, in the order they are shown."""

    models: tuple[ModelSpec, ...]

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
        """The models that can do that."""
        return tuple(spec for spec in self.models if mode in spec.modes)


def load(folder: Path | None = None) -> Catalog:
    """Read every data file of the catalogue; a file that is not right is named in the error (ValueError)."""
    specs = []
    folder = folder or RESOURCES / "models"
    for path in sorted(folder.glob("*.toml")):
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        try:
            specs.append((data.pop("order", 100), msgspec.convert(data, ModelSpec)))
        except msgspec.ValidationError as wrong:
            raise ValueError(f"{path.name}: {wrong}") from wrong
    return Catalog(tuple(spec for _, spec in sorted(specs, key=lambda pair: (pair[0], pair[1].id))))


def defaults(spec: ModelSpec, mode: Mode | None = None) -> Any:
    """The params of the model's family with the model's own defaults, for its first mode unless one is given."""
    cls = FAMILIES[spec.family].params
    return params.from_dict(cls, {"mode": mode or spec.modes[0], **spec.defaults})


def read_params(spec: ModelSpec, given: dict[str, Any]) -> Any:
    """Plain values over the model's defaults; raises the first InvalidParam, its `do` naming the mend."""
    values: Any = params.from_dict(FAMILIES[spec.family].params, {**params.to_dict(defaults(spec)), **given})
    for wrong in params.check(values):
        raise wrong
    if values.mode not in spec.modes:
        can = ", ".join(m.value for m in spec.modes)
        raise InvalidParam(f"{spec.title} cannot do {values.mode.value}", why=f"It can do: {can}.", param="mode")
    return values
