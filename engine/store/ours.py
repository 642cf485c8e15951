"""Which models folders are Kinora's own: only there does it delete, and only files of the model that is removed."""

from __future__ import annotations

from pathlib import Path

from engine.store.refusals import while_writing
from engine.store.shelves import recognise

MARK = ".kinora-models"
TEXT = "Kinora fetches models into this folder. Without this file it deletes nothing here.\n"


def mark(folder: Path) -> None:
    """Make it ours before the first file is fetched into it; a folder that is another program's stays theirs.

    Raises CannotWrite.
    """
    with while_writing():
        if not is_ours(folder) and recognise(folder) is None:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / MARK).write_text(TEXT, encoding="ascii")


def is_ours(folder: Path) -> bool:
    """Whether Kinora may delete there."""
    return (folder / MARK).is_file()
