"""Additions take part in a forward at their points, and the prompt may be prepared beforehand."""

from __future__ import annotations

import pytest
import torch

from engine.nets.wan.attachment import Attachment
from tests.engine.nets.tiny_wan import case


class Adding(Attachment):
    """Adds a number at one of the points."""

    def __init__(self, point, number):
        self.point, self.number, self.calls = point, number, 0

    def _add(self, point, x):
        if point != self.point:
            return x
        self.calls += 1
        return x + self.number * torch.linspace(-1, 1, x.numel()).view_as(x)

    def on_tokens(self, x, shared):
        return self._add("on_tokens", x)

    def in_cross_attention(self, index, q, attended, run, shared):
        return self._add("in_cross_attention", attended)

    def in_block(self, index, x, shared):
        return self._add("in_block", x)

    def after_block(self, index, x, shared):
        return self._add("after_block", x)

    def after_blocks(self, x, shared):
        return self._add("after_blocks", x)


class Looking(Attachment):
    """Remembers the shapes of the queries and keys it saw."""

    def __init__(self):
        self.seen = []

    def on_attention(self, index, q, k, shared):
        self.seen.append((index, tuple(q.shape), tuple(k.shape)))


class Remembering(Attachment):
    """Runs the blocks once and adds what they did the next time."""

    def __init__(self):
        self.before = self.change = None

    def on_tokens(self, x, shared):
        self.before = x.clone()
        return x

    def skips_blocks(self, first, x, shared):
        return self.change is not None

    def after_blocks(self, x, shared):
        if self.change is None:
            self.change = x - self.before
            return x
        return x + self.change


@pytest.fixture
def tiny():
    with torch.inference_mode():
        yield case("wan21_flf2v")


def run(tiny, *attachments, text=None):
    image = tiny.input("flf.clip_fea").reshape(1, -1, 1280)
    given = (tiny.input("in.context"), image) if text is None else (text,)
    return tiny.net(tiny.conditioned(), torch.tensor([737.25]), *given, attachments=attachments)


POINTS = ["on_tokens", "in_cross_attention", "in_block", "after_block", "after_blocks"]


@pytest.mark.parametrize("point", POINTS)
def test_an_addition_of_zero_changes_nothing_and_one_of_something_does(tiny, point):
    plain, zero, some = run(tiny), Adding(point, 0.0), Adding(point, 0.1)
    assert torch.equal(run(tiny, zero), plain)
    assert not torch.allclose(run(tiny, some), plain, atol=1e-3)
    assert some.calls == zero.calls == (1 if point in ("on_tokens", "after_blocks") else 2)


@pytest.mark.parametrize("point", POINTS)
def test_additions_compose(tiny, point):
    together = run(tiny, Adding(point, 0.05), Adding(point, 0.05))
    torch.testing.assert_close(together, run(tiny, Adding(point, 0.1)), rtol=1e-4, atol=1e-5)


def test_an_addition_sees_the_queries_and_keys_of_every_self_attention(tiny):
    looking = Looking()
    assert torch.equal(run(tiny, looking), run(tiny))
    assert looking.seen == [(i, (1, 24, 2, 24), (1, 24, 2, 24)) for i in (0, 1)]


def test_an_addition_may_stand_in_for_the_blocks(tiny):
    remembering, looking = Remembering(), Looking()
    first = run(tiny, remembering, looking)
    again = run(tiny, remembering, looking)
    assert len(looking.seen) == 2
    torch.testing.assert_close(again, first, rtol=1e-5, atol=1e-5)


def test_a_prepared_prompt_gives_the_same_bits_and_is_not_computed_again(tiny):
    plain = run(tiny)
    context = tiny.net.prepare(tiny.input("in.context"), tiny.input("flf.clip_fea").reshape(1, -1, 1280))
    for block in tiny.net.blocks:
        del block.cross_attn.k, block.cross_attn.v, block.cross_attn.k_img, block.cross_attn.v_img
    del tiny.net.text_embedding, tiny.net.img_emb
    assert torch.equal(run(tiny, text=context), plain)
    assert torch.equal(run(tiny, text=context), plain)
