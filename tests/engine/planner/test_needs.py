"""The planner's formulas are those of the network itself."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch

from engine.nets.wan.configs import PRESETS
from engine.nets.wan.dit import WanTransformer
from engine.nets.wan.shared import Execution
from engine.planner import needs
from engine.weights.precision import wan_in_fp32
from tests.counting import attend_on_meta, flops

PUBLISHED = {
    "wan2.1-t2v-1.3b": 1_418_996_800,
    "wan2.1-t2v-14b": 14_288_491_584,
    "wan2.1-i2v-14b": 16_394_878_784,
    "wan2.1-flf2v-14b": 16_395_536_704,
    "wan2.2-ti2v-5b": 4_999_787_712,
    "wan2.2-t2v-a14b": 14_288_491_584,
    "wan2.2-i2v-a14b": 14_288_901_184,
}
SIZES = [  # preset, frames, width, height, tokens, published TFLOP of a forward
    ("wan2.1-t2v-1.3b", 81, 832, 480, 32_760, 283.0),
    ("wan2.1-t2v-1.3b", 81, 1280, 720, 75_600, 1249.8),
    ("wan2.2-ti2v-5b", 81, 832, 480, 8_190, 98.0),
    ("wan2.2-ti2v-5b", 121, 832, 480, 12_090, 161.7),
    ("wan2.2-ti2v-5b", 81, 1280, 704, 18_480, 290.4),
    ("wan2.2-ti2v-5b", 121, 1280, 704, 27_280, 516.9),
    ("wan2.1-t2v-14b", 81, 832, 480, 32_760, 1678.3),
    ("wan2.1-t2v-14b", 81, 1280, 720, 75_600, 6523.3),
]


def grid(preset, frames, width, height):
    return needs.grid(frames, width, height, 16 if preset == "wan2.2-ti2v-5b" else 8)


@pytest.mark.parametrize("preset, expected", PUBLISHED.items())
def test_the_number_of_parameters_is_the_published_one_and_that_of_the_network(preset, expected):
    few = replace(PRESETS[preset], num_layers=2)
    with torch.device("meta"):
        net = WanTransformer(few)
    assert sum(p.numel() for p in net.parameters()) == needs.parameters(few)
    assert sum(p.numel() for p in net.blocks[0].parameters()) == needs.block_parameters(few)
    assert needs.parameters(PRESETS[preset]) == expected


@pytest.mark.parametrize("preset, frames, width, height, tokens, published", SIZES)
def test_tokens_and_flops_are_the_published_ones(preset, frames, width, height, tokens, published):
    at = grid(preset, frames, width, height)
    assert at.tokens == tokens
    total = needs.forward_flops(PRESETS[preset], at.tokens, text_ready=False)
    assert total == pytest.approx(published * 1e12, rel=1e-3)


def counted(config, at, *, text_ready, timesteps):
    """FLOPs of one forward as torch counts them."""
    with torch.device("meta"):
        net = WanTransformer(config)
        _, high, wide = config.patch_size
        x = torch.empty(1, config.in_dim, at.frames, high * at.rows, wide * at.columns)
        image = torch.empty(1, needs.image_tokens(config), 1280) if config.image_dim else None
        given = torch.empty(1, 7, config.text_dim), image
    with torch.inference_mode():
        given = (net.prepare(*given),) if text_ready else given
        return flops(lambda: net(x, timesteps, *given, how=Execution(attend=attend_on_meta)))


def test_parameters_and_flops_follow_the_size_of_a_patch():
    net, at = replace(PRESETS["wan2.2-ti2v-5b"], num_layers=2, patch_size=(1, 1, 1)), needs.Grid(5, 8, 8)
    with torch.device("meta"):
        assert sum(p.numel() for p in WanTransformer(net).parameters()) == needs.parameters(net)
    got = counted(net, at, text_ready=False, timesteps=torch.tensor([500.0]))
    assert got == needs.forward_flops(net, at.tokens, text_ready=False)


@pytest.mark.parametrize("preset, frames, width, height", [s[:4] for s in SIZES] + [("wan2.1-flf2v-14b", 81, 832, 480)])
def test_the_formula_is_what_torch_counts_at_full_scale(preset, frames, width, height):
    """Exactly, with one block and with two; all blocks are alike, so it holds for every number of them."""
    at = grid(preset, frames, width, height)
    for layers, text_ready in ((1, True), (2, False)):
        few = replace(PRESETS[preset], num_layers=layers)
        got = counted(few, at, text_ready=text_ready, timesteps=torch.tensor([500.0]))
        assert got == needs.forward_flops(few, at.tokens, text_ready=text_ready)


def test_only_distinct_timesteps_are_embedded():
    at, few = needs.Grid(21, 4, 6), replace(PRESETS["wan2.2-ti2v-5b"], num_layers=1)
    timesteps = torch.tensor([[0.0] + [500.0] * 19 + [0.0]])
    got = counted(few, at, text_ready=True, timesteps=timesteps)
    assert got == needs.forward_flops(few, at.tokens, text_ready=True, timesteps=2)


def test_a_prepared_prompt_takes_the_bytes_foretold():
    few = replace(PRESETS["wan2.1-i2v-14b"], num_layers=3)
    with torch.device("meta"), torch.inference_mode():
        net = WanTransformer(few).bfloat16()
        context = net.prepare(torch.empty(1, 9, 4096), torch.empty(1, 257, 1280))
    kept = [context.text, context.image]
    kept += [t for k in context.keys for t in (k.key, k.value, k.image_key, k.image_value)]
    assert sum(t.nbytes for t in kept) == needs.prompt_bytes(few)


@pytest.mark.parametrize("preset", PUBLISHED)
def test_the_bytes_of_blocks_and_ends_are_those_of_the_network_in_its_types(preset):
    few = replace(PRESETS[preset], num_layers=2)
    with torch.device("meta"):
        net = WanTransformer(few)
    size = {name: p.numel() * (4 if wan_in_fp32(name) else 2) for name, p in net.named_parameters()}
    block = sum(count for name, count in size.items() if name.startswith("blocks.0."))
    assert needs.block_bytes(few) == block
    assert needs.end_bytes(few) == sum(size.values()) - 2 * block
    assert needs.block_bytes(few, 4) == 4 * needs.block_parameters(few)


def test_attention_is_that_part_of_the_flops_that_grows_with_the_square():
    net = PRESETS["wan2.1-i2v-14b"]
    counts = [needs.forward_flops(net, n, text_ready=True) - needs.attention_flops(net, n) for n in (0, 1000, 2000)]
    assert counts[2] - counts[1] == counts[1] - counts[0] > 0


def test_memory_grows_with_the_video_and_shrinks_with_head_groups():
    net = PRESETS["wan2.1-t2v-14b"]
    ladder = [needs.activation_bytes(net, needs.grid(f, 832, 480, 8)) for f in (1, 17, 33, 81, 161)]
    assert ladder == sorted(ladder)
    at = needs.grid(81, 832, 480, 8)
    groups = [needs.activation_bytes(net, at, needs.Manner(head_groups=g)) for g in (1, 2, 4)]
    assert groups == sorted(groups, reverse=True) and len(set(groups)) == 3
