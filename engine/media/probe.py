"""Says what a dropped file is, by its content and header only: kind, size, length, rate, and whether it sounds."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

import av

from engine.api.request import Asset, Kind
from engine.media.container import average_rate, opened, picture_stream, seconds_of, sound_stream, square_size
from engine.media.foreign import reading, unreadable
from engine.media.image import is_picture, read_picture_header
from engine.media.times import usual_rate

CHUNK = 1 << 20  # bytes


@dataclass(frozen=True, slots=True)
class MediaInfo:
    path: Path
    kind: Kind
    size: int  # bytes
    width: int = 0  # pixels, upright
    height: int = 0
    frames: int = 0  # by the header; a film's may be an estimate from its length
    fps: Fraction | None = None
    seconds: float = 0.0
    has_audio: bool = False
    rate: int = 0  # samples per second
    channels: int = 0

    def asset(self, sha256: str = "") -> Asset:
        """The same as the contract's type."""
        return Asset(
            path=str(self.path),
            kind=self.kind,
            width=self.width,
            height=self.height,
            frames=self.frames,
            fps=str(self.fps) if self.fps else "",
            seconds=self.seconds,
            sha256=sha256,
        )


def probe(path: Path) -> MediaInfo:
    """Reads the header (and of a film the first frame, for its rotation).  Raises BadInput."""
    if is_picture(path):
        header = read_picture_header(path)
        rate = usual_rate(header.frames / header.seconds) if header.seconds > 0 else None
        return MediaInfo(
            path, Kind.IMAGE, path.stat().st_size, header.width, header.height, header.frames, rate, header.seconds
        )
    with opened(path, "file") as container:
        stream = picture_stream(container)
        track = sound_stream(container)
        if stream is None and track is None:
            raise unreadable(path, "file", f"no film or sound inside ({container.format.name})")
        if stream is None:
            seconds = seconds_of(container, track)
            info = MediaInfo(path, Kind.AUDIO, path.stat().st_size, seconds=seconds, has_audio=True)
        else:
            info = _film(path, container, stream)
        if track is None:
            return info
        voice = track.codec_context
        return replace(info, has_audio=True, rate=voice.sample_rate, channels=voice.channels)


def hash_file(path: Path, tick: Callable[[int], None] | None = None) -> str:
    """sha256 in hexadecimal, read in pieces; `tick` is told the bytes read so far.  Raises BadInput."""
    digest, done = hashlib.sha256(), 0
    with reading(path, "file"), path.open("rb") as file:
        while piece := file.read(CHUNK):
            digest.update(piece)
            done += len(piece)
            if tick is not None:
                tick(done)
    return digest.hexdigest()


def _film(path: Path, container: av.container.InputContainer, stream: av.VideoStream) -> MediaInfo:
    rate = usual_rate(float(average_rate(stream)))
    seconds = seconds_of(container, stream)
    first = next(container.decode(stream), None)
    if first is None:
        raise unreadable(path, "film", "no frame could be decoded")
    width, height = square_size(stream, first)
    if round(first.rotation / 90) % 2:
        width, height = height, width
    frames = stream.frames or max(1, round(seconds * rate))
    return MediaInfo(path, Kind.VIDEO, path.stat().st_size, width, height, frames, rate, seconds)
