"""Every parameter of a talking video has an effect: each is changed alone and the film changes with it.

Those whose effect is on the file or on how it is made are in test_params_elsewhere; those of the plan, which all
families carry out alike, in tests/engine/planner/test_pinned.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from PIL import Image

from engine.api import params
from engine.api.events import Failed, Finished
from engine.api.model import Mode
from engine.api.request import Role
from engine.families.talking.params import TalkingParams
from tests.engine.families.conftest import film
from tests.engine.families.talking.test_params_elsewhere import ELSEWHERE
from tests.engine.planner.test_pinned import CHANGES as PLANNED

LONG = {"steps": 10, "num_frames": 9, "frame_window_size": 9}  # with few steps a cache is refused
# Parameter -> (values it is compared at, its other value): the frames must differ.
FRAMES: dict[str, tuple[dict[str, Any], Any]] = {
    "num_frames": ({}, 9),
    "scheduler": ({}, "unipc"),
    "frame_window_size": ({}, 9),
    "motion_frame": ({"seconds": 0.64}, 1),
    "audio_cfg": ({}, 4.0),
    "audio_scale": ({}, 0.3),
    "multi_audio_type": ({"voices": 2}, "add"),
    "speaker_boxes": ({"voices": 2}, [0.0, 0.0, 0.3, 0.4, 0.3, 0.4, 1.0, 1.0]),
    "normalize_loudness": ({}, False),
    "wav2vec_precision": ({}, "bf16"),
    "scene_seg": ({"picture": "film", "num_frames": 24, "seconds": 1.0}, True),
    "colormatch": ({}, "disabled"),
    "color_correction_strength": ({}, 0.3),
    "use_apg": ({"apg_norm_threshold": 0.5}, True),
    "apg_momentum": ({"use_apg": True, "apg_norm_threshold": 0.5}, 0.9),
    "apg_norm_threshold": ({"use_apg": True, "apg_norm_threshold": 0.5}, 0.2),
    "mode": ({}, "multi_talk"),
    "positive_prompt": ({}, "blue square"),
    "negative_prompt": ({}, "blue square"),
    "use_negative_prompt": ({}, False),
    "width": ({}, 80),
    "height": ({}, 80),
    "fps": ({}, "20"),
    "keep_proportion": ({"picture": "wide"}, "pad"),
    "crop_position": ({"picture": "wide"}, "left"),
    "upscale_method": ({"picture": "wide"}, "nearest-exact"),
    "seed": ({}, 2),
    "steps": ({}, 3),
    "cfg": ({}, [1.0]),
    "shift": ({}, 2.0),
    "denoising_step_list": ({"scheduler": "distilled"}, [900, 400]),
    "denoise_strength": ({"steps": 4}, 0.5),
    "start_step": ({}, 1),
    "end_step": ({}, 1),
    "add_noise_to_samples": ({"start_step": 1}, False),
    "cfg_truncate_steps": ({}, 1),
    "riflex_freq_index": ({}, 1),
    "pingpong": ({}, True),
    "base_precision": ({}, "bf16"),
    "slg_blocks": ({}, [1]),
    "nag_scale": ({"cfg": [1.0]}, 11.0),
    "enhance_weight": ({}, 4.0),
    "enhance_start": ({"enhance_weight": 4.0}, 0.5),
    "enhance_end": ({"enhance_weight": 4.0}, 0.5),
    "cache_mode": (LONG | {"cache_threshold": 9.0}, "easycache"),
    "cache_threshold": (LONG | {"cache_mode": "easycache", "cache_threshold": 9.0}, 0.001),
    "cache_start": (LONG | {"cache_mode": "easycache", "cache_threshold": 9.0}, 0.6),
    "cache_end": (LONG | {"cache_mode": "easycache", "cache_threshold": 9.0}, 0.5),
}
BASE = {"steps": 2, "num_frames": 16}


def declared(mode: str) -> set[str]:
    """What a model of that task lets a person set."""
    values = TalkingParams(mode=Mode(mode))
    return {f.name for f in params.fields(TalkingParams)} - values.unused(SimpleNamespace(experts=1))


def test_every_declared_parameter_is_tested():
    assert declared("infinite_talk") == declared("multi_talk") == set(FRAMES) | set(ELSEWHERE) | set(PLANNED)
    assert not set(FRAMES) & set(ELSEWHERE)
    assert declared("fantasy_talking") < declared("infinite_talk")


@pytest.fixture
def wide(tmp_path):
    path = tmp_path / "wide.png"
    Image.fromarray((np.indices((40, 120)).sum(0)[..., None] * [1, 2, 5] % 255).astype(np.uint8)).save(path)
    return path


@pytest.mark.parametrize("name", FRAMES)
def test_changing_it_changes_the_frames(name, runs, portrait, wide, cut_film, voice, clips):
    at, other = FRAMES[name]
    asked = str(("talking", at))
    at, mode = dict(at), "infinite_talk"
    seconds, picture = at.pop("seconds", 0.4), {"": portrait, "wide": wide, "film": cut_film}[at.pop("picture", "")]
    voices = tuple((Role.AUDIO_FILE, voice(seconds, seed)) for seed in range(1, 1 + at.pop("voices", 1)))
    given = ((Role.INPUT_VIDEO if picture is cut_film else Role.INPUT_IMAGE, picture), *voices)
    if asked not in clips:
        clips[asked] = runs.frames(mode, given, **{**BASE, **at})
    before = clips[asked]
    if name == "mode":
        after = runs.frames(other, given, **BASE, **at)
    else:
        after = runs.frames(mode, given, **{**BASE, **at, name: other})
    assert before.shape != after.shape or not np.array_equal(before, after)


@pytest.mark.parametrize("with_voice", [True, False])
def test_the_length_of_the_one_window_of_fantasy_talking_can_be_set(runs, portrait, voice, with_voice):
    given = ((Role.INPUT_IMAGE, portrait), *(((Role.AUDIO_FILE, voice(0.6)),) if with_voice else ()))
    shown = [runs.frames("fantasy_talking", given, **values) for values in ({}, {"num_frames": 9})]
    assert [len(frames) for frames in shown] == [13, 9]
    small = runs.frames("fantasy_talking", given, frame_window_size=5)
    assert len(small) == 5


@pytest.mark.parametrize("name", ["motion_frame", "multi_audio_type", "speaker_boxes", "use_apg", "boundary"])
def test_what_does_nothing_with_a_model_is_refused_by_name(runs, portrait, name):
    other = {"motion_frame": 1, "multi_audio_type": "add", "speaker_boxes": [0, 0, 1, 1], "use_apg": True}
    end = runs.end(runs.request("fantasy_talking", ((Role.INPUT_IMAGE, portrait),), **{name: other.get(name, 0.5)}))
    assert isinstance(end, Failed) and end.param == name and "does nothing" in end.title


def test_one_prompt_for_each_window_and_the_last_one_repeats(runs, portrait):
    def frames(prompt):
        made = runs.request("infinite_talk", ((Role.INPUT_IMAGE, portrait),), positive_prompt=prompt, num_frames=29)
        end = runs.end(made)
        assert isinstance(end, Finished), end
        return film(end.result.path)

    one, two, three = (frames(p) for p in ("a red circle", "a red circle | blue", "a red circle | blue | blue"))
    assert np.array_equal(one[:13], two[:13]) and not np.array_equal(one[13:], two[13:])
    assert np.array_equal(two, three)


@pytest.mark.parametrize(
    ("wrong", "param"),
    [
        ({"motion_frame": 13}, "motion_frame"),
        ({"speaker_boxes": [0.1, 0.2, 0.3]}, "speaker_boxes"),
        ({"audio_cfg": 0.5}, "audio_cfg"),
        ({"color_correction_strength": 2.0}, "color_correction_strength"),
    ],
)
def test_a_wrong_value_is_refused_by_name(runs, portrait, wrong, param):
    end = runs.end(runs.request("infinite_talk", ((Role.INPUT_IMAGE, portrait),), **wrong))
    assert isinstance(end, Failed) and end.param == param


def test_without_a_picture_the_job_is_refused(runs, voice):
    end = runs.end(runs.request("infinite_talk", ((Role.AUDIO_FILE, voice(0.4)),)))
    assert isinstance(end, Failed) and end.param == "input_image"
