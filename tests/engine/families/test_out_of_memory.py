"""Wherever memory runs out, the job finishes on a lower plan, and no finished step is made again."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from engine.api.errors import OutOfMemory
from engine.api.events import Failed, Finished, Replanned, Stage, Stepped
from engine.api.request import Role
from engine.memory.attempts import FILE
from tests.engine.families.conftest import film
from tests.engine.families.injected import Allocations

KINDS = ("t2v", "i2v", "t2v-pair")
EVERY = 20  # the suite tries one place in so many; `python -m tests.measure.oom_everywhere` tries all


def steps_of(events) -> list[int]:
    return [e.done for e in events if isinstance(e, Stepped) and e.stage is Stage.DENOISE and not e.part]


@pytest.mark.parametrize("kind", KINDS)
def test_one_shortage_at_any_place_is_survived(runs, picture, kind):
    inputs = {Role.INPUT_IMAGE: picture} if kind == "i2v" else {}
    clean = runs.frames(kind, inputs)
    runs.warm.clear()
    with Allocations() as counted:
        runs.end(runs.request(kind, inputs))
    places = list(counted.counts.items())
    for place, count in places[::EVERY]:
        runs.warm.clear()
        (runs.folder / "cache" / FILE).unlink(missing_ok=True)
        with Allocations(place, (count + 1) // 2) as injected:
            end = runs.end(runs.request(kind, inputs))
        assert injected.raised == 1, place
        assert isinstance(end, Finished), (place, end)
        told = [event.done for event in runs.events if isinstance(event, Replanned)]
        assert len(told) == 1, place
        assert told[0] in end.result.notes
        assert steps_of(runs.events) == [1, 2, 3], place
        assert np.abs(film(end.result.path).astype(int) - clean).max() <= 1, place


def test_memory_that_runs_out_again_and_again_leads_to_the_plan_that_needs_least(runs):
    clean = runs.frames("t2v")
    for times in (2, 4):
        runs.warm.clear()
        left = [times]

        def run_out(*_, left=left):
            if left[0]:
                left[0] -= 1
                raise torch.OutOfMemoryError("CUDA out of memory.")

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("engine.families.wan.sample.Ticker.after_block", _after(run_out))
            end = runs.end(runs.request("t2v", width=64 + 16 * times))
        assert isinstance(end, Finished), end
        assert sum(isinstance(event, Replanned) for event in runs.events) == times
    assert clean.shape == (5, 64, 64, 3)


def _after(run_out):
    def after_block(self, index, x, shared):
        run_out()
        return x

    return after_block


def test_when_memory_never_suffices_the_job_fails_in_words_and_the_next_one_runs(runs, monkeypatch):
    def run_out():
        raise torch.OutOfMemoryError("CUDA out of memory.")

    with monkeypatch.context() as patch:
        patch.setattr("engine.families.wan.sample.Ticker.after_block", _after(run_out))
        end = runs.end(runs.request("t2v"))
    assert isinstance(end, Failed)
    assert end.code == OutOfMemory.code
    assert end.do
    assert len([event for event in runs.events if isinstance(event, Replanned)]) > 3
    assert runs.frames("t2v").shape == (5, 64, 64, 3)


def test_what_was_learned_is_used_by_the_next_job_of_the_same_size(runs):
    runs.frames("t2v")
    runs.warm.clear()
    with Allocations() as counted:
        runs.end(runs.request("t2v"))
    place = next(place for place in counted.counts if place.file == "nets/wan/block.py")
    runs.warm.clear()
    with Allocations(place):
        runs.end(runs.request("t2v"))
    assert any(isinstance(event, Replanned) for event in runs.events)
    with Allocations() as again:
        runs.end(runs.request("t2v"))
    assert not any(isinstance(event, Replanned) for event in runs.events)
    assert again.counts != counted.counts, "the job is carried out in the lower way from the start"
