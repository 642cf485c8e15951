"""The caches leave out exactly the passes that their published rules, computed here on their own, say."""

from __future__ import annotations

import tomllib
from itertools import pairwise

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from engine import catalog
from engine.api.errors import Cancelled
from engine.api.events import Failed, Finished, Stopped
from engine.families.wan import sample
from engine.families.wan.spec import network
from engine.nets.wan.dit import WanTransformer, sinusoid
from engine.sampling.schedule import official_unipc
from tests.engine.families.conftest import Runs, film

STEPS, START, SHIFT = 16, 0.2, 3.0
SMALL = {"width": 64, "height": 64, "num_frames": 5, "steps": STEPS, "positive_prompt": "a red circle moves right"}
OPEN = [n for n in range(STEPS) if START * STEPS <= n < STEPS - 1]  # no step is left out before or after
MODES = ("teacache", "magcache", "easycache", "first_block")


@pytest.fixture
def starter(tmp_path):
    """Runs of the bundled model."""
    runs = Runs(catalog.RESOURCES, tmp_path)

    return runs, lambda **values: runs.request("starter", **{**SMALL, **values})


@pytest.fixture
def watched(monkeypatch):
    """Each pass of a run as it looks from outside: timestep, sample, velocity, and whether a cache answered it."""
    seen = []

    class Watching(sample.Networks):
        def predict(self, x, times, branch, expert):
            before = self.skipping.left_out
            velocity = super().predict(x, times, branch, expert)
            seen.append((float(times[0]), x, velocity, self.skipping.left_out > before))
            return velocity

    monkeypatch.setattr(sample, "Networks", Watching)
    return seen


def rows(kind):
    data = tomllib.loads((catalog.RESOURCES / "skipping.toml").read_text("utf-8"))
    return next(row for row in data[kind] if "starter" in row["models"])


def teacache():
    """Steps that run, from the timesteps and the network's own modulation alone."""
    spec = catalog.load().model("starter")
    with torch.device("meta"):
        net = WanTransformer(network(spec))
    net.load_state_dict(load_file(catalog.RESOURCES / "starter" / "diffusion_pytorch_model.safetensors"), assign=True)
    times = torch.tensor(official_unipc(STEPS, SHIFT).timesteps)
    with torch.no_grad():
        e0 = net.time_projection.float()(net.time_embedding.float()(sinusoid(times, net.config.freq_dim)))
    moved = [0.0] + [float((b - a).abs().mean() / a.abs().mean()) for a, b in pairwise(e0)]
    row, total, ran = rows("teacache"), 0.0, []
    for step in range(STEPS):
        total += float(np.poly1d(row["coefficients"])(moved[step]))
        if step not in OPEN or total >= row["threshold"]:
            total = 0.0
            ran.append(step)
    return ran


def magcache():
    row, ran, since = rows("magcache"), [], []
    places = np.round(np.linspace(0, len(row["ratios"]) - 1, STEPS)).astype(int)
    for step in range(STEPS):
        since.append(row["ratios"][places[step]])
        error = float(np.abs(1 - np.cumprod(since)).sum())
        if step not in OPEN or error >= row["threshold"] or len(since) > row["most"]:
            ran.append(step)
            since = []
    return ran


def easycache(steps):
    """Steps that run, from the samples and velocities that were seen: (x, velocity) of each step's first pass."""
    ran, total, rate, last = [], 0.0, None, None
    for step, (x, velocity) in enumerate(steps):
        if rate and step in OPEN:
            total += rate * float((x - steps[step - 1][0]).abs().mean() / last[1].abs().mean())
        if rate is None or step not in OPEN or total >= 0.05:
            ran, total = [*ran, step], 0.0
            if last is not None:
                rate = float((velocity - last[1]).abs().mean() / (x - last[0]).abs().mean())
            last = (x, velocity)
    return ran


def steps_that_ran(watched):
    return [n for n, (_, _, _, answered) in enumerate(watched[::2]) if not answered]


@pytest.mark.parametrize("mode", ["teacache", "magcache"])
def test_the_passes_that_run_are_those_that_the_published_rule_says(mode, starter, watched):
    runs, request = starter
    expected = {"teacache": teacache, "magcache": magcache}[mode]()
    timing = runs.end(request(cache_mode=mode)).result.timing
    assert steps_that_ran(watched) == expected
    assert 3 < len(expected) < STEPS
    assert (timing.forwards, timing.left_out) == (2 * len(expected), 2 * (STEPS - len(expected)))
    assert timing.blocks == 2 * len(expected) * 6


def test_easycache_leaves_out_what_its_rule_says_about_the_samples_of_the_run(starter, watched):
    runs, request = starter
    timing = runs.end(request(cache_mode="easycache")).result.timing
    expected = easycache([(x, velocity) for _, x, velocity, _ in watched[::2]])
    assert steps_that_ran(watched) == expected
    assert 3 < len(expected) < STEPS
    assert timing.forwards == 2 * len(expected)


