"""A job wears LoRAs: several, each for an expert and a part of the steps, over every kind of weights."""

from __future__ import annotations

from pathlib import Path

import msgspec
import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from engine.api import wire
from engine.api.errors import Cancelled
from engine.api.events import Accepted, Failed, Finished, Stopped
from engine.cli import build_parser
from engine.commands import build_request
from engine.families.wan import bench
from engine.media.recipe import read_recipe
from engine.run import Warm
from tests import tiny
from tests.engine.families.conftest import film
from tests.engine.families.test_reduced_models import fp8, q8_0, unlinked


@pytest.fixture
def look(tmp_path):
    return tiny.lora(tmp_path / "look.safetensors")


@pytest.fixture
def person(tmp_path):
    return tiny.lora(tmp_path / "person.safetensors", seed=2)


def use(path, strength=1.0, **more):
    return {"lora_name": str(path), "lora_strength": strength, **more}


def changed(weights: dict[str, torch.Tensor], *loras: tuple[Path, float]) -> dict[str, torch.Tensor]:
    """The weights of a network with those LoRAs in them, by the plainest formula."""
    made = {name: value.clone() for name, value in weights.items()}
    for path, strength in loras:
        parts = load_file(path)
        for key in parts:
            name, _, ending = key.removeprefix("diffusion_model.").rpartition(".")
            if ending == "diff_b":
                made[f"{name}.bias"] += strength * parts[key]
            elif name.endswith("lora_A"):
                layer = name.removesuffix(".lora_A")
                made[f"{layer}.weight"] += strength * parts[key.replace("lora_A", "lora_B")] @ parts[key]
    return made


def frames_of_changed(runs, kind, file, *loras, **params):
    """Frames of a job whose transformer lies on the disk with the LoRAs already in it."""
    path = runs.resources / tiny.make(runs.resources, kind) / file
    given = unlinked(path)
    try:
        save_file(changed(given, *loras), path)
        runs.warm = Warm()
        return runs.frames(kind, **params)
    finally:
        path.unlink(missing_ok=True)
        save_file(given, path)
        runs.warm = Warm()


def nearly(one: np.ndarray, other: np.ndarray) -> bool:
    return one.shape == other.shape and np.abs(one.astype(int) - other.astype(int)).max() <= 1


def test_a_lora_changes_the_clip_as_if_it_were_in_the_file_and_goes_without_a_trace(runs, look):
    before = runs.frames("t2v")
    worn = runs.frames("t2v", loras=[use(look, 0.7)])
    after = runs.frames("t2v")
    assert not nearly(before, worn)
    assert np.array_equal(before, after), "to the bit: the next job does not know of it"
    assert nearly(worn, frames_of_changed(runs, "t2v", "low.safetensors", (look, 0.7)))


@pytest.mark.parametrize("idle", [{"lora_strength": 0.0}, {"enabled": False}])
def test_one_of_strength_zero_or_switched_off_is_as_none_to_the_bit(idle, runs, look):
    assert np.array_equal(runs.frames("t2v"), runs.frames("t2v", loras=[{**use(look), **idle}]))


def test_all_are_switched_off_together(runs, look):
    assert np.array_equal(runs.frames("t2v"), runs.frames("t2v", loras=[use(look)], lora_enabled=False))


def test_two_are_worn_at_once_in_any_order(runs, look, person):
    both = runs.frames("t2v", loras=[use(look, 0.7), use(person, -0.4)])
    assert nearly(both, runs.frames("t2v", loras=[use(person, -0.4), use(look, 0.7)]))
    assert nearly(both, frames_of_changed(runs, "t2v", "low.safetensors", (look, 0.7), (person, -0.4)))


@pytest.mark.parametrize(("expert", "file"), [("high", "high.safetensors"), ("low", "low.safetensors")])
def test_one_for_an_expert_changes_only_that_network(expert, file, runs, look):
    values = {"steps": 4, "boundary": 0.9}
    worn = runs.frames("t2v-pair", loras=[use(look, expert=expert)], **values)
    assert not nearly(worn, runs.frames("t2v-pair", **values))
    assert nearly(worn, frames_of_changed(runs, "t2v-pair", file, (look, 1.0), **values))


def test_the_two_halves_of_a_pair_find_each_other_by_their_names(runs, tmp_path):
    high = tiny.lora(tmp_path / "fast_high_noise.safetensors", seed=3)
    low = tiny.lora(tmp_path / "fast_low_noise.safetensors", seed=4)
    values = {"steps": 4, "boundary": 0.9}
    wanted = [use(high, 0.5, expert="high"), use(low, 0.5, expert="low")]
    told = runs.frames("t2v-pair", loras=wanted, **values)
    for chosen in (high, low):
        end = runs.end(runs.request("t2v-pair", loras=[use(chosen, 0.5)], **values))
        assert np.array_equal(told, film(end.result.path))
        notes = " ".join(end.result.notes)
        assert "fast_high_noise.safetensors: 16 of 16 layers" in notes and "for the high-noise expert" in notes
        assert "fast_low_noise.safetensors: 16 of 16 layers" in notes and "for the low-noise expert" in notes
    assert not nearly(told, runs.frames("t2v-pair", loras=[use(high, 0.5, expert="both")], **values))


