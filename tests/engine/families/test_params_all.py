"""Every parameter has an effect: each is changed alone and the clip, the file or its making changes with it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import load_file, save_file
from torch.nn import functional as fn

from engine.api.events import Finished
from engine.api.request import Role
from engine.families.wan.params import WanParams
from engine.media.probe import probe
from engine.media.recipe import read_recipe
from engine.nets.kernels.glue import TorchGlue
from tests import tiny
from tests.engine.planner.test_pinned import CHANGES as PLANNED

# Parameter -> (model, what it is compared at, its other value): the frames must differ.
PICTURE: dict[str, tuple[str, dict[str, Any], Any]] = {
    "mode": ("ti2v", {"mode": "image_to_video"}, "text_to_video"),
    "positive_prompt": ("t2v", {}, "blue"),
    "negative_prompt": ("t2v", {}, "blue"),
    "use_negative_prompt": ("t2v", {}, False),
    "width": ("t2v", {}, 80),
    "height": ("t2v", {}, 80),
    "num_frames": ("t2v", {}, 9),
    "keep_proportion": ("ti2v", {}, "stretch"),
    "crop_position": ("ti2v", {}, "left"),
    "upscale_method": ("ti2v", {}, "nearest-exact"),
    "steps": ("t2v", {}, 4),
    "cfg": ("t2v", {}, [4.0]),
    "cfg_high_noise": ("t2v-pair", {}, [4.0]),
    "shift": ("t2v", {}, 2.0),
    "seed": ("t2v", {}, 2),
    "scheduler": ("t2v", {}, "euler"),
    "denoising_step_list": ("t2v", {"scheduler": "distilled"}, [900, 500, 100]),
    "denoise_strength": ("t2v", {"mode": "video_to_video", "steps": 4}, 0.5),
    "start_step": ("t2v", {"mode": "video_to_video"}, 1),
    "end_step": ("t2v", {}, 2),
    "add_noise_to_samples": ("t2v", {"mode": "video_to_video", "start_step": 1}, False),
    "boundary": ("t2v-pair", {}, 0.5),
    "cfg_truncate_steps": ("t2v", {}, 1),
    "cfg_truncate_high_noise_steps": ("t2v-pair", {"boundary": 0.5}, 1),
    "riflex_freq_index": ("t2v", {"num_frames": 9}, 1),
    "pingpong": ("t2v", {}, True),
    "base_precision": ("t2v", {}, "bf16"),
    "cfg_zero_star": ("t2v", {}, True),
    "use_apg": ("t2v", {"apg_norm_threshold": 0.5}, True),
    "apg_momentum": ("t2v", {"use_apg": True, "apg_norm_threshold": 0.5}, 0.9),
    "apg_norm_threshold": ("t2v", {"use_apg": True}, 0.2),
    "slg_blocks": ("t2v", {}, [1]),
    "nag_scale": ("t2v", {"cfg": [1.0]}, 11.0),
    "enhance_weight": ("t2v", {"num_frames": 9}, 4.0),
    "enhance_start": ("t2v", {"num_frames": 9, "enhance_weight": 4.0}, 0.5),
    "enhance_end": ("t2v", {"num_frames": 9, "enhance_weight": 4.0}, 0.5),
    "cache_mode": ("t2v", {"steps": 10, "cache_threshold": 9.0}, "magcache"),
    "cache_threshold": ("t2v", {"steps": 10, "cache_mode": "magcache"}, 0.04),
    "cache_start": ("t2v", {"steps": 10, "cache_mode": "magcache", "cache_threshold": 9.0}, 0.6),
    "cache_end": ("t2v", {"steps": 10, "cache_mode": "magcache", "cache_threshold": 9.0}, 0.5),
}
# Those whose effect is elsewhere have a test of their own below.
ELSEWHERE = {
    "fps", "output_format", "loop_count", "filename_prefix", "save_output", "save_metadata", "head_groups", "use_tf32",
    "loras", "lora_enabled", "model_variant", "rope_function",
    "vram_debug_mode",  # in test_streaming
}  # fmt: skip
BASE: dict[str, Any] = {"steps": 3, "num_frames": 5}


def test_every_parameter_is_tested_here():
    assert set(PICTURE) | ELSEWHERE | set(PLANNED) == set(WanParams.__dataclass_fields__)
    assert not set(PICTURE) & ELSEWHERE


@pytest.fixture
def wide(tmp_path):
    path = tmp_path / "wide.png"
    Image.fromarray((np.indices((40, 120)).sum(0)[..., None] * [1, 2, 5] % 255).astype(np.uint8)).save(path)
    return path


@pytest.mark.parametrize("name", PICTURE)
def test_changing_it_changes_the_frames(name, runs, wide, clips):
    kind, at, other = PICTURE[name]
    inputs = {Role.INPUT_IMAGE: wide} if kind == "ti2v" else {}
    if at.get("mode") == "video_to_video":
        inputs = {Role.INPUT_VIDEO: Path(runs.end(runs.request("t2v", seed=9)).result.path)}
    if (asked := str((kind, at))) not in clips:
        clips[asked] = runs.frames(kind, inputs, **{**BASE, **at})
    before, after = clips[asked], runs.frames(kind, inputs, **{**BASE, **at, name: other})
    assert before.shape != after.shape or not np.array_equal(before, after)


def test_fps_changes_the_length_in_seconds(runs):
    slow, fast = (runs.end(runs.request("t2v", fps=fps)).result for fps in ("8", "16"))
    assert probe(Path(slow.path)).seconds == pytest.approx(2 * probe(Path(fast.path)).seconds, abs=0.01)


def test_output_format_and_loop_count_change_the_file(runs):
    once, ever = (runs.end(runs.request("t2v", output_format="gif", loop_count=n)).result.path for n in (1, 0))
    with Image.open(once) as a, Image.open(ever) as b:
        assert a.format == b.format == "GIF"
        assert a.info.get("loop") != b.info.get("loop")


def test_filename_prefix_begins_the_name(runs):
    assert Path(runs.end(runs.request("t2v", filename_prefix="holiday")).result.path).name.startswith("holiday_")


def test_save_output_decides_the_folder(runs):
    kept, left = (runs.end(runs.request("t2v", save_output=keep)).result.path for keep in (True, False))
    assert Path(kept).parent != Path(left).parent


def test_save_metadata_decides_whether_the_recipe_is_inside(runs):
    paths = [Path(runs.end(runs.request("t2v", save_metadata=keep)).result.path) for keep in (True, False)]
    assert [read_recipe(path) is not None for path in paths] == [True, False]


def test_head_groups_split_the_attention_and_keep_the_picture(runs, monkeypatch):
    heads: list[int] = []
    whole = fn.scaled_dot_product_attention

    def watched(q: torch.Tensor, *rest: Any, **more: Any) -> torch.Tensor:
        heads.append(q.shape[1])
        return whole(q, *rest, **more)

    monkeypatch.setattr(fn, "scaled_dot_product_attention", watched)
    one = runs.frames("t2v", base_precision="fp32")
    whole_heads = heads.count(2)
    two = runs.frames("t2v", base_precision="fp32", head_groups=2)
    assert heads.count(2) - whole_heads < whole_heads
    assert np.abs(one.astype(int) - two.astype(int)).max() <= 1


def test_chunked_positions_turn_fewer_tokens_at_a_time_and_keep_the_picture(runs, monkeypatch):
    monkeypatch.setattr("engine.families.wan.kernels.CHUNK", 5)
    clips = [runs.frames("t2v", rope_function=way) for way in ("default", "chunked")]
    assert np.array_equal(*clips)
    seen = []
    whole = TorchGlue.turned
    monkeypatch.setattr(TorchGlue, "turned", lambda self, x, *rest: (seen.append(x.shape[1]), whole(self, x, *rest)))
    for way in ("default", "chunked"):
        runs.frames("t2v", rope_function=way)
        most, seen[:] = max(seen), []
        assert most == (5 if way == "chunked" else 32)


def test_every_part_of_a_lora_changes_the_frames_and_the_switch_takes_them_all_away(runs, tmp_path):
    path = str(tiny.lora(tmp_path / "look.safetensors"))
    other = str(tiny.lora(tmp_path / "other.safetensors", seed=2))
    clips = [
        runs.frames("t2v-pair", boundary=0.9, **BASE, **values)
        for values in (
            {},
            {"loras": [{"lora_name": path}]},
            {"loras": [{"lora_name": other}]},
            {"loras": [{"lora_name": path, "lora_strength": 0.5}]},
            {"loras": [{"lora_name": path, "expert": "high"}]},
            {"loras": [{"lora_name": path, "steps": [0.5, 1.0]}]},
        )
    ]
    assert not any(np.array_equal(one, two) for n, one in enumerate(clips) for two in clips[:n])
    for off in (
        {"loras": [{"lora_name": path, "enabled": False}]},
        {"loras": [{"lora_name": path}], "lora_enabled": False},
    ):
        assert np.array_equal(clips[0], runs.frames("t2v-pair", boundary=0.9, **BASE, **off))


def test_use_tf32_sets_the_switch_of_the_card(runs):
    seen = []
    for on in (True, False):
        assert isinstance(runs.end(runs.request("t2v", use_tf32=on)), Finished)
        seen.append(torch.backends.cuda.matmul.allow_tf32)
    assert seen == [True, False]


def test_the_form_of_a_model_is_the_file_that_is_used(runs):
    folder = runs.resources / tiny.make(runs.resources, "t2v")
    entry = runs.resources / "models" / "tiny-t2v.toml"
    before, rows = entry.read_text("utf-8"), runs.resources / "files" / "tiny.toml"
    rows.parent.mkdir(exist_ok=True)
    forms, files = "", ""
    for name in ("low", "dark"):
        forms += f'[[variants]]\nid = "{name}"\ntitle = "{name}"\nprecision = "fp32"\n'
        forms += f'files = {{ transformer = ["{name}"] }}\n'
        files += f'[[files]]\nid = "{name}"\npath = "{name}.safetensors"\nsources = []\n'
    weights = {name: value * 0.5 for name, value in load_file(folder / "low.safetensors").items()}
    save_file(weights, folder / "dark.safetensors")
    try:
        entry.write_text(before + forms, "utf-8")
        rows.write_text(files, "utf-8")
        first, low, dark = (runs.frames("t2v", **BASE, model_variant=form) for form in ("auto", "low", "dark"))
        assert np.array_equal(first, low) and not np.array_equal(first, dark)
        assert (
            json.loads(runs.end(runs.request("t2v", **BASE, model_variant="dark")).result.recipe)["params"][
                "model_variant"
            ]
            == "dark"
        )
        refused = runs.end(runs.request("t2v", **BASE, model_variant="light"))
        assert refused.param == "model_variant"
    finally:
        entry.write_text(before, "utf-8")
        rows.unlink()
        (folder / "dark.safetensors").unlink()
