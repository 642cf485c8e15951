"""Muon for matrices and convolutions, AdamW for the rest: fewer steps to the same loss than AdamW alone.

Muon (Keller Jordan, "Muon: an optimizer for hidden layers", 2024): the momentum of a matrix is made nearly orthogonal
by five Newton-Schulz steps. The factor 0.2 sqrt(longer side) gives it the step length of AdamW (arXiv 2502.16982).
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import torch
from torch import Tensor, nn


class Mixed:
    """Steps a network's matrices with Muon and its vectors, tables and named exceptions with AdamW."""

    def __init__(self, net: nn.Module, plain: tuple[str, ...], rate: float, decay: float) -> None:
        named = list(net.named_parameters())
        matrices = [(n, p) for n, p in named if p.ndim >= 2 and min(p.shape[0], p[0].numel()) >= 8]
        chosen = {n: p for n, p in matrices if not any(word in n for word in plain)}
        rest = [p for n, p in named if n not in chosen]
        self.rate, self.decay = rate, decay
        self.adam = torch.optim.AdamW(rest, rate, betas=(0.9, 0.98), weight_decay=0.0, fused=True)
        self.groups: dict[tuple[int, int], list[nn.Parameter]] = defaultdict(list)
        for parameter in chosen.values():
            self.groups[parameter.shape[0], parameter[0].numel()].append(parameter)
        self.momenta = {shape: torch.zeros(len(group), *shape) for shape, group in self.groups.items()}

    @torch.no_grad()
    def step(self, rate: float) -> None:
        """One step with the learning rate `rate`; gradients are consumed."""
        for group in self.adam.param_groups:
            group["lr"] = rate
        self.adam.step()
        self.adam.zero_grad()
        for shape, group in self.groups.items():
            gradient = torch.stack([(torch.zeros_like(p) if p.grad is None else p.grad).reshape(shape) for p in group])
            momentum = self.momenta[shape].lerp_(gradient, 0.05)
            update = orthogonal(gradient.lerp_(momentum, 0.95)) * (0.2 * max(shape) ** 0.5 * rate)
            for parameter, change in zip(group, update, strict=True):
                parameter.mul_(1 - rate * self.decay).sub_(change.reshape(parameter.shape))
                parameter.grad = None

    def state_dict(self) -> dict[str, Any]:
        return {"adam": self.adam.state_dict(), "momenta": self.momenta}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        self.adam.load_state_dict(state["adam"])
        self.momenta = state["momenta"]


def orthogonal(matrices: Tensor, steps: int = 5) -> Tensor:
    """The nearest matrix with singular values near 1 for each of N R C, computed in bfloat16."""
    x = matrices.bfloat16()
    tall = x.shape[1] > x.shape[2]
    if tall:
        x = x.transpose(1, 2)
    x = x / (x.norm(dim=(1, 2), keepdim=True) + 1e-7)
    for _ in range(steps):
        square = x @ x.transpose(1, 2)
        x = 3.4445 * x + (-4.7750 * square + 2.0315 * square @ square) @ x
    return (x.transpose(1, 2) if tall else x).float()