def test_a_part_of_the_steps_is_as_wearing_it_then_and_not_otherwise(runs, look):
    plain, whole = runs.frames("t2v", steps=4), runs.frames("t2v", steps=4, loras=[use(look)])
    first, last = ({"steps": part} for part in ((0.0, 0.5), (0.5, 1.0)))
    halves = [runs.frames("t2v", steps=4, loras=[use(look, **part)]) for part in (first, last)]
    assert all(not nearly(half, other) for half in halves for other in (plain, whole))
    assert np.array_equal(whole, runs.frames("t2v", steps=4, loras=[use(look, **first), use(look, **last)]))


def test_a_part_of_the_steps_is_that_of_two_runs_one_after_the_other(runs, look, monkeypatch):
    """The first two steps with it, kept; then taken up again by a job whose LoRA is off from there on."""
    monkeypatch.setattr("engine.families.wan.keeping.PAUSE", 0.0)
    monkeypatch.setattr("engine.families.wan.keeping.fingerprint", lambda bench: "the same")
    request = runs.request("t2v", steps=4, loras=[use(look)])
    done = 0

    def stop():
        nonlocal done
        done = sum(type(e).__name__ == "Preview" for e in runs.events)
        if done == 2:
            raise Cancelled

    assert isinstance(runs.end(request, stop), Stopped)
    rest = runs.end(msgspec.structs.replace(request, params={**request.params, "loras": []}))
    assert rest.result.timing.forwards == 4
    assert np.array_equal(film(rest.result.path), runs.frames("t2v", steps=4, loras=[use(look, steps=(0.0, 0.5))]))


@pytest.mark.parametrize("write", [fp8, q8_0])
def test_over_reduced_weights_it_is_what_it_is_over_their_numbers(write, runs, look):
    path = runs.resources / tiny.make(runs.resources, "t2v") / "low.safetensors"
    given = unlinked(path)
    loras = [use(look, 0.7), use(look, -0.3, steps=(0.0, 0.5))]
    try:
        became = write(path, dict(given))
        runs.warm = Warm()
        before = runs.frames("t2v")
        reduced = runs.frames("t2v", loras=loras)
        assert np.array_equal(before, runs.frames("t2v"))
        path.unlink()
        save_file(became, path)
        runs.warm = Warm()
        wide = runs.frames("t2v", loras=loras)
    finally:
        path.unlink(missing_ok=True)
        save_file(given, path)
    assert not nearly(before, reduced)
    assert nearly(reduced, wide)


@pytest.mark.parametrize("precision", ["bf16", "fp16"])
def test_plain_weights_of_half_precision_come_back_to_the_bit(precision, runs, look):
    before = runs.frames("t2v", base_precision=precision)
    assert not nearly(before, runs.frames("t2v", base_precision=precision, loras=[use(look)]))
    assert np.array_equal(before, runs.frames("t2v", base_precision=precision))


def test_another_strength_loads_nothing_again_and_reads_the_lora_once(runs, look, monkeypatch):
    loads, reads = [], []
    load, read = bench.load, bench.Overlay._reading
    monkeypatch.setattr(bench, "load", lambda net, *rest: loads.append(type(net).__name__) or load(net, *rest))
    monkeypatch.setattr(
        bench.Overlay, "_reading", lambda self, lora, tick: reads.append(lora) or read(self, lora, tick)
    )
    clips = [runs.frames("t2v", loras=[use(look, strength)]) for strength in (1.0, 0.5, 1.0)]
    runs.frames("t2v")
    assert loads.count("WanTransformer") == 1 and len(reads) == 1
    assert np.array_equal(clips[0], clips[2]) and not nearly(clips[0], clips[1])


def test_the_clip_is_the_same_with_room_to_keep_changed_weights_and_without(runs, look, monkeypatch):
    holding = []
    hold = bench.Overlay.hold
    monkeypatch.setattr(bench.Overlay, "hold", lambda self, wanted: holding.append(wanted) or hold(self, wanted))
    roomy = runs.frames("t2v", loras=[use(look)])
    runs.warm = Warm()
    monkeypatch.setattr(bench.Bench, "_working_bytes", lambda self: 2**60)
    assert np.array_equal(roomy, runs.frames("t2v", loras=[use(look)]))
    assert (holding[0], holding[-1]) == (True, False)


def test_what_is_kept_ready_makes_way_for_a_larger_job_with_the_same_loras(runs, look, monkeypatch):
    first = runs.frames("t2v", loras=[use(look)])
    (overlay,) = [kept for kept in runs.warm.values() if isinstance(kept, bench.Overlay)]
    assert overlay.holding and overlay.bytes_held == overlay.bytes_to_hold > 0
    monkeypatch.setattr(bench.Bench, "_working_bytes", lambda self: 2**60)
    assert np.array_equal(first, runs.frames("t2v", loras=[use(look)]))
    assert not overlay.holding and overlay.bytes_held == 0 and overlay in runs.warm.values()


