"""Products in 8 bit floating point: each token and each row of the weights has a scale of its own.

T tokens, K input features, R output features
"""

from __future__ import annotations

import torch
from torch import Tensor

KIND = torch.float8_e4m3fn
LARGEST = 448.0  # of that type


def multiplies(device: torch.device) -> bool:
    """Whether such products are to be had there; a processor computes the same numbers in fp32."""
    return device.type != "cuda" or torch.cuda.get_device_capability(device) >= (8, 9)


def narrowed(x: Tensor) -> tuple[Tensor, Tensor]:
    """T K -> the same in 8 bits, and what each row was divided by (T 1, fp32)."""
    scale = x.abs().amax(-1, keepdim=True).float().clamp_min(1e-12) / LARGEST
    return (x.float() / scale).to(KIND), scale


def product(x: Tensor, weight: Tensor, scale: Tensor, bias: Tensor | None) -> Tensor:
    """x (T K) times the weights (R K in 8 bits, with a scale for each row, R 1, fp32) -> T R in the type of x.

    Cards from capability 8.9 multiply in 8 bits; elsewhere the same numbers are multiplied in fp32.
    """
    narrow, rows = narrowed(x)
    if x.device.type == "cuda":
        out = torch._scaled_mm(narrow, weight.t(), scale_a=rows, scale_b=scale.t(), out_dtype=torch.bfloat16)
        made = out.to(x.dtype)
    else:
        made = ((narrow.float() * rows) @ (weight.float() * scale).t()).to(x.dtype)
    return made if bias is None else made + bias.to(made.dtype)
