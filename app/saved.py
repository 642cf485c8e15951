"""Files of settings that are either old and whole or new and whole, never in between."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TypeVar

import msgspec
from PySide6.QtCore import QIODevice, QSaveFile

from engine.api.errors import CannotWrite

S = TypeVar("S")


def write(path: Path, data: bytes) -> None:
    """Replace the file in one stroke and keep the former one as .bak; raises CannotWrite."""
    path.parent.mkdir(parents=True, exist_ok=True)
    before = path.read_bytes() if path.is_file() else None
    if before == data:
        return
    if before is not None:
        _replace(path.with_name(path.name + ".bak"), before)
    _replace(path, data)


def _replace(path: Path, data: bytes) -> None:
    file = QSaveFile(str(path))
    if not file.open(QIODevice.OpenModeFlag.WriteOnly) or file.write(data) != len(data) or not file.commit():
        raise CannotWrite("A file could not be saved", why=f"{path.name}: {file.errorString()}.", detail=str(path))


def read(path: Path, kind: type[S]) -> tuple[S | None, Path | None]:
    """What the file holds, or else what its .bak holds, or None; and the bad file that was put aside, or None."""
    aside = None
    for candidate in (path, path.with_name(path.name + ".bak")):
        try:
            return msgspec.json.decode(candidate.read_bytes(), type=kind), aside
        except FileNotFoundError:
            continue
        except (msgspec.DecodeError, UnicodeDecodeError):
            if candidate == path:
                aside = set_aside(path)
    return None, aside


def set_aside(path: Path) -> Path:
    """Give a bad file another name, that of the day and second, and return it: settings.bad-DAY-TIME.json."""
    stamp = time.strftime("%Y%m%d-%H%M%S")
    target = path.with_name(f"{path.stem}.bad-{stamp}{path.suffix}")
    count = 1
    while target.exists():
        count += 1
        target = path.with_name(f"{path.stem}.bad-{stamp}-{count}{path.suffix}")
    path.replace(target)
    return target
