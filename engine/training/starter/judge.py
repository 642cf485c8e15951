"""Judges a clip by its pixels alone: the colour, the shape and the motion of the thing that differs from the ground.

Independent of how clips are drawn or made: the ground is fitted as an even slope, the thing is the largest patch that
differs from it, its colour is its median hue, its shape the template that overlaps it best, its motion its track.
Clips are uint8 F H W 3; lengths are parts of the picture's side; angles grow clockwise from the right.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from engine.training.starter import draw
from engine.training.starter.vocabulary import COLOURS, SHAPES

Mask = NDArray[np.bool_]
Floats = NDArray[np.float64]

DIFFERENCE = 42.0  # of 8-bit colours (root of the sum of squares), above which a pixel is no ground
TEMPLATE = 48  # pixels, side of the shape templates
SECTORS = ("right", "down right", "down", "down left", "left", "up left", "up", "up right")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was seen; None where nothing could be told."""

    colour: str | None
    shape: str | None
    motion: str | None


def judge(clip: NDArray[np.uint8]) -> Verdict:
    """Looks at a clip and says what it shows."""
    ground = fitted_ground(clip)
    masks = np.stack([largest_patch(difference(frame, ground)) for frame in clip])
    areas = masks.sum(axis=(1, 2))
    if np.median(areas) < 40:
        return Verdict(None, None, None)
    return Verdict(seen_colour(clip, masks), seen_shape(masks), seen_motion(masks))


def fitted_ground(clip: NDArray[np.uint8]) -> Floats:
    """The even slope of colour, H W 3, that fits most pixels of all frames."""
    height, width = clip.shape[1:3]
    y, x = np.mgrid[0:height, 0:width]
    basis = np.stack([np.ones(height * width), x.ravel() / width - 0.5, y.ravel() / height - 0.5], axis=1)
    thin = clip[::4].reshape(-1, height * width, 3).astype(np.float64)[:, ::5]
    rows, colours = np.tile(basis[::5], (len(thin), 1)), thin.reshape(-1, 3)
    terms = np.zeros((3, 3))
    terms[0] = np.median(colours, axis=0)
    for tolerance in (70.0, 50.0, 35.0, 30.0):
        fits = np.linalg.norm(colours - rows @ terms, axis=1) < tolerance
        if fits.sum() > 100:
            terms = np.linalg.lstsq(rows[fits], colours[fits], rcond=None)[0]
    return (basis @ terms).reshape(height, width, 3)


def difference(frame: NDArray[np.uint8], ground: Floats) -> Floats:
    """How far each pixel is from the ground, H W."""
    return np.linalg.norm(frame.astype(np.float64) - ground, axis=2)


def largest_patch(distance: Floats) -> Mask:
    """The largest connected patch that differs from the ground, cut where it is half as different as its inside."""
    patch = _largest(distance > DIFFERENCE)
    if not patch.any():
        return patch
    return _largest(patch & (distance > 0.5 * np.percentile(distance[patch], 85)))


def _largest(differs: Mask) -> Mask:
    labels, _ = ndimage.label(differs)
    sizes = np.bincount(labels.ravel())
    sizes[0] = 0
    return (labels == sizes.argmax()) & differs


def seen_colour(clip: NDArray[np.uint8], masks: Mask) -> str:
    """The named colour whose hue is nearest to the median hue inside the patch."""
    inside = np.stack([ndimage.binary_erosion(mask, iterations=2) for mask in masks])
    if inside.sum() < 50:
        inside = masks
    x, y = hue_vector(np.median(clip[inside].astype(np.float64), axis=0))
    towards = {name: hue_vector(np.array(colour, np.float64)) for name, colour in COLOURS.items()}
    return max(towards, key=lambda name: x * towards[name][0] + y * towards[name][1])


