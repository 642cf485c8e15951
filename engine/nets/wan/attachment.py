"""What may be attached to a Wan network from outside: audio, control, pose, caches; none of it is known to the blocks.

B batch, S tokens, T tokens of a run, N heads, D width
"""

from __future__ import annotations

from torch import Tensor

from engine.nets.wan.shared import Run, Shared


class Attachment:
    """Takes part in a forward at the points it overrides; several are called in the order given.

    In a forward without gradients the network overwrites the hidden state in place: clone what must be kept.
    """

    def on_tokens(self, x: Tensor, shared: Shared) -> Tensor:
        """The embedded tokens (B S D) before the first block -> the same, changed."""
        return x

    def skips_blocks(self, first: int, x: Tensor, shared: Shared) -> bool:
        """Whether the blocks from `first` on need not run because `after_blocks` knows their effect on x (B S D)."""
        return False

    def omits_block(self, index: int, shared: Shared) -> bool:
        """Whether that one block is left out of the pass."""
        return False

    def on_attention(self, index: int, q: Tensor, k: Tensor, shared: Shared) -> None:
        """Sees the turned queries and keys (B S N D/N) of the self attention of block `index`."""

    def in_self_attention(self, index: int, attended: Tensor, shared: Shared) -> Tensor:
        """What all tokens found in each other (B S N D/N) -> the same, changed, before its projection."""
        return attended

    def in_text(self, index: int, q: Tensor, attended: Tensor, shared: Shared) -> Tensor:
        """What the queries (B T N D/N) of a run found in the text alone -> the same, changed."""
        return attended

    def in_cross_attention(self, index: int, q: Tensor, attended: Tensor, run: Run, shared: Shared) -> Tensor:
        """What the queries (B T N D/N) of a run found in text and image -> the same, changed, before its projection."""
        return attended

    def in_block(self, index: int, x: Tensor, shared: Shared) -> Tensor:
        """The hidden state (B S D) between the cross attention and the feed forward of block `index`."""
        return x

    def after_block(self, index: int, x: Tensor, shared: Shared) -> Tensor:
        """The hidden state (B S D) behind block `index`."""
        return x

    def after_blocks(self, x: Tensor, shared: Shared) -> Tensor:
        """The hidden state (B S D) in front of the head."""
        return x
