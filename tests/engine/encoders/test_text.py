"""Prompts in, rows out, from files alone."""

from __future__ import annotations

import pytest
import torch

from engine.api.errors import WrongCheckpoint
from engine.encoders.image import open_image_encoder
from engine.encoders.text import Where, numbers_of, open_text_encoder
from engine.encoders.tokens import open_tokenizer
from engine.nets.umt5 import TextNetwork
from engine.weights.checkpoint import open_checkpoint
from tests.engine.encoders.tiny_encoders import (
    CPU,
    TINY_CLIP,
    WORDS,
    golden,
    image_weights,
    text_weights,
    tokenizer,
)
from tests.engine.weights.files import save
from tests.golden import deterministic


@pytest.fixture
def encoder(tmp_path):
    torch.set_num_threads(1)
    return open_text_encoder(text_weights(tmp_path), open_tokenizer(tokenizer(tmp_path), 6), CPU)


def test_the_numbers_of_the_encoder_are_read_off_its_weights(tmp_path):
    found = numbers_of(open_checkpoint(text_weights(tmp_path)))
    assert found == TextNetwork(101, 32, 24, 56, 4, 3, 32)


def test_each_prompt_has_a_row_for_each_token_and_none_for_padding(encoder):
    short, empty, long = encoder.encode(("a  red", "", "a red ball rolls to right"))
    assert (short.shape, empty.shape, long.shape) == ((3, 32), (1, 32), (6, 32))
    assert torch.equal(encoder.encode(("a red",))[0], short), "neighbours must not change a prompt"


def test_the_rows_are_those_of_the_official_network(encoder):
    outputs, meta = golden("umt5_encoder")
    ids = deterministic.integers("in.ids", (3, 20), meta["salt"], 101)
    with torch.inference_mode():
        got = encoder.network(ids[:1, :7])[0]
    assert deterministic.difference(outputs["out0"], got) < meta["relative_l2_tolerance"]


def test_the_picture_rows_are_those_of_the_official_network(tmp_path):
    outputs, meta = golden("clip_vision")
    picture = deterministic.tensor("in.image", (3, 1, 40, 70), meta["salt"], scale=0.5).clamp(-1, 1)[:, 0]
    got = open_image_encoder(image_weights(tmp_path), TINY_CLIP, CPU).encode(picture)
    assert deterministic.difference(outputs["out"][0], got) < meta["relative_l2_tolerance"]


def test_an_encoder_in_bf16_gives_bf16_rows_close_to_the_exact_ones(encoder, tmp_path):
    half = open_text_encoder(
        text_weights(tmp_path), encoder.tokenizer, Where(torch.device("cpu"), torch.bfloat16)
    ).encode(("a red ball",))[0]
    assert half.dtype == torch.bfloat16
    assert deterministic.difference(encoder.encode(("a red ball",))[0], half.float()) < 0.03


def test_the_tick_hears_of_the_loading_and_may_stop_it(tmp_path):
    class Stop(Exception):
        pass

    def tick(done, total):
        raise Stop

    with pytest.raises(Stop):
        open_text_encoder(
            text_weights(tmp_path),
            open_tokenizer(tokenizer(tmp_path), 6),
            Where(torch.device("cpu"), torch.float32, tick),
        )


def test_another_model_is_refused_with_its_name(tmp_path):
    words = open_tokenizer(tokenizer(tmp_path), 6)
    with pytest.raises(WrongCheckpoint, match="looks like a CLIP image encoder"):
        open_text_encoder(image_weights(tmp_path), words, CPU)
    with pytest.raises(WrongCheckpoint, match="looks like a UMT5 text encoder"):
        open_image_encoder(text_weights(tmp_path), TINY_CLIP, CPU)


@pytest.mark.parametrize("shape", [(32, 0), (32, 5), (32,)])
def test_a_hostile_table_of_distances_is_refused(shape, tmp_path):
    weights = deterministic.weights(golden("umt5_encoder")[1])
    weights["blocks.0.pos_embedding.embedding.weight"] = torch.zeros(shape)
    path = save(tmp_path / "bad.safetensors", weights)
    with pytest.raises(WrongCheckpoint):
        open_text_encoder(path, open_tokenizer(tokenizer(tmp_path), 6), CPU)


def test_a_tokenizer_with_more_words_than_the_network_is_refused(tmp_path):
    many = (*WORDS, *(f"\u2581word{n}" for n in range(100)))
    with pytest.raises(WrongCheckpoint, match="109 words, umt5.safetensors knows 101"):
        open_text_encoder(text_weights(tmp_path), open_tokenizer(tokenizer(tmp_path, many), 6), CPU)
