"""The video autoencoders of Wan 2.1 and Wan 2.2, with the official parameter names, streaming in both directions.

Ours rather than the library's, because frames must leave one latent frame at a time and the official files of both
versions must map straight into place. Follows Wan-Video/Wan2.1@9737cba wan/modules/vae.py and
Wan-Video/Wan2.2@42bf4cf wan/modules/vae2_2.py in what is computed.
Shapes: B batch, Z latent channels, F frames, T latent frames, H W pixels, h w latent positions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

import torch
from torch import Tensor, nn

from engine.nets.wan.vae_config import VaeConfig
from engine.nets.wan.vae_parts import (
    CausalConv,
    ChannelNorm,
    Downsample,
    FrameAttention,
    Past,
    ResidualBlock,
    Upsample,
    average_down,
    bent,
    fold,
    repeat_up,
    unfold,
)
from engine.nets.wan.vae_strips import WHOLE, Cut, past_of


class DownStage(nn.Module):
    """One Wan 2.2 encoder stage: residual blocks and a halving, beside an averaging shortcut."""

    def __init__(self, inner: int, outer: int, blocks: int, in_time: bool, last: bool) -> None:
        super().__init__()
        self.outer, self.time, self.space = outer, 2 if in_time else 1, 1 if last else 2
        layers: list[nn.Module] = [ResidualBlock(inner if i == 0 else outer, outer) for i in range(blocks)]
        self.downsamples = nn.ModuleList(layers if last else [*layers, Downsample(outer, in_time)])

    def forward(self, x: Tensor, past: Past) -> Tensor:
        straight = average_down(x, self.outer, self.time, self.space, past.first)
        for layer in self.downsamples:
            x = layer(x, past)
        return x + straight


class UpStage(nn.Module):
    """One Wan 2.2 decoder stage: residual blocks and a doubling, beside a repeating shortcut."""

    def __init__(self, inner: int, outer: int, blocks: int, in_time: bool, last: bool) -> None:
        super().__init__()
        self.outer, self.time, self.last = outer, 2 if in_time else 1, last
        layers: list[nn.Module] = [ResidualBlock(inner if i == 0 else outer, outer) for i in range(blocks)]
        self.upsamples = nn.ModuleList(layers if last else [*layers, Upsample(outer, outer, in_time)])

    def forward(self, x: Tensor, past: Past) -> Tensor:
        start = x
        for layer in self.upsamples:
            x = layer(x, past)
        return x if self.last else x + repeat_up(start, self.outer, self.time, 2, past.first)


class Encoder(nn.Module):
    """Folded pixels to the raw moments of the latents, before the 1 x 1 x 1 convolution."""

    def __init__(self, config: VaeConfig) -> None:
        super().__init__()
        widths = [config.dim * m for m in (1, *config.dim_mult)]
        self.conv1 = CausalConv(3 * config.patch**2, widths[0], 3)
        self.downsamples = nn.ModuleList(_encoder_layers(config, widths))
        self.middle = _middle(widths[-1])
        self.head = _head(widths[-1], 2 * config.z_dim)
        self.columns = (2 ** (len(config.dim_mult) - 1), 2 ** (len(config.dim_mult) - 3))  # per latent, around `fine`

    def forward(self, x: Tensor, past: Past) -> Tensor:
        held = [x]
        del x
        x = past.through(self.fine, held, *self.columns)
        for layer in (*self.downsamples[_second_change(self.downsamples) :], *self.middle):
            x = layer(x, past)
        norm, _, conv = self.head
        return conv(bent(norm(x)), past)

    def fine(self, x: Tensor, past: Past) -> Tensor:
        """The two levels with most pixels."""
        x = self.conv1(x, past)
        for layer in self.downsamples[: _second_change(self.downsamples)]:
            x = layer(x, past)
        return x


class Decoder(nn.Module):
    """Latents after the 1 x 1 x 1 convolution to folded pixels."""

    def __init__(self, config: VaeConfig) -> None:
        super().__init__()
        widths = [config.dec_dim * m for m in (config.dim_mult[-1], *reversed(config.dim_mult))]
        self.conv1 = CausalConv(config.z_dim, widths[0], 3)
        self.middle = _middle(widths[0])
        self.upsamples = nn.ModuleList(_decoder_layers(config, widths))
        self.head = _head(widths[-1], 3 * config.patch**2)
        self.columns = (4, 2 ** (len(config.dim_mult) - 1))  # per latent, around `fine`

    def forward(self, x: Tensor, past: Past) -> Tensor:
        x = self.conv1(x, past)
        for layer in (*self.middle, *self.upsamples[: _second_change(self.upsamples)]):
            x = layer(x, past)
        held = [x]
        del x
        return past.through(self.fine, held, *self.columns)

    def fine(self, x: Tensor, past: Past) -> Tensor:
        """The two levels with most pixels."""
        for layer in self.upsamples[_second_change(self.upsamples) :]:
            x = layer(x, past)
        norm, _, conv = self.head
        return conv(bent(norm(x)), past)


class WanVae(nn.Module):
    """Encodes videos to normalised mean latents and decodes them, whole or piece by piece."""

    def __init__(self, config: VaeConfig) -> None:
        super().__init__()
        self.config = config
        self.encoder = Encoder(config)
        self.conv1 = CausalConv(2 * config.z_dim, 2 * config.z_dim, 1)
        self.conv2 = CausalConv(config.z_dim, config.z_dim, 1)
        self.decoder = Decoder(config)

    def moments(self, piece: Tensor, past: Past) -> tuple[Tensor, Tensor]:
        """Mean and log variance (not normalised) of one piece of video; the piece may be the whole video."""
        seen = self.encoder(fold(piece, self.config.patch), past)
        mean, log_variance = self.conv1(seen, past).chunk(2, dim=1)
        past.go_on()
        return mean, log_variance

    def pixels(self, latents: Tensor, past: Past) -> Tensor:
        """Frames, not clamped, of latents that are not normalised; any number of latent frames at once."""
        frames = unfold(self.decoder(self.conv2(latents, past), past), self.config.patch)
        past.go_on()
        return frames

    def normalise(self, mean: Tensor) -> Tensor:
        """Raw mean latents to those that the transformer sees."""
        shift, scale = self._statistics(mean)
        return (mean - shift) / scale

    def restore(self, latents: Tensor) -> Tensor:
        """The inverse of `normalise`."""
        shift, scale = self._statistics(latents)
        return latents * scale + shift

    def encode_stream(self, pieces: Iterable[Tensor], cut: Cut = WHOLE) -> Iterator[Tensor]:
        """Pieces B 3 f H W in [-1, 1], the first of one frame and the others of `time_stride`, to B Z 1 h w each."""
        past = None
        for piece in pieces:
            past = past or past_of(cut, piece.shape[-1] // self.config.space_stride)
            yield self.normalise(self.moments(piece, past)[0])

    def encode(self, video: Tensor) -> Tensor:
        """B 3 F H W in [-1, 1] to normalised mean latents B Z T h w; F is 1 more than a multiple of `time_stride`."""
        stride = self.config.time_stride
        assert video.shape[2] % stride == 1, "a video has one frame more than a multiple of the time stride"
        pieces = (video[:, :, max(0, end - stride) : end] for end in range(1, video.shape[2] + 1, stride))
        return torch.cat(list(self.encode_stream(pieces)), dim=2)

    def decode_stream(self, latents: Tensor, cut: Cut = WHOLE) -> Iterator[Tensor]:
        """Normalised latents B Z T h w to frames B 3 f H W in [-1, 1]: one frame first, then `time_stride` each.

        The decoder may be in another type than the encoder; latents and frames are in that of `latents`.
        """
        past = past_of(cut, latents.shape[-1])
        raw = self.restore(latents).to(self.conv2.weight.dtype)
        for t in range(raw.shape[2]):
            yield self.pixels(raw[:, :, t : t + 1], past).clamp(-1, 1).to(latents.dtype)

    def decode(self, latents: Tensor) -> Tensor:
        """Normalised latents B Z T h w to all frames B 3 F H W in [-1, 1]."""
        return torch.cat(list(self.decode_stream(latents)), dim=2)

    def _statistics(self, like: Tensor) -> tuple[Tensor, Tensor]:
        mean, std = (like.new_tensor(v).view(1, -1, 1, 1, 1) for v in (self.config.mean, self.config.std))
        return mean, std


def _second_change(layers: nn.ModuleList) -> int:
    """How many layers there are up to and with the second that changes the size of the picture."""
    changes = [n for n, layer in enumerate(layers) if isinstance(layer, Downsample | Upsample | DownStage | UpStage)]
    return changes[1] + 1


def _middle(width: int) -> nn.ModuleList:
    return nn.ModuleList([ResidualBlock(width, width), FrameAttention(width), ResidualBlock(width, width)])


def _head(inner: int, outer: int) -> nn.ModuleList:
    return nn.ModuleList([ChannelNorm(inner, 3), nn.SiLU(), CausalConv(inner, outer, 3)])


def _encoder_layers(config: VaeConfig, widths: list[int]) -> Iterator[nn.Module]:
    stages = len(config.dim_mult)
    for i, (inner, outer) in enumerate(pairwise(widths)):
        last = i == stages - 1
        in_time = not last and config.temporal_downsample[i]
        if config.residual:
            yield DownStage(inner, outer, config.num_res_blocks, in_time, last)
            continue
        for block in range(config.num_res_blocks):
            yield ResidualBlock(inner if block == 0 else outer, outer)
        if not last:
            yield Downsample(outer, in_time)


def _decoder_layers(config: VaeConfig, widths: list[int]) -> Iterator[nn.Module]:
    stages = len(config.dim_mult)
    for i, (inner, outer) in enumerate(pairwise(widths)):
        last = i == stages - 1
        in_time = not last and config.temporal_downsample[::-1][i]
        if config.residual:
            yield UpStage(inner, outer, config.num_res_blocks + 1, in_time, last)
            continue
        for block in range(config.num_res_blocks + 1):
            halved = inner // 2 if i > 0 else inner  # Wan 2.1 halves the channels when it doubles the size
            yield ResidualBlock(halved if block == 0 else outer, outer)
        if not last:
            yield Upsample(outer, outer // 2, in_time)
