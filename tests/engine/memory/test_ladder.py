"""From a plan to the next lower one: which knob, in which stage, until there is none left."""

from __future__ import annotations

import pytest

from engine.api.events import Stage
from engine.api.model import Part
from engine.api.plan import ExecutionPlan, Home, Placement
from engine.memory.ladder import Caps, lower

PLAN = ExecutionPlan(
    precision="bf16",
    residual="fp32",
    quantization="none",
    attention="sdpa",
    head_groups=1,
    batched_cfg=False,
    vae_strips=1,
    decode_precision="fp32",
    placements=(
        Placement(Part.TRANSFORMER, Home.DEVICE, 40, 40),
        Placement(Part.TEXT_ENCODER, Home.DEVICE, 24, 24),
        Placement(Part.VAE, Home.DEVICE),
    ),
    copy_streams=1,
    page_locked=True,
    offload_text=False,
    offload_image=False,
    free_before_decoding=False,
    windows=1,
    stages=(),
    limit_bytes=0,
    reasons=(),
)


def descent(stage: Stage) -> list[ExecutionPlan]:
    """The plans of all rungs in a stage, the highest first."""
    plans, caps = [], Caps()
    while (rung := lower(caps.hold(PLAN), caps, stage)) is not None:
        caps = rung.caps
        plans.append(caps.hold(PLAN))
    return plans


def test_without_a_shortage_every_plan_stays_as_it_is():
    assert Caps().hold(PLAN) == PLAN


def test_denoising_gives_up_head_groups_then_residents_then_precision():
    plans = descent(Stage.DENOISE)
    assert [plan.head_groups for plan in plans] == [2, 4, 8, 8, 8, 8, 8, 8, 8]
    kept = [plan.placement(Part.TRANSFORMER).kept for plan in plans]
    assert kept == [40, 40, 40, 30, 20, 10, 0, 0, 0]
    assert [plan.quantization for plan in plans] == ["none"] * 7 + ["fp8_e4m3fn"] * 2


def test_loading_gives_up_residents_at_once_for_attention_does_not_run_yet():
    assert {plan.head_groups for plan in descent(Stage.LOAD)} == {1}
    assert [plan.placement(Part.TRANSFORMER).kept for plan in descent(Stage.LOAD)][:4] == [30, 20, 10, 0]


@pytest.mark.parametrize("stage", [Stage.IMAGE, Stage.DECODE])
def test_pictures_are_worked_on_without_the_transformer_then_in_strips(stage):
    plans = descent(stage)
    assert all(plan.free_before_decoding for plan in plans)
    assert [plan.vae_strips for plan in plans] == [1, 2, 4, 8, 16, 16]
    assert {plan.placement(Part.TRANSFORMER).kept for plan in plans} == {40}


def test_the_text_encoder_comes_layer_by_layer():
    place = descent(Stage.TEXT)[0].placement(Part.TEXT_ENCODER)
    assert (place.home, place.kept, place.slots) == (Home.DISK, 0, 2)


@pytest.mark.parametrize("stage", list(Stage))
def test_every_rung_takes_another_way_and_the_last_one_forgets_what_was_warm(stage):
    plans, caps, words = [], Caps(), []
    while (rung := lower(caps.hold(PLAN), caps, stage)) is not None:
        assert rung.caps != caps
        caps = rung.caps
        words.append(rung.words)
        plans.append(caps.hold(PLAN))
    assert 1 <= len(plans) <= 10
    assert caps.cleared
    assert len(set(words)) == len(words)


def test_blocks_that_leave_the_device_wait_on_the_disk_unless_all_have_a_place_in_ram():
    on_disk = Caps(kept=0.5).hold(PLAN).placement(Part.TRANSFORMER)
    assert (on_disk.home, on_disk.kept, on_disk.slots) == (Home.DISK, 20, 2)
    few = Placement(Part.TRANSFORMER, Home.RAM, 40, 30, 10, 3)
    streamed = Caps(kept=0.5)._hold(few)
    assert (streamed.home, streamed.kept, streamed.slots) == (Home.DISK, 20, 3)
    assert Caps(kept=0.75)._hold(few) == few
