"""Guidance by two passes, its projected form and CFG-Zero*, and what of them a checkpoint keeps."""

from __future__ import annotations

import pytest
import torch

from engine.sampling.apg import Momentum, Projection
from engine.sampling.guidance import Branch, ClassifierFree, along
from engine.sampling.loop import LoopState
from engine.sampling.solvers import Memory


@pytest.fixture
def answers():
    torch.manual_seed(1)
    return {branch: torch.randn(1, 3, 2, 4, 4) for branch in Branch}


def test_zero_star_takes_away_what_the_best_multiple_of_the_negative_cannot_explain(answers):
    positive, negative = answers[Branch.POSITIVE], answers[Branch.NEGATIVE]
    best = torch.linalg.lstsq(negative.reshape(-1, 1), positive.reshape(-1, 1)).solution.item()
    torch.testing.assert_close(along(negative, positive), best * negative)
    got = ClassifierFree((3.0,), zero_star=True).velocity(answers.__getitem__, 0)
    torch.testing.assert_close(got, best * negative + 3 * (positive - best * negative))


def test_the_negative_pass_is_left_out_at_exactly_one():
    guidance = ClassifierFree((5.0, 1.0))
    assert [guidance.branches(step) for step in (0, 1)] == [(Branch.POSITIVE, Branch.NEGATIVE), (Branch.POSITIVE,)]
    assert guidance.part(1, 2).branches(0) == (Branch.POSITIVE,)


def test_projected_guidance_adds_only_what_stands_across_the_positive(answers):
    got = ClassifierFree((4.0,), projection=Projection(0.0, 1e9)).velocity(answers.__getitem__, 0)
    added = got - answers[Branch.POSITIVE]
    assert added.norm() > 1
    assert abs(float((added * answers[Branch.POSITIVE]).sum())) < 1e-3


def test_what_guidance_remembers_comes_back_from_a_checkpoint_to_the_bit(answers):
    other = {branch: value.roll(1) for branch, value in answers.items()}
    whole = ClassifierFree((4.0, 4.0), projection=Projection())
    whole.velocity(answers.__getitem__, 0)
    state = LoopState(1, torch.zeros(1), Memory(), whole.momentum.to_tensors())
    again = ClassifierFree((4.0, 4.0), projection=Projection(), momentum=Momentum())
    again.momentum.take(LoopState.from_tensors(state.to_tensors()).extra)
    expected = whole.velocity(other.__getitem__, 1)
    assert torch.equal(again.velocity(other.__getitem__, 1), expected)
    assert not torch.equal(ClassifierFree((4.0,), projection=Projection()).velocity(other.__getitem__, 0), expected)
