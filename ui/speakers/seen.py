"""Which part of a picture the clip shows, and where people are in it when nobody says where."""

from __future__ import annotations

from typing import Any

from engine.api.request import Asset
from engine.planner.voices import side_by_side
from ui.speakers.cast import Box

WHOLE: Box = (0.0, 0.0, 1.0, 1.0)


def seen(asset: Asset | None, params: Any) -> Box:
    """The frame of the clip in shares of the picture: inside it where it is cut, beyond it where bars are added."""
    if asset is None or not asset.width or not asset.height:
        return WHOLE
    from engine.media.resize import Fitting, kept_box, padded_box  # here: the window starts without numpy

    shape, kind = (asset.height, asset.width), params.keep_proportion.value
    if kind == "crop":
        box = kept_box(shape, params.width, params.height, Fitting("crop", params.crop_position.value))
        return _shares(box, asset.width, asset.height)
    if kind in ("pad", "pad_edge"):
        fitting = Fitting("pad", params.crop_position.value)
        left, top, width, height = padded_box(shape, params.width, params.height, fitting)
        return (-left / width, -top / height, (params.width - left) / width, (params.height - top) / height)
    return WHOLE


def columns(people: int, asset: Asset | None, params: Any) -> tuple[Box, ...]:
    """Everybody side by side in the clip, as boxes in the picture."""
    if not people:
        return ()
    left, top, right, bottom = seen(asset, params)
    wide, tall = right - left, bottom - top
    made = []
    for box in side_by_side(people, params.width, params.height):
        a, b, c, d = _shares(box, params.width, params.height)
        made.append((left + a * wide, top + b * tall, left + c * wide, top + d * tall))
    return tuple(tuple(round(min(max(share, 0.0), 1.0), 4) for share in box) for box in made)


def _shares(box: tuple[float, float, float, float], width: int, height: int) -> Box:
    return box[0] / width, box[1] / height, box[2] / width, box[3] / height