def test_first_block_runs_one_block_of_a_step_that_it_leaves_out(starter, watched):
    runs, request = starter
    timing = runs.end(request(cache_mode="first_block", cache_threshold=0.15)).result.timing
    ran = len(steps_that_ran(watched))
    assert 3 < ran < STEPS
    assert (timing.forwards, timing.left_out) == (2 * ran, 2 * (STEPS - ran))
    assert timing.blocks == 2 * ran * 6 + 2 * (STEPS - ran)


def test_truncated_guidance_makes_one_pass_in_its_steps(starter):
    runs, request = starter
    for truncated in (0, 5, STEPS):
        timing = runs.end(request(cfg_truncate_steps=truncated)).result.timing
        assert (timing.forwards, timing.blocks) == (2 * STEPS - truncated, 6 * (2 * STEPS - truncated))


def test_a_larger_threshold_leaves_out_more_and_the_seconds_saved_are_told(starter):
    runs, request = starter
    runs.end(request(steps=1))  # everything is loaded
    none, some, most = (
        runs.end(request(cache_mode=mode, cache_threshold=t)).result.timing
        for mode, t in (("none", 0.0), ("magcache", 0.05), ("magcache", 9.0))
    )
    assert none.left_out == 0 < some.left_out < most.left_out
    assert most.seconds("Denoising") < none.seconds("Denoising")


def test_one_value_of_guidance_in_between_brings_no_old_answer_back(starter, watched):
    runs, request = starter
    cfg = [4.0] * 6 + [1.0] * 4 + [4.0] * 6
    runs.end(request(cache_mode="magcache", cache_threshold=9.0, cfg=cfg))
    answered = [(time, was) for time, _, _, was in watched]
    first_guided_again = 2 * 6 + 4
    assert not answered[first_guided_again][1] and not answered[first_guided_again + 1][1]


@pytest.mark.parametrize("mode", ("none", *MODES))
def test_passes_that_go_through_the_blocks_together_make_the_same_clip(mode, runs):
    values = {"steps": 12, "cache_mode": mode, "cache_threshold": 0.4, "seed": 3, "base_precision": "fp32"}
    alone, together = (runs.end(runs.request("t2v", **values, batched_cfg=way)).result for way in ("off", "on"))
    assert np.array_equal(film(alone.path), film(together.path))
    assert (alone.timing.forwards, alone.timing.left_out) == (together.timing.forwards, together.timing.left_out)


@pytest.mark.parametrize("mode", MODES)
def test_a_run_that_was_stopped_goes_on_to_the_same_bits(mode, runs, monkeypatch):
    monkeypatch.setattr("engine.families.wan.keeping.PAUSE", 0.0)
    values = {"steps": 12, "cache_mode": mode, "cache_threshold": 0.4, "cache_start": 0.1, "seed": 3}
    end = runs.end(runs.request("t2v", **values))
    assert isinstance(end, Finished), end
    assert end.result.timing.left_out > 0
    whole = film(end.result.path)
    for moment in (30, 44, 52):
        request, asked = runs.request("t2v", **values), 0

        def stop(moment=moment):
            nonlocal asked
            asked += 1
            if asked > moment:
                raise Cancelled

        assert isinstance(runs.end(request, stop), Stopped)
        again = runs.end(request)
        assert isinstance(again, Finished), again
        assert again.result.timing.forwards < end.result.timing.forwards
        assert np.array_equal(film(again.result.path), whole)


def test_each_expert_begins_with_steps_of_its_own(runs, watched):
    end = runs.end(runs.request("t2v-pair", steps=12, boundary=0.7, cache_mode="magcache", cache_threshold=9.0))
    assert end.result.timing.left_out > 0
    high = sum(time >= 700 for time, *_ in watched[::2])
    assert 2 < high < 10
    ran = steps_that_ran(watched)
    assert high in ran and 0 in ran and 11 in ran


@pytest.mark.parametrize(
    "values, param",
    [
        ({"steps": 8, "cache_mode": "easycache"}, "cache_mode"),
        ({"steps": 20, "cache_mode": "easycache", "start_step": 14}, "cache_mode"),
        ({"steps": 12, "cache_mode": "easycache", "cache_start": 0.6, "cache_end": 0.5}, "cache_start"),
    ],
)
def test_a_cache_that_cannot_help_is_refused_with_the_reason(runs, values, param):
    end = runs.end(runs.request("t2v", **values))
    assert isinstance(end, Failed) and (end.code, end.param) == ("PAR-001", param)
    assert not runs.warm


def test_a_cache_that_knows_nothing_of_the_model_is_refused_and_names_the_others(runs):
    end = runs.end(runs.request("i2v-pair", steps=12, mode="image_to_video", cache_mode="teacache"))
    assert isinstance(end, Failed)


def test_every_model_that_the_data_name_is_in_the_catalogue():
    data = tomllib.loads((catalog.RESOURCES / "skipping.toml").read_text("utf-8"))
    named = {id for kind in data.values() for row in kind for id in row["models"]}
    assert named <= {spec.id for spec in catalog.load().models}
