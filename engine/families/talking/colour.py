"""Brings the colours of a film back to those of its first picture, window by window, and measures how far they went.

Pictures are 3 F H W from -1 to 1; Lab is CIE L*a*b* of sRGB under D65. Source of the transfer by mean and deviation:
MeiGen-AI/InfiniteTalk@0107cd9 wan/utils/multitalk_utils.py:361-463; of the linear map: Pitie and Kokaram,
"The linear Monge-Kantorovitch linear colour mapping", 2007, which also tells of the map by roots alone; of the transfer
in logarithms of cone responses: Reinhard, Ashikhmin, Gooch and Shirley, "Color transfer between images", 2001.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import torch
from torch import Tensor

from engine.families.talking.params import ColorMatch

# sRGB to XYZ and the white of D65, as skimage has them
TO_XYZ = ((0.412453, 0.357580, 0.180423), (0.212671, 0.715160, 0.072169), (0.019334, 0.119193, 0.950227))
WHITE = (0.95047, 1.0, 1.08883)
LIMIT, SLOPE, LIFT = 0.008856, 7.787, 16.0 / 116.0
LEVELS = 256  # of a histogram
# sRGB to the responses of long, middle and short cones, and their logarithms to light and two opponents (Reinhard 2001)
TO_CONES = ((0.3811, 0.5783, 0.0402), (0.1967, 0.7244, 0.0782), (0.0241, 0.1288, 0.8444))
TO_OPPONENTS = ((3**-0.5,) * 3, (6**-0.5, 6**-0.5, -2 * 6**-0.5), (2**-0.5, -(2**-0.5), 0.0))
DARKEST = 1 / 255  # of a cone response, so that it has a logarithm


def to_lab(rgb: Tensor) -> Tensor:
    """3 ... of 0 to 1 -> L (0 to 100), a, b."""
    linear = torch.where(rgb > 0.04045, ((rgb + 0.055) / 1.055).clamp_min(0) ** 2.4, rgb / 12.92)
    xyz = _times(rgb.new_tensor(TO_XYZ), linear) / _column(rgb, WHITE)
    x, y, z = torch.where(xyz > LIMIT, xyz.clamp_min(0) ** (1 / 3), SLOPE * xyz + LIFT)
    return torch.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def from_lab(lab: Tensor) -> Tensor:
    """The inverse of to_lab, cut to 0 to 1."""
    y = (lab[0] + 16) / 116
    f = torch.stack([y + lab[1] / 500, y, (y - lab[2] / 200).clamp_min(0)])
    xyz = torch.where(f > 0.2068966, f**3, (f - LIFT) / SLOPE) * _column(lab, WHITE)
    linear = _times(torch.linalg.inv(lab.new_tensor(TO_XYZ, dtype=torch.float64)).to(lab.dtype), xyz)
    rgb = torch.where(linear > 0.0031308, 1.055 * linear.clamp_min(0) ** (1 / 2.4) - 0.055, 12.92 * linear)
    return rgb.clamp(0, 1)


def corrected(frames: Tensor, reference: Tensor, way: ColorMatch, strength: float) -> Tensor:
    """Frames 3 F H W with the colours of the reference 3 H W; strength 0 to 1 between as they are and wholly."""
    if way is ColorMatch.DISABLED or not strength:
        return frames
    wanted = _unit(reference)
    made = []
    for frame in _unit(frames).unbind(1):
        matched = frame
        for step in WAYS[way]:
            matched = step(matched, wanted)
        made.append((1 - strength) * frame + strength * matched)
    return torch.stack(made, dim=1) * 2 - 1


def seen(frame: Tensor) -> tuple[tuple[float, float, float], float]:
    """Of a frame 3 H W: its mean L, a and b, and the deviation of L, which is its contrast."""
    lab = to_lab(_unit(frame)).flatten(1)
    light, green, blue = lab.mean(1).tolist()
    return (light, green, blue), float(lab[0].std(correction=0))


def _by_moments(frame: Tensor, reference: Tensor) -> Tensor:
    """Mean and deviation of each channel of Lab become those of the reference."""
    return from_lab(_moved(to_lab(frame), to_lab(reference)))


def _by_cones(frame: Tensor, reference: Tensor) -> Tensor:
    """The same in the logarithms of cone responses, whose channels hardly depend on each other."""
    return _from_opponents(_moved(_to_opponents(frame), _to_opponents(reference)))


def _moved(own: Tensor, wanted: Tensor) -> Tensor:
    """Each channel with mean and deviation of the wanted one."""
    (mean, std), (to_mean, to_std) = (_moments(channels) for channels in (own, wanted))
    flat = std == 0
    moved = (own - mean) * (to_std / torch.where(flat, 1.0, std)) + to_mean
    return torch.where(flat, to_mean.expand_as(own), moved)


def _by_map(frame: Tensor, reference: Tensor) -> Tensor:
    """The one linear map of colours that moves them least and gives them mean and covariance of the reference."""
    return _mapped(frame, reference, _nearest_map)


def _by_roots(frame: Tensor, reference: Tensor) -> Tensor:
    """The linear map of colours over white noise: the frame's covariance is taken out, that of the reference put in."""
    return _mapped(frame, reference, lambda spread, wanted: _root(wanted) @ torch.linalg.inv(_root(spread)))


