"""Tiny encoders on disk: the golden weights under their official names, and a tokenizer of a few words."""

from __future__ import annotations

from pathlib import Path

import torch
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

from engine.encoders.text import Where
from engine.nets.clip import ImageNetwork
from tests.engine.weights.files import save
from tests.golden import deterministic

GOLDEN = Path(__file__).parents[2] / "golden"
TINY_CLIP = ImageNetwork(size=56, patch=14, dim=32, dim_ffn=128, heads=4, layers=4)
CPU = Where(torch.device("cpu"), torch.float32)
WORDS = ("<pad>", "</s>", "<unk>", "\u2581a", "\u2581red", "\u2581ball", "\u2581rolls", "\u2581to", "\u2581right")


def text_weights(folder: Path) -> Path:
    return save(folder / "umt5.safetensors", deterministic.weights(golden("umt5_encoder")[1]))


def image_weights(folder: Path) -> Path:
    return save(folder / "clip.safetensors", deterministic.weights(golden("clip_vision")[1]))


def golden(name: str):
    return deterministic.read(GOLDEN / f"{name}.safetensors")


def tokenizer(folder: Path, words: tuple[str, ...] = WORDS) -> Path:
    """A folder with a tokenizer of the same kind as UMT5's: Unigram over words, an end mark after each text."""
    made = Tokenizer(models.Unigram([(word, -float(rank)) for rank, word in enumerate(words)], unk_id=2))
    made.normalizer = normalizers.NFKC()
    made.pre_tokenizer = pre_tokenizers.Metaspace()
    made.post_processor = processors.TemplateProcessing(single="$A </s>", special_tokens=[("</s>", 1)])
    folder.mkdir(parents=True, exist_ok=True)
    made.save(str(folder / "tokenizer.json"))
    return folder
