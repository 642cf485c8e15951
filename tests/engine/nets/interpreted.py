"""Runs the Triton kernels on the processor and prints by how much each misses torch, as JSON.

In a process of its own: Triton decides where kernels run while it is imported, from TRITON_INTERPRET.
"""

from __future__ import annotations

import json

import torch

from engine.nets.attention import attend
from engine.nets.kernels import choice, triton_attention, truth

SHAPES = ((150, 150), (40, 77))  # queries and keys


def main() -> None:
    """Print one JSON object."""
    torch.set_num_threads(1)
    cpu, made = torch.device("cpu"), torch.Generator().manual_seed(1)
    glue = choice.glue("triton")
    missed = {"glue fp32": truth.glue_error(glue, cpu, torch.float32)}
    missed["glue bf16"] = truth.glue_error(glue, cpu, torch.bfloat16)
    common = 20 * torch.randn(1, 1, 2, 32, generator=made)
    for queries, keys in SHAPES:
        q, k, v = (torch.randn(2, count, 2, 32, generator=made) for count in (queries, keys, keys))
        right = attend(q, k + common, v)
        missed[f"int8 {queries} {keys}"] = _share(choice.attention("triton_int8")(q, k + common, v), right)
    narrowed = triton_attention._narrowed
    triton_attention._narrowed = lambda x, common, block: narrowed(x, torch.zeros_like(common), block)
    missed["int8 with what keys have in common"] = _share(triton_attention.attend_int8(q, k + common, v), right)
    print(json.dumps(missed))


def _share(got: torch.Tensor, right: torch.Tensor) -> float:
    return float((got - right).norm() / right.norm())


if __name__ == "__main__":
    main()
