"""Every parameter that the planner heeds changes the plan when it is changed alone, and the plan says so."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from engine import catalog
from engine.api import params as declared
from engine.api.hardware import HardwareProfile
from engine.api.model import Part
from engine.api.plan import ExecutionPlan, Home
from engine.families.wan.params import WanParams
from engine.planner import cards
from engine.planner.pinned import HEEDED, pinned
from engine.planner.plan import plan
from engine.planner.task import task
from tests.engine.planner.letters import published

GIB = 2**30
MODEL, FORM = "wan2.1-i2v-480p", "fp16"

# Parameter -> (card, what it is compared at, its other value).
CHANGES: dict[str, tuple[str, dict[str, Any], Any]] = {
    "quantization": ("rtx-4090-24gb", {}, "fp8_e4m3fn"),
    "auto_hardware_tuning": ("rtx-4090-24gb", {}, False),
    "vram_threshold_percent": ("rtx-4090-24gb", {}, 50),
    "block_swap_enabled": ("rtx-4090-24gb", {}, False),
    "blocks_to_swap": ("rtx-4090-24gb", {}, 30),
    "enable_cuda_optimization": ("rtx-4090-24gb", {}, False),
    "num_cuda_streams": ("rtx-4090-24gb", {}, 8),
    "bandwidth_target": ("rtx-3050-4gb", {"num_frames": 5, "enable_cuda_optimization": False}, 0.4),
    "enable_dram_optimization": ("rtx-4090-24gb", {}, False),
    "offload_txt_emb": ("rtx-4090-24gb", {}, "on"),
    "offload_img_emb": ("rtx-4090-24gb", {}, "on"),
    "force_offload": ("rtx-5090-32gb", {"blocks_to_swap": 40}, "on"),
    "tiled_vae": ("rtx-4090-24gb", {}, "on"),
    "vae_tile": ("rtx-4090-24gb", {}, 4),
    "batched_cfg": ("rtx-4090-24gb", {}, "on"),
    "attention_mode": ("rtx-4090-24gb", {}, "sage"),
    "base_precision": ("rtx-4090-24gb", {}, "fp32"),
    "head_groups": ("rtx-4090-24gb", {}, 4),
}


def made(card: str | HardwareProfile, **values: Any) -> ExecutionPlan:
    spec, machine = catalog.load().model(MODEL), cards.read(card) if isinstance(card, str) else card
    return plan(task(spec, catalog.read_params(spec, values), published(spec, FORM)), machine)


@pytest.mark.parametrize("name", CHANGES)
def test_changing_it_changes_the_plan(name):
    card, at, other = CHANGES[name]
    before, after = made(card, **at), made(card, **at, **{name: other})
    drop = {"reasons": ()}
    assert msgspec.structs.replace(before, **drop) != msgspec.structs.replace(after, **drop)


@pytest.mark.parametrize("name", CHANGES)
def test_the_plan_says_what_was_decided(name):
    card, at, other = CHANGES[name]
    told = f"Set by you: {declared.field(WanParams, name).param.label}"
    assert not any(reason.startswith(told) for reason in made(card, **at).reasons)
    assert any(reason.startswith(told) for reason in made(card, **at, **{name: other}).reasons)


def test_every_parameter_that_is_heeded_is_tested_here():
    assert set(CHANGES) == set(HEEDED)


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [("block_swap_enabled", False, "Swap blocks off."), ("vram_threshold_percent", 50, "Most of the memory 50 %."),
     ("force_offload", "on", "Free the card for decoding on.")],
)  # fmt: skip
def test_what_was_decided_is_said_in_the_words_of_its_control(name, value, told):
    assert f"Set by you: {told}" in made("rtx-5090-32gb", **{name: value}).reasons


def test_nothing_is_decided_by_the_defaults():
    assert pinned(WanParams()).names == ()


def test_the_number_of_swapped_blocks_is_kept_to():
    place = made("rtx-4090-24gb", blocks_to_swap=30).placement(Part.TRANSFORMER)
    assert (place.kept, place.streamed) == (10, 30)
    assert made("rtx-5090-32gb", blocks_to_swap=0).placement(Part.TRANSFORMER).streamed == 0


def test_a_share_of_the_memory_is_a_ceiling():
    for share in (40, 60, 80):
        planned = made("rtx-4090-24gb", vram_threshold_percent=share)
        assert planned.peak_bytes <= planned.limit_bytes <= 0.01 * share * 24 * GIB


def test_without_ram_the_blocks_come_from_the_disk():
    planned = made("rtx-4090-24gb", enable_dram_optimization=False)
    place = planned.placement(Part.TRANSFORMER)
    assert (place.home, place.waiting, planned.page_locked) == (Home.DISK, 0, False)


def test_without_copy_streams_each_block_is_waited_for():
    plain, streamed = made("rtx-4090-24gb", enable_cuda_optimization=False), made("rtx-4090-24gb")
    assert (plain.copy_streams, plain.page_locked) == (0, False)
    assert streamed.copy_streams and streamed.page_locked
    assert plain.seconds > streamed.seconds


def test_with_the_automatic_plan_off_everything_is_plain_and_may_not_fit():
    planned = made("rtx-3060-12gb", auto_hardware_tuning=False)
    assert not planned.fits
    assert planned.placement(Part.TRANSFORMER).streamed == 0
    assert (planned.head_groups, planned.vae_strips, planned.batched_cfg) == (1, 1, False)


def test_a_share_of_memory_that_is_too_small_is_refused():
    wrong = declared.check(declared.replace(WanParams(), vram_threshold_percent=10))
    assert [one.param for one in wrong] == ["vram_threshold_percent"]
