"""Narrows matrices to 8 bits while they are loaded, with one scale for each row.

Half the bytes of bf16 at a relative error of about 2 % in each weight (fp8 with 3 bits of fraction) or less (int8 where
a row has no outliers); embeddings, norms, modulation and head stay as they are (facts/performance.md 4, row 4).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import torch
from torch import Tensor, nn

from engine.nets.dequantise import FORMS, Form
from engine.weights.fit import Assignment
from engine.weights.header import BLOCKS

AT_ONCE = 2**24  # weights that are widened to fp32 at a time


@dataclass(frozen=True, slots=True)
class Narrowing:
    """To what, and which tensors by the network's own names."""

    form: Form
    most: float  # the largest magnitude that the form holds
    dtype: torch.dtype
    wanted: Callable[[str], bool]

    def takes(self, given: Assignment) -> bool:
        """Whether that tensor is such a matrix of a linear layer, in plain numbers."""
        linear = all(isinstance(module, nn.Linear) and name == "weight" for module, name in given.slot.places)
        plain = given.stored.dtype not in FORMS and given.stored.dtype not in BLOCKS and given.scale is None
        return linear and len(given.slot.places) == 1 and plain and self.wanted(given.slot.name)

    def into(self, wide: Tensor, packed: Tensor, scale: Tensor) -> None:
        """Numbers R K -> bytes R K (int8, as the form reads them) and what a row is to be multiplied with, R 1 fp32."""
        step = max(1, AT_ONCE // wide.shape[1])
        for first in range(0, wide.shape[0], step):
            rows = slice(first, first + step)
            part = wide[rows].float()
            largest = part.abs().amax(dim=1, keepdim=True)
            here = torch.where(largest > 0, largest / self.most, 1.0)
            part = part / here
            part = part.round_() if self.dtype is torch.int8 else part.clamp_(-self.most, self.most)
            packed[rows] = part.to(self.dtype).view(torch.int8)
            scale[rows] = here


_KINDS: Mapping[str, tuple[str, float, torch.dtype]] = MappingProxyType(
    {
        "fp8_e4m3fn": ("F8_E4M3", 448.0, torch.float8_e4m3fn),
        "fp8_fast": ("F8_E4M3", 448.0, torch.float8_e4m3fn),
        "fp8_e5m2": ("F8_E5M2", 57344.0, torch.float8_e5m2),
        "int8": ("I8", 127.0, torch.int8),
    }
)


def narrowing(quantization: str, wanted: Callable[[str], bool]) -> Narrowing | None:
    """The way that a plan names; None for weights as the file has them."""
    if quantization == "none":
        return None
    word, most, dtype = _KINDS[quantization]
    return Narrowing(FORMS[word], most, dtype, wanted)
