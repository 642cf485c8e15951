"""The building blocks of the Wan video autoencoders: causal convolutions, residual blocks, resampling and shortcuts.

A video enters either whole or in pieces (one frame, then four at a time; for the decoder one latent frame at a time).
`Past` carries what a later piece needs from the earlier ones, so both ways compute the same numbers.
Shapes: B batch, C channels, F frames of this piece, H W height and width.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn import functional as fn


class Past:
    """What one pass over a video remembers between two pieces: the last inputs of each causal layer."""

    def __init__(self) -> None:
        self.first = True  # the piece in work begins with the first frame of the video, which stands alone in time
        self.frames: dict[nn.Module, Tensor] = {}

    def go_on(self) -> None:
        """A piece is done; the next one does not begin the video."""
        self.first = False

    def through(self, run: Callable[[Tensor, Past], Tensor], held: list[Tensor], into: int, out: int) -> Tensor:
        """B C F H W through the fine levels; `into` and `out` are columns of input and output per latent column.

        held: that one tensor, taken out so that it lives no longer than it is needed.
        """
        return run(held.pop(), self)


class CausalConv(nn.Conv3d):
    """A 3D convolution that sees only the present and the past; before the first frame there are zeros."""

    def __init__(self, inner: int, outer: int, kernel: tuple[int, int, int] | int, stride: int = 1) -> None:
        time, height, width = (kernel,) * 3 if isinstance(kernel, int) else kernel
        padding = (0, height // 2, width // 2)
        super().__init__(inner, outer, (time, height, width), stride=(stride, 1, 1), padding=padding)
        self.reach = time - 1  # frames of the past that one output frame sees

    def forward(self, x: Tensor, past: Past) -> Tensor:  # B C F H W
        if not self.reach:
            return super().forward(x)
        before = past.frames.get(self)
        if before is None:
            before = x.new_zeros(x.shape[0], x.shape[1], self.reach, *x.shape[3:])
        x = torch.cat([before, x], dim=2)
        past.frames[self] = x[:, :, -self.reach :].clone()  # a view would keep the whole piece alive
        return super().forward(x)


class ChannelNorm(nn.Module):
    """Each pixel's channels scaled to root mean square `gamma`; in float32 also for smaller types."""

    def __init__(self, width: int, axes: int) -> None:
        super().__init__()
        self.gamma = nn.Parameter(torch.ones(width, *(1,) * axes))

    def forward(self, x: Tensor) -> Tensor:  # B C ...
        norm = torch.linalg.vector_norm(x, dim=1, keepdim=True, dtype=torch.float32).clamp_min(1e-12)
        normed, gamma = x * ((x.shape[1] ** 0.5) / norm).to(x.dtype), self.gamma.to(x.dtype)
        return normed * gamma if torch.is_grad_enabled() else normed.mul_(gamma)


class ResidualBlock(nn.Module):
    """Two normalised causal convolutions beside a shortcut."""

    def __init__(self, inner: int, outer: int) -> None:
        super().__init__()
        self.residual = nn.Sequential(
            ChannelNorm(inner, 3),
            nn.SiLU(),
            CausalConv(inner, outer, 3),
            ChannelNorm(outer, 3),
            nn.SiLU(),
            nn.Identity(),  # the official dropout, kept for the numbering of the names
            CausalConv(outer, outer, 3),
        )
        self.shortcut = CausalConv(inner, outer, 1) if inner != outer else None

    def forward(self, x: Tensor, past: Past) -> Tensor:
        straight = x if self.shortcut is None else self.shortcut(x, past)
        norm_in, _, conv_in, norm_out, _, _, conv_out = self.residual
        held = [bent(norm_in(x))]
        del x
        held.append(conv_in.forward(held.pop(), past))  # forward itself: a call of a module keeps its input alive
        held.append(bent(norm_out(held.pop())))
        x = conv_out.forward(held.pop(), past)
        return x + straight if torch.is_grad_enabled() else x.add_(straight)


def bent(normed: Tensor) -> Tensor:
    """SiLU of what nobody else holds: in its place where no gradient is wanted."""
    return fn.silu(normed, inplace=not torch.is_grad_enabled())


