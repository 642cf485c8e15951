"""Which built-in model the command line takes when none is named."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image
from scipy.io import wavfile

from engine.api.errors import WeightsMissing
from engine.api.request import GenerationRequest
from engine.cli import build_parser
from engine.commands import build_request


@pytest.fixture
def files(tmp_path):
    """A picture and a voice."""
    picture, voice = tmp_path / "p.png", tmp_path / "v.wav"
    Image.new("RGB", (64, 64), (200, 20, 20)).save(picture)
    wavfile.write(voice, 16000, np.zeros(16000, np.int16))
    return str(picture), str(voice)


def request(*words: str) -> GenerationRequest:
    return build_request(build_parser().parse_args(["generate", *words]))


def model(*words: str) -> str:
    return request(*words).model


def test_words_and_pictures_go_to_the_starter(files):
    assert model("--positive-prompt", "a ball") == "starter"
    assert model("--input-image", files[0]) == "starter"


def test_a_voice_or_the_task_goes_to_the_one_that_speaks(files):
    picture, voice = files
    assert model("--input-image", picture, "--audio-file", voice) == "starter-voice"
    assert model("--mode", "infinite_talk", "--input-image", picture) == "starter-voice"


def test_a_name_wins(files):
    picture, voice = files
    assert model("--model", "multitalk", "--input-image", picture, "--audio-file", voice) == "multitalk"
    with pytest.raises(WeightsMissing):
        model("--model", "nobody")


def test_a_picture_takes_the_nearest_size_that_the_model_can_make(files, tmp_path):
    wide = tmp_path / "wide.png"
    Image.new("RGB", (1600, 900)).save(wide)
    for picture, size in ((files[0], (128, 128)), (str(wide), (256, 128))):
        request = build_request(
            build_parser().parse_args(["generate", "--mode", "infinite_talk", "--input-image", picture])
        )
        assert (request.params["width"], request.params["height"]) == size
