"""The starter's tokenizer and text encoder: small, but of the classes and in the file formats of the real ones."""

from __future__ import annotations

import re
from random import Random

import torch
from tokenizers import Regex, Tokenizer, normalizers, pre_tokenizers, processors
from tokenizers.models import WordLevel
from torch import Tensor

from engine.nets.umt5 import TextEncoderNetwork, TextNetwork
from engine.training.starter.vocabulary import caption, random_scene

TEXT_LENGTH = 32
PAD, END, UNKNOWN = "<pad>", "</s>", "<unk>"  # numbers 0, 1, 2 as in UMT5
FILLERS = ("slowly", "quickly", "nice", "beautiful", "very", "small", "big", "then", "while", "it", "bright", "single")


def make_tokenizer() -> Tokenizer:
    """Words of the captions by number; every other word of any language becomes <unk>; </s> ends the text."""
    random = Random(0)
    words: set[str] = set()
    for _ in range(20000):
        words.update(re.findall(r"\w+|[^\w\s]", caption(random_scene(random, 0.3), random).lower()))
    numbered = {word: number for number, word in enumerate([PAD, END, UNKNOWN, *sorted(words)])}
    tokenizer = Tokenizer(WordLevel(numbered, unk_token=UNKNOWN))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex(r"\w+|[^\w\s]"), "removed", invert=True)
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"$A {END}", pair=f"$A {END} $B {END}", special_tokens=[(END, numbered[END])]
    )
    tokenizer.add_special_tokens([PAD, END, UNKNOWN])
    tokenizer.enable_truncation(TEXT_LENGTH)
    return tokenizer


def text_network(tokenizer: Tokenizer) -> TextNetwork:
    """The size of the encoder."""
    size = tokenizer.get_vocab_size()
    return TextNetwork(size, dim=128, dim_attention=128, dim_ffn=320, heads=4, layers=3, buckets=32)


class CaptionEncoder(torch.nn.Module):
    """Captions to rows of numbers, zero after each caption's end, as the transformer expects them."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        super().__init__()
        self.tokenizer = tokenizer
        self.network = TextEncoderNetwork(text_network(tokenizer))

    def forward(self, captions: list[str]) -> Tensor:  # B -> B L D
        lists = [self.tokenizer.encode(text).ids for text in captions]
        length = max(map(len, lists))
        ids = torch.tensor([row + [0] * (length - len(row)) for row in lists])
        mask = (torch.arange(length) < torch.tensor([[len(row)] for row in lists])).long()
        return self.network(ids, mask) * mask[..., None]


def worn(text: str, random: Random) -> str:
    """A caption as a user might type it: sometimes with words that the model does not know."""
    words = text.split(" ")
    for _ in range(random.choice((0, 0, 0, 1, 2))):
        words.insert(random.randrange(len(words) + 1), random.choice(FILLERS))
    return " ".join(words)


def no_caption(random: Random) -> str:
    """What the network hears when it is guided away from: nothing, or a list of unknown words as in Wan's own."""
    between = random.choice((" ", ", "))
    return random.choice(("", between.join(["unknown"] * random.randrange(1, 24))))
