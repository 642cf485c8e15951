"""Tells whether stored weights are all numbers, at the speed of memory: NaN weights make black films in silence.

Largest and smallest value are enough, because both become NaN when one value is; plain comparisons element by element
are fifty times slower on a processor.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import torch
from torch import Tensor

from engine.weights.header import BLOCKS

_FLOAT8 = MappingProxyType({"F8_E4M3": 0x7E, "F8_E5M2": 0x7B})  # the largest finite magnitude as bits, sign aside
_SCALES: Mapping[str, tuple[int, ...]] = MappingProxyType(  # where in a block of GGUF its fp16 scales lie, bytes
    {
        "Q4_0": (0,), "Q4_1": (0, 2), "Q5_0": (0,), "Q5_1": (0, 2), "Q8_0": (0,),
        "Q2_K": (80, 82), "Q3_K": (108,), "Q4_K": (0, 2), "Q5_K": (0, 2), "Q6_K": (208,),
    }
)  # fmt: skip


def all_finite(part: Tensor, word: str) -> bool:
    """Whether a flat run of weights holds no NaN and no infinity.

    part: in its own type, or bytes (int8) of one that is kept as bytes; of GGUF whole blocks only.
    word: the type it has in the file.
    """
    if not part.numel():
        return True
    if word in BLOCKS:
        halves = part.view(torch.float16).view(-1, BLOCKS[word][1] // 2)  # the bytes of every block are even
        return all(_finite(halves[:, at // 2]) for at in _SCALES[word])
    if word in _FLOAT8:
        most = _FLOAT8[word]  # as signed bytes the largest positive pattern comes last, as unsigned the negative one
        return int(part.view(torch.int8).amax()) <= most and int(part.view(torch.uint8).amax()) <= most + 0x80
    return not part.dtype.is_floating_point or _finite(part)


def _finite(values: Tensor) -> bool:
    least, most = torch.aminmax(values)
    return bool(least.isfinite() & most.isfinite())
