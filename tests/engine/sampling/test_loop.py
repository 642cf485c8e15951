"""The denoising loop: progress, stopping, resuming to the bit, holding frames, bad numbers, seeds."""

from __future__ import annotations

import pytest
import torch
from safetensors.torch import load, save

from engine.api.errors import BadNumbers, Cancelled
from engine.families.wan.conditioning import CleanFrames
from engine.sampling.choose import SOLVERS, Choice, choose
from engine.sampling.guidance import Branch, Expert
from engine.sampling.loop import LoopState, Run, begin, denoise
from engine.sampling.noise import first_noise, step_noise

SHAPE = (1, 4, 3, 6, 5)


def run_of(scheduler: str = "unipc", seed: int = 7, steps: int = 6, **more) -> Run:
    held = {key: more.pop(key) for key in ("hold", "times") if key in more}
    chosen = Choice(**{"scheduler": scheduler, "steps": steps, "shift": 5.0, "cfg": (4.0,), **more})
    return Run(sampler=choose(chosen), seed=seed, **held)


def predict(x, times, branch, expert):
    """A bent field that differs by branch and expert."""
    pull = 0.6 if branch is Branch.POSITIVE else 0.4
    turn = 0.1 if expert is Expert.HIGH else 0.0
    return pull * x + torch.tanh(2 * x) * times.reshape(-1, 1, 1, 1, 1) / 1000 + turn


def finished(state, run, ask=predict, tick=lambda: None):
    *_, last = denoise(state, ask, run, tick)
    return last.state.x


@pytest.mark.parametrize("scheduler", SOLVERS)
def test_a_run_stopped_after_any_step_goes_on_with_the_same_bits(scheduler):
    run = run_of(scheduler)
    states = [p.state for p in denoise(begin(run, first_noise(SHAPE, 7)), predict, run, lambda: None)]
    for state in states[:-1]:
        from_disk = LoopState.from_tensors(load(save(state.to_tensors())))
        assert torch.equal(finished(from_disk, run), states[-1].x), state.step


def test_a_checkpoint_holds_the_step_and_every_tensor():
    run = run_of("unipc")
    progress = list(denoise(begin(run, first_noise(SHAPE, 7)), predict, run, lambda: None))[2]
    named = progress.state.to_tensors()
    assert set(named) == {"step", "x", "past.0", "past.1", "anchor"}
    again = LoopState.from_tensors(named)
    assert again.step == 3
    assert all(torch.equal(a, b) for a, b in zip(again.memory.past, progress.state.memory.past, strict=True))


def test_progress_tells_step_noise_expert_and_passes():
    run = run_of(steps=4, shift=9.0, boundary=0.9, cfg=(1.0,), cfg_high_noise=(3.0,))
    told = [
        (p.done, p.steps, p.expert, p.forwards)
        for p in denoise(begin(run, first_noise(SHAPE, 1)), predict, run, lambda: None)
    ]
    assert told == [(1, 4, Expert.HIGH, 2), (2, 4, Expert.HIGH, 2), (3, 4, Expert.LOW, 1), (4, 4, Expert.LOW, 1)]


def test_the_preview_is_the_clip_as_it_looks_from_the_step():
    clip, run = first_noise(SHAPE, 3), run_of(cfg=(1.0,))

    def towards(x, times, branch, expert):
        return (x - clip) / float(times[0]) * 1000

    for progress in denoise(begin(run, first_noise(SHAPE, 4)), towards, run, lambda: None):
        assert torch.allclose(progress.clip, clip, atol=0.02)  # the timestep is cut to a whole number


def test_cancel_acts_before_the_next_pass():
    asked, run = [], run_of()

    def counted(*args):
        asked.append(args)
        return predict(*args)

    def tick():
        if len(asked) == 3:
            raise Cancelled

    with pytest.raises(Cancelled):
        finished(begin(run, first_noise(SHAPE, 1)), run, counted, tick)
    assert len(asked) == 3


