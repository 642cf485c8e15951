"""The forecast: exact in what is counted, monotone where it must be, quick, and it learns."""

from __future__ import annotations

import time
from typing import Any

import msgspec
import pytest

from engine import catalog
from engine.api.events import Stage
from engine.api.hardware import Device, HardwareProfile
from engine.api.model import ModelSpec, Part
from engine.api.request import GenerationRequest
from engine.families.wan.prepare import decide
from engine.families.wan.spec import network
from engine.planner import needs
from engine.planner.forecast import Files, Forecast, forecast
from engine.planner.steps import passes

GIB = 2**30
CARD = HardwareProfile(Device("cuda:0", "a card", 24 * GIB, 23 * GIB, "8.9"), 64 * GIB, 48 * GIB, 8, 120e12, "bf16")
PROCESSOR = HardwareProfile(Device("cpu", "a processor", 24 * GIB, 20 * GIB), 24 * GIB, 20 * GIB, 2, 60e9, "fp32")


def work(model: str, **values: Any):
    spec = catalog.load().model(model)
    return decide(GenerationRequest("1", "wan", model, {}), spec, catalog.read_params(spec, values))


def of(
    model: str, machine: HardwareProfile = CARD, learnt: dict[Stage, float] | None = None, **values: Any
) -> Forecast:
    job = work(model, **values)
    return forecast(job, published(job.spec), machine, learnt)


def published(spec: ModelSpec, variant: str = "") -> Files:
    """The parts of a variant, of the recommended one without a name."""
    chosen = spec.variant(variant)
    if chosen is None:
        return Files({c.part: c.bytes for c in spec.components})
    return Files({part: sum(spec.file(id).size for id in ids) for part, ids in chosen.files.items()})


def need(model: str, variant: str) -> Forecast:
    job = work(model)
    return forecast(job, published(job.spec, variant), CARD)


def test_passes_follow_guidance_and_its_truncation():
    assert passes(work("wan2.1-t2v-1.3b", steps=10)) == 20
    assert passes(work("wan2.1-t2v-1.3b", steps=10, cfg=[1.0])) == 10
    assert passes(work("wan2.1-t2v-1.3b", steps=10, cfg_truncate_steps=4)) == 16
    assert passes(work("wan2.1-t2v-1.3b", steps=10, end_step=5)) == 10
    listed = {"scheduler": "distilled", "denoising_step_list": [1000, 500], "cfg": [1.0]}
    assert passes(work("wan2.1-t2v-1.3b", **listed)) == 2


def test_the_small_model_fits_a_24_gib_card_and_the_large_one_does_not():
    assert of("wan2.1-t2v-1.3b").fits
    assert not need("wan2.1-t2v-14b", "bf16").fits


def test_a_reduced_model_fits_where_the_full_one_does_not():
    full, reduced, least = (need("wan2.1-t2v-14b", v).need_bytes for v in ("bf16", "fp8-scaled", "q4_k_m"))
    assert least < reduced < 24 * GIB < full
    assert need("wan2.1-t2v-14b", "fp8-scaled").fits


def test_what_is_needed_holds_weights_and_activations():
    job = work("wan2.1-t2v-14b")
    weights = needs.parameters(network(job.spec)) * 2
    for variant in ("bf16", "official"):  # 32 bits in the file become 16 where it works
        assert weights * 0.99 < need("wan2.1-t2v-14b", variant).need_bytes < weights + 6 * GIB


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
    job = work("wan2.1-t2v-1.3b")
    assert tuple(stage for stage, _ in of("wan2.1-t2v-1.3b").stages) == job.stages
    assert all(seconds > 0 for _, seconds in of("wan2.1-t2v-1.3b").stages)


def test_what_was_learnt_moves_the_forecast_and_narrows_it():
    plain, learnt = of("wan2.1-t2v-1.3b"), of("wan2.1-t2v-1.3b", learnt={Stage.DENOISE: 2.0})
    assert dict(learnt.stages)[Stage.DENOISE] == pytest.approx(2 * dict(plain.stages)[Stage.DENOISE])
    width = [f.seconds[1] / f.seconds[0] for f in (plain, learnt)]
    assert width[1] < width[0]


def test_tight_is_told_apart_from_fits():
    need = of("wan2.1-t2v-1.3b").need_bytes
    device = msgspec.structs.replace(CARD.device, free=need + GIB // 4, memory=need + GIB)
    tight = of("wan2.1-t2v-1.3b", msgspec.structs.replace(CARD, device=device))
    assert tight.fits
    assert tight.tight
    assert not of("wan2.1-t2v-1.3b").tight


def test_a_processor_is_called_a_processor():
    assert of("wan2.1-t2v-1.3b", PROCESSOR).runs_on == "processor"


def test_a_forecast_is_made_while_a_slider_moves():
    job = work("wan2.2-t2v-a14b")
    started = time.process_time()
    for _ in range(50):
        forecast(job, Files({Part.VAE: 1}), CARD)
    assert (time.process_time() - started) / 50 < 0.02
