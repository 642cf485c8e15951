"""Writes gif and webp animations.

A gif gets one palette for the whole film, drawn from a sample of its frames by Pillow: FFmpeg's palettegen took 63 s
for 81 frames of 832 x 480.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from PIL import Image

from engine.media.colour import frame_of_rgb
from engine.media.container import local
from engine.media.output import GIF_FASTEST, Output
from engine.media.recipe import exif_comment, gif_comment
from engine.media.riff import append_exif

SAMPLES = 16  # frames that the palette is drawn from
SAMPLE_SIDE = 160  # pixels; they are looked at this small
COLOURS = 255  # the last entry of the palette is left for "as before"
HUNDREDTH = Fraction(1, 100)  # seconds; a gif counts in these
MILLISECOND = Fraction(1, 1000)


@dataclass(frozen=True, slots=True)
class Reel:
    """The frames of a recording in the order in which they are shown."""

    order: tuple[int, ...]
    read: Callable[[int], np.ndarray]  # frame number -> uint8 H W 3
    size: tuple[int, int]  # width, height

    def __iter__(self) -> Iterator[np.ndarray]:
        return (self.read(index) for index in self.order)


def gif_rate(fps: Fraction) -> Fraction:
    """The rate that a gif is shown at: viewers slow down anything quicker than 50."""
    return min(fps, Fraction(GIF_FASTEST))


def thinned(order: tuple[int, ...], fps: Fraction) -> tuple[int, ...]:
    """The frames that remain at the gif's rate."""
    step = fps / gif_rate(fps)
    return tuple(order[int(number * step)] for number in range(max(1, int(len(order) / step))))


def write_gif(reel: Reel, path: Path, output: Output) -> None:
    """The reel must be thinned() already; times are rounded to 10 ms, their sum stays right."""
    rate = gif_rate(output.fps)
    palette = _palette(reel)
    found_P3 = np.array(palette.getpalette(), np.uint8).reshape(-1, 3)[:COLOURS]
    colours_P4 = np.zeros((256, 4), np.uint8)  # alpha red green blue
    colours_P4[:COLOURS, 0] = 255
    colours_P4[: len(found_P3), 1:] = found_P3
    plays = {0: 0, 1: -1}.get(output.loop_count, output.loop_count - 1)  # the muxer counts repetitions
    ends = [round(number / rate / HUNDREDTH) for number in range(len(reel.order) + 1)]
    frames = (av.VideoFrame.from_ndarray((_indices(pixels, palette), colours_P4), format="pal8") for pixels in reel)
    options = {"loop": str(plays), "final_delay": str(ends[-1] - ends[-2])}
    _encode("gif", options, ("gif", "pal8", {}), zip(frames, ends, strict=False), (path, reel.size, HUNDREDTH))
    if output.recipe is not None:
        _insert(path, _gif_header(path), gif_comment(output.recipe))


def write_webp(reel: Reel, path: Path, output: Output) -> None:
    """Times are rounded to 1 ms."""
    frames = (frame_of_rgb(pixels, "bgra") for pixels in reel)
    ends = [round(number / output.fps / MILLISECOND) for number in range(len(reel.order))]
    codec = ("libwebp_anim", "bgra", {"quality": str(output.fineness)})
    timed = zip(frames, ends, strict=True)
    _encode("webp", {"loop": str(output.loop_count)}, codec, timed, (path, reel.size, MILLISECOND))
    if output.recipe is not None:
        append_exif(path, exif_comment(output.recipe))


def _encode(
    muxer: str,
    container_options: dict[str, str],
    codec: tuple[str, str, dict[str, str]],
    timed: Iterable[tuple[av.VideoFrame, int]],
    place: tuple[Path, tuple[int, int], Fraction],
) -> None:
    (name, pixels, options), (path, size, base) = codec, place
    with av.open(local(path), "w", format=muxer, container_options=container_options) as container:
        stream = container.add_stream(name, rate=round(1 / base), options=options)
        (stream.width, stream.height), stream.pix_fmt = size, pixels
        stream.codec_context.time_base = base
        for frame, pts in timed:
            frame.pts, frame.time_base = pts, base
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def _palette(reel: Reel) -> Image.Image:
    """The colours of a sample of frames, as a Pillow palette picture."""
    places = np.unique(np.linspace(0, len(reel.order) - 1, SAMPLES).astype(int))
    small = []
    for place in places:
        image = Image.fromarray(reel.read(reel.order[place]))
        image.thumbnail((SAMPLE_SIDE, SAMPLE_SIDE), Image.Resampling.NEAREST)
        small.append(np.asarray(image))
    return Image.fromarray(np.concatenate(small)).quantize(COLOURS, Image.Quantize.MEDIANCUT)


def _indices(pixels_HWC: np.ndarray, palette: Image.Image) -> np.ndarray:
    return np.asarray(Image.fromarray(pixels_HWC).quantize(palette=palette, dither=Image.Dither.FLOYDSTEINBERG))


def _gif_header(path: Path) -> int:
    """Bytes up to the place for a comment: after the palette and the loop block."""
    with path.open("rb") as file:
        head = file.read(13 + 768 + 19)
    place = 13 + (3 << ((head[10] & 7) + 1) if head[10] & 0x80 else 0)
    return place + (19 if head[place : place + 14] == b"\x21\xff\x0bNETSCAPE2.0" else 0)


def _insert(path: Path, place: int, data: bytes) -> None:
    """Rewrites the file with `data` at that place."""
    grown = path.with_name(path.name + ".grown")
    with path.open("rb") as old, grown.open("wb") as new:
        new.write(old.read(place))
        new.write(data)
        shutil.copyfileobj(old, new, 1 << 20)
    grown.replace(path)
