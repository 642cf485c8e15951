"""Shows any frame of a film, animation or picture by its number, exactly; used by the viewer and the thumbnails.

Free of torch and of Qt.  One reader belongs to one thread: make it there, use it there, close it there.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import ExitStack
from fractions import Fraction
from pathlib import Path
from typing import Self

import av
import numpy as np
from PIL import Image

from engine.api.film import Film
from engine.media.colour import rgb_of_frame
from engine.media.container import film_stream, open_container, sound_stream, square_size
from engine.media.foreign import must_be_a_file, reading, unreadable
from engine.media.image import (
    KINDS,
    WHITE,
    durations_ms,
    is_picture,
    opened_picture,
    read_image,
    read_picture_header,
)
from engine.media.times import Times, read_times, usual_rate

STRAIGHT_ON = 12  # frames; up to here decoding on is quicker than seeking
EARLIER = (0.0, 2.0, 10.0)  # seconds before the frame where a seek is tried, one after the other


class Frames(ABC):
    """An open film: how many frames, their times, and any of them by number."""

    count: int
    fps: Fraction  # mean rate
    shown: np.ndarray  # float64, seconds at which each frame appears
    seconds: float  # length
    width: int  # pixels, upright
    height: int
    has_audio: bool = False
    making: Film | None = None  # a film whose other windows are still being made

    @abstractmethod
    def read(self, index: int, height: int = 0, layout: str = "rgb24") -> np.ndarray:
        """Frame `index` (0 to count - 1): uint8 H W 3, or H W 4 for the layout "bgra" (Qt's RGB32).

        height   pixels to scale to, 0 for full size.  Raises BadInput when the file turns out to be damaged.
        """

    @abstractmethod
    def close(self) -> None:
        """Lets the file go."""

    def look_again(self) -> bool:
        """Whether there are more frames than before: only of a film that is still being made.  Raises BadInput."""
        return False

    def at(self, seconds: float) -> int:
        """The number of the frame on the screen at that time."""
        return int(np.clip(np.searchsorted(self.shown, seconds + 1e-6, side="right") - 1, 0, self.count - 1))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_frames(path: Path, picture_rate: Fraction = Fraction(16)) -> Frames:
    """The reader that fits the file's content.  Raises BadInput.

    A folder is taken as a sequence of PNG pictures, `picture_rate` of them a second.
    """
    if path.is_dir():
        return PictureFrames(path, tuple(sorted(path.glob("*.png"))), picture_rate)
    must_be_a_file(path, "film")
    if not is_picture(path):
        return FilmFrames(path)
    with reading(path, "picture"), path.open("rb") as file, Image.open(file, formats=KINDS) as image:
        moving = getattr(image, "n_frames", 1) > 1 and image.format != "MPO"
    return AnimationFrames(path) if moving else PictureFrames(path, (path,), Fraction(1))


class FilmFrames(Frames):
    """A film through FFmpeg: seek to the key frame before, decode up to the wanted time."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with reading(path, "film"):
            self._container = open_container(path)
            self._stream = film_stream(self._container, path)
            self._stream.thread_type = "SLICE"  # frame threads would delay each seek by as many frames
            self._times: Times = read_times(self._container, self._stream)
        if not len(self._times):
            self._container.close()
            raise unreadable(path, "film", "no frames")
        self.count, self.fps = len(self._times), self._times.rate()
        self.shown, self.seconds = self._times.shown, self._times.seconds
        self.has_audio = sound_stream(self._container) is not None
        self._decoded: Iterator[av.VideoFrame] = iter(())
        self._held: av.VideoFrame | None = None
        self._index = -1  # of the held frame
        first = self.read(0)
        self.height, self.width = first.shape[:2]

    def read(self, index: int, height: int = 0, layout: str = "rgb24") -> np.ndarray:
        with reading(self.path, "film"):
            frame = self._frame(min(max(index, 0), self.count - 1))
            return rgb_of_frame(frame, _scaled(self._stream, frame, height), layout, quick=height > 0)

    def close(self) -> None:
        self._container.close()

    def _frame(self, index: int) -> av.VideoFrame:
        wanted = int(self._times.ticks[index])
        if self._held is not None and index == self._index:
            return self._held
        if self._held is None or not 0 < index - self._index <= STRAIGHT_ON:
            self._seek(wanted)
        while self._held is None or self._held.pts is None or self._held.pts < wanted:
            following = next(self._decoded, None)
            if following is None:
                break
            self._held = following
        if self._held is None:
            raise unreadable(self.path, "film", f"frame {index} could not be decoded")
        self._index = index
        return self._held

    def _seek(self, wanted: int) -> None:
        """Stands at a frame at or before the wanted tick; tries further back where the file's index is poor."""
        first = int(self._times.ticks[0])
        for seconds in EARLIER:
            ticks = max(first, wanted - round(seconds / self._times.base))
            self._restart(ticks)
            if self._held is not None and self._held.pts is not None and self._held.pts <= wanted:
                return
        self._restart(first)

    def _restart(self, ticks: int) -> None:
        self._container.seek(ticks, stream=self._stream, backward=True)
        self._decoded = self._container.decode(self._stream)
        self._held = next(self._decoded, None)


class AnimationFrames(Frames):
    """A moving gif, webp, png or avif through Pillow, which composes their partial frames."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with reading(path, "picture"), ExitStack() as closing:
            self._image = closing.enter_context(opened_picture(closing.enter_context(path.open("rb")), path))
            lengths = np.array(durations_ms(self._image, path)) / 1000
            self._closing = closing.pop_all()
        self.count, self.seconds = len(lengths), float(lengths.sum())
        self.shown = np.concatenate(([0.0], np.cumsum(lengths)[:-1]))
        self.fps = usual_rate(self.count / self.seconds, slack=0.01 / self.seconds)
        self.width, self.height = self._image.size

    def read(self, index: int, height: int = 0, layout: str = "rgb24") -> np.ndarray:
        with reading(self.path, "picture"):
            self._image.seek(min(max(index, 0), self.count - 1))
            whole = self._image.convert("RGBA")
        ground = Image.new("RGBA", whole.size, (*WHITE, 255))
        return _laid_out(Image.alpha_composite(ground, whole).convert("RGB"), height, layout)

    def close(self) -> None:
        self._closing.close()


class PictureFrames(Frames):
    """One picture, or a folder of them in the order of their names."""

    def __init__(self, path: Path, pictures: tuple[Path, ...], fps: Fraction) -> None:
        if not pictures:
            raise unreadable(path, "film", "a folder without PNG pictures")
        self._pictures = pictures
        self.count, self.fps = len(pictures), fps
        self.shown = np.arange(self.count) / float(fps)
        self.seconds = self.count / float(fps)
        header = read_picture_header(pictures[0])
        self.width, self.height = header.width, header.height
        read_image(pictures[0], least=1)  # a damaged one is refused here

    def read(self, index: int, height: int = 0, layout: str = "rgb24") -> np.ndarray:
        pixels_HWC = read_image(self._pictures[min(max(index, 0), self.count - 1)], least=height).pixels
        return _laid_out(Image.fromarray(pixels_HWC), height, layout)

    def close(self) -> None:
        self._pictures = ()


def _scaled(stream: av.VideoStream, frame: av.VideoFrame, height: int) -> tuple[int, int]:
    """Stored (width, height) that gives an upright picture of that height, with square pixels; 0 for full size."""
    wide, tall = square_size(stream, frame)
    if not height:
        return wide, tall
    scale = height / (wide if round(frame.rotation / 90) % 2 else tall)
    return max(1, round(wide * scale)), max(1, round(tall * scale))


def _laid_out(image: Image.Image, height: int, layout: str) -> np.ndarray:
    if height:
        image = image.resize((max(1, round(image.width * height / image.height)), height), Image.Resampling.BILINEAR)
    pixels_HWC = np.array(image)
    if layout == "rgb24":
        return pixels_HWC
    opaque = np.full((*pixels_HWC.shape[:2], 1), 255, np.uint8)
    return np.concatenate((pixels_HWC[..., ::-1], opaque), axis=-1)


def thumbnail(path: Path, height: int) -> np.ndarray:
    """The first frame, uint8 H W 3 of that height.  Raises BadInput."""
    with open_frames(path) as frames:
        return frames.read(0, height)


def filmstrip(path: Path, count: int, height: int) -> tuple[np.ndarray, ...]:
    """`count` frames evenly over the film's time, each uint8 H W 3 of that height.  Raises BadInput."""
    with open_frames(path) as frames:
        places = (np.arange(count) + 0.5) * frames.seconds / count
        return tuple(frames.read(frames.at(float(place)), height) for place in places)
