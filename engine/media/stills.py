"""Writes single pictures and folders of pictures."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image

from engine.media.output import Output
from engine.media.recipe import jpeg_segments, png_text


def write_picture(pixels_HWC: np.ndarray, path: Path, output: Output) -> None:
    """A png or jpg at `path`, whatever its name ends in."""
    image, data = Image.fromarray(pixels_HWC), BytesIO()
    if output.output_format == "jpg":
        extra = jpeg_segments(output.recipe)
        image.save(data, "JPEG", quality=output.fineness, subsampling=0, optimize=True, extra=extra)
    else:
        image.save(data, "PNG", pnginfo=png_text(output.recipe))
    path.write_bytes(data.getbuffer())  # not by Pillow: on a full disk it leaves half a JPEG and says nothing


def write_sequence(frames: Iterable[np.ndarray], folder: Path, output: Output) -> None:
    """A folder of 00001.png, 00002.png ...; each of them holds the recipe."""
    folder.mkdir()
    for number, pixels_HWC in enumerate(frames, start=1):
        write_picture(pixels_HWC, folder / f"{number:05d}.png", output)