class FrameAttention(nn.Module):
    """One head of attention among the pixels of each frame."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.norm = ChannelNorm(width, 2)
        self.to_qkv = nn.Conv2d(width, 3 * width, 1)
        self.proj = nn.Conv2d(width, width, 1)

    def forward(self, x: Tensor, past: Past) -> Tensor:
        frames = x.transpose(1, 2).flatten(0, 1)  # B*F C H W
        q, k, v = self.to_qkv(self.norm(frames)).flatten(2).transpose(1, 2).unsqueeze(1).chunk(3, dim=-1)
        seen = fn.scaled_dot_product_attention(q, k, v).squeeze(1).transpose(1, 2).reshape(frames.shape)
        return x + self.proj(seen).unflatten(0, (x.shape[0], -1)).transpose(1, 2)


class Downsample(nn.Module):
    """Halves height and width, and the frames after the first if `in_time`."""

    def __init__(self, width: int, in_time: bool) -> None:
        super().__init__()
        self.resample = nn.Sequential(nn.ZeroPad2d((0, 1, 0, 1)), nn.Conv2d(width, width, 3, stride=2))
        self.time_conv = nn.Conv3d(width, width, (3, 1, 1), stride=(2, 1, 1)) if in_time else None

    def forward(self, x: Tensor, past: Past) -> Tensor:
        x = by_frame(self.resample, x)
        if self.time_conv is None:
            return x
        before, past.frames[self] = past.frames.get(self), x[:, :, -1:].clone()
        if before is not None:
            return self.time_conv(torch.cat([before, x], dim=2))
        if x.shape[2] == 1:
            return x
        return torch.cat([x[:, :, :1], self.time_conv(x)], dim=2)


class Upsample(nn.Module):
    """Doubles height and width, and the frames after the first if `in_time`."""

    def __init__(self, inner: int, outer: int, in_time: bool) -> None:
        super().__init__()
        nearest = nn.Upsample(scale_factor=(2.0, 2.0), mode="nearest-exact")
        self.resample = nn.Sequential(nearest, nn.Conv2d(inner, outer, 3, padding=1))
        self.time_conv = CausalConv(inner, 2 * inner, (3, 1, 1)) if in_time else None

    def forward(self, x: Tensor, past: Past) -> Tensor:
        if self.time_conv is not None:
            alone = 1 if past.first else 0  # the first frame is neither doubled nor part of the past
            if x.shape[2] > alone:
                both = self.time_conv(x[:, :, alone:], past).unflatten(1, (2, -1))  # B 2 C F H W
                doubled = torch.stack(both.unbind(1), dim=3).flatten(2, 3)
                x = torch.cat([x[:, :, :alone], doubled], dim=2)
        return by_frame(self.resample, x)


def by_frame(layer: nn.Module, x: Tensor) -> Tensor:
    """Runs a layer for pictures over each frame of a video, B C F H W in and out."""
    return layer(x.transpose(1, 2).flatten(0, 1)).unflatten(0, (x.shape[0], -1)).transpose(1, 2)


def average_down(x: Tensor, outer: int, time: int, space: int, first: bool) -> Tensor:
    """The Wan 2.2 shortcut of a stage: `time` x `space` x `space` boxes averaged into `outer` channels.

    The first frame of a video fills its box in time with zeros in front.
    """
    if first and time > 1:
        x = fn.pad(x, (0, 0, 0, 0, time - 1, 0))
    b, c, f, h, w = x.shape
    x = x.reshape(b, c, f // time, time, h // space, space, w // space, space).permute(0, 1, 3, 5, 7, 2, 4, 6)
    return x.reshape(b, outer, -1, f // time, h // space, w // space).mean(dim=2)


def repeat_up(x: Tensor, outer: int, time: int, space: int, first: bool) -> Tensor:
    """The Wan 2.2 shortcut of a decoder stage: channels repeated into boxes; the first frame keeps one frame."""
    b, c, f, h, w = x.shape
    x = x.repeat_interleave(outer * time * space * space // c, dim=1)
    x = x.reshape(b, outer, time, space, space, f, h, w).permute(0, 1, 5, 2, 6, 3, 7, 4)
    x = x.reshape(b, outer, f * time, h * space, w * space)
    return x[:, :, time - 1 :] if first else x


def fold(video: Tensor, patch: int) -> Tensor:
    """Moves squares of `patch` x `patch` pixels into channels, ordered colour, column, row."""
    if patch == 1:
        return video
    b, c, f, h, w = video.shape
    squares = video.reshape(b, c, f, h // patch, patch, w // patch, patch)
    return squares.permute(0, 1, 6, 4, 2, 3, 5).reshape(b, c * patch * patch, f, h // patch, w // patch)


def unfold(x: Tensor, patch: int) -> Tensor:
    """The inverse of `fold`."""
    if patch == 1:
        return x
    b, c, f, h, w = x.shape
    squares = x.reshape(b, c // (patch * patch), patch, patch, f, h, w).permute(0, 1, 4, 5, 3, 6, 2)
    return squares.reshape(b, c // (patch * patch), f, h * patch, w * patch)
