"""Every parameter of a talking video has an effect: each is changed alone and the film changes with it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch

from engine.api.events import Failed, Finished
from engine.api.model import Part
from engine.api.request import Role
from engine.families.talking.mouth import listen
from engine.families.talking.params import SpeechDevice, TalkingParams
from engine.families.wan.params import WanParams
from tests.engine.families.conftest import film

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
    "colormatch": ({}, "disabled"),
    "color_correction_strength": ({}, 0.3),
    "use_apg": ({"apg_norm_threshold": 0.5}, True),
    "apg_momentum": ({"use_apg": True, "apg_norm_threshold": 0.5}, 0.9),
    "apg_norm_threshold": ({"use_apg": True, "apg_norm_threshold": 0.5}, 0.2),
    "mode": ({}, "multi_talk"),
    "positive_prompt": ({}, "blue square"),
    "fps": ({}, "20"),
    "steps": ({}, 3),
    "cfg": ({}, [1.0]),
    "shift": ({}, 2.0),
    "denoise_strength": ({"steps": 4}, 0.5),
}
ELSEWHERE = {"wav2vec_device"}
BASE = {"steps": 2, "num_frames": 16}


def own() -> set[str]:
    """What a talking video has beside every Wan model, or declares anew."""
    shared = WanParams.__dataclass_fields__
    return {
        n for n, f in TalkingParams.__dataclass_fields__.items() if n not in shared or f.default != shared[n].default
    }


def test_every_own_parameter_is_tested_here():
    assert own() <= set(FRAMES) | ELSEWHERE


@pytest.mark.parametrize("name", FRAMES)
def test_changing_it_changes_the_frames(name, runs, portrait, voice, clips):
    at, other = FRAMES[name]
    asked = str(("talking", at))
    at, mode = dict(at), "infinite_talk"
    seconds = at.pop("seconds", 0.4)
    voices = tuple((Role.AUDIO_FILE, voice(seconds, seed)) for seed in range(1, 1 + at.pop("voices", 1)))
    given = ((Role.INPUT_IMAGE, portrait), *voices)
    if asked not in clips:
        clips[asked] = runs.frames(mode, given, **{**BASE, **at})
    before = clips[asked]
    if name == "mode":
        after = runs.frames(other, given, **BASE, **at)
    else:
        after = runs.frames(mode, given, **{**BASE, **at, name: other})
    assert before.shape != after.shape or not np.array_equal(before, after)


@pytest.mark.parametrize(("where", "device"), [("cpu", "cpu"), ("gpu", "meta"), ("auto", "meta")])
def test_the_speech_network_computes_where_it_is_told_to(where, device, monkeypatch, tmp_path):
    seen = []
    monkeypatch.setattr("engine.families.talking.mouth.Voices.read", lambda self, *_: seen.append(self.where.device))
    work = SimpleNamespace(params=TalkingParams(wav2vec_device=SpeechDevice(where)))
    files = {Part.SPEECH_ENCODER: tmp_path / "speech.safetensors"}
    listen(SimpleNamespace(work=work, device=torch.device("meta"), files=files, cache=tmp_path), (), None)
    assert seen == [torch.device(device)]


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
