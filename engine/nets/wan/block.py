"""One block of the Wan transformer: self attention, cross attention to text and image, feed forward.

B batch, S tokens, T tokens of a run, N heads, D width, L text tokens, I image tokens

Without gradients the block works in runs of tokens, overwrites the hidden state and never holds more than five
tensors of its size; with gradients it computes the same numbers without touching its inputs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as fn

from engine.nets.norm import LayerNorm, RMSNorm, modulated
from engine.nets.quantised import rows_of
from engine.nets.rope import rotated
from engine.nets.wan.attachment import Attachment
from engine.nets.wan.configs import WanConfig
from engine.nets.wan.shared import Execution, Run, Shared, TextContext, TextKeys

Normed = Callable[[Run], Tensor]  # a run -> its tokens, normed and modulated: B T D


class SelfAttention(nn.Module):
    """Attention among all tokens, with norms over the full width and rotary positions."""

    def __init__(self, width: int, heads: int, eps: float) -> None:
        super().__init__()
        self.heads = heads
        self.q, self.k, self.v, self.o = (nn.Linear(width, width) for _ in range(4))
        self.norm_q, self.norm_k = RMSNorm(width, eps), RMSNorm(width, eps)

    def forward(self, normed: Normed, shared: Shared, look: Callable[[Tensor, Tensor], None]) -> Tensor:
        """What every token found: B S N D/N, not yet projected by `o`."""
        if torch.is_grad_enabled():
            x = torch.cat([normed(run) for run in shared.runs], dim=1)
            table = shared.rope.table(0, shared.grid[0])
            q = rotated(self._split(self.norm_q(self.q(x))), table)
            k = rotated(self._split(self.norm_k(self.k(x))), table)
            look(q, k)
            return shared.how.attend(q, k, self._split(self.v(x)))
        return self._lean(normed, shared, look)

    def _lean(self, normed: Normed, shared: Shared, look: Callable[[Tensor, Tensor], None]) -> Tensor:
        whole = shared.how.head_groups == 1
        q, k, v = self._filled(normed, shared, whole)
        look(q, k)
        if whole:
            return shared.how.attend(q, k, v)
        return self._in_groups(normed, q, k, shared)

    def _filled(self, normed: Normed, shared: Shared, whole: bool) -> tuple[Tensor, Tensor, Tensor | None]:
        """Queries, keys and, for all heads at once, values, made run by run."""
        tokens, width = shared.runs[-1].tokens.stop, self.q.out_features
        q, k, v = (
            shared.context.text.new_empty(shared.time.shape[0], tokens, self.heads, width // self.heads)
            if wanted
            else None
            for wanted in (True, True, whole)
        )
        for run in shared.runs:
            x = normed(run)
            table = shared.rope.table(run.first, run.last)
            for layer, norm, out in ((self.q, self.norm_q, q), (self.k, self.norm_k, k)):
                turn([layer(x)], norm, table, out[:, run.tokens], shared.how)
            if v is not None:
                v[:, run.tokens] = self._split(self.v(x))
        return q, k, v

    def _in_groups(self, normed: Normed, q: Tensor, k: Tensor, shared: Shared) -> Tensor:
        """A few heads at a time: their values are made when wanted, their result takes the place of their queries."""
        width, size = q.shape[-1], -(-self.heads // shared.how.head_groups)
        for first in range(0, self.heads, size):
            part = slice(first, first + size)
            rows = slice(part.start * width, part.stop * width)
            weight, bias = rows_of(self.v, rows)
            v = torch.empty_like(q[:, :, part])
            for run in shared.runs:
                v[:, run.tokens].flatten(2).copy_(fn.linear(normed(run), weight, bias))
            q[:, :, part] = shared.how.attend(q[:, :, part], k[:, :, part], v)
        return q

    def _split(self, x: Tensor) -> Tensor:  # B T D -> B T N D/N
        return x.unflatten(-1, (self.heads, -1))


def turn(held: list[Tensor], norm: RMSNorm, table: tuple[Tensor, Tensor], out: Tensor, how: Execution) -> None:
    """Norms and turns one tensor (B T D, taken out of `held`) into out (B T N D/N), so many tokens at a time."""
    if not how.rope_tokens:
        how.glue.turned(held.pop(), norm.weight, norm.eps, table, out)
        return
    for first in range(0, out.shape[1], how.rope_tokens):
        part = slice(first, first + how.rope_tokens)
        how.glue.turned(held[0][:, part], norm.weight, norm.eps, (table[0][part], table[1][part]), out[:, part])


class CrossAttention(nn.Module):
    """Attention of the tokens to the prompt and, in networks that look at an image, to that; both are added."""

    def __init__(self, width: int, heads: int, eps: float, sees_image: bool) -> None:
        super().__init__()
        self.heads, self.sees_image = heads, sees_image
        self.q, self.k, self.v, self.o = (nn.Linear(width, width) for _ in range(4))
        self.norm_q, self.norm_k = RMSNorm(width, eps), RMSNorm(width, eps)
        if sees_image:
            self.k_img, self.v_img = nn.Linear(width, width), nn.Linear(width, width)
            self.norm_k_img = RMSNorm(width, eps)

    def keys(self, context: TextContext) -> TextKeys:
        """Keys and values of a prompt: independent of the timestep and of the video."""
        key, value = self._split(self.norm_k(self.k(context.text))), self._split(self.v(context.text))
        if not self.sees_image:
            return TextKeys(key, value, None, None)
        image_key = self._split(self.norm_k_img(self.k_img(context.image)))
        return TextKeys(key, value, image_key, self._split(self.v_img(context.image)))

    def queries(self, x: Tensor) -> Tensor:  # B T D -> B T N D/N
        return self._split(self.norm_q(self.q(x)))

    def with_image(self, found: Tensor, q: Tensor, keys: TextKeys, shared: Shared) -> Tensor:  # B T N D/N
        """What was found in the text and, where the network looks at one, in the image."""
        if keys.image_key is None:
            return found
        return found + shared.how.attend(q, keys.image_key, keys.image_value)

    def _split(self, x: Tensor) -> Tensor:
        return x.unflatten(-1, (self.heads, -1))


class WanBlock(nn.Module):
    """Norm, attend, gate; look at the prompt; norm, feed forward, gate."""

    def __init__(self, config: WanConfig) -> None:
        super().__init__()
        width, heads, self.eps = config.dim, config.num_heads, config.eps
        self.modulation = nn.Parameter(torch.randn(1, 6, width) / width**0.5)
        self.self_attn = SelfAttention(width, heads, config.eps)
        self.norm3 = LayerNorm(width, config.eps)
        self.cross_attn = CrossAttention(width, heads, config.eps, config.image_dim is not None)
        self.ffn = nn.Sequential(
            nn.Linear(width, config.ffn_dim), nn.GELU(approximate="tanh"), nn.Linear(config.ffn_dim, width)
        )

    def forward(self, x: Tensor, index: int, shared: Shared, attachments: tuple[Attachment, ...] = ()) -> Tensor:
        """The hidden state B S D -> the same, one block further; `index` is the block's place in the network."""
        table = self.modulation.float().unsqueeze(1) + shared.modulation  # B U 6 D
        reader = self._reader(index, shared, attachments)
        x = self._look_around(x, table[:, :, :3], reader, attachments)
        for attachment in attachments:
            x = attachment.in_block(index, x, shared)
        return self._think(x, table[:, :, 3:], shared)

    def _look_around(self, x: Tensor, table: Tensor, reader: Reader, attachments: tuple[Attachment, ...]) -> Tensor:
        """Attention among the tokens, then to the prompt."""
        index, shared = reader.index, reader.shared

        def normed(run: Run) -> Tensor:
            shift, scale = table[:, run.moment, 0, None], table[:, run.moment, 1, None]  # B 1 D
            if torch.is_grad_enabled():
                return modulated(x[:, run.tokens], shift, scale, self.eps, shared.kind)
            return shared.how.glue.modulated(x[:, run.tokens], shift, scale, self.eps, shared.kind)

        def look(q: Tensor, k: Tensor) -> None:
            for attachment in attachments:
                attachment.on_attention(index, q, k, shared)

        found = self.self_attn(normed, shared, look)
        for attachment in attachments:
            found = attachment.in_self_attention(index, found, shared)
        if torch.is_grad_enabled():
            gates = {run: table[:, run.moment, 2, None] for run in shared.runs}
            x = updated(
                x, shared.runs, lambda part, run: (self.self_attn.o(found[:, run.tokens].flatten(2)), gates[run])
            )
            return updated(x, shared.runs, lambda part, run: (reader.read(self.norm3(part).to(shared.kind), run), None))
        glue = shared.how.glue
        for run in shared.runs:
            part, gate = x[:, run.tokens], table[:, run.moment, 2, None]
            held = [self.self_attn.o(found[:, run.tokens].flatten(2))]  # handed on, so that nothing lives too long
            held.append(glue.added_and_normed(part, held.pop(), gate, self.norm3, shared.kind))
            glue.added(part, reader.read(held.pop(), run), None)
        return x

    def _reader(self, index: int, shared: Shared, attachments: tuple[Attachment, ...]) -> Reader:
        context = shared.context
        keys = context.keys[index] if context.keys else self.cross_attn.keys(context)
        return Reader(self.cross_attn, index, keys, shared, attachments)

    def _think(self, x: Tensor, table: Tensor, shared: Shared) -> Tensor:
        first, bend, second = self.ffn
        if torch.is_grad_enabled():

            def change(part: Tensor, run: Run) -> tuple[Tensor, Tensor]:
                shift, scale, gate = table[:, run.moment, :, None].unbind(1)  # B 1 D
                return second(bend(first(modulated(part, shift, scale, self.eps, shared.kind)))), gate

            return updated(x, shared.runs, change)
        glue = shared.how.glue
        for run in shared.runs:
            shift, scale, gate = table[:, run.moment, :, None].unbind(1)
            part = x[:, run.tokens]
            glue.added(part, second(glue.bent(first(glue.modulated(part, shift, scale, self.eps, shared.kind)))), gate)
        return x


