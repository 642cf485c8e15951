"""Every kernel that this machine could use, by name; which of them are right is proved before any is used.

Importing this module imports none of them.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType

import torch
from torch import Tensor
from torch.nn import functional as fn
from torch.nn.attention import SDPBackend, sdpa_kernel

from engine.nets.attention import Attend, attend
from engine.nets.kernels.glue import Glue, TorchGlue

INT8_FROM = (8, 0)  # capability of the first cards whose 8 bit products are worth it
INT8_BELOW = (9, 0)  # and of those whose 16 bit attention is faster again
PACKAGES = ("sage", "triton_int8")  # kernels that do not come with torch


def attention(name: str) -> Attend:
    """The kernel of that name; raises KeyError for others and ImportError where its package is not here."""
    return _MADE[name]()


def attention_here(device: torch.device) -> tuple[str, ...]:
    """Names of the kernels of attention that can be tried on that device, the plain one first."""
    if device.type != "cuda":
        return ("sdpa",)
    names = ["sdpa", "cudnn", "flash"]
    if _has("sageattention"):
        names.append("sage")
    if _has("triton") and INT8_FROM <= torch.cuda.get_device_capability(device) < INT8_BELOW:
        names.append("triton_int8")
    return tuple(names)


def glue(name: str) -> Glue:
    """The work between the products by that name: torch or triton."""
    if name == "torch":
        return TorchGlue()
    from engine.nets.kernels.triton_glue import TritonGlue

    return TritonGlue()


def glue_here(device: torch.device) -> tuple[str, ...]:
    """Names of the kinds of glue that can be tried on that device, the plain one first."""
    return ("torch", "triton") if device.type == "cuda" and _has("triton") else ("torch",)


def _has(package: str) -> bool:
    return importlib.util.find_spec(package) is not None


def _with(backend: SDPBackend, q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    q, k, v = (t.transpose(1, 2) for t in (q, k, v))
    with sdpa_kernel(backend):
        return fn.scaled_dot_product_attention(q, k, v).transpose(1, 2)


def _sage() -> Attend:
    from sageattention import sageattn

    return lambda q, k, v: sageattn(q, k, v, tensor_layout="NHD", is_causal=False)


def _triton_int8() -> Attend:
    from engine.nets.kernels.triton_attention import attend_int8

    return attend_int8


_MADE: Mapping[str, Callable[[], Attend]] = MappingProxyType(
    {
        "sdpa": lambda: attend,
        "cudnn": lambda: partial(_with, SDPBackend.CUDNN_ATTENTION),
        "flash": lambda: partial(_with, SDPBackend.FLASH_ATTENTION),
        "sage": _sage,
        "triton_int8": _triton_int8,
    }
)
