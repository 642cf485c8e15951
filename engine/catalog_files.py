"""Reads the data files of the catalogue: models, LoRAs and published files, and the models that a person adds.

A data file of the person names the model it was made from and the files that differ; everything else is taken over.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar

import msgspec

from engine.api.errors import InvalidParam
from engine.api.model import Component, LoraSpec, ModelSpec, Part, Preset, Variant
from engine.api.published import PublishedFile

LARGEST_FILE = 256 * 1024  # bytes; the largest of ours has about 30 thousand
Wanted = TypeVar("Wanted", ModelSpec, LoraSpec)


@dataclass(frozen=True, slots=True)
class Shipped:
    """What comes with Kinora, in the order it is shown."""

    models: tuple[ModelSpec, ...]
    loras: tuple[LoraSpec, ...]


class _Rows(msgspec.Struct, frozen=True):
    files: tuple[PublishedFile, ...]


class PresetSet(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Presets of one data file, and the models that have them."""

    models: tuple[str, ...]  # ids
    presets: tuple[Preset, ...]


class _PresetSets(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    sets: tuple[PresetSet, ...]


class Own(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A person's own model, as their data file says it."""

    id: str
    title: str
    based_on: str  # id of the model whose network it has
    files: dict[Part, str]  # where the parts lie that differ from that model's
    summary: str = ""
    defaults: dict[str, Any] = {}  # settings that differ
    sizes: tuple[tuple[int, int], ...] = ()
    negative_prompt: str = ""


def read_shipped(resources: Path) -> Shipped:
    """Everything below the folder; raises ValueError naming the file that is not right."""
    files = read_files(resources / "files")
    models = (_with_files(path, spec, files) for path, spec in _read(resources / "models", ModelSpec))
    loras = (_with_published(path, lora, files) for path, lora in _read(resources / "loras", LoraSpec))
    return Shipped(tuple(_with_presets(models, resources / "presets")), tuple(loras))


def read_files(folder: Path) -> dict[str, PublishedFile]:
    """The published files by id; raises ValueError naming the data file that is not right."""
    found: dict[str, PublishedFile] = {}
    places: dict[str, str] = {}
    for path in sorted(folder.glob("*.toml")):
        for file in _converted(path, _table(path), _Rows).files:
            if file.id in found or file.path.casefold() in places:
                raise ValueError(f"{path.name}: {file.id} is there more than once, or its path {file.path} is")
            found[file.id] = file
            places[file.path.casefold()] = file.id
    return found


def preset_sets(folder: Path, known: Collection[str]) -> Iterator[tuple[Path, PresetSet]]:
    """The presets of every data file; raises ValueError naming the one that is not right."""
    for path in sorted(folder.glob("*.toml")):
        for one in _converted(path, _table(path), _PresetSets).sets:
            if unknown := set(one.models) - set(known):
                raise ValueError(f"{path.name}: there is no model named {min(unknown)}")
            yield path, one


def _with_presets(models: Iterable[ModelSpec], folder: Path) -> Iterator[ModelSpec]:
    specs = {spec.id: spec for spec in models}
    for _, one in preset_sets(folder, specs):
        for id in one.models:
            specs[id] = msgspec.structs.replace(specs[id], presets=(*specs[id].presets, *one.presets))
    yield from specs.values()


def read_own(
    folders: Iterable[str | Path], shipped: Iterable[ModelSpec], check: Callable[[ModelSpec], object]
) -> tuple[tuple[ModelSpec, ...], tuple[InvalidParam, ...]]:
    """The person's own models and, for each data file that is not right, what is wrong with it.

    check   raises InvalidParam for settings that the model cannot run with
    """
    known = {spec.id: spec for spec in shipped}
    found: dict[str, ModelSpec] = {}
    refused = []
    for path in (path for folder in dict.fromkeys(map(Path, folders)) for path in sorted(folder.glob("*.toml"))):
        try:
            spec = own_model(path, known)
            if spec.id in known or spec.id in found:
                raise ValueError(f"{path.name}: there is already a model named {spec.id}")
            check(spec)
            found[spec.id] = spec
        except (ValueError, OSError, InvalidParam) as wrong:
            refused.append(
                InvalidParam(
                    "A data file of your own models is not right",
                    why=(f"{path.name}: {wrong}" if isinstance(wrong, InvalidParam) else str(wrong))[:300],
                    done="That model was left out; all others are there.",
                    do=(f"Mend {path.name}", f"Delete {path.name}"),
                    detail=str(path),
                    param="model_name",
                )
            )
    return tuple(found.values()), tuple(refused)


def own_model(path: Path, known: Mapping[str, ModelSpec]) -> ModelSpec:
    """The model of a person's data file; raises ValueError naming the file, OSError when it cannot be read."""
    own = _converted(path, _table(path), Own)
    base = known.get(own.based_on)
    if base is None or base.bundled:
        could = ", ".join(spec.id for spec in known.values() if not spec.bundled)
        raise ValueError(f"{path.name}: based_on is {own.based_on!r}; it can be {could}")
    parts = {component.part for component in base.components}
    if not own.files or not set(own.files) <= parts:
        raise ValueError(f"{path.name}: [files] can name {', '.join(part.value for part in parts)}")
    places = {part: str((path.parent / Path(name).expanduser()).absolute()) for part, name in own.files.items()}
    variants = tuple(_without(variant, set(places), base) for variant in base.variants[:1])
    needed = {id for variant in variants for ids in variant.files.values() for id in ids}
    return msgspec.structs.replace(
        base,
        id=own.id,
        title=own.title,
        summary=own.summary or f"Your own, made from {base.title}.",
        components=tuple(Component(c.part, (places[c.part],)) if c.part in places else c for c in base.components),
        defaults={**base.defaults, **own.defaults},
        sizes=own.sizes or base.sizes,
        negative_prompt=own.negative_prompt or base.negative_prompt,
        variants=variants,
        files=tuple(file for file in base.files if file.id in needed),
        hub="",
        own=True,
        data_file=str(path.absolute()),
    )


def _without(variant: Variant, parts: set[Part], base: ModelSpec) -> Variant:
    """What is still to be fetched for a model whose other parts the person has."""
    kept = {part: ids for part, ids in variant.files.items() if part not in parts}
    by_id = {file.id: file for file in base.files}
    return _summed(Variant("own", variant.title, "", kept), by_id)


def _with_files(path: Path, spec: ModelSpec, files: Mapping[str, PublishedFile]) -> ModelSpec:
    """The model with the files of its variants, and each part with their places."""
    named = dict.fromkeys(id for variant in spec.variants for ids in variant.files.values() for id in ids)
    if unknown := [id for id in named if id not in files]:
        raise ValueError(f"{path.name}: no published file has the id {unknown[0]}")
    return msgspec.structs.replace(
        spec,
        variants=tuple(_summed(variant, files) for variant in spec.variants),
        files=tuple(files[id] for id in named),
        components=tuple(_placed(component, spec.variants, files) for component in spec.components),
    )


def _with_published(path: Path, lora: LoraSpec, files: Mapping[str, PublishedFile]) -> LoraSpec:
    if unknown := [id for id in lora.files.values() if id not in files]:
        raise ValueError(f"{path.name}: no published file has the id {unknown[0]}")
    return msgspec.structs.replace(lora, published=tuple(files[id] for id in lora.files.values()))


def _summed(variant: Variant, files: Mapping[str, PublishedFile]) -> Variant:
    ids = dict.fromkeys(id for ids in variant.files.values() for id in ids)
    exact = all(files[id].bytes for id in ids)
    return msgspec.structs.replace(variant, bytes=sum(files[id].size for id in ids), exact=exact)


def _placed(component: Component, variants: Iterable[Variant], files: Mapping[str, PublishedFile]) -> Component:
    """The part with the names and places under which its variants are published."""
    sets = [
        [files[id] for id in variant.files[component.part]] for variant in variants if component.part in variant.files
    ]
    published = tuple(dict.fromkeys((opened(component.part, one), *(file.path for file in one)) for one in sets))
    names = (PurePosixPath(opened(component.part, one)).name for one in sets if len(one) == 1)
    size = sum(file.size for file in sets[0]) if sets else 0
    return msgspec.structs.replace(
        component,
        paths=tuple(dict.fromkeys((*component.paths, *names))),
        bytes=size or component.bytes,
        published=published,
    )


def opened(part: Part, files: Iterable[PublishedFile]) -> str:
    """What is opened of a part in several files: its index, else its folder, else the file itself."""
    files = tuple(files)
    index = next((file.path for file in files if file.path.endswith(".index.json")), "")
    if index:
        return index
    if part is Part.TOKENIZER:
        return str(PurePosixPath(files[0].path).parent)
    return files[0].path


def _read(folder: Path, kind: type[Wanted]) -> Iterator[tuple[Path, Wanted]]:
    rows = []
    for path in sorted(folder.glob("*.toml")):
        data = _table(path)
        if isinstance(data.get("licence"), str):
            data["licence"] = {"name": data["licence"]}
        order = data.pop("order", 100)
        rows.append((order, path, _converted(path, data, kind)))
    for _, path, spec in sorted(rows, key=lambda row: (row[0], row[1].name)):
        if spec.id != path.stem:
            raise ValueError(f"{path.name}: the file is not named after the id {spec.id}")
        yield path, spec


def _table(path: Path) -> dict[str, Any]:
    if path.stat().st_size > LARGEST_FILE:
        raise ValueError(f"{path.name}: more than {LARGEST_FILE:,} bytes is no data file of the catalogue")
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
        raise ValueError(f"{path.name}: {wrong}") from wrong


Converted = TypeVar("Converted")


def _converted(path: Path, data: Any, kind: type[Converted]) -> Converted:
    try:
        return msgspec.convert(data, kind)
    except msgspec.ValidationError as wrong:
        raise ValueError(f"{path.name}: {wrong}") from wrong
