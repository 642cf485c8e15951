"""With 16-bit weights the parts that the official code keeps in fp32 stay there, and the whole stays close."""

from __future__ import annotations

import copy

import pytest
import torch

from engine.nets.wan.attachment import Attachment
from engine.nets.wan.shared import Execution
from tests.engine.nets.tiny_wan import case
from tests.golden.deterministic import difference

BF16, FP32 = torch.bfloat16, torch.float32


class Watching(Attachment):
    """Keeps what all blocks share and the type of the hidden state; may replace what reaches the head."""

    def __init__(self, last=None):
        self.last, self.shared, self.kinds = last, None, set()

    def after_block(self, index, x, shared):
        self.shared = shared
        self.kinds.add(x.dtype)
        return x

    def after_blocks(self, x, shared):
        return x if self.last is None else self.last.clone()


@pytest.fixture
def pair():
    """A network with bf16 weights and one with the same numbers in fp32, and inputs for both."""
    with torch.inference_mode():
        tiny = case("wan21_t2v")
        low = tiny.net.to(BF16)
        high = copy.deepcopy(low).to(FP32)
        yield low, high, (tiny.input("in.x"), torch.tensor([998.4]), tiny.input("in.context"))


def test_the_timestep_is_embedded_in_fp32(pair):
    low, high, given = pair
    watched = [Watching(), Watching()]
    for net, watching in zip((low, high), watched, strict=True):
        net(*given, attachments=(watching,))
    assert torch.equal(watched[0].shared.time, watched[1].shared.time)
    assert torch.equal(watched[0].shared.modulation, watched[1].shared.modulation)


def test_the_head_is_computed_in_fp32(pair):
    low, high, given = pair
    last = torch.randn(1, 45, 48, generator=torch.Generator().manual_seed(3))
    outs = [net(*given, attachments=(Watching(last),)) for net in (low, high)]
    assert outs[0].dtype == FP32
    assert difference(outs[1], outs[0]) < 1e-6


@pytest.mark.parametrize("residual", [FP32, BF16])
def test_the_hidden_state_has_the_type_that_was_chosen(pair, residual):
    low, _, given = pair
    for gradients in (False, True):
        watching = Watching()
        with torch.inference_mode(not gradients), torch.set_grad_enabled(gradients):
            copy.deepcopy(low)(*(t.clone() for t in given), how=Execution(residual), attachments=(watching,))
        assert watching.kinds == {residual}


def test_sixteen_bits_stay_close_and_the_fp32_residual_closer(pair):
    low, high, given = pair
    expected = high(*given)
    official, lean = (difference(expected, low(*given, how=Execution(residual=kind))) for kind in (FP32, BF16))
    assert official < 0.004 and lean < 0.008
    assert official < lean
