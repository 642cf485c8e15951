"""The speech network wav2vec 2.0, which tells at every moment what a voice is doing.

Ours instead of the library's: the official talking models change the rate between its convolutions and its layers and
need the output of every layer, which its classes no longer hand out; and everything here works on pieces, so that an
hour of speech needs no more memory than a second. The result is the same: nothing in it looks far but the attention,
which is summed up piece by piece, and one norm over all time, whose sums are taken beforehand.
Names are those of Hugging Face. Sources: MeiGen-AI/InfiniteTalk@0107cd9 src/audio_analysis/wav2vec2.py;
arXiv 2006.11477.

B batch, S samples, T steps of the convolutions (50 a second), F rows (video frames, or steps), C channels, D width,
N heads, Q rows that ask, K rows that are asked
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as fn

from engine.nets.norm import LayerNorm

RATE = 16_000  # samples per second that the network listens to
KERNELS, STRIDES = (10, 3, 3, 3, 3, 2, 2), (5, 2, 2, 2, 2, 2, 2)
HOP, REACH = 320, 400  # samples from one step to the next, and that one step hears

Keys = tuple[Tensor, Tensor]


@dataclass(frozen=True, slots=True)
class SpeechNumbers:
    """The numbers of a speech network; all published ones have these kernels and strides."""

    channels: int
    width: int
    ffn: int
    heads: int
    layers: int
    reach: int  # rows that a row looks at to know its place
    groups: int
    stable: bool  # a norm in every convolution and before each layer, as in the large multilingual networks
    conv_bias: bool


@dataclass(frozen=True, slots=True)
class Sums:
    """Sums over time of what the first convolution makes, which its norm needs of the whole sound: B C, fp64."""

    total: Tensor
    squares: Tensor
    steps: int

    def __add__(self, other: Sums) -> Sums:
        return Sums(self.total + other.total, self.squares + other.squares, self.steps + other.steps)


class Convolution(nn.Module):
    """One convolution over time, with or without a norm."""

    def __init__(self, numbers: SpeechNumbers, index: int) -> None:
        super().__init__()
        given = numbers.channels if index else 1
        self.conv = nn.Conv1d(given, numbers.channels, KERNELS[index], STRIDES[index], bias=numbers.conv_bias)
        if numbers.stable:
            self.layer_norm: nn.Module = LayerNorm(numbers.channels)
        elif index == 0:
            self.layer_norm = nn.GroupNorm(numbers.channels, numbers.channels)

    def forward(self, x: Tensor, sums: Sums | None) -> Tensor:  # B C T -> B C T'
        x = self.conv(x)
        if sums is not None:
            x = self._over_time(x, sums)
        elif hasattr(self, "layer_norm"):
            x = self.layer_norm(x.transpose(1, 2)).transpose(1, 2)
        return fn.gelu(x)

    def _over_time(self, x: Tensor, sums: Sums) -> Tensor:
        mean = sums.total / sums.steps
        deviation = (sums.squares / sums.steps - mean.square()).clamp_min(0).add(self.layer_norm.eps).sqrt()
        scale = self.layer_norm.weight.double() / deviation
        shift = self.layer_norm.bias.double() - mean * scale
        return torch.addcmul(shift.float().unsqueeze(2), x.float(), scale.float().unsqueeze(2)).to(x.dtype)


class FeatureExtractor(nn.Module):
    """The convolutions that make steps of a sound."""

    def __init__(self, numbers: SpeechNumbers) -> None:
        super().__init__()
        self.conv_layers = nn.ModuleList(Convolution(numbers, index) for index in range(len(KERNELS)))

    def forward(self, sound: Tensor, sums: Sums | None) -> Tensor:
        """Samples B S, S = 320 (T - 1) + 400 -> steps B T C; `sums` of the whole sound, None for stable networks."""
        x = sound.unsqueeze(1)
        for index, layer in enumerate(self.conv_layers):
            x = layer(x, None if index else sums)
        return x.transpose(1, 2)

    def sums(self, sound: Tensor) -> Sums:
        """The sums of a piece of the sound, B S; pieces overlap by 5 samples (kernel 10, stride 5)."""
        made = self.conv_layers[0].conv(sound.unsqueeze(1)).double()
        return Sums(made.sum(2), made.square().sum(2), made.shape[2])


class FeatureProjection(nn.Module):
    """Brings steps or rows to the width of the layers."""

    def __init__(self, numbers: SpeechNumbers) -> None:
        super().__init__()
        self.layer_norm = LayerNorm(numbers.channels)
        self.projection = nn.Linear(numbers.channels, numbers.width)

    def forward(self, rows: Tensor) -> Tensor:  # B F C -> B F D
        return self.projection(self.layer_norm(rows))


class PlaceConvolution(nn.Module):
    """A wide grouped convolution whose kernel is kept as direction and length."""

    def __init__(self, numbers: SpeechNumbers) -> None:
        super().__init__()
        self.groups = numbers.groups
        self.weight_g = nn.Parameter(torch.ones(1, 1, numbers.reach))
        self.weight_v = nn.Parameter(torch.randn(numbers.width, numbers.width // numbers.groups, numbers.reach) * 0.02)
        self.bias = nn.Parameter(torch.zeros(numbers.width))

    def forward(self, x: Tensor) -> Tensor:  # B D F -> B D F - reach + 1
        kernel = self.weight_v.float()
        kernel = self.weight_g.float() * kernel / kernel.norm(dim=(0, 1), keepdim=True)
        return fn.conv1d(x, kernel.to(x.dtype), self.bias, groups=self.groups)


class Places(nn.Module):
    """Tells a row where it stands by what is around it."""

    def __init__(self, numbers: SpeechNumbers) -> None:
        super().__init__()
        self.before, self.after = numbers.reach // 2, numbers.reach - 1 - numbers.reach // 2
        self.conv = PlaceConvolution(numbers)

    def forward(self, rows: Tensor) -> Tensor:
        """Rows with `before` more in front and `after` more behind, zeros where there are none: B F D."""
        return fn.gelu(self.conv(rows.transpose(1, 2))).transpose(1, 2)


class Attention(nn.Module):
    """Attention among all rows, of which some ask at a time and some are asked at a time."""

    def __init__(self, numbers: SpeechNumbers) -> None:
        super().__init__()
        self.heads, width = numbers.heads, numbers.width
        self.q_proj, self.k_proj, self.v_proj, self.out_proj = (nn.Linear(width, width) for _ in range(4))

    def forward(self, asking: Tensor, asked: Iterable[Keys]) -> Tensor:
        """B Q D, and keys and values of all rows in pieces -> B Q D; softmax over all pieces, in fp32."""
        q = self._split(self.q_proj(asking))
        q = q * q.shape[-1] ** -0.5
        top = q.new_full(q.shape[:-1], -torch.inf, dtype=torch.float32).unsqueeze(-1)
        weight, found = torch.zeros_like(top), torch.zeros_like(q, dtype=torch.float32)
        for k, v in asked:
            scores = (q @ self._split(k).transpose(2, 3)).float()  # B N Q K
            higher = torch.maximum(top, scores.amax(-1, keepdim=True).detach())
            shares, faded = (scores - higher).exp_(), (top - higher).exp()
            weight = weight * faded + shares.sum(-1, keepdim=True)
            found = found * faded + (shares.to(q.dtype) @ self._split(v)).float()
            top = higher
        return self.out_proj((found / weight).to(asking.dtype).transpose(1, 2).flatten(2))

    def keys(self, rows: Tensor) -> Keys:  # B K D -> B K D each
        return self.k_proj(rows), self.v_proj(rows)

    def _split(self, x: Tensor) -> Tensor:  # B Q D -> B N Q D/N
        return x.unflatten(-1, (self.heads, -1)).transpose(1, 2)


class FeedForward(nn.Module):
    """Widen, bend, narrow."""

    def __init__(self, numbers: SpeechNumbers) -> None:
        super().__init__()
        self.intermediate_dense = nn.Linear(numbers.width, numbers.ffn)
        self.output_dense = nn.Linear(numbers.ffn, numbers.width)

    def forward(self, x: Tensor) -> Tensor:
        return self.output_dense(fn.gelu(self.intermediate_dense(x)))


class Layer(nn.Module):
    """Attend, think; norms behind both, or in front of both in stable networks."""

    def __init__(self, numbers: SpeechNumbers) -> None:
        super().__init__()
        self.stable = numbers.stable
        self.attention, self.feed_forward = Attention(numbers), FeedForward(numbers)
        self.layer_norm, self.final_layer_norm = LayerNorm(numbers.width), LayerNorm(numbers.width)

    def forward(self, x: Tensor, asked: Iterable[Keys]) -> Tensor:
        """Some rows B Q D, and what `keys` made of all rows, in pieces -> the same rows, one layer further."""
        if self.stable:
            x = x + self.attention(self.layer_norm(x), asked)
            return x + self.feed_forward(self.final_layer_norm(x))
        x = self.layer_norm(x + self.attention(x, asked))
        return self.final_layer_norm(x + self.feed_forward(x))

    def keys(self, x: Tensor) -> Keys:
        """Keys and values of some rows: B K D each."""
        return self.attention.keys(self.layer_norm(x) if self.stable else x)


class Encoder(nn.Module):
    """Places, then layers."""

    def __init__(self, numbers: SpeechNumbers) -> None:
        super().__init__()
        self.stable = numbers.stable
        self.pos_conv_embed, self.layer_norm = Places(numbers), LayerNorm(numbers.width)
        self.layers = nn.ModuleList(Layer(numbers) for _ in range(numbers.layers))

    def placed(self, rows: Tensor) -> Tensor:
        """Rows with their neighbours, see `Places` -> what the first layer gets: B F D."""
        own = slice(self.pos_conv_embed.before, rows.shape[1] - self.pos_conv_embed.after)
        rows = rows[:, own] + self.pos_conv_embed(rows)
        return rows if self.stable else self.layer_norm(rows)

    def finished(self, rows: Tensor) -> Tensor:
        """What the last layer made, as it is handed out: stable networks have one more norm."""
        return self.layer_norm(rows) if self.stable else rows


class SpeechNetwork(nn.Module):
    """wav2vec 2.0 without the parts that only its training needed."""

    def __init__(self, numbers: SpeechNumbers) -> None:
        super().__init__()
        self.numbers = numbers
        self.feature_extractor = FeatureExtractor(numbers)
        self.feature_projection = FeatureProjection(numbers)
        self.encoder = Encoder(numbers)

    def forward(self, sound: Tensor, frames: int | None = None) -> Tensor:
        """A sound as a whole, B S of mean 0 and variance 1 -> B layers+1 F D: what goes in, and what each layer makes.

        frames: rows that the steps are brought to before the layers; None for the steps themselves.
        """
        steps = self.feature_extractor(sound, None if self.numbers.stable else self.feature_extractor.sums(sound))
        places = stretched_places(steps.shape[1], frames or steps.shape[1], 0, frames or steps.shape[1])
        rows = self.feature_projection(stretched(steps, places))
        around = (0, 0, self.encoder.pos_conv_embed.before, self.encoder.pos_conv_embed.after)
        states = [self.encoder.placed(fn.pad(rows, around))]
        for layer in self.encoder.layers:
            states.append(layer(states[-1], (layer.keys(states[-1]),)))
        states[-1] = self.encoder.finished(states[-1])
        return torch.stack(states, dim=1)


def steps_of(samples: int) -> int:
    """How many steps the convolutions make of so many samples."""
    return max(0, (samples - REACH) // HOP + 1)


def stretched_places(steps: int, frames: int, first: int, last: int) -> Tensor:
    """Where rows first to last (excluded) of `frames` lie among the steps: fp64; ends fall on ends."""
    return torch.arange(first, last, dtype=torch.float64) * ((steps - 1) / max(1, frames - 1))


def stretched(steps: Tensor, places: Tensor) -> Tensor:
    """Steps B T C at the places (F, from 0 to T - 1), linear between neighbours: B F C."""
    below = places.floor().long().clamp(0, steps.shape[1] - 1)
    share = (places - below).to(steps.device, torch.float32).unsqueeze(1)
    above = (below + 1).clamp(max=steps.shape[1] - 1).to(steps.device)
    low, high = steps[:, below.to(steps.device)].float(), steps[:, above].float()
    return torch.lerp(low, high, share).to(steps.dtype)


_UNUSED = re.compile(r"masked_spec_embed|(lm_head|quantizer|project_hid|project_q|adapter|dropout_features)\b.*")
_LENGTHS = {"parametrizations.weight.original0": "weight_g", "parametrizations.weight.original1": "weight_v"}


def speech_names(name: str) -> tuple[str, ...]:
    """What a tensor of a published file is called in `SpeechNetwork`; none where only training needed it."""
    name = name.removeprefix("wav2vec2.")
    for theirs, ours in _LENGTHS.items():
        if name.endswith(theirs):
            return (name.removesuffix(theirs) + ours,)
    return () if _UNUSED.fullmatch(name) else (name,)
