"""The voice in the picture: what InfiniteTalk and MultiTalk add to Wan, under their official key names.

Each video frame hears the voice around it, squeezed into a few tokens; a second cross attention in every block lets
the tokens of a latent frame look at those of that frame. Source: MeiGen-AI/InfiniteTalk@0107cd9
wan/modules/multitalk_model.py and attention.py; MeiGen-AI/MultiTalk@c1ad840 computes the same.

B batch, P people, T video frames, F latent frames, W frames around one, L layers and A width of the voice features,
K tokens of a latent frame for one person, O their width, S tokens of the video, N heads, D width, R video frames of a
latent frame
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as fn

from engine.nets.norm import LayerNorm
from engine.nets.quantised import computes_in
from engine.nets.wan.attachment import Attachment
from engine.nets.wan.block import updated
from engine.nets.wan.shared import Run, Shared
from engine.nets.wan.talking_people import MOST_PEOPLE, Places, heard_in_pairs, maps_of, places_of, token_masks


@dataclass(frozen=True, slots=True)
class TalkingConfig:
    """The numbers of the added networks; the defaults are those of InfiniteTalk and MultiTalk on Wan 14B."""

    dim: int = 5120
    num_heads: int = 40
    num_layers: int = 40
    audio_window: int = 5  # W
    audio_layers: int = 12  # L
    audio_width: int = 768  # A
    intermediate_dim: int = 512
    output_dim: int = 768  # O
    context_tokens: int = 32  # K
    frame_stride: int = 4  # R


class AudioProjection(nn.Module):
    """Squeezes the voice around the first video frame, and around each later group of frames, into K tokens."""

    def __init__(self, config: TalkingConfig) -> None:
        super().__init__()
        self.config, width = config, config.intermediate_dim
        rows = config.audio_layers * config.audio_width
        self.proj1 = nn.Linear(config.audio_window * rows, width)
        self.proj1_vf = nn.Linear((config.audio_window + config.frame_stride - 1) * rows, width)
        self.proj2 = nn.Linear(width, width)
        self.proj3 = nn.Linear(width, config.context_tokens * config.output_dim)
        self.norm = LayerNorm(config.output_dim)

    def forward(self, first: Tensor, later: Tensor) -> Tensor:
        """P 1 W L A around the first frame and P F-1 W+R-1 L A around the others -> P F K O."""
        heard = torch.cat([fn.relu(self.proj1(first.flatten(2))), fn.relu(self.proj1_vf(later.flatten(2)))], dim=1)
        tokens = self.proj3(fn.relu(self.proj2(heard)))
        return self.norm(tokens.unflatten(-1, (self.config.context_tokens, -1)))


class AudioCrossAttention(nn.Module):
    """The layers by which the tokens of a latent frame look at the voice of that frame."""

    def __init__(self, config: TalkingConfig) -> None:
        super().__init__()
        self.q_linear = nn.Linear(config.dim, config.dim)
        self.kv_linear = nn.Linear(config.output_dim, 2 * config.dim)
        self.proj = nn.Linear(config.dim, config.dim)


class TalkingBlock(nn.Module):
    """What stands between the cross attention and the feed forward of one Wan block."""

    def __init__(self, config: TalkingConfig) -> None:
        super().__init__()
        self.heads = config.num_heads
        self.norm_x = LayerNorm(config.dim, 1e-6)
        self.audio_cross_attn = AudioCrossAttention(config)

    def addition(self, x: Tensor, heard: Tensor, places: Places | None, shared: Shared) -> Tensor:
        """What the tokens x (B T D) of whole latent frames learn from the voices heard in them (B F P*K O): B T D."""
        layers, frames = self.audio_cross_attn, heard.shape[1]
        q = self._split(layers.q_linear(self.norm_x(x).to(shared.kind)))  # B T N D/N
        pairs = layers.kv_linear(heard.to(shared.kind)).unflatten(-1, (2, self.heads, -1))
        k, v = (t.flatten(0, 1) for t in pairs.unbind(3))  # B*F P*K N D/N
        if places is None:
            found = shared.how.attend(q.unflatten(1, (frames, -1)).flatten(0, 1), k, v)
        else:
            found = heard_in_pairs(q, (k, v), places, frames, shared.how.attend)
        return layers.proj(found.reshape(x.shape[0], x.shape[1], -1))

    def _split(self, x: Tensor) -> Tensor:
        return x.unflatten(-1, (self.heads, -1))


class TalkingNetwork(nn.Module):
    """All that is added to a Wan transformer; its state dict has the keys of the published additions."""

    def __init__(self, config: TalkingConfig) -> None:
        super().__init__()
        self.config = config
        self.audio_proj = AudioProjection(config)
        self.blocks = nn.ModuleList(TalkingBlock(config) for _ in range(config.num_layers))

    def listen(self, windows: Tensor) -> Tensor:
        """The voices around every video frame, P T W L A with T = 1 + R (F - 1) -> tokens P F K O; once a window."""
        windows = windows.to(computes_in(self.audio_proj.proj1))
        return self.audio_proj(*grouped(windows, self.config.frame_stride))


class Talking(Attachment):
    """Lets one forward hear one voice, or up to four that each belong to a place in the picture."""

    def __init__(self, network: TalkingNetwork, tokens: Tensor, masks: Tensor | None = None, scale: float = 1.0):
        """tokens: what `listen` made, P F K O; for one person P may be the batch.

        masks: P+1 H W of any size, where each person is in the picture and, last, where nobody is; for several
        people. scale: strength of the voice, 0 for none.
        """
        self._network, self._scale, self._masks = network, scale, masks
        self._several = masks is not None and tokens.shape[0] > 1
        if self._several:
            assert len(tokens) <= MOST_PEOPLE and masks is not None and len(masks) == len(tokens) + 1
            tokens = tokens.transpose(0, 1).flatten(1, 2).unsqueeze(0)  # 1 F P*K O
        self._heard = tokens
        self._where: Tensor | None = None  # P+1 rows*columns of the grid, 0 or 1
        self._places: Places | None = None  # in the block that is running

    def on_tokens(self, x: Tensor, shared: Shared) -> Tensor:
        assert self._heard.shape[1] == shared.grid[0], "as many latent frames to hear as to see"
        if self._several:
            self._where = token_masks(self._masks.to(x.device), shared.grid)
        return x

    def on_attention(self, index: int, q: Tensor, k: Tensor, shared: Shared) -> None:
        if self._where is not None and self._scale:
            self._places = places_of(maps_of(q, k, self._where, shared))

    def in_block(self, index: int, x: Tensor, shared: Shared) -> Tensor:
        if not self._scale:
            return x
        block: TalkingBlock = self._network.blocks[index]

        def change(part: Tensor, run: Run) -> tuple[Tensor, None]:
            heard = self._heard[:, run.first : run.last].expand(len(part), -1, -1, -1)
            places = None if self._places is None else self._places.part(run.tokens)
            addition = block.addition(part, heard, places, shared)
            return (addition if self._scale == 1.0 else addition * self._scale), None

        x = updated(x, shared.runs, change)
        self._places = None
        return x


def windows_of(rows: Tensor, first: int, last: int, around: int = 2) -> Tensor:
    """The voice around each video frame from first to last (excluded): T L A -> last-first W L A.

    Before its beginning a voice stays what it is there; after its end it runs backwards, as the official loops pad it
    (InfiniteTalk@0107cd9 wan/multitalk.py:522-533, 815-828).
    """
    return rows[window_rows(len(rows), first, last, around).to(rows.device)]


def window_rows(length: int, first: int, last: int, around: int = 2) -> Tensor:
    """Which of `length` rows each place of `windows_of` holds: last-first W."""
    at = torch.arange(first, last).unsqueeze(1) + torch.arange(-around, around + 1)
    at = at.clamp(min=0) % (2 * length)
    return torch.minimum(at, 2 * length - 1 - at)


def grouped(windows: Tensor, stride: int) -> tuple[Tensor, Tensor]:
    """P T W L A -> the window of the first frame, P 1 W L A, and one for each later group of R frames, P F-1 W+R-1 L A.

    The first frame of a group gives its past, the last its future, those between only themselves.
    """
    middle = windows.shape[2] // 2
    groups = windows[:, 1:].unflatten(1, (-1, stride))  # P F-1 R W L A
    past, between, future = groups[:, :, 0], groups[:, :, 1:-1, middle], groups[:, :, -1]
    return windows[:, :1], torch.cat([past[:, :, : middle + 1], between, future[:, :, middle:]], dim=2)


_ADDED = re.compile(r"(audio_proj\.(?:proj[123]|proj1_vf|norm)|blocks\.\d+\.(?:norm_x|audio_cross_attn\.\w+))\..+")


def talking_names(name: str) -> tuple[str, ...]:
    """What a tensor of a file is called in `TalkingNetwork`; none for one of the network it is added to.

    Whole models hold both; one program calls the projection `multitalk_audio_proj`.
    """
    for prefix in ("model.diffusion_model.", "diffusion_model.", "multitalk_"):
        name = name.removeprefix(prefix)
    return (name,) if _ADDED.fullmatch(name) else ()


def talking_in_fp32(name: str) -> bool:
    """The norms, which published half precision files keep in fp32."""
    return name.startswith("audio_proj.norm.") or ".norm_x." in name
