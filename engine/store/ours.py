"""Which models folders are Kinora's own: only there does it delete, and only files of the model that is removed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from engine.api.errors import CannotWrite
from engine.store.shelves import recognise

MARK = ".kinora-models"
TEXT = "Kinora fetches models into this folder. Without this file it deletes nothing here.\n"


def mark(folder: Path) -> None:
    """Make it ours before the first file is fetched into it; a folder that is another program's stays theirs.

    Raises CannotWrite.
    """
    with in_words():
        if not is_ours(folder) and recognise(folder) is None:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / MARK).write_text(TEXT, encoding="ascii")


def is_ours(folder: Path) -> bool:
    """Whether Kinora may delete there."""
    return (folder / MARK).is_file()


@contextmanager
def in_words() -> Iterator[None]:
    """Around what works in a models folder: a refusal of the system becomes CannotWrite."""
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
