"""Anything that can be fetched: models, and LoRAs in the form of a model of one part."""

from __future__ import annotations

from engine.api.errors import WeightsMissing
from engine.api.model import LoraSpec, ModelSpec, Part, Variant
from engine.catalog import Catalog


def of_lora(lora: LoraSpec) -> ModelSpec:
    """A LoRA in the form of a model, so that it is fetched, checked and removed as one."""
    ids = tuple(dict.fromkeys(lora.files.values()))
    variant = Variant("lora", lora.title, "", {Part.ADDITION: ids}, sum(file.size for file in lora.published))
    return ModelSpec(
        lora.id, lora.title, "", lora.summary, (), lora.licence, "", "", (), lora.defaults,
        variants=(variant,), files=lora.published,
    )  # fmt: skip


def find(catalog: Catalog, id: str) -> ModelSpec:
    """The model or LoRA of that id; raises WeightsMissing when the catalogue has none."""
    lora = next((one for one in catalog.loras if one.id == id), None)
    return of_lora(lora) if lora else catalog.model(id)


def variant_of(spec: ModelSpec, id: str = "") -> Variant:
    """The variant of that id, without one the recommended; raises WeightsMissing when there is nothing to fetch."""
    variant = spec.variant(id)
    if variant is None or spec.bundled:
        known = ", ".join(one.id for one in spec.variants)
        raise WeightsMissing(
            f"{spec.title} cannot be fetched",
            why=f"The catalogue names no files for it in the form {id!r}." if id else "It has no files to fetch.",
            done="Nothing was fetched.",
            do=(f"Choose another form: {known}" if known else "Put its files into the models folder",),
            param="model_name",
        )
    return variant
