"""A catalogue of tiny models whose files a hub on this computer publishes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from engine.api.model import Component, Licence, Mode, ModelSpec, Part, Variant
from engine.api.published import Hub, PublishedFile, Source
from engine.catalog import Catalog
from engine.store.errands import Means
from engine.store.offline import Network
from engine.store.sources import Endpoint
from engine.store.wanted import Rules
from tests.engine.store.faulty import made

CHUNK = 16 * 1024
REPO = "us/tiny"
RULES = Rules(
    chunk=CHUNK, least_rate=500, window=0.6, tries=3, patience=4.0, first_wait=0.01, longest_wait=0.3, margin=0
)
PARTS = {"one": Part.TRANSFORMER, "two": Part.TRANSFORMER, "vae": Part.VAE, "loose": Part.TRANSFORMER}


def safetensors(seed: int, size: int = 6 * CHUNK + 77) -> bytes:
    """A whole file of weights: one tensor of bytes."""
    head = b'{"w":{"dtype":"U8","shape":[%d],"data_offsets":[0,%d]}}' % (size, size)
    return len(head).to_bytes(8, "little") + head + made(size, seed)


DATA = {name: safetensors(number) for number, name in enumerate(PARTS)}


def published(name: str, known: bool = True) -> PublishedFile:
    """The row of that file; without `known` only its name is in the catalogue."""
    data = DATA[name]
    return PublishedFile(
        id=name,
        path=f"{name}/{name}.safetensors",
        sources=(Source(Hub.HUGGING_FACE, REPO, f"{name}.safetensors"),),
        bytes=len(data) if known else 0,
        sha256=hashlib.sha256(data).hexdigest() if known else "",
    )


def model(id: str, *names: str, known: bool = True) -> ModelSpec:
    """A model of these files."""
    files = tuple(published(name, known) for name in names)
    variant = Variant("first", "First", "bf16", {PARTS[f.id]: (f.id,) for f in files}, sum(f.bytes for f in files))
    components = tuple(Component(PARTS[f.id], (f"{f.id}.safetensors",), f.bytes, ((f.path, f.path),)) for f in files)
    return ModelSpec(
        id, id.title(), "wan", "Tiny.", (Mode.TEXT_TO_VIDEO,), Licence("Apache-2.0"), "own", "own", components, {},
        variants=(variant,), files=files, hub=REPO,
    )  # fmt: skip


CATALOG = Catalog((model("first", "one", "vae"), model("second", "two", "vae"), model("unknown", "loose", known=False)))
REPOS = {REPO: {f"{name}.safetensors": data for name, data in DATA.items()}}


@dataclass
class Tools:
    """Means that a test can change while a download runs."""

    base: str
    memory: Path
    rules: Rules = RULES
    token: str = ""
    offline: list[bool] = field(default_factory=lambda: [False])

    def __call__(self) -> Means:
        network = Network(lambda: self.offline[0], proxies={})
        return Means(network, (Endpoint(Hub.HUGGING_FACE, self.base, self.token),), self.memory, self.rules)
