"""What all blocks of one forward share: the grid, its runs of frames, the timesteps, the text and how to compute.

B batch, U distinct timesteps, D width, L text tokens, I image tokens, N heads
"""

from __future__ import annotations

from dataclasses import dataclass, field

import torch
from torch import Tensor

from engine.nets.attention import Attend, attend
from engine.nets.kernels.glue import Glue, TorchGlue
from engine.nets.rope import Rope, RopeOptions


@dataclass(frozen=True, slots=True)
class Execution:
    """How a forward is carried out; the plan decides. The defaults are the official numbers."""

    residual: torch.dtype = torch.float32  # of the hidden state between the blocks; the weights' type saves memory
    head_groups: int = 1  # self attention in this many turns: less memory, the same numbers
    run_tokens: int = 8192  # tokens at once in the norms, the feed forward and the head
    attend: Attend = attend
    glue: Glue = field(default_factory=TorchGlue)
    rope_tokens: int = 0  # turned at a time in a run; 0: all of them
    rope: RopeOptions = field(default_factory=RopeOptions)


OFFICIAL = Execution()


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring latent frames that have one timestep and are computed together."""

    first: int  # frame
    last: int  # frame, excluded
    area: int  # tokens in a frame
    moment: int  # index of the timestep among the distinct ones

    @property
    def tokens(self) -> slice:
        return slice(self.first * self.area, self.last * self.area)


@dataclass(frozen=True, slots=True)
class TextKeys:
    """Keys and values of the prompt, and of the image where the network looks at one, for one block: B L N D/N."""

    key: Tensor
    value: Tensor
    image_key: Tensor | None
    image_value: Tensor | None


@dataclass(frozen=True, slots=True)
class TextContext:
    """An embedded prompt, made once by `WanTransformer.prepare` and used at every step."""

    text: Tensor  # B L D
    image: Tensor | None  # B I D
    keys: tuple[TextKeys, ...] = ()  # one per block; empty: computed in the block at each forward


@dataclass(frozen=True, slots=True)
class Shared:
    """The constant part of one forward, handed to every block and attachment."""

    grid: tuple[int, int, int]  # frames, rows, columns of tokens
    runs: tuple[Run, ...]  # cover the tokens in order
    time: Tensor  # B U D, fp32: the embedded timesteps
    modulation: Tensor  # B U 6 D, fp32: their projection, to which each block adds its own table
    rope: Rope
    context: TextContext
    how: Execution

    @property
    def kind(self) -> torch.dtype:
        """The type that the blocks compute in: that of the weights which embedded the text."""
        return self.context.text.dtype


def runs_of(moments: tuple[int, ...], area: int, limit: int) -> tuple[Run, ...]:
    """Cuts frames (given by the index of their timestep) into runs of one timestep and at most `limit` tokens."""
    most = max(1, limit // area)
    runs: list[Run] = []
    for frame, moment in enumerate(moments):
        last = runs[-1] if runs else None
        if last and last.moment == moment and last.last - last.first < most:
            runs[-1] = Run(last.first, frame + 1, area, moment)
        else:
            runs.append(Run(frame, frame + 1, area, moment))
    return tuple(runs)


def distinct(timesteps: Tensor, frames: int) -> tuple[Tensor, tuple[int, ...]]:
    """The distinct timesteps (B U) of B or B F values, and for each frame which of them it has.

    Values are compared on the host: keep the timesteps on the CPU, or each forward waits for the device.
    """
    if timesteps.ndim == 1:
        return timesteps[:, None], (0,) * frames
    columns = list(zip(*timesteps.tolist(), strict=True))
    order = list(dict.fromkeys(columns))
    return timesteps[:, [columns.index(c) for c in order]], tuple(order.index(c) for c in columns)
