"""Turns what the system refuses about models folders and their files into errors that a person can act on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from engine.api.errors import CannotWrite
from engine.weights.sniff import unreadable


@contextmanager
def while_writing() -> Iterator[None]:
    """Around what works in a models folder.  Raises CannotWrite."""
    try:
        yield
    except OSError as fault:
        raise CannotWrite(
            "The models folder cannot be written to",
            why=f"The system refused: {fault.strerror or type(fault).__name__}.",
            done="What has come so far is kept.",
            do=("Choose another folder", "Try again"),
            detail=str(fault),
        ) from fault


@contextmanager
def while_reading() -> Iterator[None]:
    """Around what only looks.  Raises WeightsMissing."""
    try:
        yield
    except OSError as fault:
        raise unreadable(Path(fault.filename or "?"), fault) from fault
