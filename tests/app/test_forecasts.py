"""Forecasts: the planner's figures, corrected by what jobs really took."""

from __future__ import annotations

import os

import msgspec
import pytest

from app.forecasts import Forecasts
from engine import catalog
from engine.api import params
from engine.api.events import Probed, Ready, Stage
from engine.api.hardware import Device, HardwareProfile, MemoryRead
from engine.api.lora import LoraUse
from engine.api.model import Mode
from engine.api.request import GenerationRequest
from engine.api.result import Result, StageTime, Timing

GIB = 2**30
CARD = HardwareProfile(
    Device("cuda:0", "Some card", 24 * GIB, 20 * GIB), 64 * GIB, 50 * GIB, 8, matmul_flops=1e14, compute_type="bf16"
)


@pytest.fixture
def models():
    return catalog.load()


@pytest.fixture
def spec(models):
    return next(spec for spec in models.models if not spec.bundled and Mode.TEXT_TO_VIDEO in spec.modes)


@pytest.fixture
def forecasts(tmp_path, models):
    forecasts = Forecasts(tmp_path / "forecasts.json", models, lambda: ())
    forecasts.hear(Probed(CARD))
    return forecasts


def a_request(spec):
    return GenerationRequest("j", spec.family, spec.id, {"positive_prompt": "x", "seed": 1})


def after(stages, factor):
    """The result of a job whose every stage took `factor` times the forecast."""
    times = tuple(StageTime(stage.value, seconds * factor) for stage, seconds in stages)
    return Result("x.mp4", 8, 8, 5, "8", 1, Timing(times, sum(t.seconds for t in times)))


def test_the_stages_of_a_request_add_up_to_its_seconds(forecasts, spec):
    forecast = forecasts.forecast(spec, catalog.defaults(spec))
    total = sum(seconds for _, seconds in forecast.stages)
    assert forecast.seconds[0] < total < forecast.seconds[1]
    assert forecasts.stages(a_request(spec)) == forecast.stages
    assert Stage.WRITE in dict(forecast.stages)


def test_the_memory_of_loras_is_counted_as_far_as_they_are_used(forecasts, models, tmp_path):
    spec = models.model("wan2.1-t2v-14b")
    known = next(lora for lora in models.loras if spec.network in lora.made_for)
    file = tmp_path / "style.safetensors"
    file.touch()
    os.truncate(file, 3 * GIB)
    plain = catalog.defaults(spec)

    large = msgspec.structs.replace(CARD, device=Device("cuda:0", "Large card", 80 * GIB, 78 * GIB))

    def need(*uses, **changes):
        return forecasts.forecast(spec, params.replace(plain, loras=uses, **changes), large).need_bytes

    without, style = need(), LoraUse(str(file))
    assert need(style) - without == pytest.approx(3 * GIB, abs=100), "spread over the blocks"
    assert need(style, style) == need(style), "a file is kept once"
    published = sum(one.size for one in known.published)
    assert need(LoraUse(known.id)) - without == pytest.approx(published, abs=100) and published, "it is not here yet"
    assert need(style, lora_enabled=False) == need(LoraUse(str(file), 0.0)) == without
    assert need(LoraUse("/nowhere/else.safetensors")) == without


def test_a_job_that_took_longer_makes_the_next_forecast_longer(forecasts, spec, tmp_path, models):
    before = dict(forecasts.stages(a_request(spec)))
    forecasts.learn(a_request(spec), after(before.items(), 3.0))
    learned = dict(forecasts.stages(a_request(spec)))
    assert learned == {stage: pytest.approx(3 * seconds) for stage, seconds in before.items()}
    forecasts.learn(a_request(spec), after(before.items(), 1.0))
    assert dict(forecasts.stages(a_request(spec))) == {s: pytest.approx(2 * t) for s, t in before.items()}
    again = Forecasts(tmp_path / "forecasts.json", models, lambda: ())
    assert dict(again.stages(a_request(spec))) == {s: pytest.approx(2 * t) for s, t in before.items()}


def test_what_was_foreseen_is_held_against_what_happened(forecasts, spec):
    values = catalog.defaults(spec)
    assert forecasts.last(spec, values) is None
    before = forecasts.forecast(spec, values)
    result = after(before.stages, 2.0)
    more = msgspec.structs.replace(result, peak_bytes=before.need_bytes - before.plan.outside_bytes + GIB)
    forecasts.learn(a_request(spec), more)
    last = forecasts.last(spec, values)
    assert (last.foreseen_bytes, last.measured_bytes, last.short) == (before.need_bytes, before.need_bytes + GIB, GIB)
    assert last.measured_seconds == pytest.approx(2 * last.foreseen_seconds)
    assert before.available_bytes - forecasts.forecast(spec, values).available_bytes == GIB, "planned with more care"


def test_what_was_learned_on_one_device_does_not_hold_for_another(forecasts, spec):
    processor = msgspec.structs.replace(
        CARD, device=Device("cpu", "Processor", 64 * GIB, 50 * GIB), compute_type="fp32"
    )
    params = catalog.defaults(spec)
    before = forecasts.forecast(spec, params, processor).stages
    forecasts.learn(a_request(spec), after(forecasts.stages(a_request(spec)), 3.0))
    assert forecasts.forecast(spec, params, processor).stages == before


def test_a_request_that_cannot_run_has_no_stages(forecasts, spec):
    assert forecasts.stages(GenerationRequest("j", "wan", "nothing", {})) == ()
    assert forecasts.stages(GenerationRequest("j", "wan", spec.id, {"steps": 0})) == ()


def test_an_input_that_is_not_there_yet_is_assumed(forecasts, models):
    spec = next(spec for spec in models.models if not spec.bundled and Mode.IMAGE_TO_VIDEO in spec.modes)
    stages = forecasts.forecast(spec, catalog.defaults(spec, Mode.IMAGE_TO_VIDEO)).stages
    assert Stage.IMAGE in dict(stages)


def test_free_memory_follows_the_gauge(forecasts, spec):
    read = MemoryRead("Some card", 6 * GIB, 3 * GIB, 24 * GIB, 30 * GIB, 64 * GIB)
    forecasts.hear_memory(read)
    assert (forecasts.profile.device.free, forecasts.profile.ram_free) == (21 * GIB, 34 * GIB)
    assert forecasts.forecast(spec, catalog.defaults(spec)).available_bytes == int(21 * GIB - 0.03 * 24 * GIB) + 1


def test_a_reading_of_another_device_moves_nothing(forecasts):
    forecasts.hear_memory(MemoryRead("Processor", 6 * GIB, 3 * GIB, 64 * GIB, 30 * GIB, 64 * GIB))
    assert forecasts.profile == CARD


def test_the_machine_is_measured_once_a_session(tmp_path, models, qtbot):
    forecasts, asked = Forecasts(tmp_path / "forecasts.json", models, lambda: ()), []
    forecasts.wanted.connect(lambda: asked.append(1))
    for _ in range(3):
        forecasts.hear(Ready("0", 1))
    assert asked == [1]
    assert forecasts.profile.ram > GIB
    with qtbot.waitSignal(forecasts.changed):
        forecasts.hear(Probed(CARD))
    assert forecasts.profile == CARD
    assert Forecasts(tmp_path / "forecasts.json", models, lambda: ()).profile == CARD


def test_a_forecast_is_made_within_20_ms(forecasts, spec):
    import time

    params = catalog.defaults(spec)
    forecasts.forecast(spec, params)
    best = 1.0
    for _ in range(5):
        started = time.perf_counter()
        forecasts.forecast(spec, params)
        best = min(best, time.perf_counter() - started)
    assert best < 0.02
