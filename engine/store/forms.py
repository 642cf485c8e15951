"""A model in one of its published forms: which of them are here, and the model narrowed to the one that was chosen.

Pure where it narrows; where it looks for forms, only names on the disk are read.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path, PurePosixPath

import msgspec

from engine.api.errors import InvalidParam
from engine.api.model import Component, ModelSpec, Variant
from engine.catalog_files import opened
from engine.store.locate import parts_here
from engine.store.plan import OWN_PARTS
from engine.store.shelves import Shelves

AUTO = "auto"  # the first of its forms that is here; the recommended one is the first


def in_form(spec: ModelSpec, id: str) -> ModelSpec:
    """The model as only that form of it; with "auto" as it is.  Raises InvalidParam naming the forms it has.

    What makes it this model must be of the form; an encoder or decoder in another number format serves as well, where
    that of the form is not here.
    """
    if id == AUTO:
        return spec
    variant = spec.variant(id) if id else None
    if variant is None:
        known = ", ".join((AUTO, *(one.id for one in spec.variants)))
        raise InvalidParam(
            f"{spec.title} has no form {id!r}",
            why=f"Its forms are: {known}.",
            do=(f"Set the form to {AUTO}.",),
            param="model_variant",
        )
    return msgspec.structs.replace(spec, components=tuple(_narrowed(spec, variant, one) for one in spec.components))


def forms_here(
    spec: ModelSpec, models_folders: Iterable[str | Path], shelves: Shelves | None = None
) -> tuple[Variant, ...]:
    """The forms of which every part is on this computer, the recommended one first; () for a model without forms."""
    folders, shelves = tuple(models_folders), shelves or Shelves()
    if spec.bundled or spec.own:
        return ()
    return tuple(
        variant
        for variant in spec.variants
        if len(parts_here(in_form(spec, variant.id), folders, shelves)) == len(spec.components)
    )


def _narrowed(spec: ModelSpec, variant: Variant, component: Component) -> Component:
    ids = variant.files.get(component.part)
    if not ids:
        return component
    files = [spec.file(id) for id in ids]
    first = opened(component.part, files)
    published, names = (first, *(file.path for file in files)), (PurePosixPath(first).name,)
    size = sum(file.size for file in files) or component.bytes
    if component.part in OWN_PARTS:
        return msgspec.structs.replace(component, paths=names, published=(published,), bytes=size)
    return msgspec.structs.replace(
        component,
        paths=tuple(dict.fromkeys((*names, *component.paths))),
        published=tuple(dict.fromkeys((published, *component.published))),
        bytes=size,
    )
