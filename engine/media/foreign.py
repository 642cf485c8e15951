"""Turns what Pillow and FFmpeg raise for files made elsewhere into one BadInput that a person understands.

The libraries have no common exception type (fuzzing showed seven and ten kinds), so the kinds are listed here once.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import av
from PIL import Image

from engine.api.errors import BadInput, EngineError

FAULTS = (
    OSError,  # UnidentifiedImageError and most FFmpeg errors among them
    EOFError,
    ValueError,  # UnicodeDecodeError among them
    SyntaxError,  # Pillow's word for a broken PNG or TIFF
    RuntimeError,
    TypeError,  # Pillow's word for a TIFF without dimensions
    LookupError,
    ArithmeticError,
    MemoryError,
    struct.error,
    zlib.error,
    av.FFmpegError,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)


def shown(path: Path) -> str:
    """The file's name as text that any log or window can show, whatever bytes it is made of."""
    return path.name.encode("utf-8", "replace").decode("utf-8")


@contextmanager
def reading(path: Path, what: str) -> Iterator[None]:
    """Around every call that parses a foreign file; `what` is picture, film or sound.  Raises BadInput."""
    try:
        yield
    except EngineError:
        raise
    except FileNotFoundError as fault:
        raise BadInput(
            f"The {what} is no longer there",
            why=f"{shown(path)} was moved, renamed or deleted.",
            do=("Choose the file again.",),
            detail=str(fault),
        ) from fault
    except PermissionError as fault:
        raise BadInput(
            f"The {what} may not be read",
            why=f"This user account has no permission to open {shown(path)}.",
            do=("Copy the file to one of your own folders.",),
            detail=str(fault),
        ) from fault
    except FAULTS as fault:
        raise unreadable(path, what, f"{type(fault).__name__}: {fault}") from fault


def unreadable(path: Path, what: str, detail: str) -> BadInput:
    """The error for a file whose content is damaged or of a kind that is not opened."""
    return BadInput(
        f"The {what} could not be read",
        why=f"{shown(path)} is damaged, or it is not a kind of {what} that Kinora opens.",
        do=("Choose another file.", "Save it again as PNG, MP4 or WAV with another program."),
        detail=detail,
    )


def must_be_a_file(path: Path, what: str) -> None:
    """Raises BadInput for a folder, a device or an empty file."""
    with reading(path, what):
        state = path.stat()
    if not path.is_file():
        raise BadInput(f"This is not a {what} file", why=f"{shown(path)} is a folder or a device.")
    if state.st_size == 0:
        raise BadInput(f"The {what} is empty", why=f"{shown(path)} has 0 bytes.", do=("Choose another file.",))
