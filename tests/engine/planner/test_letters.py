"""Every decision for real cards is kept as a letter: a change shows up as a difference to be read."""

from __future__ import annotations

import time

import pytest

from engine import catalog
from engine.planner import cards
from engine.planner.plan import plan
from engine.planner.task import task
from tests.engine.planner.letters import FOLDER, JOBS, published, written


def test_there_are_letters_for_many_kinds_of_machine():
    machines = [cards.read(name).device for name in cards.names()]
    assert len(machines) >= 12 and any(not one.is_card for one in machines)
    assert len({one.generation for one in machines}) >= 6
    assert {path.stem for path in FOLDER.glob("*.txt")} == set(cards.names())


@pytest.mark.parametrize("card", cards.names())
def test_the_letter_is_the_one_that_was_read(card):
    assert written(card) == (FOLDER / f"{card}.txt").read_text("utf-8")


@pytest.mark.parametrize("job", JOBS, ids=[f"{model}-{form}" for model, form, *_ in JOBS])
def test_a_plan_is_made_within_20_ms(job):
    spec = catalog.load().model(job[0])
    made = task(spec, catalog.read_params(spec, {"width": job[2][0], "height": job[2][1]}), published(spec, job[1]))
    machine, best = cards.read("laptop-8gb"), 1.0
    for _ in range(7):
        started = time.perf_counter()
        plan(made, machine)
        best = min(best, time.perf_counter() - started)
    assert best < 0.02


def test_the_large_model_runs_on_small_cards():
    """14B at 480p within 4 GiB, at 720p within 6 GiB of a card (facts: performance)."""
    spec = catalog.load().model("wan2.1-t2v-14b")
    small = cards.read("rtx-3050-4gb")
    for size, gib in (((832, 480), 4), ((1280, 720), 6)):
        params = catalog.read_params(spec, {"width": size[0], "height": size[1]})
        made = plan(task(spec, params, published(spec, "fp8-scaled")), small)
        assert made.peak_bytes <= gib * 2**30
