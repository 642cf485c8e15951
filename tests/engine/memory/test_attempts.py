"""Attempts on ever lower plans: what is told, what is remembered, and when it ends."""

from __future__ import annotations

import weakref
from types import SimpleNamespace

import psutil
import pytest
import torch

from engine.api.errors import Cancelled, DoesNotFit, OutOfMemory
from engine.api.events import Accepted, Replanned, Stage, StageStarted, Stepped
from engine.api.request import GenerationRequest
from engine.memory.attempts import Lessons, Planned, with_less
from engine.memory.ladder import Caps
from engine.memory.watch import Spilled
from engine.run import Job, Warm
from tests.engine.memory.test_ladder import PLAN

GIB = 2**30


@pytest.fixture
def lessons(tmp_path):
    return Lessons(tmp_path / "cache")


def job() -> Job:
    request = GenerationRequest("1", "wan", "starter", {})
    return Job(request, None, None, lambda: None, Warm(kept=1), lambda event: None)  # type: ignore[arg-type]


def failing(times: int, seen: list[Caps | None], stage: Stage = Stage.DENOISE, wrong: Exception | None = None):
    """An attempt that runs out of memory so many times."""

    def attempt(caps):
        seen.append(caps)
        yield Planned((caps or Caps()).hold(PLAN), "card model size", 8 * GIB, 0.0, True)
        yield Accepted("1", 5, (stage,))
        yield StageStarted("1", stage)
        if len(seen) <= times:
            raise wrong or torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2 GiB")
        yield Stepped("1", stage, 1, 1)

    return attempt


def test_a_job_that_never_runs_out_is_told_as_it_is(lessons):
    seen = []
    events = list(with_less(job(), failing(0, seen), lessons))
    assert [type(event) for event in events] == [Accepted, StageStarted, Stepped]
    assert seen == [None]
    assert lessons.about("card model size", 8 * GIB) == Caps()


def test_each_shortage_is_told_and_the_next_attempt_goes_one_rung_lower(lessons):
    seen, one = [], job()
    events = list(with_less(one, failing(2, seen), lessons))
    assert [caps and caps.head_groups for caps in seen] == [None, 2, 4]
    told = [event for event in events if isinstance(event, Replanned)]
    assert {event.why for event in told} == {"The memory of the graphics card ran out."}
    assert [event.done for event in told] == ["Attention is computed in 2 parts.", "Attention is computed in 4 parts."]
    assert all(event.stage is Stage.DENOISE and "Tried to allocate" in event.detail for event in told)
    assert sum(isinstance(event, Accepted) for event in events) == 1
    assert not one.warm


def test_what_went_well_is_where_the_next_job_of_that_kind_begins(lessons):
    list(with_less(job(), failing(2, []), lessons))
    assert lessons.about("card model size", 8 * GIB).head_groups == 4
    assert lessons.about("another card", 8 * GIB) == Caps()
    assert lessons.about("card model size", 12 * GIB) == Caps(), "with more memory it is tried anew"


def test_a_lesson_is_lowered_further_and_not_begun_again(lessons):
    lessons.learn("card model size", Caps(head_groups=4), 8 * GIB)
    seen = []

    def attempt(caps):
        seen.append(caps)
        yield Planned(
            (caps or lessons.about("card model size", 8 * GIB)).hold(PLAN), "card model size", 8 * GIB, 0.0, True
        )
        yield StageStarted("1", Stage.DENOISE)
        if len(seen) == 1:
            raise MemoryError

    list(with_less(job(), attempt, lessons))
    assert seen[1].head_groups == 8


def test_when_nothing_is_left_to_give_up_the_job_ends_in_words(lessons):
    with pytest.raises(OutOfMemory) as raised:
        list(with_less(job(), failing(99, []), lessons))
    assert raised.value.do
    assert lessons.about("card model size", 8 * GIB) == Caps()


def test_a_model_that_is_never_loaded_does_not_fit(lessons):
    short = torch.OutOfMemoryError("Its transformer needs 20.0 GiB; 4.0 GiB are free.")
    with pytest.raises(DoesNotFit) as raised:
        list(with_less(job(), failing(99, [], Stage.LOAD, short), lessons))
    assert raised.value.why == str(short)


@pytest.mark.parametrize("wrong", [RuntimeError("a mistake"), Cancelled(), ValueError("another")])
def test_what_is_no_shortage_goes_up_at_once(lessons, wrong):
    seen = []
    with pytest.raises(type(wrong)):
        list(with_less(job(), failing(1, seen, wrong=wrong), lessons))
    assert len(seen) == 1


def test_the_attempt_that_failed_is_gone_before_the_next_one_begins(lessons):
    held = []

    def attempt(caps):
        yield Planned(PLAN, "s", 1, 0.0, True)
        yield StageStarted("1", Stage.DENOISE)
        if caps is None:
            large = torch.zeros(3)
            held.append(weakref.ref(large))
            raise MemoryError
        assert held[0]() is None, "the tensors of the failed attempt are still there"

    list(with_less(job(), attempt, lessons))
    assert len(held) == 1


@pytest.mark.parametrize(("available", "kept"), [(8 * GIB, True), (GIB, False)])
def test_parts_stay_warm_for_the_next_job_unless_the_computer_runs_short(lessons, monkeypatch, available, kept):
    monkeypatch.setattr(psutil, "virtual_memory", lambda: SimpleNamespace(available=available))
    one = job()
    list(with_less(one, failing(0, []), lessons))
    assert bool(one.warm) is kept


def test_a_damaged_file_of_lessons_is_as_good_as_none(lessons, tmp_path):
    lessons.learn("a", Caps(strips=4), GIB)
    (tmp_path / "cache" / "memory.json").write_text("{", encoding="utf-8")
    assert lessons.about("a", GIB) == Caps()
    lessons.learn("a", Caps(strips=2), GIB)
    assert lessons.about("a", GIB).strips == 2


def test_a_card_that_spills_gets_fewer_residents_and_is_watched_no_more(lessons):
    seen = []
    events = list(with_less(job(), failing(1, seen, wrong=Spilled("A pass takes 9 s instead of 1 s.")), lessons))
    assert seen[1].kept < 1
    assert seen[1].unwatched
    assert seen[1].head_groups == 1
    told = next(event for event in events if isinstance(event, Replanned))
    assert told.why == "The graphics card is full and became far slower than planned."
    assert "9 s instead of 1 s" in told.detail
