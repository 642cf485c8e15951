"""How far the person in a window has gone from the one who was given: the third curve of the drift meter.

A model that looks at pictures (CLIP) is asked: the cosine distance between its rows for the whole picture, as a share
of the distance to the given picture with its parts in disorder.  For a model without, it is the share of the picture
that shows something else: colours of CIE Lab on a coarse grid, after light, tint and contrast of the whole, which
have curves of their own, have been made the same.  There a wide open mouth measures 0.15 at most and a person of other
skin and hair in the same place 0.32 at least (on drawn faces).  0 is the same picture; pictures are 3 H W, -1 to 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from torch import Tensor
from torch.nn import functional as fn

from engine.families.talking.colour import to_lab
from engine.families.talking.windows import Window

GRID = 16  # cells a side
OTHER = 20.0  # units of Lab from which a cell shows something else
STRETCH = (0.5, 2.0)  # how much contrast may be evened out
PARTS, STRIDE = 4, 7  # a side, of a picture in disorder; how far neighbours go apart
PLACES = (1 / 6, 1 / 2, 5 / 6)  # of a window that are looked at


class Eye(Protocol):
    """What looks at pictures."""

    def whole(self, pictures: Sequence[Tensor]) -> Tensor | None:
        """3 H W each -> N D, one row for each; None for a model that does not look."""
        ...


def looked_at(window: Window) -> tuple[int, ...]:
    """Numbers of the frames within a window that are compared."""
    return tuple(window.kept.start + int(len(window.kept) * place) for place in PLACES)


def distance(eye: Eye, pairs: Sequence[tuple[Tensor, Tensor]]) -> float:
    """The mean over pairs of a frame and the picture that shows what was given."""
    rows = eye.whole([picture for frame, given in pairs for picture in (frame, given, in_disorder(given))])
    if rows is None:
        return sum(share_changed(frame, given) for frame, given in pairs) / len(pairs)
    frames, given, disorder = (rows[place::3].float() for place in range(3))
    far = (1 - fn.cosine_similarity(disorder, given)).clamp_min(1e-6)
    return float(((1 - fn.cosine_similarity(frames, given)) / far).mean())


def share_changed(frame: Tensor, given: Tensor) -> float:
    """0 to 1: how much of the picture shows something else."""
    own, wanted = (_cells(picture) for picture in (frame, given))
    contrast = (wanted[0].std() / own[0].std().clamp_min(1e-3)).clamp(*STRETCH)
    return float(((own * contrast - wanted).norm(dim=0) / OTHER).clamp(max=1).mean())


def in_disorder(picture: Tensor) -> Tensor:
    """Its parts in other places; a rest at the right and at the foot is left out."""
    height, width = (side // PARTS for side in picture.shape[1:])
    parts = picture[:, : height * PARTS, : width * PARTS].unfold(1, height, height).unfold(2, width, width)
    order = [(STRIDE * place + STRIDE // 2) % PARTS**2 for place in range(PARTS**2)]
    moved = parts.flatten(1, 2)[:, order].unflatten(1, (PARTS, PARTS))  # 3 rows columns height width
    return moved.transpose(2, 3).flatten(3, 4).flatten(1, 2)


def _cells(picture: Tensor) -> Tensor:
    """3 GRID GRID of CIE Lab without the mean of the whole."""
    small = fn.interpolate((picture[None].float() + 1) / 2, size=(GRID, GRID), mode="area")[0]
    lab = to_lab(small.clamp(0, 1))
    return lab - lab.mean((1, 2), keepdim=True)
