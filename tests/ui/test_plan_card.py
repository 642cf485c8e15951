"""The card of the plan in the window: a verdict, the time, the disk, and a bar of memory in its colour."""

from __future__ import annotations

import msgspec
import pytest
from PySide6.QtWidgets import QLabel

from engine import catalog
from engine.api.events import Probed, Stage
from engine.api.hardware import Device, HardwareProfile
from engine.api.request import GenerationRequest
from engine.api.result import Result, StageTime, Timing
from engine.planner import cards
from engine.planner.forecast import Forecast
from engine.planner.parts import Files
from engine.planner.plan import plan
from engine.planner.task import task
from ui import theme

GIB = 2**30
CPU = Device("cpu", "Processor", 24 * GIB, 20 * GIB)
PROFILE = HardwareProfile(CPU, 24 * GIB, 20 * GIB, cores=2, matmul_flops=1e11)


def test_no_time_is_told_before_the_computer_was_measured(window, context, qtbot):
    window.plan.recompute()
    assert window.plan.range.whole == "measuring this computer"
    context.engine.say(Probed(PROFILE))
    qtbot.waitUntil(lambda: window.plan.time.text().startswith("About"))


def test_the_plan_says_fits_with_time_disk_and_device(window, context):
    context.engine.say(Probed(PROFILE))
    window.plan.recompute()
    assert window.plan.title.text() == "Ready" and (window.plan.chip.text, window.plan.chip.kind) == ("Fits", "ok")
    assert window.plan.time.text().startswith("About") and "GB free" in window.plan.space.whole


def test_the_plan_of_a_model_that_is_too_large_says_how_much_is_short(window):
    window.draft.set_model("wan2.1-t2v-14b")
    window.plan.recompute()
    assert window.plan.chip.kind in ("danger", "warn")
    assert "not here yet" in window.plan.advice.whole


def a_plan(*reasons: str):
    """The plan of a small job, with these reasons."""
    spec = catalog.load().model("starter")
    made = plan(task(spec, catalog.defaults(spec), Files({})), PROFILE)
    return msgspec.structs.replace(made, reasons=reasons)


def a_forecast(need: float, free: float, total: float = 12.0) -> Forecast:
    """All in GiB."""
    sizes = (round(amount * GIB) for amount in (need, free, total))
    return Forecast(*sizes, (60.0, 90.0), ((Stage.DENOISE, 75.0),), 10**9, "RTX 3060", a_plan())


@pytest.mark.parametrize(
    ("need", "title", "chip", "kind", "token"),
    [(9.2, "Ready", "Fits", "ok", "ours"), (10.6, "Tight", "0.3 GiB spare", "warn", "warn"),
     (14.3, "Does not fit", "3.4 GiB short", "danger", "danger")],
)  # fmt: skip
def test_the_plan_is_a_verdict_and_a_bar_of_its_colour(window, context, monkeypatch, need, title, chip, kind, token):
    monkeypatch.setattr(context.forecasts, "forecast", lambda *a: a_forecast(need, 10.9))
    window.plan.recompute()
    plan = window.plan
    assert (plan.title.text(), plan.chip.text, plan.chip.kind) == (title, chip, kind)
    assert plan._need.text() == f"needs {need} GiB" and plan._available.text() == "10.9 available of 12"
    bar = plan.bar.grab().toImage()
    inked = bar.pixelColor(round(4 * bar.devicePixelRatio()), bar.height() // 2).name()
    assert inked == theme.colour(token).name()


def test_the_card_keeps_its_height_when_its_verdict_changes(window):
    window.plan.recompute()
    before = window.plan.sizeHint().height()
    window.draft.set_model("wan2.1-t2v-14b")
    window.plan.recompute()
    assert window.plan.sizeHint().height() == before


def crowded(window, context):
    """A model that is here, on a card that it does not fit with what the person decided."""
    context.engine.say(Probed(cards.read("rtx-3060-12gb")))
    window.draft.set_model("wan2.1-t2v-14b")
    window.draft.set_values(blocks_to_swap=0)


def test_what_would_let_a_job_fit_is_offered_at_its_price_and_one_press_does_it(window, context, qtbot):
    crowded(window, context)
    plan = window.plan
    qtbot.waitUntil(plan.mend.isEnabled)
    assert plan.advice.whole == "Blocks to swap automatic"
    assert "GiB" in plan.price.whole and plan.price.whole.endswith("same picture")
    plan.mend.click()
    assert window.draft.params.blocks_to_swap == -1
    qtbot.waitUntil(lambda: not plan.mend.isVisible())


def test_the_reasons_fold_out_and_say_what_was_decided(window, context, qtbot):
    crowded(window, context)
    window.plan.why.set_open(True, at_once=True)
    qtbot.waitUntil(lambda: any(line == "Set by you: Blocks to swap 0." for line in window.plan.why.told))
    shown = [line.text() for line in window.plan.why.body.findChildren(QLabel)]
    assert tuple(shown) == window.plan.why.told


def test_the_forecast_follows_a_slider_while_it_moves(window, qtbot):
    made, real = [], window.plan.recompute
    window.plan._timer.timeout.disconnect()
    window.plan._timer.timeout.connect(lambda: (made.append(1), real()))
    for frames in range(5, 81, 4):
        window.draft.set_values(num_frames=frames)
        qtbot.wait(10)
    assert len(made) >= 3


def test_after_a_run_the_plan_is_held_against_it(window, context):
    context.engine.say(Probed(PROFILE))
    draft = window.draft
    request = GenerationRequest("j", draft.spec.family, draft.spec.id, {})
    result = Result("x.mp4", 8, 8, 5, "8", 1, Timing((StageTime(Stage.DENOISE.value, 3.0),), 3.0), peak_bytes=2 * GIB)
    context.forecasts.learn(request, result)
    window.plan.recompute()
    assert window.plan.price.whole.startswith("Last time 2.0 GiB, 3.00 s; planned ")