@pytest.mark.parametrize(
    "bad, said", [(float("nan"), "not finite"), (float("inf"), "not finite"), (0.0, "the same number")]
)
@pytest.mark.parametrize("at", [1, 4])
def test_bad_numbers_stop_the_run_at_their_step(at, bad, said):
    run, passes = run_of(), []

    def broken(x, times, branch, expert):
        passes.append(branch)
        velocity = predict(x, times, branch, expert)
        if len(passes) == at:
            velocity = torch.zeros_like(x) if bad == 0 else velocity.index_fill(1, torch.tensor([2]), bad)
        return velocity

    with pytest.raises(BadNumbers, match=f"Step {(at + 1) // 2} of 6 gave .*{said}"):
        finished(begin(run, first_noise(SHAPE, 1)), run, broken)
    assert len(passes) == at


def test_a_dark_and_quiet_clip_is_no_alarm():
    run, clip = run_of(), torch.full(SHAPE, -1.3)
    x = finished(begin(run, first_noise(SHAPE, 1)), run, lambda x, t, b, e: (x - clip) / (t[0] / 1000))
    assert torch.allclose(x, clip, atol=0.05)


def test_the_network_may_answer_in_half_precision_but_guidance_and_sample_are_in_full():
    run, start = run_of(), first_noise(SHAPE, 1)

    def half(*args):
        return predict(*args).to(torch.bfloat16)

    x = finished(begin(run, start), run, half)
    assert x.dtype is torch.float32
    assert torch.equal(x, finished(begin(run, start), run, lambda *args: half(*args).float()))


def test_held_frames_are_clean_before_and_after_every_step_and_read_as_finished():
    given = CleanFrames(first_noise((1, 4, 1, 6, 5), 2))
    run, seen = run_of(hold=given.hold, times=given.times), []

    def watched(x, times, branch, expert):
        assert torch.equal(x[:, :, :1], given.latent)
        seen.append(times)
        return predict(x, times.amax(1), branch, expert)

    for progress in denoise(begin(run, first_noise(SHAPE, 1)), watched, run, lambda: None):
        assert torch.equal(progress.state.x[:, :, :1], given.latent)
        assert torch.equal(progress.clip[:, :, :1], given.latent)
    assert seen[0].tolist() == [[0, 999, 999]]


def test_samples_are_noised_to_the_first_level_of_the_run():
    run, clip, noise = run_of(denoise_strength=0.5), first_noise(SHAPE, 3), first_noise(SHAPE, 4)
    sigma = run.sampler.schedule.sigmas[0]
    assert torch.equal(begin(run, noise, clip).x, (1 - sigma) * clip + sigma * noise)
    assert torch.equal(begin(run, noise, clip, add_noise=False).x, clip)
    assert torch.equal(begin(run, noise).x, noise)


@pytest.mark.parametrize("scheduler", ["euler", "lcm"])
def test_two_runs_of_half_the_steps_make_one_run(scheduler):
    noise, whole = first_noise(SHAPE, 4), run_of(scheduler)
    first, second = run_of(scheduler, end_step=3), run_of(scheduler, start_step=3)
    middle = finished(begin(first, noise), first)
    end = finished(begin(second, noise, middle, add_noise=False), second)
    assert torch.equal(end, finished(begin(whole, noise), whole))


@pytest.mark.parametrize("scheduler", ["dpm++_sde", "lcm"])
def test_the_seed_of_a_stochastic_run_changes_the_result(scheduler):
    noise = first_noise(SHAPE, 1)
    results = [finished(begin(run, noise), run) for run in (run_of(scheduler, seed) for seed in (1, 1, 2))]
    assert torch.equal(results[0], results[1])
    assert not torch.equal(results[0], results[2])


def test_noise_is_a_function_of_seed_step_and_shape_alone():
    torch.manual_seed(0)
    first = first_noise(SHAPE, 2**63 - 1)
    torch.manual_seed(1)
    assert torch.equal(first, first_noise(SHAPE, 2**63 - 1))
    assert not torch.equal(first, first_noise(SHAPE, 2**63 - 2))
    assert torch.equal(step_noise(SHAPE, 5, 3), step_noise(SHAPE, 5, 3))
    assert not torch.equal(step_noise(SHAPE, 5, 3), step_noise(SHAPE, 5, 4))
    assert not torch.equal(step_noise(SHAPE, 5, 0), first_noise(SHAPE, 5))
