"""What the Wan networks are told about given pictures, as tensors: channels beside the noise, or frames held clean.

B batch, C channels, F frames, T latent frames = (F - 1) / 4 + 1, H W pixels, h w latent cells.
Pictures are 3 H W or 3 F H W from -1 to 1.  Sources: Wan-Video/Wan2.1@9737cba wan/image2video.py and
first_last_frame2video.py, Wan-Video/Wan2.2@42bf4cf wan/textimage2video.py.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as fn

TIME_STRIDE = 4


def squashed(picture: Tensor, height: int, width: int) -> Tensor:
    """3 H W to that size as the official code does it: bicubic, without regard to the aspect, not clamped."""
    return fn.interpolate(picture[None], size=(height, width), mode="bicubic")[0]


def film_to_encode(frames: int, first: Tensor, last: Tensor | None = None) -> Tensor:
    """3 F H W for the VAE: the given pictures in their places, mid-grey (0) between and after them."""
    film = first.new_zeros(3, frames, *first.shape[1:])
    film[:, 0] = first
    if last is not None:
        film[:, -1] = last
    return film


def given_mask(frames: int, given: tuple[int, ...], height: int, width: int) -> Tensor:
    """4 T h w: 1 where a frame of the film is given; the first frame fills its latent frame, others one channel."""
    flags = torch.zeros(frames)
    flags[list(given)] = 1
    flags = torch.cat([flags[:1].expand(TIME_STRIDE), flags[1:]])
    return flags.view(-1, TIME_STRIDE).T[:, :, None, None].repeat(1, 1, height, width)


def picture_channels(mask: Tensor, latent: Tensor) -> Tensor:
    """4 T h w and 16 T h w -> 20 T h w: what I2V and FLF2V read after the 16 channels of noise."""
    return torch.cat([mask.to(latent), latent])


@dataclass(frozen=True, slots=True)
class CleanFrames:
    """Latent frames at the start that are given and stay as they are (TI2V-5B; motion frames of talking video)."""

    latent: Tensor  # B C n h w, on the device of the sample

    def hold(self, x: Tensor) -> Tensor:
        """B C T h w with the given frames put back; x itself is left alone."""
        return torch.cat([self.latent.to(x), x[:, :, self.latent.shape[2] :]], dim=2)

    def times(self, x: Tensor, timestep: float) -> Tensor:
        """B T on the CPU: 0 for the given frames, the step's timestep for the others."""
        times = torch.full((x.shape[0], x.shape[2]), timestep, dtype=torch.float32)
        times[:, : self.latent.shape[2]] = 0
        return times
