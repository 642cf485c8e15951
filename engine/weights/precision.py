"""Which number type each weight gets when it is brought to its place."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import torch

KeepFp32 = Callable[[str], bool]  # by the network's own name of the tensor


@dataclass(frozen=True, slots=True)
class Precision:
    """The compute type for most weights, fp32 where the network asks for it; whole numbers stay as they are."""

    compute: torch.dtype
    keep_fp32: KeepFp32

    def of(self, name: str, stored: torch.dtype) -> torch.dtype:
        """What that tensor becomes; stored: its type in the file."""
        if not stored.is_floating_point:
            return stored
        return torch.float32 if self.keep_fp32(name) else self.compute


def nothing_in_fp32(name: str) -> bool:
    """The rule of networks that run in one type throughout: text and image encoder, autoencoder."""
    return False


_WAN = re.compile(r"time_(embedding|projection)\.|(.+\.)?modulation$|head\.|blocks\..+\.norm(3|_q|_k|_k_img)\.")


def wan_in_fp32(name: str) -> bool:
    """What the official Wan transformer computes in fp32: time embedding, modulation, norms of the blocks, head.

    About one weight in a hundred.  Source: Wan-Video/Wan2.1@9737cba wan/modules/model.py:73-110, 296-349.
    """
    return _WAN.match(name) is not None
