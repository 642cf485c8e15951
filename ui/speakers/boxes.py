"""Boxes in shares of a picture: which one lies at a point, which edge is held, and what pulling makes of it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, Qt

from ui.speakers.cast import Box

HANDLE = 8  # px from an edge within which it is held
LEAST = 0.02  # of the picture: no box is smaller
CURSORS = {
    (-1, 0): Qt.CursorShape.SizeHorCursor, (1, 0): Qt.CursorShape.SizeHorCursor,
    (0, -1): Qt.CursorShape.SizeVerCursor, (0, 1): Qt.CursorShape.SizeVerCursor,
    (-1, -1): Qt.CursorShape.SizeFDiagCursor, (1, 1): Qt.CursorShape.SizeFDiagCursor,
    (1, -1): Qt.CursorShape.SizeBDiagCursor, (-1, 1): Qt.CursorShape.SizeBDiagCursor,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Look:
    """How a box is drawn."""

    number: int  # of the speaker, from 1
    chosen: bool
    given: bool  # somebody said so; else it is what the network expects
    muted: bool
    masked: bool  # a mask counts, and not the box


def inside(box: Box, at: QPointF) -> bool:
    """Whether a point lies in the box."""
    return box[0] <= at.x() <= box[2] and box[1] <= at.y() <= box[3]


def box_at(boxes: tuple[Box, ...], at: QPointF, first: int) -> int | None:
    """The index of the box at that point, `first` before all others; None between them."""
    order = (first, *(index for index in range(len(boxes)) if index != first))
    return next((index for index in order if index < len(boxes) and inside(boxes[index], at)), None)


def edges_at(box: Box, at: QPointF, slack: tuple[float, float]) -> tuple[int, int] | None:
    """The edges near a point, as (-1, 0 or 1 across, -1, 0 or 1 down); None if there are none."""
    near_x = box[0] - slack[0] <= at.x() <= box[2] + slack[0]
    near_y = box[1] - slack[1] <= at.y() <= box[3] + slack[1]
    across = -1 if abs(at.x() - box[0]) <= slack[0] else 1 if abs(at.x() - box[2]) <= slack[0] else 0
    down = -1 if abs(at.y() - box[1]) <= slack[1] else 1 if abs(at.y() - box[3]) <= slack[1] else 0
    return (across, down) if near_x and near_y and (across or down) else None


def pulled(box: Box, edges: tuple[int, int], by: QPointF) -> Box:
    """The box with these edges, or all of it, moved; inside the picture, upright, and not too small."""
    across = _moved(box[0], box[2], edges[0], by.x(), whole=edges == (0, 0))
    down = _moved(box[1], box[3], edges[1], by.y(), whole=edges == (0, 0))
    return across[0], down[0], across[1], down[1]


def _moved(low: float, high: float, edge: int, by: float, *, whole: bool) -> tuple[float, float]:
    if whole:
        by = min(max(by, -low), 1 - high)
        low, high = low + by, high + by
    elif edge:
        low, high = sorted((low, high + by) if edge > 0 else (low + by, high))
        low, high = max(0.0, low), min(1.0, high)
        if high - low < LEAST:
            low, high = (low, low + LEAST) if low + LEAST <= 1 else (1 - LEAST, 1.0)
    return round(low, 4), round(high, 4)
