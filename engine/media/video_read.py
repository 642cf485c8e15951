"""Reads the frames of a film as RGB arrays at an exact frame rate, by their timestamps."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from engine.api.errors import BadInput
from engine.media.colour import rgb_of_frame
from engine.media.container import film_stream, opened, square_size
from engine.media.foreign import shown, unreadable
from engine.media.times import Times, read_times

MOST_PIXELS = 8192 * 8192  # of one frame
MOST_FRAMES = 1_000_000


def read_frames(path: Path, fps: Fraction, start: float = 0.0, count: int | None = None) -> Iterator[np.ndarray]:
    """Frames of the film resampled to `fps` by time: uint8 H W 3, upright, sRGB, one after the other.

    start   seconds into the film
    count   how many frames; None: to the end.  Past the end the last frame is repeated
    Raises BadInput.
    """
    with opened(path) as container:
        stream = film_stream(container, path)
        _check_size(stream, path)
        times = read_times(container, stream)
        if not len(times) or len(times) > MOST_FRAMES:
            raise unreadable(path, "film", f"{len(times)} frames")
        yield from _frames_at(container, stream, times, times.resampled(fps, start, count))


def film_times(path: Path) -> Times:
    """When each frame is shown, without decoding any.  Raises BadInput."""
    with opened(path) as container:
        return read_times(container, film_stream(container, path))


def count_frames(path: Path) -> int:
    """How many frames of the film can really be decoded.  Raises BadInput when it is no film."""
    with opened(path) as container:
        stream = film_stream(container, path)
        stream.thread_type = "AUTO"
        return sum(1 for _ in container.decode(stream))


def _frames_at(
    container: av.container.InputContainer, stream: av.VideoStream, times: Times, wanted: np.ndarray
) -> Iterator[np.ndarray]:
    """The frames with these ascending indices; equal neighbours are converted once."""
    stream.thread_type = "AUTO"
    container.seek(int(times.ticks[wanted[0]]), stream=stream, backward=True)
    decoded = container.decode(stream)
    held: av.VideoFrame | None = None
    pixels, pixels_of = None, None
    for index in wanted:
        while held is None or (held.pts is not None and held.pts < times.ticks[index]):
            following = next(decoded, None)
            if following is None:
                break
            held = following
        if held is None:
            raise BadInput("The film has no readable picture", why="Not one of its frames could be decoded.")
        if pixels_of is not held:
            pixels, pixels_of = rgb_of_frame(held, square_size(stream, held)), held
        yield pixels.copy()


def _check_size(stream: av.VideoStream, path: Path) -> None:
    width, height = stream.codec_context.width, stream.codec_context.height
    if width * height > MOST_PIXELS:
        raise BadInput(
            "The film is too large to open safely",
            why=f"{shown(path)} has {width} x {height} pixels a frame.",
            done="It was not opened.",
            do=("Make it smaller in another program.",),
        )