@dataclass(frozen=True, slots=True)
class Reader:
    """What one block finds in the prompt and the image for a run of tokens."""

    layer: CrossAttention
    index: int
    keys: TextKeys
    shared: Shared
    attachments: tuple[Attachment, ...]

    def read(self, normed: Tensor, run: Run) -> Tensor:
        """B T D, normed -> B T D to be added."""
        q, how = self.layer.queries(normed), self.shared.how
        del normed
        found = how.attend(q, self.keys.key, self.keys.value)
        for attachment in self.attachments:
            found = attachment.in_text(self.index, q, found, self.shared)
        found = self.layer.with_image(found, q, self.keys, self.shared)
        for attachment in self.attachments:
            found = attachment.in_cross_attention(self.index, q, found, run, self.shared)
        return self.layer.o(found.flatten(2))


def updated(x: Tensor, runs: tuple[Run, ...], change: Callable[[Tensor, Run], tuple[Tensor, Tensor | None]]) -> Tensor:
    """x (B S D) with the change of each run added, times its gate (B 1 D, fp32), as gradients need it: made anew."""
    parts = []
    for run in runs:
        part = x[:, run.tokens]
        addition, gate = change(part, run)
        parts.append(part + addition if gate is None else torch.addcmul(part, addition, gate).to(x.dtype))
    return torch.cat(parts, dim=1)
