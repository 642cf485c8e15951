"""Converts between RGB arrays and FFmpeg frames with the colour matrix said aloud: BT.709, limited range.

Left alone, FFmpeg converts RGB with the BT.601 matrix and leaves the file untagged, so that reds and greens shift in
other players (Y of pure red is 81 instead of 63).
"""

from __future__ import annotations

import av
import numpy as np
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc, Interpolation

EXACT = Interpolation.BICUBIC | Interpolation.ACCURATE_RND | Interpolation.FULL_CHR_H_INT | Interpolation.FULL_CHR_H_INP
UNSPECIFIED = 2  # AVCOL_SPC_UNSPECIFIED
HD_HEIGHT = 720  # untagged pictures of this height and more are taken as BT.709, smaller ones as BT.601


def frame_of_rgb(pixels_HWC: np.ndarray, pixel_format: str) -> av.VideoFrame:
    """A frame for the encoder from uint8 H W 3; yuv formats are BT.709 limited range, rgb formats stay as they are."""
    frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(pixels_HWC), format="rgb24")
    if not pixel_format.startswith("yuv"):
        return frame.reformat(format=pixel_format, interpolation=EXACT)
    frame = frame.reformat(
        format=pixel_format, dst_colorspace=Colorspace.ITU709, dst_color_range=ColorRange.MPEG, interpolation=EXACT
    )
    frame.color_primaries, frame.color_trc = ColorPrimaries.BT709, ColorTrc.BT709
    return frame


def tag_bt709(context: av.VideoCodecContext) -> None:
    """Writes the colour tags into the stream of an encoder that is fed by frame_of_rgb with a yuv format."""
    context.colorspace, context.color_range = Colorspace.ITU709, ColorRange.MPEG
    context.color_primaries, context.color_trc = ColorPrimaries.BT709, ColorTrc.BT709


def rgb_of_frame(
    frame: av.VideoFrame, size: tuple[int, int] | None = None, pixel_format: str = "rgb24", quick: bool = False
) -> np.ndarray:
    """uint8 H W 3 (rgb24) or H W 4 (bgra) of a decoded frame, upright, by its own colour tags.

    size is (width, height) of the stored, unturned picture; `quick` trades accuracy for speed (thumbnails).
    """
    width, height = size or (frame.width, frame.height)
    source = None
    if frame.colorspace in (0, UNSPECIFIED) and frame.format.name.startswith("yuv"):
        source = Colorspace.ITU709 if frame.height >= HD_HEIGHT else Colorspace.ITU601
    turn = int(frame.rotation)  # degrees; read before the frame is converted
    plain = frame.reformat(
        width=width,
        height=height,
        format=pixel_format,
        src_colorspace=source,
        interpolation=Interpolation.BILINEAR if quick else EXACT,
    ).to_ndarray()
    return upright(plain, turn)


def upright(pixels_HWC: np.ndarray, rotation: int) -> np.ndarray:
    """The picture turned as the display matrix asks; `rotation` is FFmpeg's, in degrees counter-clockwise."""
    quarters = round(rotation / 90) % 4
    return np.ascontiguousarray(np.rot90(pixels_HWC, quarters)) if quarters else pixels_HWC
