"""Opens films and sounds made elsewhere: only known container kinds, only this one local file, typed errors."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path

import av

from engine.api.errors import BadInput
from engine.media.foreign import must_be_a_file, reading, shown

# Playlists (m3u8, ffconcat, sdp, dash) and text kinds are left out: they may name other files and hosts.
DEMUXERS = (
    "mov,matroska,webm,avi,gif,mpegts,mpeg,asf,flv,ivf,mxf,wav,w64,mp3,flac,ogg,aac,aiff,caf,amr,ac3,eac3,ape,wv,au,tta"
)
OPTIONS = {"format_whitelist": DEMUXERS, "protocol_whitelist": "file"}


@contextmanager
def opened(path: Path, what: str = "film") -> Iterator[av.container.InputContainer]:
    """The container, open for reading; whatever goes wrong inside the block becomes BadInput."""
    must_be_a_file(path, what)
    with reading(path, what), open_container(path) as container:
        yield container


def open_container(path: Path) -> av.container.InputContainer:
    """The open container itself, for a caller that keeps it; errors are FFmpeg's own."""
    return av.open(local(path), "r", container_options=dict(OPTIONS), metadata_errors="replace")


def local(path: Path) -> str:
    """The path as FFmpeg takes it for a file and nothing else: "a:b.mp4" alone would be a protocol named a."""
    return os.path.abspath(path)


def picture_stream(container: av.container.InputContainer) -> av.VideoStream | None:
    """The first video stream that can be decoded; the cover picture of a song is none."""
    cover = av.stream.Disposition.attached_pic
    streams = (s for s in container.streams.video if s.codec_context is not None)
    return next((s for s in streams if not s.disposition & cover), None)


def sound_stream(container: av.container.InputContainer) -> av.AudioStream | None:
    """The first sound track that can be decoded."""
    return next((s for s in container.streams.audio if s.codec_context is not None), None)


def film_stream(container: av.container.InputContainer, path: Path) -> av.VideoStream:
    """The first real video stream.  Raises BadInput when there is none."""
    stream = picture_stream(container)
    if stream is None:
        raise BadInput("There is no picture in this file", why=f"{shown(path)} holds only sound.")
    return stream


def square_size(stream: av.VideoStream, frame: av.VideoFrame) -> tuple[int, int]:
    """Stored (width, height) of the frame with its pixels made square: a DV film of 720 x 576 is shown 1024 wide."""
    ratio = stream.sample_aspect_ratio
    if not ratio or ratio == 1 or not 0.25 <= ratio <= 4:
        return frame.width, frame.height
    return max(1, round(frame.width * ratio)), frame.height


def average_rate(stream: av.VideoStream) -> Fraction:
    """Frames per second as the header tells, 25 where it tells nothing."""
    rate = stream.average_rate or stream.guessed_rate or stream.base_rate
    return Fraction(rate) if rate and rate > 0 else Fraction(25)


def seconds_of(container: av.container.InputContainer, stream: av.stream.Stream | None) -> float:
    """Length by the header; 0.0 where it tells nothing."""
    if stream is not None and stream.duration and stream.time_base:
        return max(0.0, float(stream.duration * stream.time_base))
    return max(0.0, container.duration / av.time_base) if container.duration else 0.0