def test_a_file_that_was_replaced_is_read_again(runs, look):
    first = runs.frames("t2v", loras=[use(look)])
    tiny.lora(look, seed=9)
    assert not nearly(first, runs.frames("t2v", loras=[use(look)]))


def test_the_recipe_inside_the_clip_brings_the_loras_back(runs, look, tmp_path):
    end = runs.end(runs.request("t2v", loras=[use(look, 0.6, steps=(0.0, 0.5)), use(look, enabled=False)]))
    request = wire.request(read_recipe(Path(end.result.path)))
    assert [one["lora_name"] for one in request.params["loras"]] == [str(look), str(look)]
    again = msgspec.structs.replace(
        request, id="again", output_folder=str(tmp_path / "again"), work_folder=str(tmp_path / "work")
    )
    assert np.array_equal(film(runs.end(again).result.path), film(end.result.path))
    look.unlink()
    failed = runs.end(again)
    assert (failed.code, failed.param) == ("MOD-005", "loras")
    assert failed.title == "The LoRA look.safetensors is not on this computer" and all(
        (failed.why, failed.done, failed.do)
    )


def test_the_flag_of_the_command_line_brings_them_and_a_recipe_there_too(runs, look, person):
    id = tiny.make(runs.resources, "t2v")
    text = [
        "--positive-prompt",
        "a red circle moves",
        "--seed",
        "1",
        "--output-format",
        "mkv ffv1",
        "--mode",
        "text_to_video",
    ]
    given = ["generate", "--model", id, *text, "--lora", f"{look}:0.7", "--lora", f"{person}:-0.4@0-0.5"]
    request = build_request(build_parser().parse_args(given))
    end = runs.end(msgspec.structs.replace(request, output_folder=str(runs.folder)))
    wanted = [use(look, 0.7), use(person, -0.4, steps=(0.0, 0.5))]
    assert np.array_equal(film(end.result.path), runs.frames("t2v", loras=wanted))
    again = build_request(build_parser().parse_args(["generate", "--recipe", end.result.path]))
    assert [one["lora_strength"] for one in again.params["loras"]] == [0.7, -0.4]
    off = build_request(build_parser().parse_args([*given, "--no-lora-enabled"]))
    assert np.array_equal(film(runs.end(msgspec.structs.replace(off, output_folder=str(runs.folder))).result.path),
                          runs.frames("t2v"))  # fmt: skip


def test_a_lora_that_was_moved_is_found_by_its_name_in_a_models_folder(runs, look, tmp_path):
    here = runs.frames("t2v", loras=[use(look)])
    look.rename(tiny.lora(tmp_path / "models" / "loras" / "look.safetensors", seed=7))
    request = runs.request("t2v", loras=[use(look)])
    moved = runs.end(msgspec.structs.replace(request, models_folders=(str(tmp_path / "models"),)))
    assert np.array_equal(here, film(moved.result.path))


def test_a_lora_of_another_model_is_refused_by_name_before_anything_is_loaded(runs, tmp_path):
    wide = tiny.lora(tmp_path / "wide.safetensors", width=5120)
    flux = tmp_path / "flux.safetensors"
    key = "transformer.single_transformer_blocks.0.attn.to_q"
    save_file({f"{key}.lora_A.weight": torch.ones(4, 8), f"{key}.lora_B.weight": torch.ones(8, 4)}, flux)
    for path, words in ((wide, "wide.safetensors was made for Wan 14B (width 5120"), (flux, "made for FLUX")):
        end = runs.end(runs.request("t2v", loras=[use(path)]))
        assert isinstance(end, Failed) and words in end.why
        assert (end.code, end.param) == ("MOD-001", "loras") and all((end.title, end.done, end.do))
        assert not runs.warm and not any(isinstance(e, Accepted) for e in runs.events)


def test_one_for_pictures_works_for_text_with_what_fits_and_says_so(runs, tmp_path):
    path = tiny.lora(tmp_path / "pictures.safetensors", image=True)
    end = runs.end(runs.request("t2v", loras=[use(path)]))
    assert isinstance(end, Finished)
    assert "pictures.safetensors: 16 of 20 layers, made for Wan 2.1 I2V of width 48." in end.result.notes
    assert not nearly(film(end.result.path), runs.frames("t2v"))


def test_a_job_taken_up_again_wears_what_it_wore(runs, look, monkeypatch):
    monkeypatch.setattr("engine.families.wan.keeping.PAUSE", 0.0)
    values = {"steps": 4, "loras": [use(look, steps=(0.25, 0.75))]}
    whole, request = runs.frames("t2v", **values), runs.request("t2v", **values)

    def stop():
        if sum(type(e).__name__ == "Preview" for e in runs.events) == 2:
            raise Cancelled

    assert isinstance(runs.end(request, stop), Stopped)
    other = msgspec.structs.replace(request, params={**request.params, "loras": [use(look, 0.5)]}, output_path="")
    taken = runs.end(request)
    assert taken.result.timing.forwards == 4 and np.array_equal(film(taken.result.path), whole)
    assert isinstance(runs.end(request, stop), Stopped)
    assert runs.end(other).result.timing.forwards == 8, "a checkpoint made with another strength is not taken"
