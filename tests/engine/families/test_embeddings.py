"""A prompt is encoded once; the second time nothing is loaded."""

from __future__ import annotations

import shutil

import pytest
import torch

from engine.encoders import image, text
from engine.encoders.kept import KeptTensors
from engine.encoders.text import Where
from engine.families.wan.embeddings import Embeddings
from tests.engine.encoders.tiny_encoders import CPU, TINY_CLIP, WORDS, image_weights, text_weights, tokenizer


@pytest.fixture
def built(monkeypatch):
    """How many networks were built, by name."""
    counts = {}

    def counted(name, make):
        def build(*args):
            counts[name] = counts.get(name, 0) + 1
            return make(*args)

        return build

    for module, name in ((text, "TextEncoderNetwork"), (image, "ImageEncoderNetwork")):
        monkeypatch.setattr(module, name, counted(name, getattr(module, name)))
    torch.set_num_threads(1)
    return counts


def encode(tmp_path, *prompts, where=CPU, text_len=6):
    return Embeddings(KeptTensors(tmp_path / "kept"), where).texts(
        prompts, tmp_path / "umt5.safetensors", tmp_path, text_len
    )


@pytest.fixture
def files(tmp_path):
    text_weights(tmp_path), tokenizer(tmp_path)


def test_the_second_call_builds_no_text_encoder_and_gives_the_same_bits(files, tmp_path, built):
    first = encode(tmp_path, "a red ball", "")
    assert built == {"TextEncoderNetwork": 1}
    again = encode(tmp_path, "a  red ball ", "")
    assert built == {"TextEncoderNetwork": 1}
    assert all(torch.equal(one, two) for one, two in zip(first, again, strict=True))
    assert first[0].shape == (4, 32) and first[1].shape == (1, 32)


def test_only_the_new_prompt_is_encoded_and_a_repeated_one_once(files, tmp_path, built, monkeypatch):
    encode(tmp_path, "a red ball")
    seen = []
    original = text.TextEncoder.encode
    monkeypatch.setattr(text.TextEncoder, "encode", lambda self, texts: seen.append(texts) or original(self, texts))
    rows = encode(tmp_path, "a ball", "a red ball", "a ball")
    assert seen == [("a ball",)]
    assert torch.equal(rows[0], rows[2]) and not torch.equal(rows[0], rows[1][:3])


def test_a_damaged_entry_is_encoded_again(files, tmp_path, built):
    first = encode(tmp_path, "a red ball")
    (entry,) = (tmp_path / "kept").iterdir()
    entry.write_bytes(entry.read_bytes()[:-4])
    assert torch.equal(encode(tmp_path, "a red ball")[0], first[0])
    assert built == {"TextEncoderNetwork": 2}
    encode(tmp_path, "a red ball")
    assert built == {"TextEncoderNetwork": 2}


def test_everything_the_rows_depend_on_makes_another_entry(files, tmp_path, built):
    encode(tmp_path, "a red ball rolls to right")
    encode(tmp_path, "a red ball rolls to right", text_len=5)
    encode(tmp_path, "a red ball rolls to right", where=Where(torch.device("cpu"), torch.bfloat16))
    tokenizer(tmp_path, (*WORDS, "\u2581blue"))
    encode(tmp_path, "a red ball rolls to right")
    weights = tmp_path / "umt5.safetensors"
    content = weights.read_bytes()
    weights.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    encode(tmp_path, "a red ball rolls to right")
    assert built == {"TextEncoderNetwork": 5}
    assert len(list((tmp_path / "kept").iterdir())) == 5


def test_the_same_weights_in_another_place_find_the_same_entry(files, tmp_path, built):
    encode(tmp_path, "a red ball")
    moved = tmp_path / "moved"
    moved.mkdir()
    shutil.copy(tmp_path / "umt5.safetensors", moved / "other name.safetensors")
    Embeddings(KeptTensors(tmp_path / "kept"), CPU).texts(("a red ball",), moved, tmp_path, 6)
    assert built == {"TextEncoderNetwork": 1}


def test_a_picture_is_encoded_once_and_another_one_anew(tmp_path, built):
    weights = image_weights(tmp_path)
    embeddings = Embeddings(KeptTensors(tmp_path / "kept"), CPU)
    picture = torch.rand(3, 20, 30) * 2 - 1
    rows = embeddings.picture(picture, weights, TINY_CLIP)
    assert torch.equal(embeddings.picture(picture.clone(), weights, TINY_CLIP), rows)
    assert rows.shape == (17, 32) and built == {"ImageEncoderNetwork": 1}
    embeddings.picture(picture.flip(2), weights, TINY_CLIP)
    embeddings.picture(picture.reshape(3, 30, 20), weights, TINY_CLIP)
    assert built == {"ImageEncoderNetwork": 3}
