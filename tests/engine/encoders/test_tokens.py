"""Prompts become the same numbers as in the official code, from one local file."""

from __future__ import annotations

import pytest
from transformers import PreTrainedTokenizerFast

from engine.api.errors import DamagedFile, WeightsMissing
from engine.encoders.tokens import clean, open_tokenizer, tokenizer_identity
from tests.engine.encoders.tiny_encoders import WORDS, tokenizer


@pytest.mark.parametrize(
    ("given", "cleaned"),
    [
        ("  a red\tball \n\n rolls  ", "a red ball rolls"),
        ("salt &amp;amp; pepper &lt;3", "salt & pepper <3"),
        ("<b> salt &amp;amp; pepper", "<b> salt & pepper"),
        ("Don\u00e2\u20ac\u2122t", "Don't"),
        ("caf\u00c3\u00a9", "caf\u00e9"),
        ("A RED Ball", "A RED Ball"),
        ("\u955c\u5934\u3000\u6643\u52a8\uff0c", "\u955c\u5934 \u6643\u52a8,"),
        ("&amp;nbsp;x&nbsp;y", "x y"),
        ("broken \ud83d half", "broken \ufffd half"),
        (" \n ", ""),
    ],
)
def test_a_prompt_is_cleaned_as_the_official_code_does(given, cleaned):
    assert clean(given) == cleaned


@pytest.mark.parametrize("text", ["a red ball", "", "a purple ball", "a red ball " * 9])
def test_the_tokens_are_those_of_the_official_padded_call(text, tmp_path):
    folder = tokenizer(tmp_path)
    theirs = PreTrainedTokenizerFast(
        tokenizer_file=str(folder / "tokenizer.json"), pad_token="<pad>", eos_token="</s>", unk_token="<unk>"
    )
    padded = theirs(text, padding="max_length", truncation=True, max_length=8, add_special_tokens=True)
    length = sum(padded["attention_mask"])
    ids = open_tokenizer(folder, 8).ids(text)
    assert list(ids) == padded["input_ids"][:length]
    assert ids[-1] == 1 and len(ids) <= 8


def test_a_cut_prompt_does_not_cut_the_next_count(tmp_path):
    words = open_tokenizer(tokenizer(tmp_path), 4)
    assert len(words.ids("a red ball rolls to a red ball")) == 4
    assert words.count("a   red ball rolls to a red ball") == 9
    assert words.vocabulary == len(WORDS)


def test_the_identity_follows_the_content_and_not_the_place(tmp_path):
    one, two, other = (tokenizer(tmp_path / name) for name in ("one", "two", "other"))
    tokenizer(other, (*WORDS, "\u2581blue"))
    assert tokenizer_identity(one) == tokenizer_identity(two) != tokenizer_identity(other)


def test_a_folder_without_a_tokenizer_says_what_is_missing(tmp_path):
    (tmp_path / "spiece.model").write_bytes(b"x")
    with pytest.raises(WeightsMissing, match="tokenizer.json"):
        open_tokenizer(tmp_path, 8)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"{}", b'{"model": {"vocab": 1}}', b"\xff\xfe", b"[" * 90000])
def test_a_file_that_is_no_tokenizer_is_damage(content, tmp_path):
    (tmp_path / "tokenizer.json").write_bytes(content)
    with pytest.raises(DamagedFile):
        open_tokenizer(tmp_path, 8)
