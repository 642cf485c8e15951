"""Draws antialiased shapes into float pictures by distance fields; numpy only, the same pixels everywhere.

Pictures are float32 H W 3 with values 0 to 255; lengths are pixels.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.float32]
Points = NDArray[np.float32]


def polygon(corners: int, radius: float, inner: float | None = None) -> Points:
    """Corners of a regular polygon or, with `inner`, of a star; the first corner points up. N 2 as x, y."""
    count = corners if inner is None else 2 * corners
    angles = np.arange(count) * (2 * np.pi / count) - np.pi / 2
    radii = np.full(count, radius)
    if inner is not None:
        radii[1::2] = inner
    return np.stack([radii * np.cos(angles), radii * np.sin(angles)], axis=1).astype(np.float32)


def turned(points: Points, angle: float) -> Points:
    """Points rotated about the origin by `angle` radians, clockwise on the screen."""
    c, s = np.cos(angle), np.sin(angle)
    return (points @ np.array([[c, s], [-s, c]])).astype(np.float32)


def polygon_distance(x: Picture, y: Picture, points: Points) -> Picture:
    """Signed distance to a polygon, negative inside."""
    best = np.full(x.shape, np.inf, np.float32)
    inside = np.zeros(x.shape, bool)
    for (ax, ay), (bx, by) in zip(points, np.roll(points, -1, axis=0), strict=True):
        ex, ey, wx, wy = bx - ax, by - ay, x - ax, y - ay
        along = np.clip((wx * ex + wy * ey) / (ex * ex + ey * ey), 0, 1)
        best = np.minimum(best, (wx - ex * along) ** 2 + (wy - ey * along) ** 2)
        if ey != 0:
            inside ^= ((ay > y) != (by > y)) & (x < ex * (y - ay) / ey + ax)
    return np.where(inside, -np.sqrt(best), np.sqrt(best))


def ellipse_distance(x: Picture, y: Picture, rx: float, ry: float) -> Picture:
    """Approximate signed distance to an axis-parallel ellipse (exact for a circle)."""
    rx, ry = max(rx, 0.3), max(ry, 0.3)
    k0 = np.hypot(x / rx, y / ry)
    k1 = np.hypot(x / rx**2, y / ry**2)
    return np.where(k1 > 1e-6, k0 * (k0 - 1) / np.maximum(k1, 1e-6), -min(rx, ry)).astype(np.float32)


def stroke_distance(x: Picture, y: Picture, points: Points, width: float) -> Picture:
    """Signed distance to an open line through `points`, `width` pixels thick with round ends."""
    best = np.full(x.shape, np.inf, np.float32)
    for (ax, ay), (bx, by) in pairwise(points):
        ex, ey, wx, wy = bx - ax, by - ay, x - ax, y - ay
        along = np.clip((wx * ex + wy * ey) / max(ex * ex + ey * ey, 1e-6), 0, 1)
        best = np.minimum(best, (wx - ex * along) ** 2 + (wy - ey * along) ** 2)
    return np.sqrt(best) - width / 2


def grid(height: int, width: int, cx: float, cy: float) -> tuple[Picture, Picture]:
    """Pixel centres relative to a point, H W each."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    return x + 0.5 - cx, y + 0.5 - cy


def paint(picture: Picture, distance: Picture, colour: tuple[float, float, float]) -> None:
    """Paints where the distance is negative, with one pixel of soft edge, in place."""
    cover = np.clip(0.5 - distance, 0, 1)[..., None]
    picture += cover * (np.asarray(colour, np.float32) - picture)


def shape_distance(shape: str, x: Picture, y: Picture, radius: float, angle: float) -> Picture:
    """Signed distance to one of the five shapes, of similar area for the same radius."""
    if shape == "circle":
        return np.hypot(x, y) - radius
    if shape == "ring":
        return np.abs(np.hypot(x, y) - 0.78 * radius) - 0.27 * radius
    corners = {
        "square": turned(polygon(4, 1.28 * radius), np.pi / 4),
        "triangle": polygon(3, 1.35 * radius),
        "star": polygon(5, 1.4 * radius, 0.6 * radius),
    }
    return polygon_distance(x, y, turned(corners[shape], angle))


def ground(size: int, colour: tuple[float, float, float]) -> Picture:
    """An even background."""
    return np.full((size, size, 3), colour, np.float32).clip(0, 255)
