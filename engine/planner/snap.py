"""Moves sizes and frame counts to what a model can make, and says why.  No torch: the window shows this as you type."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

TIME_STRIDE = 4  # frames per latent frame, after the first
BUCKETS: Mapping[int, tuple[tuple[int, int], ...]] = MappingProxyType(  # about so many pixels a side -> height, width
    {
        640: (
            (320, 1216), (384, 1024), (448, 896), (512, 768), (576, 704), (640, 640), (704, 576), (768, 512),
            (832, 448), (896, 448), (960, 384), (1088, 384), (1152, 320), (1216, 320), (1280, 320),
        ),
        960: (
            (448, 2048), (512, 1792), (576, 1600), (640, 1408), (704, 1280), (768, 1216), (832, 1088), (896, 1024),
            (960, 960), (1024, 896), (1088, 832), (1152, 768), (1216, 768), (1280, 704), (1344, 704), (1408, 640),
            (1472, 640), (1536, 576), (1664, 576), (1856, 512), (1920, 512),
        ),
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Frames:
    """A number of frames that can be made."""

    count: int
    reason: str  # a sentence; "" when nothing was moved


@dataclass(frozen=True, slots=True)
class Size:
    """A picture size that can be made, in pixels."""

    width: int
    height: int
    reason: str  # a sentence; "" when nothing was moved


def snap_frames(asked: int, *, video: bool) -> Frames:
    """The nearest 4n + 1 (a tie goes up); in a video mode at least 5, otherwise 1 is a still picture."""
    lowest = 5 if video else 1
    count = max(lowest, (asked - 1 + TIME_STRIDE // 2) // TIME_STRIDE * TIME_STRIDE + 1)
    if count == asked:
        return Frames(count, "")
    if asked == 1:
        return Frames(count, "A clip needs at least 5 frames; 1 frame is a still picture.")
    if asked < lowest:
        return Frames(count, f"{asked} frames cannot be made; {count} is the least.")
    return Frames(count, f"The model makes 4n + 1 frames, so {asked} became {count}.")


def frames_for_seconds(seconds: float, fps: float, *, video: bool) -> Frames:
    """The frames that come nearest to that duration; the first frame stands at 0 s and lasts 1 / fps."""
    count = snap_frames(round(seconds * fps), video=video).count
    if count == seconds * fps:
        return Frames(count, "")
    return Frames(count, f"{count} frames at {fps:g} fps last {count / fps:.2f} s.")


def snap_size(width: int, height: int, multiple: int) -> Size:
    """Both sides to the nearest multiple (16 for Wan 2.1 and A14B, 32 for TI2V-5B; a tie goes up), at least one."""
    w, h = (max(multiple, (side + multiple // 2) // multiple * multiple) for side in (width, height))
    if (w, h) == (width, height):
        return Size(w, h, "")
    return Size(w, h, f"Sides must be multiples of {multiple}, so {width} x {height} became {w} x {h}.")


def size_by_area(width: int, height: int, area: int) -> Size:
    """The official size of image to video: shape of the picture, about `area` pixels, sides floored to 16.

    Wan-Video/Wan2.1@9737cba wan/image2video.py: latent side = round(sqrt(area * aspect)) // 8 // 2 * 2, with the
    division by 8 before the rounding.  `width` and `height` are those of the dropped picture.
    """
    h, w = (_official_side(area * ratio) for ratio in (height / width, width / height))
    return Size(w, h, f"{w} x {h} has the shape of the picture and about {area:,} pixels.")


def size_by_area_32(width: int, height: int, area: int) -> Size:
    """The official size for TI2V-5B: at most `area` pixels, multiples of 32, the nearer shape of two candidates.

    Wan-Video/Wan2.2@42bf4cf wan/textimage2video.py; the picture is then resized to cover it and cut at the centre.
    """
    ratio, step = width / height, 32
    exact = math.sqrt(area * ratio)
    by_width = _pair(exact, area, step)
    by_height = _pair(area / exact, area, step)[::-1]
    w, h = min((by_height, by_width), key=lambda size: _apart(size[0] / size[1], ratio))
    return Size(w, h, f"{w} x {h} is nearest to the shape of the picture within {area:,} pixels.")


def size_by_bucket(width: int, height: int, area: int) -> Size:
    """The official size of InfiniteTalk and MultiTalk: that of the nearest shape among those they were trained with.

    MeiGen-AI/InfiniteTalk@0107cd9 wan/utils/multitalk_utils.py:26-39: one table for about 640 x 640 pixels, one for
    about 960 x 960; shapes are height over width, rounded to two digits.
    """
    table = min(BUCKETS, key=lambda side: _apart(side * side, area))
    h, w = min(BUCKETS[table], key=lambda size: abs(round(size[0] / size[1], 2) - height / width))
    return Size(w, h, f"{w} x {h} is the nearest shape that the model was trained with.")


def size_among(width: int, height: int, sizes: tuple[tuple[int, int], ...]) -> Size:
    """That of the sizes whose shape is nearest, for a model that can make no others."""
    w, h = min(sizes, key=lambda size: _apart(size[0] / size[1], width / height))
    return Size(w, h, f"{w} x {h} is the nearest shape that the model was trained with.")


def size_by_longest(width: int, height: int, longest: int, multiple: int) -> Size:
    """The official size of FantasyTalking: the shape of the picture, its longer side `longest` pixels (infer.py)."""
    scale = longest / max(width, height)
    size = snap_size(int(width * scale), int(height * scale), multiple)
    made = f"{size.width} x {size.height}"
    return Size(size.width, size.height, f"{made} has the shape of the picture and its longer side {longest} pixels.")


def latent_shape(frames: int, width: int, height: int, channels: int, stride: int) -> tuple[int, int, int, int]:
    """C T H W of the latent; `stride` is pixels per latent cell, 8 for the 2.1 VAE, 16 for the 2.2 one."""
    return channels, (frames - 1) // TIME_STRIDE + 1, height // stride, width // stride


def _official_side(square: float) -> int:
    return max(16, round(math.sqrt(square) // 8 // 2 * 2) * 8)


def _apart(one: float, other: float) -> float:
    return max(one / other, other / one)


def _pair(side: float, area: int, step: int) -> tuple[int, int]:
    first = max(step, int(side // step) * step)
    return first, max(step, int(area / first // step) * step)
