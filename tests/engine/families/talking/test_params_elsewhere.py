"""The parameters of a talking video whose effect is on the file, or on how it is made."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from PIL import Image
from torch.nn import functional as fn

from engine.api.events import Failed
from engine.api.model import Part
from engine.api.request import Role
from engine.families.talking.mouth import listen
from engine.families.talking.params import SpeechDevice, TalkingParams
from engine.media.recipe import read_recipe
from engine.nets.kernels.glue import TorchGlue
from tests import tiny

ELSEWHERE = (
    "wav2vec_device", "output_format", "loop_count", "filename_prefix", "save_output", "save_metadata", "head_groups",
    "use_tf32", "loras", "lora_enabled", "model_variant", "vram_debug_mode", "rope_function",
)  # fmt: skip
SHORT = {"num_frames": 9, "frame_window_size": 9, "steps": 1}


@pytest.fixture
def made(runs, portrait):
    """A maker of short silent films: values -> the result."""

    def make(**values):
        end = runs.end(runs.request("infinite_talk", ((Role.INPUT_IMAGE, portrait),), **SHORT, **values))
        assert hasattr(end, "result"), end
        return end.result

    return make


@pytest.mark.parametrize(("where", "device"), [("cpu", "cpu"), ("gpu", "meta"), ("auto", "meta")])
def test_the_speech_network_computes_where_it_is_told_to(where, device, monkeypatch, tmp_path):
    seen = []
    monkeypatch.setattr("engine.families.talking.mouth.Voices.read", lambda self, *_: seen.append(self.where.device))
    work = SimpleNamespace(params=TalkingParams(wav2vec_device=SpeechDevice(where)))
    files = {Part.SPEECH_ENCODER: tmp_path / "speech.safetensors"}
    listen(SimpleNamespace(work=work, device=torch.device("meta"), files=files, cache=tmp_path), (), None)
    assert seen == [torch.device(device)]


def test_the_format_and_its_loops_change_the_file(made):
    with (
        Image.open(made(output_format="gif", loop_count=1).path) as once,
        Image.open(made(output_format="gif").path) as ever,
    ):
        assert once.format == ever.format == "GIF" and once.info.get("loop") != ever.info.get("loop")


def test_name_place_and_recipe_of_the_file_can_be_chosen(made):
    plain, other = Path(made().path), Path(made(filename_prefix="talk", save_output=False, save_metadata=False).path)
    assert (plain.name.split("_")[0], other.name.split("_")[0]) == ("kinora", "talk")
    assert plain.parent.name == "out" != other.parent.name
    assert read_recipe(plain) is not None and read_recipe(other) is None


def test_head_groups_split_the_attention_and_keep_the_picture(runs, portrait, monkeypatch):
    heads, whole = [], fn.scaled_dot_product_attention

    def watched(q, *rest, **more):
        heads.append(q.shape[1])
        return whole(q, *rest, **more)

    monkeypatch.setattr(fn, "scaled_dot_product_attention", watched)
    given, counts, films = ((Role.INPUT_IMAGE, portrait),), [], []
    for groups in (1, 2):
        heads.clear()
        films.append(runs.frames("infinite_talk", given, **SHORT, head_groups=groups))
        counts.append(heads.count(1))
    assert counts[1] > counts[0]
    assert np.abs(films[0].astype(int) - films[1]).max() <= 1


def test_chunked_positions_turn_fewer_tokens_at_a_time_and_keep_the_picture(runs, portrait, monkeypatch):
    monkeypatch.setattr("engine.families.wan.kernels.CHUNK", 5)
    seen, whole = [], TorchGlue.turned
    monkeypatch.setattr(TorchGlue, "turned", lambda self, x, *rest: (seen.append(x.shape[1]), whole(self, x, *rest)))
    films, most = [], []
    for way in ("default", "chunked"):
        films.append(runs.frames("infinite_talk", ((Role.INPUT_IMAGE, portrait),), **SHORT, rope_function=way))
        most.append(max(seen))
        seen.clear()
    assert np.array_equal(*films)
    assert most[1] == 5 < most[0]


def test_loras_change_the_frames_and_the_switch_takes_them_away(runs, portrait, tmp_path):
    lora = [{"lora_name": str(tiny.lora(tmp_path / "look.safetensors"))}]
    bare, worn, off = (
        runs.frames("infinite_talk", ((Role.INPUT_IMAGE, portrait),), **SHORT, **values)
        for values in ({}, {"loras": lora}, {"loras": lora, "lora_enabled": False})
    )
    assert np.array_equal(bare, off) and not np.array_equal(bare, worn)


def test_tf32_sets_the_switch_of_the_card(made):
    seen = []
    for on in (True, False):
        made(use_tf32=on)
        seen.append(torch.backends.cuda.matmul.allow_tf32)
    assert seen == [True, False]


def test_a_form_that_the_model_has_not_is_refused(runs, portrait):
    end = runs.end(runs.request("infinite_talk", ((Role.INPUT_IMAGE, portrait),), **SHORT, model_variant="light"))
    assert isinstance(end, Failed) and end.param == "model_variant"
