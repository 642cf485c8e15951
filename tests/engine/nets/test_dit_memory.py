"""One forward at full scale stays within its few hidden-state tensors u = tokens x width x 2 bytes (meta device).

Nothing outlives a block but the hidden state, so one block shows the peak of all; a test holds that too.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch

from engine.nets.wan.configs import PRESETS
from engine.nets.wan.dit import WanTransformer
from engine.nets.wan.shared import OFFICIAL, Execution
from engine.planner import needs
from tests.counting import GlueBytes, PeakBytes, attend_on_meta

FULL = [  # preset, frames, width, height
    ("wan2.1-t2v-1.3b", 81, 832, 480),
    ("wan2.1-t2v-1.3b", 81, 1280, 720),
    ("wan2.2-ti2v-5b", 81, 832, 480),
    ("wan2.2-ti2v-5b", 121, 1280, 704),
    ("wan2.1-t2v-14b", 81, 832, 480),
    ("wan2.1-t2v-14b", 81, 1280, 720),
    ("wan2.1-flf2v-14b", 81, 1280, 720),
]
SMALL = [("wan2.1-t2v-1.3b", 1, 832, 480), ("wan2.2-ti2v-5b", 17, 832, 480), ("wan2.1-t2v-14b", 17, 832, 480)]
BF16, FP32 = torch.bfloat16, torch.float32


def grid(preset, frames, width, height):
    return needs.grid(frames, width, height, 16 if preset == "wan2.2-ti2v-5b" else 8)


def count(counter, preset, at, how, *, layers=1, frame_timesteps=False):
    """The counter after one bf16 forward with a prepared prompt."""
    config = replace(PRESETS[preset], num_layers=layers)
    with torch.device("meta"), torch.inference_mode():
        net = WanTransformer(config).to(BF16)
        x = torch.empty(1, config.in_dim, at.frames, 2 * at.rows, 2 * at.columns)
        image = torch.empty(1, needs.image_tokens(config), 1280) if config.image_dim else None
        context = net.prepare(torch.empty(1, config.text_len, config.text_dim), image)
    timesteps = torch.tensor([500.0])
    if frame_timesteps:
        timesteps = torch.tensor([[0.0] + [500.0] * (at.frames - 1)])
    with torch.inference_mode(), counter:
        net(x, timesteps, context, how=replace(how, attend=attend_on_meta))
    return counter


def check(size, residual, groups, limit):
    """The peak in hidden-state tensors is at most `limit`; the planner foretells it within 1 %, never too low."""
    at, config = grid(*size), PRESETS[size[0]]
    measured = count(PeakBytes(), size[0], at, Execution(residual=residual, head_groups=groups)).peak
    assert 3 < measured / needs.hidden_bytes(config, at.tokens) <= limit
    manner = needs.Manner(compute_bytes=2, residual_bytes=residual.itemsize, head_groups=groups)
    assert measured <= needs.activation_bytes(config, at, manner) <= 1.01 * measured


@pytest.mark.parametrize("residual, groups, limit", [(BF16, 1, 5.05), (FP32, 1, 6.05), (BF16, 4, 3.8), (FP32, 4, 4.8)])
@pytest.mark.parametrize("size", FULL, ids=lambda s: "-".join(map(str, s)))
def test_a_forward_holds_few_hidden_states_and_the_planner_knows(size, residual, groups, limit):
    check(size, residual, groups, limit)


@pytest.mark.parametrize("residual, groups", [(BF16, 1), (FP32, 1), (BF16, 4), (FP32, 4)])
@pytest.mark.parametrize("size", SMALL, ids=lambda s: "-".join(map(str, s)))
def test_the_planner_knows_the_memory_of_small_videos_too(size, residual, groups):
    check(size, residual, groups, limit=9)


def test_a_timestep_of_its_own_for_the_first_frame_costs_no_memory():
    at = grid("wan2.2-ti2v-5b", 121, 1280, 704)
    counter = count(PeakBytes(), "wan2.2-ti2v-5b", at, Execution(residual=BF16), frame_timesteps=True)
    assert counter.peak <= 5.05 * needs.hidden_bytes(PRESETS["wan2.2-ti2v-5b"], at.tokens)


def test_the_number_of_blocks_does_not_change_the_peak():
    at = grid("wan2.1-t2v-1.3b", 81, 832, 480)
    one, two, three = (count(PeakBytes(), "wan2.1-t2v-1.3b", at, OFFICIAL, layers=n).peak for n in (1, 2, 3))
    assert one == two == three


def test_the_longest_run_of_the_planner_is_that_of_the_network():
    seen = []

    def attend(q, k, v):
        seen.append(q.shape[1])
        return torch.empty_like(q)

    for size in FULL[1::2] + SMALL:
        at = grid(*size)
        config = replace(PRESETS[size[0]], num_layers=1, dim=48, num_heads=2, ffn_dim=48, text_len=4)
        with torch.device("meta"), torch.inference_mode():
            net = WanTransformer(config)
            x = torch.empty(1, config.in_dim, at.frames, 2 * at.rows, 2 * at.columns)
            text = torch.empty(1, 4, config.text_dim)
            image = torch.empty(1, needs.image_tokens(config), 1280) if config.image_dim else None
            seen.clear()
            net(x, torch.tensor([1.0], device="cpu"), text, image, how=Execution(attend=attend))
        assert max(seen[1:]) == needs.run_tokens(at)


def test_the_traffic_beside_the_products_stays_small():
    at = grid("wan2.1-t2v-14b", 81, 832, 480)
    one, two = (count(GlueBytes(), "wan2.1-t2v-14b", at, Execution(residual=BF16), layers=n).total for n in (1, 2))
    assert 26 < (two - one) / needs.hidden_bytes(PRESETS["wan2.1-t2v-14b"], at.tokens) <= 45
