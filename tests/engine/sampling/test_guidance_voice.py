"""Guidance by words and voice: the official formulas, the passes they need, and the projected form."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch

from engine.sampling.apg import Momentum, Projection, across
from engine.sampling.guidance import Branch
from engine.sampling.guidance_voice import Order, VoiceGuided
from tests.engine.nets.tiny_wan import FOLDER
from tests.golden import deterministic

POSITIVE, NEGATIVE, PLAIN, SILENT = (torch.full((1, 1, 1, 2, 2), n) for n in (10.0, 4.0, 6.0, 1.0))
ANSWERS = dict(zip(Branch, (POSITIVE, NEGATIVE, PLAIN, SILENT), strict=True))


def guided(text, voice, order=Order.TEXT_FIRST, projection=None):
    asked = []

    def ask(branch):
        asked.append(branch)
        return ANSWERS[branch]

    guidance = VoiceGuided((text,), voice, order, projection)
    out = guidance.velocity(ask, 0)
    assert tuple(asked) == guidance.branches(0)
    return out.mean().item(), asked


@pytest.mark.parametrize(
    ("text", "voice", "expected"),
    [
        (5.0, 4.0, 1 + 5 * (10 - 4) + 4 * (4 - 1)),
        (5.0, 1.0, 4 + 5 * (10 - 4)),
        (1.0, 2.0, 6 + 2 * (10 - 6)),
        (1.0, 1.0, 10),
    ],
)
def test_infinite_talk_guides_as_the_official_formulas_say_and_leaves_out_what_a_scale_of_1_does_not_need(
    text, voice, expected
):
    assert guided(text, voice)[0] == pytest.approx(expected)


@pytest.mark.parametrize(
    ("text", "voice", "expected"),
    [(5.0, 3.0, 1 + 5 * (6 - 1) + 3 * (10 - 6)), (1.0, 3.0, 6 + 3 * (10 - 6)), (1.0, 1.0, 10)],
)
def test_fantasy_talking_takes_the_voice_away_first(text, voice, expected):
    assert guided(text, voice, Order.VOICE_FIRST)[0] == pytest.approx(expected)


def test_two_projected_steps_match_the_official_ones():
    outputs, meta = deterministic.read(FOLDER / "infinitetalk_apg.safetensors")
    one, two, full = (
        deterministic.tensor(name, meta["inputs"][name]["shape"], meta["salt"])
        for name in ("apg.diff1", "apg.diff2", "apg.cond")
    )
    guidance = VoiceGuided((1.0, 1.0), 2.0, projection=Projection(-0.75, 30.0))
    for step, (name, difference) in enumerate((("out1", one), ("out2", two))):
        answers = {Branch.POSITIVE: full, Branch.PLAIN: full - difference}
        got = guidance.velocity(answers.__getitem__, step) - full
        assert deterministic.difference(outputs[name], got) < 1e-5


def test_what_is_remembered_goes_through_a_checkpoint():
    torch.manual_seed(1)
    answers = [{b: torch.randn(1, 2, 1, 2, 2) for b in Branch} for _ in range(2)]
    whole = VoiceGuided((5.0, 5.0), 4.0, projection=Projection())
    whole.velocity(answers[0].__getitem__, 0)
    later = replace(whole, momentum=Momentum())
    kept = Momentum()
    kept.take(whole.momentum.to_tensors())
    later.momentum.take(kept.to_tensors())
    assert torch.equal(whole.velocity(answers[1].__getitem__, 1), later.velocity(answers[1].__getitem__, 1))


def test_a_projected_difference_is_cut_and_stands_across():
    torch.manual_seed(1)
    difference, full = torch.randn(1, 2, 3, 4, 4) * 9, torch.randn(1, 2, 3, 4, 4)
    made = across(difference, full, 2.0)
    assert made.norm() <= 2.0001
    assert abs((made * full).sum()) < 1e-4
