"""The Wan transformer: one class for 2.1 text, image (CLIP) and first-last-frame to video, 2.2 A14B and TI2V-5B.

Keys are the official ones (Wan-Video/Wan2.1@9737cba and Wan2.2@42bf4cf, wan/modules/model.py), for nearly every
checkpoint and LoRA is written in them. As there, time embedding, modulation, residual and head are computed in fp32.

B batch, C channels, F frames, H rows, W columns of the latent; S tokens, D width, L text tokens, I image tokens,
U distinct timesteps
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as fn

from engine.nets.norm import modulated
from engine.nets.quantised import computes_in, rows_of
from engine.nets.rope import rope_for
from engine.nets.wan.attachment import Attachment
from engine.nets.wan.block import WanBlock
from engine.nets.wan.configs import WanConfig
from engine.nets.wan.shared import OFFICIAL, Execution, Shared, TextContext, distinct, runs_of


class ImageEmbedding(nn.Module):
    """Brings the image tokens of CLIP to the width of the network."""

    def __init__(self, image_dim: int, width: int, positions: int | None) -> None:
        super().__init__()
        self.proj = nn.Sequential(
            nn.LayerNorm(image_dim),
            nn.Linear(image_dim, image_dim),
            nn.GELU(),
            nn.Linear(image_dim, width),
            nn.LayerNorm(width),
        )
        self.emb_pos = nn.Parameter(torch.zeros(1, positions, image_dim)) if positions else None

    def forward(self, image: Tensor) -> Tensor:  # B I image_dim -> B I D
        image = image.to(computes_in(self.proj[1]))
        return self.proj(image if self.emb_pos is None else image + self.emb_pos)


class Head(nn.Module):
    """The last norm and projection, in fp32."""

    def __init__(self, width: int, out_width: int, eps: float) -> None:
        super().__init__()
        self.eps, self.head = eps, nn.Linear(width, out_width)
        self.modulation = nn.Parameter(torch.randn(1, 2, width) / width**0.5)

    def forward(self, x: Tensor, shared: Shared) -> Tensor:
        """B S D -> B S (values in a patch), fp32."""
        table = self.modulation.float().unsqueeze(1) + shared.time.unsqueeze(2)  # B U 2 D
        parts = []
        for run in shared.runs:
            shift, scale = table[:, run.moment, :, None].unbind(1)
            parts.append(precise(self.head, modulated(x[:, run.tokens], shift, scale, self.eps, torch.float32)))
        return torch.cat(parts, dim=1)


@dataclass(frozen=True, slots=True)
class Pass:
    """What one pass through the network is told; see `WanTransformer.forward`."""

    x: Tensor  # B in_dim F H W
    timesteps: Tensor  # B or B F'
    context: TextContext
    attachments: tuple[Attachment, ...] = ()


@dataclass(slots=True)
class _UnderWay:
    """A pass between two blocks."""

    tokens: Tensor  # B S D
    shared: Shared
    attachments: tuple[Attachment, ...]
    _over: bool = False

    def needs(self, index: int) -> bool:
        """Whether any block from `index` on changes it."""
        self._over = self._over or any(a.skips_blocks(index, self.tokens, self.shared) for a in self.attachments)
        return not self._over

    def take(self, block: WanBlock, index: int) -> None:
        """Go through one block."""
        if any(attachment.omits_block(index, self.shared) for attachment in self.attachments):
            return
        self.tokens = block(self.tokens, index, self.shared, self.attachments)
        for attachment in self.attachments:
            self.tokens = attachment.after_block(index, self.tokens, self.shared)


class WanTransformer(nn.Module):
    """Predicts the velocity of a noisy latent video."""

    def __init__(self, config: WanConfig) -> None:
        super().__init__()
        self.config, width = config, config.dim
        self.patch_embedding = nn.Conv3d(config.in_dim, width, config.patch_size, config.patch_size)
        self.text_embedding = nn.Sequential(
            nn.Linear(config.text_dim, width), nn.GELU(approximate="tanh"), nn.Linear(width, width)
        )
        self.time_embedding = nn.Sequential(nn.Linear(config.freq_dim, width), nn.SiLU(), nn.Linear(width, width))
        self.time_projection = nn.Sequential(nn.SiLU(), nn.Linear(width, 6 * width))
        self.blocks = nn.ModuleList(WanBlock(config) for _ in range(config.num_layers))
        patch = config.patch_size
        self.head = Head(width, config.out_dim * patch[0] * patch[1] * patch[2], config.eps)
        if config.image_dim is not None:
            self.img_emb = ImageEmbedding(config.image_dim, width, config.image_positions)

    def forward(
        self,
        x: Tensor,
        timesteps: Tensor,
        text: Tensor | TextContext,
        image: Tensor | None = None,
        *,
        how: Execution = OFFICIAL,
        attachments: tuple[Attachment, ...] = (),
    ) -> Tensor:
        """The velocity, B out_dim F H W, fp32.

        x: B in_dim F H W, conditioning channels already joined. timesteps: B, or B F' with one per latent frame of
        tokens, 0 to 1000, on the CPU for best speed. text: B L text_dim, L up to text_len, or what `prepare` made.
        image: B 257 (514 for two images) image_dim, for networks that look at one.
        """
        context = text if isinstance(text, TextContext) else self.embed(text, image)
        return self.together((Pass(x, timesteps, context, attachments),), how)[0]

    def together(self, passes: tuple[Pass, ...], how: Execution = OFFICIAL) -> tuple[Tensor, ...]:
        """The velocities of several passes, block by block: a block that has to be brought comes once for all."""
        under_way = [self._enter(given, how) for given in passes]
        for index, block in enumerate(self.blocks):
            left = [going for going in under_way if going.needs(index)]
            if not left:
                break
            for going in left:
                going.take(block, index)
        return tuple(self._leave(going) for going in under_way)

    def _enter(self, given: Pass, how: Execution) -> _UnderWay:
        shared = self._shared(given.x, given.timesteps, given.context, how)
        tokens = self._embed_patches(given.x).to(how.residual)
        for attachment in given.attachments:
            tokens = attachment.on_tokens(tokens, shared)
        return _UnderWay(tokens, shared, given.attachments)

    def _leave(self, going: _UnderWay) -> Tensor:
        tokens = going.tokens
        for attachment in going.attachments:
            tokens = attachment.after_blocks(tokens, going.shared)
        return self._join_patches(self.head(tokens, going.shared), going.shared.grid)

    def embed(self, text: Tensor, image: Tensor | None = None) -> TextContext:
        """Brings text and image tokens to the width of the network; zeros fill the text up to text_len, and count."""
        assert (image is None) == (self.config.image_dim is None), "an image for a network that looks at one, no other"
        missing = self.config.text_len - text.shape[1]
        text = fn.pad(text.to(computes_in(self.text_embedding[0])), (0, 0, 0, missing))
        return TextContext(self.text_embedding(text), None if image is None else self.img_emb(image))

    def prepare(self, text: Tensor, image: Tensor | None = None) -> TextContext:
        """The same with keys and values of every block, which stay true for all steps of a prompt."""
        context = self.embed(text, image)
        return TextContext(context.text, context.image, tuple(b.cross_attn.keys(context) for b in self.blocks))

    def _shared(self, x: Tensor, timesteps: Tensor, context: TextContext, how: Execution) -> Shared:
        frames, rows, columns = grid = tuple(n // p for n, p in zip(x.shape[2:], self.config.patch_size, strict=True))
        values, moments = distinct(timesteps, frames)
        time = sinusoid(values, self.config.freq_dim).to(x.device)  # B U freq_dim
        time = precise(self.time_embedding[2], fn.silu(precise(self.time_embedding[0], time)))
        modulation = precise(self.time_projection[1], fn.silu(time)).unflatten(-1, (6, -1))
        rope = rope_for(grid, self.config.dim // self.config.num_heads, how.rope, x.device)
        limit = min(how.run_tokens, max(1024, frames * rows * columns // 7))
        return Shared(grid, runs_of(moments, rows * columns, limit), time, modulation, rope, context, how)

    def _embed_patches(self, x: Tensor) -> Tensor:  # B C F H W -> B S D
        (f, h, w), weight = self.config.patch_size, self.patch_embedding.weight
        x = x.unflatten(4, (-1, w)).unflatten(3, (-1, h)).unflatten(2, (-1, f))  # B C F f H h W w
        x = x.permute(0, 2, 4, 6, 1, 3, 5, 7).flatten(4).flatten(1, 3)
        return fn.linear(x.to(weight.dtype), weight.flatten(1), self.patch_embedding.bias)

    def _join_patches(self, x: Tensor, grid: tuple[int, int, int]) -> Tensor:  # B S (f h w C) -> B C F H W
        x = x.unflatten(2, (*self.config.patch_size, -1)).unflatten(1, grid)
        return x.permute(0, 7, 1, 4, 2, 5, 3, 6).flatten(6).flatten(4, 5).flatten(2, 3)


def precise(layer: nn.Linear, x: Tensor) -> Tensor:
    """The layer in fp32, whatever type its weights are kept in; they are widened in pieces, for some are large."""
    step = x.shape[-1]
    pieces = (rows_of(layer, slice(first, first + step)) for first in range(0, layer.out_features, step))
    return torch.cat([fn.linear(x, weight.float(), bias.float()) for weight, bias in pieces], dim=-1)


def sinusoid(positions: Tensor, width: int) -> Tensor:
    """Cosines, then sines, of a position at width / 2 falling frequencies, computed in fp64: ... -> ... width, fp32."""
    powers = torch.arange(width // 2, dtype=torch.float64, device=positions.device) / (width // 2)
    angles = positions.double().unsqueeze(-1) * 10000.0**-powers
    return torch.cat((angles.cos(), angles.sin()), dim=-1).float()
