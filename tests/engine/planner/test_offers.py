"""What is offered where a job does not fit lets it fit, at the price that is told."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from engine import catalog
from engine.planner import cards
from engine.planner.offers import offers
from engine.planner.plan import plan
from engine.planner.task import task
from tests.engine.planner.letters import published

SPEC = catalog.load().model("wan2.1-t2v-14b")
FILES = published(SPEC, "fp8-scaled")


def planned(card: str, values: Any):
    return plan(task(SPEC, values, FILES), cards.read(card))


@pytest.mark.parametrize(
    ("card", "asked", "first"),
    [
        ("rtx-3050-4gb", {"width": 1280, "height": 720}, {"num_frames"}),
        ("rtx-4070-12gb", {"blocks_to_swap": 0}, {"blocks_to_swap"}),
        ("rtx-4070-12gb", {"block_swap_enabled": False}, {"block_swap_enabled"}),
        ("rtx-4070-12gb", {"auto_hardware_tuning": False}, {"auto_hardware_tuning"}),
        ("rtx-3060-12gb", {"vram_threshold_percent": 30, "blocks_to_swap": 0}, {"blocks_to_swap"}),
    ],
)
def test_every_offer_lets_the_job_fit_at_the_price_that_is_told(card, asked, first):
    values = catalog.read_params(SPEC, asked)
    now, found = planned(card, values), offers(SPEC, values, FILES, cards.read(card))
    assert not now.fits and set(found[0].changes) == first
    for offer in found:
        made = planned(card, replace(values, **offer.changes))
        assert made.fits
        assert (made.peak_bytes, made.seconds - now.seconds) == (offer.need_bytes, offer.seconds)


def test_a_smaller_clip_is_not_the_same_picture_and_another_plan_is():
    values = catalog.read_params(SPEC, {"blocks_to_swap": 0})
    same, *others = offers(SPEC, values, FILES, cards.read("rtx-4070-12gb"))
    assert same.same_picture and not any(offer.same_picture for offer in others)


def test_the_largest_that_fits_is_offered():
    values = catalog.read_params(SPEC, {"width": 1280, "height": 720})
    offer = next(one for one in offers(SPEC, values, FILES, cards.read("rtx-3050-4gb")) if "num_frames" in one.changes)
    more = replace(values, num_frames=offer.changes["num_frames"] + 4)
    assert not planned("rtx-3050-4gb", more).fits


def test_nothing_is_offered_where_the_job_fits():
    assert offers(SPEC, catalog.defaults(SPEC), FILES, cards.read("rtx-4090-24gb")) == ()
