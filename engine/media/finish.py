"""Turns a recording into the finished file: made beside its final name, read back, and only then given the name."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av

from engine.media.animation import Reel, gif_rate, thinned, write_gif, write_webp
from engine.media.container import local
from engine.media.disk import need_room, part_of, publish, remove, writing
from engine.media.encode import RATE_TAG, Encoder
from engine.media.foreign import reading, shown, unreadable
from engine.media.formats import Shape
from engine.media.frames import FilmFrames
from engine.media.output import Output, Written
from engine.media.readback import read_back
from engine.media.remux import frame_numbers, remux
from engine.media.stills import write_picture, write_sequence

SPARE = 16 << 20  # bytes that should stay free beside the finished file


def salvage(recording: Path) -> int:
    """How many frames a recording holds that can be used, however its writer ended; 0 if not even the first."""
    try:
        with av.open(local(recording)) as container:
            return len(frame_numbers(container, _rate(container)))
    except (av.FFmpegError, OSError, LookupError):
        return 0


def recorded_rate(recording: Path) -> Fraction:
    """The exact frames per second that the recording was begun with.  Raises BadInput."""
    with reading(recording, "film"), av.open(local(recording)) as container:
        return _rate(container)


def _rate(container: av.container.InputContainer) -> Fraction:
    tags = {key.upper(): text for key, text in container.metadata.items()}
    return Fraction(tags[RATE_TAG])


def finish_recording(recording: Path, output: Output, target: Path, overwrite: bool) -> Written:
    """Makes `target` (numbered if the name is taken and not `overwrite`), then deletes the recording.

    Raises DiskFull or CannotWrite, and BadInput for a sound or a recording that cannot be read; the recording is
    kept then, and finishing can be tried again, also by another process.
    """
    assert recording.resolve() != target.resolve(), "the recording would be replaced"
    usable = salvage(recording)
    if usable == 0:
        raise unreadable(recording, "recording", "it holds no whole frame")
    kept = f"All {usable} frames are kept in {shown(recording.parent) or recording.parent}; no work is lost."
    part, turned = part_of(target), recording.with_name(f"{recording.stem}-turned.mkv")
    try:
        with writing(part, kept):
            target.parent.mkdir(parents=True, exist_ok=True)
            need_room(target.parent, recording.stat().st_size + SPARE, kept)
            remove(part)
            frames, notes = _make(recording, turned, part, output)
            fps = gif_rate(output.fps) if output.output_format == "gif" else output.fps
            found = read_back(part, output, frames, frames / float(fps), kept)
            path = publish(part, target, overwrite)
    finally:
        remove(part)
        remove(turned)
    remove(recording)
    return Written(
        path, found.width, found.height, frames, fps, frames / float(fps), found.has_audio, found.size, tuple(notes)
    )


def _make(recording: Path, turned: Path, part: Path, output: Output) -> tuple[int, list[str]]:
    """Writes the part; returns how many frames it shows and what the user should know."""
    wanted = output.format
    notes: list[str] = []
    if output.sound is not None and not wanted.sound:
        notes.append(f"The sound was left out: {wanted.title.split(':')[0]} holds none.")
    if wanted.shape is Shape.STREAM and not output.pingpong:
        return remux(recording, part, output), notes
    with FilmFrames(recording) as film:
        reel = Reel(output.order(film.count), film.read, (film.width, film.height))
        if wanted.shape is Shape.STREAM:
            with Encoder(turned, wanted.codec, output.fineness, output.fps, reel.size) as encoder:
                for pixels_HWC in reel:
                    encoder.add(pixels_HWC)
            return remux(turned, part, output), notes
        if wanted.id == "gif":
            if gif_rate(output.fps) != output.fps:
                notes.append(f"A gif shows at most {gif_rate(output.fps)} frames a second; some were left out.")
            reel = Reel(thinned(reel.order, output.fps), reel.read, reel.size)
            write_gif(reel, part, output)
        elif wanted.id == "webp":
            write_webp(reel, part, output)
        elif wanted.shape is Shape.SEQUENCE:
            write_sequence(reel, part, output)
        else:
            write_picture(film.read(0), part, output)
    return len(reel.order), notes
