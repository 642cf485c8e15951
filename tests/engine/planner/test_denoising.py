"""The way to denoise that is chosen, and how many blocks rest on the device."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from engine import catalog
from engine.planner import budget, cards
from engine.planner.denoising import Fit, best
from engine.planner.task import task
from tests.engine.planner.letters import published

GIB = 2**30


def found(card: str = "rtx-4090-24gb", machine: dict[str, Any] | None = None, **values: Any) -> Fit:
    """14B in 16 bits on that card, with these figures changed."""
    spec = catalog.load().model("wan2.1-t2v-14b")
    params = catalog.read_params(spec, values)
    return best(task(spec, params, published(spec, "bf16")), msgspec.structs.replace(cards.read(card), **machine or {}))


def test_where_blocks_come_in_time_some_memory_is_left_for_other_programs():
    fit = found()
    assert fit.seconds == pytest.approx(fit.alone)
    assert fit.wanted < fit.kept < 40
    assert fit.limit - fit.peak >= budget.spare(24 * GIB)


def test_where_blocks_come_late_every_block_that_finds_room_rests_on_the_card():
    fit = found(machine={"link_rate": 2e9}, num_frames=17, batched_cfg="off")
    assert fit.kept == fit.wanted
    assert fit.seconds > 1.2 * fit.alone
    assert fit.limit - fit.peak < fit.weights.block


def test_as_many_blocks_rest_on_the_card_as_the_link_asks_for():
    """R* = L (1 - compute / transfer) (facts: performance 2.4)."""
    fit = found(machine={"link_rate": 6e9}, num_frames=33, batched_cfg="off")
    each = fit.alone / fit.weights.blocks / 100
    arrival = fit.weights.block / (6e9 * 0.8)
    assert each < arrival
    assert fit.wanted == pytest.approx(40 * (1 - each / arrival), abs=1)


def test_branches_go_together_only_where_that_saves_time():
    slow = {"link_rate": 2e9}
    together, apart = (found(machine=slow, num_frames=17, batched_cfg=choice) for choice in ("auto", "off"))
    assert together.way.batched and together.seconds < 0.7 * apart.seconds
    assert not found().way.batched


def test_nothing_is_given_up_where_there_is_room():
    way = found("a100-80gb").way
    assert (way.residual, way.quantization, way.head_groups, way.vae_leaves) == ("fp32", "none", 1, False)


def test_the_numbers_are_narrowed_last():
    sizes = {"width": 1280, "height": 720}
    ladder = [found(machine={"device": with_free(gib)}, **sizes).way for gib in (24, 10, 7, 5.5, 4.7)]
    assert [way.losses for way in ladder] == sorted(way.losses for way in ladder)
    assert ladder[0].losses == 0 and ladder[-1].losses == 3
    assert next(way for way in ladder if way.losses).head_groups == max(way.head_groups for way in ladder[:4])


def with_free(gib: float) -> Any:
    return msgspec.structs.replace(cards.read("rtx-4090-24gb").device, free=int(gib * GIB))


def test_a_half_precision_card_keeps_the_hidden_state_wide():
    assert found("gtx-1060-6gb").way.residual == "fp32"
