"""The Wan transformer can be trained: the same numbers with gradients, and every parameter is reached."""

from __future__ import annotations

import pytest
import torch

from engine.nets.wan.shared import Execution
from tests.engine.nets.tiny_wan import case


def inputs(name):
    tiny = case(name)
    if "in.y" in tiny.meta["inputs"]:
        clip = [n for n in tiny.meta["inputs"] if n.endswith("clip_fea")]
        image = tiny.input(clip[0]).reshape(1, -1, 1280) if clip else None
        return tiny.net, (tiny.conditioned(), torch.tensor([737.25]), tiny.input("in.context"), image)
    x = tiny.input("in.x")
    timesteps = torch.full((1, x.shape[2]), 831.5)
    timesteps[:, 0] = 0
    return tiny.net, (x, timesteps, tiny.input("in.context"))


@pytest.mark.parametrize("name", ["wan21_t2v", "wan21_flf2v", "wan22_i2v_a14b", "wan22_ti2v_5b"])
def test_a_gradient_flows_through_every_parameter(name):
    net, given = inputs(name)
    net(*given).square().sum().backward()
    without = [n for n, p in net.named_parameters() if p.grad is None or not p.grad.any()]
    assert without == []


@pytest.mark.parametrize("name", ["wan21_flf2v", "wan22_ti2v_5b"])
def test_the_forward_with_gradients_gives_the_numbers_of_the_one_without(name):
    net, given = inputs(name)
    trained = net(*given)
    with torch.no_grad():
        for how in (Execution(), Execution(run_tokens=1), Execution(head_groups=2)):
            torch.testing.assert_close(net(*given, how=how), trained, rtol=1e-5, atol=1e-5)


def test_a_batch_gives_the_numbers_of_its_samples_one_by_one():
    net, (x, timesteps, text) = inputs("wan22_ti2v_5b")
    other = torch.tensor([[300.0, 0.0, 831.5]])
    with torch.inference_mode():
        together = net(torch.cat([x, -x]), torch.cat([timesteps, other]), torch.cat([text, 2 * text]))
        alone = torch.cat([net(x, timesteps, text), net(-x, other, 2 * text)])
    torch.testing.assert_close(together, alone, rtol=1e-5, atol=1e-5)
