"""Layers whose weights stay as small as they are in the file and become numbers only while they are used.

They stand where nn.Linear and nn.Embedding stood; the network does not know.  The bytes are kept as int8 because
transformers turns the input of one layer of UMT5 into the type of its weight unless that is int8.
B batch, L tokens, R output features, K input features, W bytes of a row
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn import functional as fn

from engine.nets.dequantise import Form, dequantised

AT_ONCE = 2**22  # weights that are widened to fp32 at a time

Addition = Callable[[Tensor, slice], Tensor]  # rows of the weights in fp32, and which -> what to add


class Quantised(nn.Module):
    """A matrix kept as bytes."""

    def __init__(self, packed: Tensor, form: Form, scale: Tensor | None, compute: torch.dtype) -> None:
        """packed: R W, int8; scale: one number, or one a row (R 1), fp32; compute: the type of what is handed out."""
        super().__init__()
        self.form, self.compute = form, compute
        self.weight = nn.Parameter(packed, requires_grad=False)
        self.register_buffer("scale", scale)
        self.additions: tuple[Addition, ...] = ()

    @property
    def shape(self) -> tuple[int, int]:
        """R K, as if it were plain."""
        rows, length = self.weight.shape
        return rows, length // self.form.bytes * self.form.weights

    def exact(self, rows: slice) -> Tensor:
        """Those rows in fp32 without what was added: R K."""
        wide = dequantised(self.weight[rows], self.form)
        if self.scale is None:
            return wide
        return wide * (self.scale if self.scale.numel() == 1 else self.scale[rows])

    def rows(self, rows: slice) -> Tensor:
        """Those rows with all additions, in the compute type; a few at a time, so that fp32 never needs much room."""
        first, last, _ = rows.indices(self.weight.shape[0])
        width = self.shape[1]
        made = torch.empty(last - first, width, dtype=self.compute, device=self.weight.device)
        step = max(1, AT_ONCE // width)
        for start in range(first, last, step):
            part = slice(start, min(start + step, last))
            plain = self.exact(part)
            wide = sum((addition(plain, part) for addition in self.additions), plain)
            made[part.start - first : part.stop - first] = wide
        return made


class QuantisedLinear(Quantised):
    """A linear layer whose matrix is kept as bytes."""

    def __init__(
        self, packed: Tensor, form: Form, scale: Tensor | None, bias: nn.Parameter | None, compute: torch.dtype
    ) -> None:
        super().__init__(packed, form, scale, compute)
        self.bias = bias
        self.out_features, self.in_features = self.shape

    def forward(self, x: Tensor) -> Tensor:  # B L K -> B L R
        return fn.linear(x, self.rows(slice(None)), self.bias)


class QuantisedEmbedding(Quantised):
    """A table whose rows are kept as bytes; only the rows asked for are widened."""

    def forward(self, ids: Tensor) -> Tensor:  # B L -> B L K
        wanted = ids.flatten()
        wide = dequantised(self.weight[wanted], self.form)
        if self.scale is not None:
            wide = wide * (self.scale if self.scale.numel() == 1 else self.scale[wanted])
        return wide.to(self.compute).unflatten(0, ids.shape)


def rows_of(layer: nn.Module, rows: slice) -> tuple[Tensor, Tensor]:
    """Some rows of a linear layer and of its bias, plain or quantised: R K and R."""
    weight = layer.rows(rows) if isinstance(layer, Quantised) else layer.weight[rows]
    return weight, layer.bias[rows]


def computes_in(layer: nn.Module) -> torch.dtype:
    """The type that a linear layer wants its input in."""
    return layer.compute if isinstance(layer, Quantised) else layer.weight.dtype