def _nearest_map(spread: Tensor, wanted: Tensor) -> Tensor:
    root = _root(spread)
    back = torch.linalg.inv(root)
    return back @ _root(root @ wanted @ root) @ back


def _mapped(frame: Tensor, reference: Tensor, linear: Callable[[Tensor, Tensor], Tensor]) -> Tensor:
    """Moved by the map that `linear` makes of both covariances, and to the mean of the reference."""
    (mean, spread), (to_mean, wanted) = (_spread(rgb) for rgb in (frame, reference))
    moved = _times(linear(spread, wanted), frame.double() - mean) + to_mean
    return moved.to(frame.dtype).clamp(0, 1)


def _by_histogram(frame: Tensor, reference: Tensor) -> Tensor:
    """Each channel gets the share of every level that the reference has."""
    made = []
    for own, wanted in zip(frame, reference, strict=True):
        levels = torch.linspace(0, 1, LEVELS, device=own.device, dtype=own.dtype)
        here, there = (_shares(channel) for channel in (own, wanted))
        at = torch.searchsorted(there, here.contiguous()).clamp(max=LEVELS - 1)
        made.append(levels[at][(own * (LEVELS - 1)).round().long().clamp(0, LEVELS - 1)])
    return torch.stack(made)


Step = Callable[[Tensor, Tensor], Tensor]  # 3 H W of 0 to 1 and the reference of any size
WAYS: Mapping[ColorMatch, tuple[Step, ...]] = MappingProxyType(
    {
        ColorMatch.REINHARD_LAB: (_by_moments,),
        ColorMatch.MKL: (_by_map,),
        ColorMatch.HM: (_by_histogram,),
        ColorMatch.REINHARD: (_by_cones,),
        ColorMatch.MVGD: (_by_roots,),
        ColorMatch.HM_MVGD_HM: (_by_histogram, _by_roots, _by_histogram),
        ColorMatch.HM_MKL_HM: (_by_histogram, _by_map, _by_histogram),
    }
)


def _unit(picture: Tensor) -> Tensor:
    return ((picture.float() + 1) / 2).clamp(0, 1)


def _to_opponents(rgb: Tensor) -> Tensor:
    cones = _times(rgb.new_tensor(TO_CONES), rgb).clamp_min(DARKEST)
    return _times(rgb.new_tensor(TO_OPPONENTS), cones.log10())


def _from_opponents(opponents: Tensor) -> Tensor:
    """The inverse of _to_opponents, cut to 0 to 1; the opponents are at right angles."""
    cones = 10 ** _times(opponents.new_tensor(TO_OPPONENTS).T, opponents)
    back = torch.linalg.inv(opponents.new_tensor(TO_CONES, dtype=torch.float64)).to(opponents.dtype)
    return _times(back, cones).clamp(0, 1)


def _moments(lab: Tensor) -> tuple[Tensor, Tensor]:
    flat = lab.flatten(1)
    return _column(lab, flat.mean(1)), _column(lab, flat.std(1, correction=0))


def _spread(rgb: Tensor) -> tuple[Tensor, Tensor]:
    flat = rgb.flatten(1).double()
    return _column(rgb, flat.mean(1)), torch.cov(flat) + 1e-8 * torch.eye(3, dtype=torch.float64, device=rgb.device)


def _root(matrix: Tensor) -> Tensor:
    values, vectors = torch.linalg.eigh(matrix)
    return vectors @ torch.diag(values.clamp_min(0).sqrt()) @ vectors.T


def _shares(channel: Tensor) -> Tensor:
    counts = torch.histc(channel.float(), LEVELS, 0.0, 1.0)
    return counts.cumsum(0) / counts.sum()


def _times(matrix: Tensor, picture: Tensor) -> Tensor:
    return torch.einsum("ij,j...->i...", matrix, picture)


def _column(like: Tensor, values: Tensor | tuple[float, ...]) -> Tensor:
    made = values if isinstance(values, Tensor) else like.new_tensor(values)
    return made.view(3, *(1,) * (like.ndim - 1))
