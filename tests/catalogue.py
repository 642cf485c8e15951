"""The rules that the data files of the catalogue keep; each function yields what breaks its rule, one line each.

A line begins with the name of the data file, so that whoever adds a model knows where to look.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from engine import catalog, catalog_files
from engine.api import params
from engine.api.errors import InvalidParam
from engine.api.model import LoraSpec, ModelSpec, Part, Preset, Variant
from engine.api.published import FileFormat, Hub, PublishedFile
from engine.families.wan.params import WanParams
from engine.families.wan.spec import VAES, autoencoder, network, size_multiple
from engine.nets.wan.configs import PRESETS
from engine.planner.least import least
from engine.planner.presets import with_preset
from engine.planner.snap import snap_frames, snap_size

LICENCES = {  # name: may be used for money
    "Apache-2.0": True, "MIT": None, "CC-BY-NC-4.0": False, "Research only": False, "not stated": False,
}  # fmt: skip
PRECISIONS = {"fp32", "bf16", "fp16", "fp8", "fp8_scaled", "q8_0", "q6_k", "q5_k_m", "q4_k_m"}
ENDINGS = {
    ".safetensors": FileFormat.SAFETENSORS, ".gguf": FileFormat.GGUF, ".json": FileFormat.JSON,
    ".txt": FileFormat.TEXT, ".onnx": FileFormat.ONNX, ".pth": FileFormat.PICKLE,
}  # fmt: skip
WAN_PARTS = {Part.TRANSFORMER, Part.TEXT_ENCODER, Part.TOKENIZER, Part.VAE}


def faults(resources: Path) -> list[str]:
    """Everything that is wrong with the data files below that folder; a file that cannot be read ends the search."""
    try:
        shipped = catalog_files.read_shipped(resources)
        files = _by_data_file(resources / "files")
    except ValueError as wrong:
        return [str(wrong)]
    found = [f"{spec.id}.toml: {wrong}" for spec in shipped.models for wrong in _model(spec)]
    found += [f"{lora.id}.toml: {wrong}" for lora in shipped.loras for wrong in _lora(lora, shipped.models)]
    found += _presets(resources / "presets", shipped.models, shipped.loras)
    named = {file.id for spec in shipped.models for file in spec.files}
    named |= {file.id for lora in shipped.loras for file in lora.published}
    for name, rows in files.items():
        found += [f"{name}: {file.id} {wrong}" for file in rows for wrong in _file(file)]
        found += [f"{name}: nothing needs {file.id}" for file in rows if file.id not in named]
    return found


def _by_data_file(folder: Path) -> dict[str, tuple[PublishedFile, ...]]:
    every = catalog_files.read_files(folder)
    texts = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.toml")}
    return {name: tuple(f for f in every.values() if f'id = "{f.id}"' in text) for name, text in texts.items()}


def _model(spec: ModelSpec) -> Iterator[str]:
    if not spec.purposes or not spec.modes or not spec.summary:
        yield "it does not say what it is for"
    if not spec.bundled and (spec.hub.count("/") != 1 or not spec.variants):
        yield "it does not say where it is published"
    yield from _licence(spec)
    yield from _variants(spec)
    yield from _network(spec)
    yield from _settings(spec)


def _licence(spec: ModelSpec | LoraSpec) -> Iterator[str]:
    licence = spec.licence
    allowed = LICENCES.get(licence.name, "unknown")
    if allowed == "unknown":
        yield f"the licence {licence.name!r} is not known"
    elif allowed is not None and allowed is not licence.commercial:
        yield f"the licence {licence.name} says something else about commercial use"
    if not licence.commercial and not licence.note:
        yield "it may not be used for money, and the sentence that says so is missing"


def _variants(spec: ModelSpec) -> Iterator[str]:
    ids = [variant.id for variant in spec.variants]
    if len(set(ids)) != len(ids):
        yield "two variants have the same id"
    parts = {component.part for component in spec.components}
    for variant in spec.variants:
        if set(variant.files) != parts or not all(variant.files.values()):
            missing = ", ".join(sorted(parts ^ set(variant.files))) or "an empty part"
            yield f"the variant {variant.id} and the model disagree about {missing}"
        if variant.precision not in PRECISIONS:
            yield f"the variant {variant.id} is in the unknown precision {variant.precision!r}"
        yield from _pickles(spec, variant)
        if _is_built(spec) and least(spec, variant).card <= 0:
            yield f"the least memory of {variant.id} is not known"


def _pickles(spec: ModelSpec, variant: Variant) -> Iterator[str]:
    """Files that can run code are named only where no safe ones are published."""
    for part, ids in variant.files.items():
        others = [spec.file(id) for other in spec.variants for id in other.files.get(part, ())]
        safe = any(file.container is not FileFormat.PICKLE for file in others)
        if safe and any(spec.file(id).container is FileFormat.PICKLE for id in ids):
            yield f"the variant {variant.id} takes a pickle although the {part} is published safely"


def _network(spec: ModelSpec) -> Iterator[str]:
    parts = {component.part for component in spec.components}
    if not parts >= WAN_PARTS:
        yield f"it has no {', '.join(sorted(WAN_PARTS - parts))}"
    if spec.family not in catalog.FAMILIES:
        if spec.ready:
            yield f"nothing runs the family {spec.family}"
        return
    if not _is_built(spec):
        yield f"{spec.network!r} or {spec.vae!r} is no network that is known"
        return
    if spec.ready and bool(network(spec).image_dim) != (Part.IMAGE_ENCODER in parts):
        yield "the network and its parts disagree about pictures"
    if network(spec).out_dim != autoencoder(spec).z_dim:
        yield "the transformer and the VAE disagree about channels"


def _is_built(spec: ModelSpec) -> bool:
    """Whether the code knows its network and VAE, or counts it by its weights alone."""
    return spec.bundled or spec.family not in catalog.FAMILIES or (spec.network in PRESETS and spec.vae in VAES)


def _presets(folder: Path, models: tuple[ModelSpec, ...], loras: tuple[LoraSpec, ...]) -> Iterator[str]:
    specs, made_for = {spec.id: spec for spec in models}, {lora.id: lora.made_for for lora in loras}
    for path, one in catalog_files.preset_sets(folder, specs):
        for spec in (specs[id] for id in one.models):
            if len({preset.id for preset in spec.presets}) != len(spec.presets):
                yield f"{path.name}: {spec.id} has two presets of the same id"
            for preset in one.presets:
                about = f"{path.name}: {preset.id} of {spec.id}:"
                yield from (f"{about} {wrong}" for wrong in _preset(preset, spec))
                if preset.lora and spec.network not in made_for.get(preset.lora, ()):
                    yield f"{about} no LoRA {preset.lora} was made for it"


def _preset(preset: Preset, spec: ModelSpec) -> Iterator[str]:
    own = catalog.defaults(spec)
    known = {f.name for f in params.fields(type(own))}
    if unknown := set(preset.values) - known:
        yield f"no parameter is named {', '.join(sorted(unknown))}"
    if any(set(one.values) - known for one in spec.presets):
        return
    try:
        yield from map(str, params.check(with_preset(spec, preset, own, own)))
    except InvalidParam as wrong:
        yield str(wrong)


def _settings(spec: ModelSpec) -> Iterator[str]:
    kind = catalog.FAMILIES[spec.family].params if spec.family in catalog.FAMILIES else WanParams
    known = {f.name for f in params.fields(kind)}
    if unknown := set(spec.defaults) - known:
        yield f"no parameter is named {', '.join(sorted(unknown))}"
        return
    try:
        values = params.from_dict(kind, {"mode": spec.modes[0] if spec.modes else "text_to_video", **spec.defaults})
    except InvalidParam as wrong:
        yield str(wrong)
        return
    if spec.family not in catalog.FAMILIES:
        return
    yield from map(str, params.check(values))
    if _is_built(spec):
        sizes = (*spec.sizes, (values.width, values.height))
        moved = [size for size in sizes if snap_size(*size, size_multiple(spec)).reason]
        yield from (f"the size {width} x {height} cannot be made" for width, height in moved)
    if kind is WanParams and snap_frames(values.num_frames, video=True).reason:
        yield f"{values.num_frames} frames cannot be made"


def _lora(lora: LoraSpec, models: tuple[ModelSpec, ...]) -> Iterator[str]:
    if set(lora.files) not in ({"both"}, {"high", "low"}):
        yield "its files are neither one for both experts nor a pair"
    if not lora.made_for or not set(lora.made_for) <= set(PRESETS):
        yield f"it is made for {', '.join(lora.made_for) or 'nothing'}, which is no network that is known"
    elif not any(spec.network in lora.made_for for spec in models):
        yield "no model of the catalogue can wear it"
    yield from _licence(lora)
    try:
        values = params.from_dict(WanParams, {"mode": "text_to_video", **lora.defaults})
    except InvalidParam as wrong:
        yield str(wrong)
        return
    yield from map(str, params.check(values))


def _file(file: PublishedFile) -> Iterator[str]:
    if not file.sources or not all(source.path and (source.repo or source.hub is Hub.PLAIN) for source in file.sources):
        yield "does not say where it is published"
    if ENDINGS.get(Path(file.path).suffix) is not file.container:
        yield f"is called {Path(file.path).suffix} but said to be {file.container}"
    if file.precision not in PRECISIONS | {""}:
        yield f"is in the unknown precision {file.precision!r}"
