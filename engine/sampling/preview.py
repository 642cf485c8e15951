"""Small pictures of an unfinished latent by one matrix, without the VAE.

The matrix is fitted to the VAE at hand: show it `cards`, give `fit` both sides.  B batch, C channels, T latent frames.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor
from torch.nn import functional as fn

from engine.sampling.noise import first_noise

SPREAD = 2.5  # standard deviations that fill the range from black to white when nothing is known of the colours


def cards(count: int, size: int, seed: int) -> Tensor:
    """count 3 1 size size from -1 to 1: smooth colour fields with hard edges, for `fit`; size in pixels."""
    coarse = first_noise((count, 3, 4, 4), seed)
    edges = first_noise((count, 1, 3, 3), seed + 1)
    smooth = fn.interpolate(coarse, size=(size, size), mode="bicubic")
    cut = fn.interpolate(edges, size=(size, size), mode="bilinear") > 0
    levels = first_noise((count, 3, 1, 1), seed + 2)
    return torch.where(cut, smooth, levels).tanh()[:, :, None]


def fit(latents: Tensor, films: Tensor, detail: int = 1, calm: float = 1e-6) -> Tensor:
    """The matrix (C + 1) (3 r r) that best turns latents (B C T h w) into films (B 3 F H W, -1 to 1) in least squares.

    r = detail: points that a cell is shown by, each side.  Frames 1, 4, 4, ... and the pixels of a point are averaged;
    the last row is the offset.  calm: how much the matrix shies from large numbers, in parts of a latent's variance;
    more is duller and shows less of the noise.  Solved in fp64.
    """
    small = films[:, :, :1].float()
    if films.shape[2] > 1:
        groups = torch.split(films[:, :, 1:].float(), 4, dim=2)
        small = torch.cat([small, *(group.mean(2, keepdim=True) for group in groups)], dim=2)
    time, rows, columns = latents.shape[2:]
    points = fn.adaptive_avg_pool3d(small, (time, rows * detail, columns * detail))
    points = points.unflatten(4, (columns, detail)).unflatten(3, (rows, detail))  # B 3 T h r w r
    colours = points.permute(0, 2, 3, 5, 4, 6, 1).flatten(4)  # B T h w (r r 3)
    seen = _rows(latents).double()
    ridge = calm * len(seen) * torch.eye(seen.shape[1], dtype=torch.float64, device=seen.device)
    ridge[-1, -1] = 1e-6  # the offset may be what it is
    wanted = colours.flatten(0, -2).double()
    matrix: Tensor = torch.linalg.solve(seen.T @ seen + ridge, seen.T @ wanted)
    return matrix.float()


def principal(latent: Tensor) -> Tensor:
    """A matrix (C + 1) 3 for a latent (C T h w) of an unknown VAE: its three strongest directions as false colours."""
    rows = latent.float().flatten(1).T
    mean = rows.mean(0)
    centred = (rows - mean).double()
    power, directions = torch.linalg.eigh(centred.T @ centred / len(rows))
    axes = directions[:, -3:].flip(1)
    axes = axes * torch.where(axes.sum(0) < 0, -1.0, 1.0)  # a direction has no sign of its own; steps must agree
    axes = axes / (SPREAD * power[-3:].flip(0).clamp_min(1e-6).sqrt())
    return torch.cat([axes, -(mean.double() @ axes)[None]]).float()


def apply(latent: Tensor, matrix: Tensor) -> Tensor:
    """T (h r) (w r) 3, uint8 RGB, of a latent C T h w; the matrix is that of `fit` or `principal` (r = 1)."""
    colours = _rows(latent[None]).float() @ matrix.to(latent.device)
    pixels = ((colours + 1) * 127.5).round().clamp(0, 255).to(torch.uint8)
    detail = math.isqrt(matrix.shape[1] // 3)
    cells = pixels.view(*latent.shape[1:], detail, detail, 3)  # T h w r r 3
    return cells.permute(0, 1, 3, 2, 4, 5).flatten(3, 4).flatten(1, 2)


def _rows(latents: Tensor) -> Tensor:
    """B C T h w -> B*T*h*w (C + 1), with a column of ones for the offset."""
    flat = latents.movedim(1, -1).flatten(0, -2)
    return torch.cat([flat, torch.ones_like(flat[:, :1])], dim=1)
