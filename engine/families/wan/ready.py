"""Makes the weights of a block ready once in a forward, however many runs of tokens pass through it."""

from __future__ import annotations

from torch import Tensor

from engine.nets.quantised import Widened
from engine.nets.wan.attachment import Attachment
from engine.nets.wan.dit import WanTransformer
from engine.nets.wan.shared import Shared
from engine.weights.lora_apply import Overlay


class ReadyInBlock(Attachment):
    """For layers that are reduced or changed by LoRAs; those that an overlay holds for good are left alone."""

    def __init__(self, network: WanTransformer, overlay: Overlay) -> None:
        self._blocks = tuple(
            tuple(layer for layer in block.modules() if isinstance(layer, Widened) and not overlay.holds(layer))
            for block in network.blocks.children()
        )
        self._hold(False)

    def on_tokens(self, x: Tensor, shared: Shared) -> Tensor:
        self._hold(len(shared.runs) > 1)
        return x

    def after_block(self, index: int, x: Tensor, shared: Shared) -> Tensor:
        for layer in self._blocks[index]:
            layer.held = None
        return x

    def after_blocks(self, x: Tensor, shared: Shared) -> Tensor:
        self._hold(False)
        return x

    def _hold(self, wanted: bool) -> None:
        """Outside the blocks nothing is held: the keys of a prompt are made for all of them at once."""
        for layer in (layer for block in self._blocks for layer in block):
            layer.hold, layer.held = wanted, None
