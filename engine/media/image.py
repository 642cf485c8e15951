"""Reads a picture of any common kind into 8-bit RGB exactly as it looks on the screen.

Upright by its EXIF orientation, transparency laid on a colour that the caller knows, 16-bit greys scaled (not cut off),
CMYK and wide-gamut pictures through their ICC profile, the first picture of an animation.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

import numpy as np
from PIL import Image, ImageCms

from engine.api.errors import BadInput
from engine.media.foreign import FAULTS, must_be_a_file, reading, shown
from engine.media.riff import webp_durations_ms

KINDS = ("PNG", "JPEG", "WEBP", "TIFF", "BMP", "GIF", "AVIF", "PPM", "ICO")  # all told by their first bytes
MOST_PIXELS = 89_478_485  # width x height; beyond it Pillow itself speaks of a decompression bomb
WHITE = (255, 255, 255)
ORIENTATION = 0x0112  # the EXIF tag
TURNS: dict[int, Callable[[np.ndarray], np.ndarray]] = {  # EXIF value -> what makes the picture upright
    2: lambda a: a[:, ::-1],
    3: lambda a: a[::-1, ::-1],
    4: lambda a: a[::-1],
    5: lambda a: a.transpose(1, 0, 2),
    6: lambda a: np.rot90(a, -1),
    7: lambda a: a[::-1, ::-1].transpose(1, 0, 2),
    8: lambda a: np.rot90(a, 1),
}


@dataclass(frozen=True, slots=True)
class Picture:
    pixels: np.ndarray  # uint8 H W 3, sRGB
    notes: tuple[str, ...]  # what was done to it, for the user to read


@dataclass(frozen=True, slots=True)
class PictureHeader:
    width: int  # pixels, upright
    height: int
    frames: int  # above 1 for an animation
    seconds: float  # 0 for a still


def read_image(path: Path, background: tuple[int, int, int] = WHITE, least: int = 0) -> Picture:
    """The picture's pixels; `background` shows through where it is transparent.  Raises BadInput.

    least   pixels that both sides must keep; a JPEG may then come at a half, a quarter or an eighth of its size, which
            takes as much less time and memory.  0: as it is.
    """
    must_be_a_file(path, "picture")
    with reading(path, "picture"), path.open("rb") as file, opened_picture(file, path) as image:
        notes: list[str] = []
        if _animated(image):
            notes.append(f"The first of its {image.n_frames} frames is used.")
        if least:
            image.draft(None, (least, least))
        image.load()  # a TIFF turns itself upright here
        pixels_HWC = np.array(_to_rgb(image, background, notes), dtype=np.uint8)
        orientation = image.getexif().get(ORIENTATION, 1)
        if orientation in TURNS:
            pixels_HWC = np.ascontiguousarray(TURNS[orientation](pixels_HWC))
            notes.append("It was turned upright as the camera recorded it.")
        return Picture(pixels_HWC, tuple(notes))


def read_picture_header(path: Path) -> PictureHeader:
    """Size and length without decoding.  Raises BadInput."""
    must_be_a_file(path, "picture")
    with reading(path, "picture"), path.open("rb") as file, opened_picture(file, path) as image:
        width, height = image.size
        if image.format != "TIFF" and image.getexif().get(ORIENTATION, 1) in (5, 6, 7, 8):
            width, height = height, width
        if not _animated(image):
            return PictureHeader(width, height, 1, 0.0)
        return PictureHeader(width, height, image.n_frames, sum(durations_ms(image, path)) / 1000)


def is_picture(path: Path) -> bool:
    """Whether the content (never the name) is one of the picture kinds."""
    must_be_a_file(path, "file")
    try:
        with path.open("rb") as file, Image.open(file, formats=KINDS):
            return True
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return True  # a picture, but one that read_image will refuse with the reason
    except FAULTS:
        return False


def durations_ms(image: Image.Image, path: Path) -> list[float]:
    """How long each frame of an animation stands, milliseconds; 100 where the file says 0, as browsers do."""
    if image.format == "WEBP":
        return [length or 100.0 for length in webp_durations_ms(path)]
    lengths = []
    for index in range(getattr(image, "n_frames", 1)):
        image.seek(index)
        lengths.append(float(image.info.get("duration", 0)) or 100.0)
    return lengths


def opened_picture(file: BinaryIO, path: Path) -> Image.Image:
    """The picture in an open file, not decoded yet.  Raises BadInput where it has more than MOST_PIXELS."""
    try:
        image = Image.open(file, formats=KINDS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as fault:
        raise _too_large(path, str(fault)) from fault
    if image.width * image.height > MOST_PIXELS:
        raise _too_large(path, f"{image.width} x {image.height}")
    return image


def _too_large(path: Path, detail: str) -> BadInput:
    return BadInput(
        "The picture is too large to open safely",
        why=f"{shown(path)} has more than {MOST_PIXELS / 1e6:.0f} million pixels.",
        done="It was not opened.",
        do=("Make the picture smaller in another program.",),
        detail=detail,
    )


def _animated(image: Image.Image) -> bool:
    return image.format in ("GIF", "WEBP", "PNG", "AVIF") and getattr(image, "n_frames", 1) > 1


def _to_rgb(image: Image.Image, background: tuple[int, int, int], notes: list[str]) -> Image.Image:
    if image.mode.startswith("I") or image.mode == "F":
        return _deep_grey(image, notes)
    if not image.has_transparency_data:
        return _through_profile(image if image.mode in ("RGB", "L", "CMYK") else image.convert("RGB"), image, notes)
    whole = image.convert("RGBA")
    colours = _through_profile(whole.convert("RGB"), image, notes)
    alpha = whole.getchannel("A")
    if alpha.getextrema()[0] < 255:
        notes.append(
            f"Its transparent parts were filled with the colour {background[0]}, {background[1]}, {background[2]}."
        )
    ground = Image.new("RGB", image.size, background)
    ground.paste(colours, mask=alpha)
    return ground


def _deep_grey(image: Image.Image, notes: list[str]) -> Image.Image:
    """16-bit, 32-bit or floating grey brought to 0..255; Pillow's own conversion saturates instead."""
    grey_HW = np.asarray(image).astype(np.float64)
    grey_HW = np.nan_to_num(grey_HW, nan=0.0, posinf=0.0, neginf=0.0)
    top = float(grey_HW.max(initial=0.0))
    white = max(65535.0, top)
    if image.mode == "F":
        white = 1.0 if top <= 1.0 else max(255.0, top)
    notes.append("Its deep grey was brought to 8 bits.")
    return Image.fromarray(np.clip(np.rint(grey_HW * (255.0 / white)), 0, 255).astype(np.uint8)).convert("RGB")


def _through_profile(colours: Image.Image, source: Image.Image, notes: list[str]) -> Image.Image:
    """`colours` in sRGB, by the ICC profile of `source` where it has a usable one."""
    profile = source.info.get("icc_profile")
    if not profile:
        if colours.mode == "CMYK":
            notes.append("It is a CMYK picture without a colour profile; its colours are approximate.")
        return colours.convert("RGB")
    try:
        return ImageCms.profileToProfile(
            colours, ImageCms.ImageCmsProfile(BytesIO(profile)), ImageCms.createProfile("sRGB"), outputMode="RGB"
        )
    except (ImageCms.PyCMSError, OSError, ValueError):
        notes.append("Its colour profile could not be used; its colours are approximate.")
        return colours.convert("RGB")
