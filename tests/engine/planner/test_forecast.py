"""The forecast: exact in what is counted, monotone where it must be, quick, and it learns."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import msgspec
import pytest

from engine import catalog
from engine.api.events import Stage
from engine.api.hardware import Device, HardwareProfile
from engine.api.request import GenerationRequest
from engine.families.wan.prepare import decide
from engine.planner import cards, needs
from engine.planner.budget import FIXED
from engine.planner.forecast import Forecast, forecast
from engine.planner.steps import passes
from engine.planner.task import Task, task
from tests.engine.planner.letters import published

GIB = 2**30
CARD = HardwareProfile(Device("cuda:0", "a card", 24 * GIB, 23 * GIB, "8.9"), 64 * GIB, 48 * GIB, 8, 120e12, "bf16")
PROCESSOR = HardwareProfile(Device("cpu", "a processor", 24 * GIB, 20 * GIB), 24 * GIB, 20 * GIB, 2, 60e9, "fp32")
ALL_AT_ONCE = {"auto_hardware_tuning": False}


def work(model: str, **values: Any):
    spec = catalog.load().model(model)
    return decide(GenerationRequest("1", "wan", model, {}), spec, catalog.read_params(spec, values))


def job(model: str, form: str = "", **values: Any) -> Task:
    spec = catalog.load().model(model)
    return task(spec, catalog.read_params(spec, values), published(spec, form))


def of(
    model: str, machine: HardwareProfile = CARD, learnt: dict[Stage, float] | None = None, **values: Any
) -> Forecast:
    return forecast(job(model, **values), machine, learnt)


def need(model: str, variant: str) -> Forecast:
    """With everything on the card at once."""
    return forecast(job(model, variant, **ALL_AT_ONCE), CARD)


def test_passes_follow_guidance_and_its_truncation():
    assert passes(work("wan2.1-t2v-1.3b", steps=10)) == 20
    assert passes(work("wan2.1-t2v-1.3b", steps=10, cfg=[1.0])) == 10
    assert passes(work("wan2.1-t2v-1.3b", steps=10, cfg_truncate_steps=4)) == 16
    assert passes(work("wan2.1-t2v-1.3b", steps=10, end_step=5)) == 10
    listed = {"scheduler": "distilled", "denoising_step_list": [1000, 500], "cfg": [1.0]}
    assert passes(work("wan2.1-t2v-1.3b", **listed)) == 2


def test_the_large_model_fits_a_24_gib_card_only_because_it_is_planned():
    assert need("wan2.1-t2v-1.3b", "").fits
    assert not need("wan2.1-t2v-14b", "bf16").fits
    assert forecast(job("wan2.1-t2v-14b", "bf16"), CARD).fits


def test_a_reduced_model_fits_where_the_full_one_does_not():
    full, reduced, least = (need("wan2.1-t2v-14b", v).need_bytes for v in ("bf16", "fp8-scaled", "q4_k_m"))
    assert least < reduced < 24 * GIB < full
    assert need("wan2.1-t2v-14b", "fp8-scaled").fits


def test_what_is_needed_is_weights_activations_prompts_and_what_is_always_there():
    for variant in ("bf16", "official"):  # 32 bits in the file become 16 where it works
        whole, large = job("wan2.1-t2v-14b", variant), cards.read("a100-80gb")
        expected = FIXED + needs.end_bytes(whole.net) + 40 * needs.block_bytes(whole.net)
        expected += needs.activation_bytes(whole.net, whole.grid) + 2 * needs.prompt_bytes(whole.net)
        stage = next(one for one in forecast(whole, large).plan.stages if one.stage is Stage.DENOISE)
        assert 0 <= stage.peak_bytes - expected < 0.03 * expected  # the VAE that waits its turn


@pytest.mark.parametrize(
    ("less", "more"),
    [({"steps": 10}, {"steps": 20}), ({"num_frames": 33}, {"num_frames": 81}), ({"width": 480}, {"width": 832}),
     ({"cfg": [1.0]}, {"cfg": [5.0]})],
    ids=["steps", "frames", "width", "guidance"],
)  # fmt: skip
def test_more_work_takes_longer_and_never_less_memory(less, more):
    small, large = of("wan2.1-t2v-1.3b", **less), of("wan2.1-t2v-1.3b", **more)
    assert small.seconds[1] < large.seconds[1]
    assert small.need_bytes <= large.need_bytes


def test_every_stage_of_the_job_is_counted():
    assert tuple(stage for stage, _ in of("wan2.1-t2v-1.3b").stages) == work("wan2.1-t2v-1.3b").stages
    assert all(seconds > 0 for _, seconds in of("wan2.1-t2v-1.3b").stages)


def test_what_was_learnt_moves_the_forecast_and_narrows_it():
    plain, learnt = of("wan2.1-t2v-1.3b"), of("wan2.1-t2v-1.3b", learnt={Stage.DENOISE: 2.0})
    assert dict(learnt.stages)[Stage.DENOISE] == pytest.approx(2 * dict(plain.stages)[Stage.DENOISE])
    width = [f.seconds[1] / f.seconds[0] for f in (plain, learnt)]
    assert width[1] < width[0]


def test_tight_is_told_apart_from_fits():
    at_once = job("wan2.1-t2v-1.3b", **ALL_AT_ONCE)
    free = int(forecast(at_once, CARD).need_bytes + 0.03 * CARD.device.memory + GIB // 4)
    device = msgspec.structs.replace(CARD.device, free=free)
    tight = forecast(at_once, msgspec.structs.replace(CARD, device=device))
    assert tight.fits and tight.tight
    assert not of("wan2.1-t2v-1.3b").tight


def test_the_hungriest_stage_is_named_first():
    assert of("wan2.1-t2v-14b", force_offload="on").reasons[0] == "Most is needed while denoising."
    assert of("wan2.2-ti2v-5b").reasons[0] == "Most is needed while decoding."


def test_a_longer_film_takes_longer_and_no_more_memory():
    one = job("infinitetalk")
    three = replace(one, windows=3)
    short, long = forecast(one, CARD), forecast(three, CARD)
    assert dict(long.stages)[Stage.DENOISE] == pytest.approx(3 * dict(short.stages)[Stage.DENOISE])
    assert dict(long.stages)[Stage.TEXT] == dict(short.stages)[Stage.TEXT]
    assert long.need_bytes == short.need_bytes and long.disk_bytes > 1.3 * short.disk_bytes


def test_a_processor_is_called_a_processor():
    assert of("wan2.1-t2v-1.3b", PROCESSOR).runs_on == "processor"


def test_a_forecast_is_made_while_a_slider_moves():
    made = job("wan2.2-t2v-a14b")
    started = time.process_time()
    for _ in range(50):
        forecast(made, CARD)
    assert (time.process_time() - started) / 50 < 0.02