def hue_vector(colour: Floats) -> tuple[float, float]:
    """The hue of an RGB colour as a direction of length 1 (zero for grey)."""
    red, green, blue = colour
    x, y = red - (green + blue) / 2, (green - blue) * 3**0.5 / 2
    length = max(np.hypot(x, y), 1e-9)
    return float(x / length), float(y / length)


def seen_shape(masks: Mask) -> str:
    """The shape that overlaps the patch best, over five frames, any turn allowed."""
    whole = [mask for mask in masks if mask.sum() >= 40 and not touches_edge(mask)] or list(masks)
    picks = [whole[round(i)] for i in np.linspace(0, len(whole) - 1, min(5, len(whole)))]
    patches = [normalised(mask) for mask in picks]
    scores = {
        shape: np.mean([max(overlap(patch, t) for t in templates(shape)) for patch in patches]) for shape in SHAPES
    }
    return max(scores, key=scores.__getitem__)


def touches_edge(mask: Mask) -> bool:
    return bool(mask[0].any() or mask[-1].any() or mask[:, 0].any() or mask[:, -1].any())


def normalised(mask: Mask) -> Floats:
    """The patch moved to the middle of a template-sized picture and scaled to the same spread."""
    y, x = np.nonzero(mask)
    if not len(y):
        return np.zeros((TEMPLATE, TEMPLATE))
    cy, cx = y.mean(), x.mean()
    spread = np.sqrt(((y - cy) ** 2 + (x - cx) ** 2).mean()) + 1e-9
    steps = (np.arange(TEMPLATE) + 0.5 - TEMPLATE / 2) / (TEMPLATE / 4.4) * spread
    at = np.meshgrid(cy + steps, cx + steps, indexing="ij")
    return np.clip(ndimage.map_coordinates(mask.astype(np.float64), at, order=1), 0, 1)


@cache
def templates(shape: str) -> tuple[Floats, ...]:
    """The shape at several turns, normalised like a patch."""
    turns = {"circle": (1, 1), "ring": (1, 1), "square": (4, 9), "triangle": (3, 12), "star": (5, 8)}
    symmetry, count = turns[shape]
    x, y = draw.grid(160, 160, 80, 80)
    angles = (2 * np.pi / symmetry * k / count for k in range(count))
    return tuple(normalised(draw.shape_distance(shape, x, y, 40, angle) < 0) for angle in angles)


def overlap(a: Floats, b: Floats) -> float:
    """Shared part of two soft patches, 0 to 1."""
    return float(np.minimum(a, b).sum() / max(np.maximum(a, b).sum(), 1e-9))


def track(masks: Mask) -> tuple[Floats, Floats]:
    """Centre (x, y) and area of the patch in each frame, as parts of the side and of the picture."""
    height, width = masks.shape[1:]
    centres = [ndimage.center_of_mass(mask) if mask.any() else (np.nan, np.nan) for mask in masks]
    points = np.array(centres)[:, ::-1] / (width, height)
    return points, masks.mean(axis=(1, 2))


def seen_motion(masks: Mask) -> str | None:
    """The direction of travel, or growing, bouncing, spinning; None for a thing at rest."""
    points, areas = track(masks)
    seen = ~np.isnan(points[:, 0])
    points, areas = points[seen], areas[seen]
    if len(points) < 6:
        return None
    travel = points[-3:].mean(axis=0) - points[:3].mean(axis=0)
    swing = np.abs(np.diff(points[:, 1])).sum() - abs(points[-1, 1] - points[0, 1])
    if swing > 0.3 and swing > 2 * np.hypot(*travel):
        return "bounces"
    if np.hypot(*travel) > 0.12:
        return SECTORS[round(np.arctan2(travel[1], travel[0]) / (np.pi / 4)) % 8]
    if areas[-3:].mean() > 1.5 * areas[:3].mean():
        return "grows"
    patches = [normalised(mask) for mask in masks[seen][::2]]
    return "spins" if min(overlap(patches[0], patch) for patch in patches[1:]) < 0.88 else None
