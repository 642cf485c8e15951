"""Layers whose weights become what is computed with only while they are used: kept as bytes, or with something added.

They stand where nn.Linear and nn.Embedding stood; the network does not know.  What is kept never changes, so that an
addition comes and goes without a trace.  The bytes are kept as int8 because transformers turns the input of one layer
of UMT5 into the type of its weight unless that is int8.
B batch, L tokens, R output features, K input features, W bytes of a row
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn import functional as fn

from engine.nets.dequantise import Form, dequantised
from engine.nets.kernels import fp8

AT_ONCE = 2**22  # weights that are widened to fp32 at a time

Addition = Callable[[Tensor, slice], Tensor]  # rows of the weights in fp32, and which -> what to add


class Widened(nn.Module):
    """A matrix that is made ready where it is used; so it stays while `held`, once all of its rows were asked for."""

    def __init__(self, compute: torch.dtype) -> None:
        super().__init__()
        self.compute = compute
        self.additions: tuple[Addition, ...] = ()
        self.hold = False
        self.held: Tensor | None = None  # R K, in the compute type

    @property
    def shape(self) -> tuple[int, int]:
        """R K, as if it were plain."""
        raise AssertionError("every kind of layer knows its shape")

    def exact(self, rows: slice) -> Tensor:
        """Those rows in fp32 without what was added: R K."""
        raise AssertionError("every kind of layer knows its weights")

    def rows(self, rows: slice) -> Tensor:
        """Those rows with all additions, in the compute type."""
        if self.held is not None:
            return self.held[rows]
        made = self._made(rows)
        if self.hold and rows == slice(None):
            self.held = made
        return made

    def _made(self, rows: slice) -> Tensor:
        """A few at a time, so that fp32 never needs much room."""
        first, last, _ = rows.indices(self.shape[0])
        width = self.shape[1]
        made = torch.empty(last - first, width, dtype=self.compute, device=self.weight.device)
        step = max(1, AT_ONCE // width)
        for start in range(first, last, step):
            part = slice(start, min(start + step, last))
            plain = self.exact(part)
            wide = sum((addition(plain, part) for addition in self.additions), plain)
            made[part.start - first : part.stop - first] = wide
        return made


class Quantised(Widened):
    """A matrix kept as bytes."""

    def __init__(self, packed: Tensor, form: Form, scale: Tensor | None, compute: torch.dtype) -> None:
        """packed: R W, int8; scale: one number, or one a row (R 1), fp32; compute: the type of what is handed out."""
        super().__init__(compute)
        self.form = form
        self.weight = nn.Parameter(packed, requires_grad=False)
        self.register_buffer("scale", scale)

    @property
    def shape(self) -> tuple[int, int]:
        rows, length = self.weight.shape
        return rows, length // self.form.bytes * self.form.weights

    def exact(self, rows: slice) -> Tensor:
        wide = dequantised(self.weight[rows], self.form)
        if self.scale is None:
            return wide
        return wide * (self.scale if self.scale.numel() == 1 else self.scale[rows])


class QuantisedLinear(Quantised):
    """A linear layer whose matrix is kept as bytes."""

    def __init__(
        self, packed: Tensor, form: Form, scale: Tensor | None, bias: nn.Parameter | None, compute: torch.dtype
    ) -> None:
        super().__init__(packed, form, scale, compute)
        self.bias = bias
        self.out_features, self.in_features = self.shape
        self.in_fp8 = False  # multiply in 8 bits while nothing was added

    def forward(self, x: Tensor) -> Tensor:  # B L K -> B L R
        if self.in_fp8 and not self.additions:
            made = fp8.product(x.flatten(0, -2), self.weight.view(fp8.KIND), self.scale, self.bias)
            return made.unflatten(0, x.shape[:-1])
        return fn.linear(x, self.rows(slice(None)), self.bias)


class ChangedLinear(Widened):
    """A plain linear layer with something added: without additions it is bit for bit the layer that it was."""

    def __init__(self, plain: nn.Linear) -> None:
        super().__init__(plain.weight.dtype)
        self.weight, self.bias = plain.weight, plain.bias
        self.out_features, self.in_features = plain.out_features, plain.in_features

    @property
    def shape(self) -> tuple[int, int]:
        return self.out_features, self.in_features

    def exact(self, rows: slice) -> Tensor:
        return self.weight[rows].float()

    def rows(self, rows: slice) -> Tensor:
        return super().rows(rows) if self.additions else self.weight[rows]

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


def multiply_in_fp8(network: nn.Module, wanted: bool) -> None:
    """Let the layers that are kept in e4m3, with a scale for each row, multiply in 8 bits; cards from 8.9 can."""
    for layer in network.modules():
        if isinstance(layer, QuantisedLinear):
            by_row = layer.form.word == "F8_E4M3" and layer.scale is not None and layer.scale.numel() > 1
            layer.in_fp8 = wanted and by_row and fp8.multiplies(layer.weight.device)


def rows_of(layer: nn.Module, rows: slice) -> tuple[Tensor, Tensor]:
    """Some rows of a linear layer and of its bias, whatever its kind: R K and R."""
    weight = layer.rows(rows) if isinstance(layer, Widened) else layer.weight[rows]
    return weight, layer.bias[rows]


def computes_in(layer: nn.Module) -> torch.dtype:
    """The type that a linear layer wants its input in."""
    return layer.compute if isinstance(layer, Widened) else layer.weight.dtype
