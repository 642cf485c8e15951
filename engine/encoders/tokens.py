"""Turns a prompt into the numbers that the text encoder was trained on.

No torch and no network here: the tokenizer is one local file, `tokenizer.json`, read by the library that trained it.
Source of the recipe: Wan-Video/Wan2.1@9737cba wan/modules/tokenizers.py.
"""

from __future__ import annotations

import hashlib
import html
import json
import re
from dataclasses import dataclass
from pathlib import Path

import ftfy
from tokenizers import Tokenizer

from engine.weights.sniff import damaged, missing

FILE = "tokenizer.json"
LARGEST_FILE = 128 * 1024 * 1024  # bytes; the one of UMT5-XXL has 17 million
_SPACES = re.compile(r"\s+")


def clean(text: str) -> str:
    """A prompt as the official code cleans it: mended characters, entities resolved twice, single spaces."""
    mended = html.unescape(html.unescape(ftfy.fix_text(text))).strip()
    return _SPACES.sub(" ", mended).strip()


@dataclass(frozen=True, slots=True)
class PromptTokenizer:
    """The words of one text encoder."""

    tokenizer: Tokenizer
    limit: int  # tokens that the transformer reads, the end mark included

    @property
    def vocabulary(self) -> int:
        """How many different tokens there are."""
        return int(self.tokenizer.get_vocab_size())

    def ids(self, text: str) -> tuple[int, ...]:
        """The tokens of a cleaned prompt, cut to the limit before the end mark; never empty, never padded."""
        found = self.tokenizer.encode(text)
        if len(found.ids) > self.limit:
            self.tokenizer.enable_truncation(self.limit)
            found = self.tokenizer.encode(text)
            self.tokenizer.no_truncation()
        return tuple(found.ids)

    def count(self, text: str) -> int:
        """How many tokens the prompt has before it is cut, for the counter beside it."""
        return len(self.tokenizer.encode(clean(text)).ids)


def open_tokenizer(folder: Path, limit: int) -> PromptTokenizer:
    """The tokenizer in `folder/tokenizer.json` and no other file; raises WeightsMissing or DamagedFile."""
    content = _content(folder)
    try:
        parts = json.loads(content.decode("utf-8"))
        known = isinstance(parts["model"]["vocab"], list | dict)
    except (ValueError, RecursionError, KeyError, TypeError):
        known = False
    if not known:
        raise damaged(folder / FILE, "it is not a tokenizer.")
    tokenizer = Tokenizer.from_buffer(content)
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return PromptTokenizer(tokenizer, limit)


def tokenizer_identity(folder: Path) -> str:
    """A sha256 of the tokenizer in that folder; raises WeightsMissing or DamagedFile."""
    return hashlib.sha256(_content(folder)).hexdigest()


def _content(folder: Path) -> bytes:
    path = folder / FILE
    if not path.is_file():
        raise missing(path)
    if path.stat().st_size > LARGEST_FILE:
        raise damaged(path, f"a tokenizer of {path.stat().st_size:,} bytes is not plausible.")
    return path.read_bytes()
