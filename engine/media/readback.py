"""Opens a file that was just made and compares it with what was asked, before it gets its final name."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from engine.api.errors import BadInput, CannotWrite
from engine.media.foreign import shown
from engine.media.formats import Shape
from engine.media.frames import FilmFrames, open_frames
from engine.media.output import Output
from engine.media.recipe import read_recipe


@dataclass(frozen=True, slots=True)
class Found:
    width: int  # pixels
    height: int
    frames: int
    seconds: float
    has_audio: bool
    size: int  # bytes


def read_back(part: Path, output: Output, frames: int, seconds: float, kept: str) -> Found:
    """What lies in `part`; `frames` and `seconds` are what should.  Raises CannotWrite if they differ.

    kept   the sentence that says what of the work is safe
    """
    try:
        found, told = _found(part, output), read_recipe(part)
    except BadInput as fault:
        raise _differs(part, kept, f"it cannot be opened ({fault.detail})") from fault
    if found.frames != frames and output.output_format != "webp":  # webp joins frames that are the same
        raise _differs(part, kept, f"{found.frames} frames instead of {frames}")
    timed = output.format.shape is Shape.STREAM or found.frames > 1  # a webp without motion becomes a still
    if timed and abs(found.seconds - seconds) > max(0.02, seconds / frames):
        raise _differs(part, kept, f"{found.seconds:.3f} s instead of {seconds:.3f} s")
    if told != output.recipe:
        raise _differs(part, kept, "the settings inside differ")
    if output.sound is not None and output.format.sound and not found.has_audio:
        raise _differs(part, kept, "the sound is missing")
    return found


def _found(part: Path, output: Output) -> Found:
    """Measured on the file; its last frame is decoded."""
    if output.format.shape is Shape.STREAM or output.output_format == "gif":
        with FilmFrames(part) as film:
            last = film.read(film.count - 1)
            return Found(last.shape[1], last.shape[0], film.count, film.seconds, film.has_audio, part.stat().st_size)
    size = sum(file.stat().st_size for file in part.iterdir()) if part.is_dir() else part.stat().st_size
    with open_frames(part, output.fps) as pictures:
        last = pictures.read(pictures.count - 1)
        return Found(last.shape[1], last.shape[0], pictures.count, pictures.seconds, False, size)


def _differs(part: Path, kept: str, reason: str) -> CannotWrite:
    return CannotWrite(
        "The finished file did not read back",
        why=f"{shown(part)}: {reason}.",
        done=kept,
        do=("Try again.", "Choose another folder.", "Choose another format."),
    )
