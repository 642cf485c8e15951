"""A job uses the kernel that was asked for only if it is proven, and goes on plainly where one gives bad numbers."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from engine.api.events import Failed, Finished, Log
from engine.families.wan import kernels
from engine.nets.attention import attend
from engine.nets.kernels import choice, fp8
from tests.engine.families.conftest import film


class Turning:
    """A kernel that is right until it has been called so many times, and then gives what `wrong` makes of it."""

    def __init__(self, calls, wrong):
        self.left, self.wrong = calls, wrong

    def __call__(self, q, k, v):
        self.left -= 1
        found = attend(q, k, v)
        return found if self.left >= 0 else self.wrong(found)


@pytest.fixture
def planted(monkeypatch):
    def plant(kernel):
        monkeypatch.setattr(choice, "attention_here", lambda device: ("sdpa", "flash"))
        monkeypatch.setattr(choice, "attention", lambda name: kernel if name == "flash" else attend)

    return plant


def told(runs):
    return [event.text for event in runs.events if isinstance(event, Log)]


@pytest.mark.parametrize("wrong", [lambda x: x * float("nan"), lambda x: x * float("inf")])
@pytest.mark.parametrize("cache", ["none", "magcache"])
def test_bad_numbers_switch_the_kernel_and_only_that_step_is_taken_again(runs, planted, wrong, cache):
    values = {"steps": 10, "seed": 4, "base_precision": "fp32", "cache_mode": cache}
    plain = runs.end(runs.request("t2v", **values)).result
    kernel = Turning(3 + 14, wrong)  # the proof, then the third pass of two blocks of two
    planted(kernel)
    end = runs.end(runs.request("t2v", **values, attention_mode="flash"))
    assert isinstance(end, Finished), end
    assert kernel.left < 0
    assert np.array_equal(film(end.result.path), film(plain.path))
    assert [text for text in told(runs) if "invalid numbers with the kernel flash" in text]
    assert end.result.timing.blocks <= plain.timing.blocks + 2 * 2


def test_fp8_fast_multiplies_in_8_bits_what_fp8_only_keeps_in_8_bits(runs, monkeypatch):
    calls = []
    product = fp8.product
    monkeypatch.setattr(fp8, "product", lambda *given: (calls.append(given[1].dtype), product(*given))[1])
    kept, fast = (runs.frames("t2v", quantization=way, seed=4) for way in ("fp8_e4m3fn", "fp8_fast"))
    assert set(calls) == {fp8.KIND}
    assert kept.shape == fast.shape and not np.array_equal(kept, fast)
    assert np.abs(kept.astype(int) - fast.astype(int)).mean() < 12


def test_bad_numbers_of_plain_kernels_stop_the_job(runs, monkeypatch):
    monkeypatch.setattr(kernels, "attend", lambda q, k, v: attend(q, k, v) * float("nan"))
    end = runs.end(runs.request("t2v"))
    assert isinstance(end, Failed) and end.title == "The model produced invalid numbers"


def test_a_kernel_that_is_not_right_here_is_not_used_and_that_is_said(runs, planted):
    planted(lambda q, k, v: attend(q, k, v) * 1.5)
    wrong, right = runs.frames("t2v", attention_mode="flash"), told(runs)
    assert any("flash is not here or was not proven right" in text for text in right)
    assert np.array_equal(wrong, runs.frames("t2v", attention_mode="sdpa"))


def test_a_kernel_that_is_proven_is_used(runs, planted):
    calls = []
    planted(lambda q, k, v: (calls.append(q.dtype), attend(q, k, v))[1])
    runs.frames("t2v", attention_mode="flash", base_precision="fp32")
    assert calls.count(torch.float32) > 10
