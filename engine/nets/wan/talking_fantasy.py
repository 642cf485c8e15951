"""The voice of FantasyTalking: one more pair of keys and values in every cross attention, under the official names.

Each latent frame looks at its own slice of the voice with the queries of the text. The official code fills the slices
up to one length and masks what it filled; here neighbouring frames with slices of one length go together, which needs
neither. Source: Fantasy-AMAP/fantasy-talking@8c2d0c9 model.py:11-228.

B batch, L voice tokens, A their width in the speech network, H their width after the projection, T tokens of a run,
N heads, D width
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

import torch
from torch import Tensor, nn

from engine.nets.norm import LayerNorm
from engine.nets.quantised import computes_in
from engine.nets.wan.attachment import Attachment
from engine.nets.wan.shared import Run, Shared

EXTRA = 4  # voice tokens that a latent frame hears on both sides beyond its own
STRIDE = 4  # video frames of a latent frame


@dataclass(frozen=True, slots=True)
class FantasyConfig:
    """The numbers of the added networks; the defaults are the published ones."""

    dim: int = 5120
    num_heads: int = 40
    num_layers: int = 40
    audio_width: int = 768  # A
    hidden: int = 2048  # H


class VoiceProjection(nn.Module):
    """Brings the voice to the width that the keys are made from."""

    def __init__(self, config: FantasyConfig) -> None:
        super().__init__()
        self.proj = nn.Linear(config.audio_width, config.hidden, bias=False)
        self.norm = LayerNorm(config.hidden)

    def forward(self, rows: Tensor) -> Tensor:  # B L A -> B L H
        return self.norm(self.proj(rows))


class VoiceKeys(nn.Module):
    """Keys and values of the voice in one block."""

    def __init__(self, config: FantasyConfig) -> None:
        super().__init__()
        self.k_proj = nn.Linear(config.hidden, config.dim, bias=False)
        self.v_proj = nn.Linear(config.hidden, config.dim, bias=False)


class FantasyNetwork(nn.Module):
    """All that is added to a Wan transformer; its state dict has the keys of the published addition."""

    def __init__(self, config: FantasyConfig) -> None:
        super().__init__()
        self.config = config
        self.proj_model = VoiceProjection(config)
        self.blocks = nn.ModuleList(
            nn.ModuleDict({"cross_attn": nn.ModuleDict({"processor": VoiceKeys(config)})})
            for _ in range(config.num_layers)
        )

    def listen(self, rows: Tensor) -> Tensor:
        """The last layer of the speech network, B L A, projected once: B L H."""
        return self.proj_model(rows.to(computes_in(self.proj_model.proj)))

    def keys(self, index: int) -> VoiceKeys:
        """The layers of one block."""
        found = self.blocks[index]["cross_attn"]["processor"]  # type: ignore[index]
        assert isinstance(found, VoiceKeys)
        return found


class FantasyTalking(Attachment):
    """Lets one forward hear a voice."""

    def __init__(self, network: FantasyNetwork, tokens: Tensor, frames: int, scale: float = 1.0) -> None:
        """tokens: what `listen` made, B L H; frames: of the video, 1 + 4 n; scale: strength, 0 for none."""
        self._network, self._tokens, self._scale = network, tokens, scale
        self._slices = voice_slices(tokens.shape[1], frames)

    def on_tokens(self, x: Tensor, shared: Shared) -> Tensor:
        assert len(self._slices) == shared.grid[0], "as many latent frames to hear as to see"
        return x

    def in_cross_attention(self, index: int, q: Tensor, attended: Tensor, run: Run, shared: Shared) -> Tensor:
        if not self._scale:
            return attended
        layers, tokens = self._network.keys(index), self._tokens.to(shared.kind)
        parts = [self._heard(layers, tokens, q, run, frames, shared) for frames in self._alike(run)]
        return attended + torch.cat(parts, dim=1) * self._scale

    def _alike(self, run: Run) -> Iterator[range]:
        """The frames of a run in neighbouring groups that hear equally many tokens."""
        frames = range(run.first, run.last)
        for _, group in groupby(frames, lambda frame: self._slices[frame].stop - self._slices[frame].start):
            first, *more = group
            yield range(first, first + 1 + len(more))

    def _heard(
        self, layers: VoiceKeys, tokens: Tensor, q: Tensor, run: Run, frames: range, shared: Shared
    ) -> Tensor:  # B T' N D/N
        own = torch.stack([tokens[:, self._slices[frame]] for frame in frames], dim=1)  # B F' L' H
        own = own.expand(len(q), -1, -1, -1).flatten(0, 1)
        k, v = (layer(own).unflatten(-1, q.shape[-2:]) for layer in (layers.k_proj, layers.v_proj))
        part = slice((frames.start - run.first) * run.area, (frames.stop - run.first) * run.area)
        asked = q[:, part].unflatten(1, (len(frames), run.area)).flatten(0, 1)
        return shared.how.attend(asked, k, v).unflatten(0, (len(q), len(frames))).flatten(1, 2)


def voice_slices(tokens: int, frames: int) -> tuple[slice, ...]:
    """Which voice tokens each latent frame of a video of 1 + 4 n frames hears: one slice per latent frame.

    Rounded exactly where the official code rounds (model.py:137-228), for the network learnt these slices.
    """
    per_frame = tokens / frames
    half = int(per_frame * STRIDE / 2)
    centres = [
        int((per_frame * ((latent - 1) * STRIDE + 1) + per_frame * (latent * STRIDE + 1)) / 2) - 1
        for latent in range(1, (frames - 1) // STRIDE + 1)
    ]
    ranges = [(centre - half, centre + half) for centre in centres]
    end = ranges[0][0] if ranges else tokens - 1
    ranges.insert(0, (end - 2 * half, end))
    return tuple(slice(max(0, first - EXTRA), max(1, min(tokens, last + EXTRA + 1))) for first, last in ranges)


_ADDED = re.compile(r"(proj_model\.(?:proj|norm)|blocks\.\d+\.cross_attn\.processor\.[kv]_proj)\..+")


def fantasy_names(name: str) -> tuple[str, ...]:
    """What a tensor of a file is called in `FantasyNetwork`; none for one of the network it is added to."""
    for prefix in ("model.diffusion_model.", "diffusion_model.", "audio_processor."):
        name = name.removeprefix(prefix)
    return (name,) if _ADDED.fullmatch(name) else ()
