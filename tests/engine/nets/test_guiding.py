"""Guidance inside the network does what its papers write down, and nothing where it is neutral."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch

from engine.nets.attention import attend
from engine.nets.wan.dit import Pass
from engine.nets.wan.guiding import NAG_LIMIT, NAG_SHARE, Enhanced, LeftOut, NegativeInAttention, across_frames
from engine.nets.wan.shared import Execution
from tests.engine.nets.tiny_wan import case


@pytest.fixture
def tiny():
    with torch.inference_mode():
        yield case("wan21_t2v")


def run(tiny, *attachments):
    return tiny.net(tiny.input("in.x"), torch.tensor([737.25]), tiny.input("in.context"), attachments=attachments)


def test_a_pass_without_a_block_is_the_pass_of_a_network_without_it(tiny):
    expected_blocks = torch.nn.ModuleList([tiny.net.blocks[0]])
    got = run(tiny, LeftOut(frozenset({1})))
    tiny.net.blocks = expected_blocks
    assert torch.equal(got, run(tiny))


def test_several_passes_together_are_the_same_as_one_after_the_other(tiny):
    x, times = tiny.input("in.x"), torch.tensor([737.25])
    texts = [tiny.net.prepare(text) for text in (tiny.input("in.context"), tiny.input("in.context")[:, :5])]
    alone = [tiny.net(x, times, text) for text in texts]
    order = []

    class Noting(LeftOut):
        def after_block(self, index, x, shared):
            order.append((index, tuple(self.blocks)))
            return x

    notes = [Noting(frozenset({100 + n})) for n in range(2)]
    both = tiny.net.together(tuple(Pass(x, times, text, (note,)) for text, note in zip(texts, notes, strict=True)))
    assert all(torch.equal(a, b) for a, b in zip(alone, both, strict=True))
    assert order == [(0, (100,)), (0, (101,)), (1, (100,)), (1, (101,))]


def test_attention_guidance_follows_its_formula_token_by_token(tiny):
    torch.manual_seed(2)
    context = tiny.net.prepare(tiny.input("in.context") * -1)
    q, found = torch.randn(1, 7, 4, 12), torch.randn(1, 7, 4, 12)
    shared = type("S", (), {"how": Execution()})
    got = NegativeInAttention(context, 11.0).in_text(1, q, found.clone(), shared)
    against = attend(q, context.keys[1].key, context.keys[1].value)
    for token in range(7):
        plus, minus = found[0, token].flatten(), against[0, token].flatten()
        pushed = 11 * plus - 10 * minus
        ratio = pushed.abs().sum() / plus.abs().sum()
        if ratio > NAG_LIMIT:
            pushed = pushed / ratio * NAG_LIMIT
        torch.testing.assert_close(got[0, token].flatten(), NAG_SHARE * pushed + (1 - NAG_SHARE) * plus)


def test_attention_guidance_against_the_prompt_itself_changes_nothing_and_against_another_does(tiny):
    plain = run(tiny)
    same, other = (tiny.net.prepare(tiny.input("in.context") * sign) for sign in (1, -1))
    torch.testing.assert_close(run(tiny, NegativeInAttention(same, 11.0)), plain, atol=1e-4, rtol=1e-4)
    assert (run(tiny, NegativeInAttention(other, 11.0)) - plain).abs().max() > 1e-2


def test_the_attention_across_frames_is_that_of_the_same_place_at_other_times():
    torch.manual_seed(3)
    frames, area = 3, 5
    q, k = torch.randn(2, 1, frames * area, 2, 8).unbind(0)
    seen = []
    for head in range(2):
        for place in range(area):
            here, there = (x[0, place::area, head] for x in (q, k))  # tokens lie frame by frame
            weights = (here @ there.T / 8**0.5).softmax(-1)
            seen += [weights[i, j] for i in range(frames) for j in range(frames) if i != j]
    assert across_frames(q, k, frames) == pytest.approx(float(torch.stack(seen).mean()), rel=1e-5)


def test_enhancing_multiplies_what_tokens_find_and_never_weakens_it(tiny):
    plain = run(tiny)
    assert (run(tiny, Enhanced(10.0)) - plain).abs().max() > 1e-3
    weak = Enhanced(-100.0)
    assert torch.equal(run(tiny, weak), plain)
    assert replace(LeftOut(frozenset()), blocks=frozenset({0})).omits_block(0, None)
