"""The size that a model makes of a picture or film, as its authors choose it.  No torch: the window shows it."""

from __future__ import annotations

from engine.api.model import Mode, ModelSpec
from engine.planner.snap import Size, size_among, size_by_area, size_by_area_32, size_by_bucket, size_by_longest


def size_for(spec: ModelSpec, mode: Mode, picture: tuple[int, int], multiple: int) -> Size | None:
    """Width and height for a picture of that width and height; None for a model of one size.

    multiple: pixels by which the sides of the model go
    """
    if len(spec.sizes) < 2 or not all(picture):
        return None
    if spec.bundled:
        return size_among(*picture, spec.sizes)
    width, height = spec.sizes[0]
    if mode in (Mode.INFINITE_TALK, Mode.MULTI_TALK):
        return size_by_bucket(*picture, width * height)
    if mode is Mode.FANTASY_TALKING:
        return size_by_longest(*picture, max(width, height), multiple)
    by_area = size_by_area_32 if multiple == 32 else size_by_area
    return by_area(*picture, width * height)
