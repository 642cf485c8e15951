"""The clock counts each second once, for the stage that it belongs to."""

from __future__ import annotations

from engine.api.events import Stage
from engine.api.result import Result, Spent, StageTime, Timing
from engine.terminal import spared_seconds, timing_table
from engine.timing import StageClock


def test_seconds_go_to_the_stage_that_was_entered_and_add_up():
    moments = iter([0.0, 1.0, 3.0, 6.0, 10.0, 10.0])
    clock = StageClock(lambda: next(moments))
    clock.enter(Stage.LOAD)  # 1
    clock.enter(Stage.DENOISE)  # 3
    clock.enter(Stage.LOAD)  # 6
    clock.count(Stage.DENOISE, 4)
    timing = clock.report(20, Spent(run=8, left_out=2, blocks=48))  # 10
    assert (timing.seconds("Loading the model"), timing.seconds("Denoising")) == (2.0 + 4.0, 3.0)
    assert timing.seconds("Decoding") == 0
    assert [s.count for s in timing.stages if s.stage == "Denoising"] == [4]
    assert (timing.total, timing.fps, timing.forwards, timing.left_out, timing.blocks) == (10.0, 2.0, 8, 2, 48)


def test_what_a_cache_spared_is_told_in_seconds_of_the_passes_that_ran():
    timing = Timing((StageTime(Stage.DENOISE.value, 12.0, 10),), 14.0, forwards=12, left_out=8)
    assert spared_seconds(timing) == 8.0
    result = Result("a.mp4", 64, 64, 5, "8", 7, timing)
    assert "12 passes, 8 left out: about 8.0 s" in timing_table(result)
    assert spared_seconds(Timing((), 1.0)) == 0
