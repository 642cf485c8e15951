"""What is published about each model for the caches that need to know it.  No torch here: the planner reads this."""

from __future__ import annotations

import functools
import tomllib
from pathlib import Path

import msgspec

from engine import catalog
from engine.api.errors import InvalidParam
from engine.api.model import ModelSpec
from engine.families.wan.params_skip import CacheMode

FILE = "skipping.toml"
NEEDS_DATA = (CacheMode.TEACACHE, CacheMode.MAGCACHE)


class TeaCacheData(msgspec.Struct, frozen=True):
    """How the change of the modulation tells the change of the output."""

    models: tuple[str, ...]
    threshold: float
    coefficients: tuple[float, ...]  # highest power first


class MagCacheData(msgspec.Struct, frozen=True):
    """How the size of the network's effect falls over a run."""

    models: tuple[str, ...]
    threshold: float
    most: int  # steps in a row that may be left out
    ratios: tuple[float, ...]  # one per step of the run they were measured in
    closed: tuple[str, ...] = ()  # experts (engine/sampling/guidance.py) that never leave a step out


class SkipData(msgspec.Struct, frozen=True):
    """The data file."""

    teacache: tuple[TeaCacheData, ...] = ()
    magcache: tuple[MagCacheData, ...] = ()


def data_for(spec: ModelSpec, mode: CacheMode) -> TeaCacheData | MagCacheData | None:
    """What that cache knows of that model; None for a cache that needs no data.  Raises InvalidParam if it has none."""
    if mode not in NEEDS_DATA:
        return None
    data = _read(catalog.RESOURCES / FILE)
    rows = data.teacache if mode is CacheMode.TEACACHE else data.magcache
    for row in rows:
        if spec.id in row.models:
            return row
    raise InvalidParam(
        f"{mode.value} does not know this model",
        why=f"It works with numbers that were measured for a model, and none are known for {spec.title}.",
        do=("Take easycache or first_block: they need none.",),
        param="cache_mode",
    )


@functools.cache
def _read(path: Path) -> SkipData:
    return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), SkipData)
