"""What a network is told, ready for its blocks: made at once, or by each block when it is there for the first time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import overload

import torch
from torch import Tensor

from engine.memory.streamed import StreamedBlocks
from engine.nets.wan.dit import WanTransformer
from engine.nets.wan.shared import TextContext, TextKeys


@dataclass(frozen=True, slots=True)
class Resting:
    """Which keys and values wait in RAM between their uses."""

    text: bool = False
    image: bool = False


def prepared(network: WanTransformer, text: Tensor, image: Tensor | None, resting: Resting) -> TextContext:
    """The same keys and values for every step; made without a pass of their own where blocks have to be brought."""
    if not isinstance(network.blocks, StreamedBlocks) and not resting.text and not resting.image:
        return network.prepare(text, image)
    context = network.embed(text, image)
    return replace(context, keys=_KeysAsTheyCome(network, context, resting))  # type: ignore[arg-type]


@dataclass(slots=True)
class _KeysAsTheyCome(Sequence[TextKeys]):
    """Those of a block are made when it asks for them, which it does while it is present."""

    network: WanTransformer
    context: TextContext
    resting: Resting
    _made: dict[int, TextKeys] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.network.blocks)

    @overload
    def __getitem__(self, index: int) -> TextKeys: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[TextKeys]: ...
    def __getitem__(self, index: int | slice) -> TextKeys | Sequence[TextKeys]:
        assert isinstance(index, int), "blocks ask for their own"
        device = self.context.text.device
        if index not in self._made:
            made = self.network.blocks[index].cross_attn.keys(self.context)
            self._made[index] = self._to_rest(made)
            return made
        kept = self._made[index]
        return TextKeys(*(None if part is None else part.to(device) for part in _parts(kept)))  # type: ignore[arg-type]

    def _to_rest(self, made: TextKeys) -> TextKeys:
        text, image = (
            torch.device("cpu") if away else self.context.text.device
            for away in (self.resting.text, self.resting.image)
        )
        key, value, image_key, image_value = _parts(made)
        looks = [None if part is None else part.to(image) for part in (image_key, image_value)]
        return TextKeys(key.to(text), value.to(text), *looks)  # type: ignore[union-attr]


def _parts(keys: TextKeys) -> tuple[Tensor | None, ...]:
    return keys.key, keys.value, keys.image_key, keys.image_value
