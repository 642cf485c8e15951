"""Every Triton kernel gives the numbers of torch (run on the processor by Triton's interpreter); fp8, and the proof."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from torch.nn import functional as fn

from engine.nets.attention import attend
from engine.nets.kernels import choice, fp8, truth
from engine.nets.kernels.glue import TorchGlue

CPU = torch.device("cpu")
ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def missed():
    """By how much each Triton kernel misses torch."""
    pytest.importorskip("triton")
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "tests.engine.nets.interpreted"],
        cwd=ROOT,
        env={**os.environ, "TRITON_INTERPRET": "1", "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def test_the_glue_of_triton_is_that_of_torch(missed):
    assert missed["glue fp32"] < 1e-6
    assert missed["glue bf16"] < 1e-2


def test_attention_in_8_bits_is_near_that_in_fp32_also_with_outliers(missed):
    assert max(missed["int8 150 150"], missed["int8 40 77"]) < 0.03


def test_without_taking_off_what_keys_have_in_common_8_bits_would_not_be_enough(missed):
    assert missed["int8 with what keys have in common"] > 0.1


def test_products_in_fp8_stay_near_fp32_also_where_single_tokens_and_rows_are_huge():
    torch.manual_seed(2)
    x, weight, bias = torch.randn(64, 256), torch.randn(96, 256) / 16, torch.randn(96)
    x[3] *= 300
    weight[5] *= 1e5
    narrow, scale = fp8.narrowed(weight)
    assert narrow.dtype == torch.float8_e4m3fn and scale.shape == (96, 1)
    right = fn.linear(x, weight, bias)
    got, others = fp8.product(x, narrow, scale, bias), [n for n in range(96) if n != 5]
    shares = [(got - right)[:, rows].norm(dim=1) / right[:, rows].norm(dim=1) for rows in (others, [5])]
    assert shares[0].max() < 0.06 and shares[1].median() < 0.06
    one_scale = weight.abs().max() / fp8.LARGEST
    coarse = (weight / one_scale).to(fp8.KIND).float() * one_scale
    assert (coarse - weight)[:5].norm() > 5 * (narrow.float() * scale - weight)[:5].norm()


def test_a_kernel_that_is_wrong_or_raises_or_gives_nan_is_never_offered(monkeypatch):
    def raising(q, k, v):
        raise RuntimeError("no kernel image")

    planted = {
        "good": attend,
        "shifted": lambda q, k, v: attend(q, k, v) * 1.1,
        "nan": lambda q, k, v: attend(q, k, v) * float("nan"),
        "raising": raising,
    }
    monkeypatch.setattr(choice, "attention_here", lambda device: tuple(planted))
    monkeypatch.setattr(choice, "attention", planted.__getitem__)
    assert set(truth.proven_attention(CPU, torch.float32)) == {"good"}


def test_glue_that_is_wrong_gives_way_to_torch(monkeypatch):
    class Wrong(TorchGlue):
        def bent(self, wide):
            return wide.relu_()

    monkeypatch.setattr(choice, "glue_here", lambda device: ("torch", "triton"))
    monkeypatch.setattr(choice, "glue", lambda name: Wrong() if name == "triton" else TorchGlue())
    assert truth.proven_glue(CPU, torch.float32) == "torch"
    monkeypatch.setattr(choice, "glue", lambda name: TorchGlue())
    assert truth.proven_glue(CPU, torch.float32) == "triton"


def test_on_a_processor_only_the_plain_kernels_are_tried():
    assert choice.attention_here(CPU) == ("sdpa",) and choice.glue_here(CPU) == ("torch",)
    with pytest.raises(KeyError):
        choice.attention("magic")
