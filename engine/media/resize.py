"""Brings pictures of any size and aspect to an exact size: stretched, fitted, padded or cropped.

Resampling is Pillow's: every method but nearest-exact averages over all source pixels when it makes smaller, so that
nothing flickers; nearest-exact takes the pixel under the centre.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PIL import Image

METHODS = {
    "nearest-exact": Image.Resampling.NEAREST,
    "bilinear": Image.Resampling.BILINEAR,
    "area": Image.Resampling.BOX,
    "bicubic": Image.Resampling.BICUBIC,
    "lanczos": Image.Resampling.LANCZOS,
}
# Where the kept part (crop) or the whole picture (pad) lies: 0 left or top, 1 right or bottom.
POSITIONS = {"center": (0.5, 0.5), "top": (0.5, 0.0), "bottom": (0.5, 1.0), "left": (0.0, 0.5), "right": (1.0, 0.5)}
PROPORTIONS = ("stretch", "fit", "pad", "pad_edge", "crop")


@dataclass(frozen=True, slots=True)
class Fitting:
    """How a picture of another aspect is brought to size; the values are those of the parameters' table."""

    keep_proportion: str = "crop"  # one of PROPORTIONS
    crop_position: str = "center"  # a key of POSITIONS
    upscale_method: str = "lanczos"  # a key of METHODS
    background: tuple[int, int, int] = (0, 0, 0)  # for pad

    def __post_init__(self) -> None:
        assert self.keep_proportion in PROPORTIONS, self.keep_proportion
        assert self.crop_position in POSITIONS, self.crop_position
        assert self.upscale_method in METHODS, self.upscale_method


def output_size(
    source: tuple[int, int], target: tuple[int, int], keep_proportion: str, multiple: int
) -> tuple[int, int]:
    """The (width, height) of the result.  Only "fit" changes the target: to the source's aspect, inside the target.

    The fitted sides are rounded to `multiple`, never above the target and never below one multiple.
    """
    if keep_proportion != "fit":
        return target
    scale = min(target[0] / source[0], target[1] / source[1])
    return tuple(  # type: ignore[return-value]
        min(max(multiple, most // multiple * multiple), max(multiple, round(side * scale / multiple) * multiple))
        for side, most in zip(source, target, strict=True)
    )


def resize(pixels_HWC: np.ndarray, width: int, height: int, fitting: Fitting) -> np.ndarray:
    """uint8 H W 3 of exactly `height` x `width`.  With "fit" the size should come from output_size; what the rounding
    of the sides leaves over is cropped, so nothing is ever distorted but by "stretch"."""
    if fitting.keep_proportion == "stretch":
        return _resample(pixels_HWC, width, height, None, fitting)
    if fitting.keep_proportion in ("crop", "fit"):
        return _resample(pixels_HWC, width, height, kept_box(pixels_HWC.shape, width, height, fitting), fitting)
    left, top, inner_width, inner_height = padded_box(pixels_HWC.shape, width, height, fitting)
    inner = _resample(pixels_HWC, inner_width, inner_height, None, fitting)
    if fitting.keep_proportion == "pad_edge":
        borders = ((top, height - top - inner_height), (left, width - left - inner_width), (0, 0))
        return np.pad(inner, borders, mode="edge")
    out_HWC = np.empty((height, width, 3), np.uint8)
    out_HWC[:] = fitting.background
    out_HWC[top : top + inner_height, left : left + inner_width] = inner
    return out_HWC


def kept_box(shape: tuple[int, ...], width: int, height: int, fitting: Fitting) -> tuple[float, float, float, float]:
    """The part of the source that a crop keeps: left, top, right, bottom in source pixels, fractions allowed."""
    tall, wide = shape[:2]
    scale = min(wide / width, tall / height)
    kept_width, kept_height = width * scale, height * scale
    across, down = POSITIONS[fitting.crop_position]
    left, top = (wide - kept_width) * across, (tall - kept_height) * down
    return left, top, min(left + kept_width, wide), min(top + kept_height, tall)


def padded_box(shape: tuple[int, ...], width: int, height: int, fitting: Fitting) -> tuple[int, int, int, int]:
    """Where the whole picture lies inside the padded result: left, top, width, height in result pixels."""
    tall, wide = shape[:2]
    scale = min(width / wide, height / tall)
    inner_width = min(width, max(1, round(wide * scale)))
    inner_height = min(height, max(1, round(tall * scale)))
    across, down = POSITIONS[fitting.crop_position]
    return round((width - inner_width) * across), round((height - inner_height) * down), inner_width, inner_height


def _resample(
    pixels_HWC: np.ndarray,
    width: int,
    height: int,
    box: tuple[float, float, float, float] | None,
    fitting: Fitting,
) -> np.ndarray:
    whole = (0.0, 0.0, float(pixels_HWC.shape[1]), float(pixels_HWC.shape[0]))
    if (box is None or box == whole) and pixels_HWC.shape[:2] == (height, width):
        return pixels_HWC.copy()
    image = Image.fromarray(np.ascontiguousarray(pixels_HWC))
    return np.array(image.resize((width, height), METHODS[fitting.upscale_method], box=box or whole))
