"""Rotary positions over time, height and width, built in fp64 and applied in fp32 to pairs of neighbouring channels.

B batch, T tokens, N heads, D head width; F frames, H rows, W columns of the token grid
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor

THETA = 10000.0


@dataclass(frozen=True, slots=True)
class RopeOptions:
    """Departures from plain positions; the defaults are none."""

    offset: float = 0.0  # added to the frame index: where this window starts in a longer video
    riflex_index: int = 0  # RIFLEx: which temporal frequency is slowed down, counted from 1; 0 for none
    riflex_frames: int = 0  # RIFLEx: latent frames of the video, one period of that frequency is 1 / 0.9 of them


@dataclass(frozen=True, slots=True)
class Rope:
    """Cosine and sine per axis, fp32; the table of a run of frames is made when needed, a whole one would be large."""

    time: Tensor  # 2 F D/2 - 2 (D/6)
    rows: Tensor  # 2 H D/6
    columns: Tensor  # 2 W D/6

    def table(self, first: int, last: int) -> tuple[Tensor, Tensor]:
        """Cosine and sine of the tokens of frames first to last (excluded), in their order: T 1 D/2 each."""
        shape = (2, last - first, self.rows.shape[1], self.columns.shape[1], -1)
        axes = (self.time[:, first:last, None, None], self.rows[:, None, :, None], self.columns[:, None, None])
        cos, sin = torch.cat([axis.expand(shape) for axis in axes], dim=-1).flatten(1, 3).unsqueeze(2)
        return cos, sin


def rope_for(grid: tuple[int, int, int], head_width: int, options: RopeOptions, device: torch.device) -> Rope:
    """The positions of a grid of F x H x W tokens.

    The head is split as in Wan-Video/Wan2.1@9737cba wan/modules/model.py: of its D/2 pairs, D/6 (rounded down) turn
    with the row, as many with the column and the rest with the frame. RIFLEx: arXiv 2502.15894.
    """
    frames, rows, columns = grid
    side = head_width // 6
    time = _frequencies(head_width // 2 - 2 * side)
    if options.riflex_index:
        time[options.riflex_index - 1] = 0.9 * 2 * math.pi / options.riflex_frames
    return Rope(
        _turns(torch.arange(frames, dtype=torch.float64) + options.offset, time, device),
        _turns(torch.arange(rows, dtype=torch.float64), _frequencies(side), device),
        _turns(torch.arange(columns, dtype=torch.float64), _frequencies(side), device),
    )


def rotated(x: Tensor, table: tuple[Tensor, Tensor], out: Tensor | None = None) -> Tensor:
    """Turns each pair of channels of x (B T N D) by its angle, in fp32, into the type of x; or into `out` at once."""
    cos, sin = table
    even, odd = x.unflatten(-1, (-1, 2)).unbind(-1)
    if out is None:
        turned = (torch.addcmul(odd * -sin, even, cos), torch.addcmul(even * sin, odd, cos))
        return torch.stack(turned, dim=-1).flatten(-2).to(x.dtype)
    out_even, out_odd = out.unflatten(-1, (-1, 2)).unbind(-1)
    torch.addcmul(odd * -sin, even, cos, out=out_even)
    torch.addcmul(even * sin, odd, cos, out=out_odd)
    return out


def _frequencies(pairs: int) -> Tensor:
    return THETA ** -(torch.arange(pairs, dtype=torch.float64) / pairs)


def _turns(positions: Tensor, frequencies: Tensor, device: torch.device) -> Tensor:
    angles = torch.outer(positions, frequencies)
    return torch.stack((angles.cos(), angles.sin())).to(device, torch.float32)
