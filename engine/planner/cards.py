"""Machines that are not here: what a plan is made for when a card is asked for by name or by its data file."""

from __future__ import annotations

import tomllib
from pathlib import Path

import msgspec

from engine.api.errors import BadInput
from engine.api.hardware import HardwareProfile
from engine.catalog import RESOURCES

FOLDER = RESOURCES / "cards"


def names() -> tuple[str, ...]:
    """Those that come with Kinora."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


def read(name: str) -> HardwareProfile:
    """The machine of that name, or of that data file (TOML, or what `probe --json` printed); raises BadInput."""
    path = FOLDER / f"{name}.toml" if name in names() else Path(name)
    try:
        data = path.read_bytes()
        if path.suffix == ".json":
            return msgspec.json.decode(data, type=HardwareProfile)
        return msgspec.convert(tomllib.loads(data.decode("utf-8")), HardwareProfile)
    except OSError as wrong:
        raise BadInput(
            "There is no such card",
            why=f"{name} is neither a known card nor a file.",
            do=(f"Known cards: {', '.join(names())}.",),
            param="card",
        ) from wrong
    except (msgspec.DecodeError, tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
        raise BadInput(
            "This file describes no card",
            why=f"{path.name}: {wrong}.",
            do=("Make one with probe --json.",),
            param="card",
        ) from wrong
