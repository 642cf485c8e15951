"""The text encoder with its words: prompts in, one row per token out.

The rows are not padded here: the transformer fills them with zeros up to its text length, and those zeros count
(facts/wan.md 5).  L tokens, D width.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from engine.api.errors import WrongCheckpoint
from engine.encoders.tokens import PromptTokenizer, clean
from engine.memory.place import Means, load_streamed
from engine.nets.umt5 import TextEncoderNetwork, TextNetwork
from engine.weights.checkpoint import Checkpoint, open_checkpoint
from engine.weights.detect import describe
from engine.weights.names import text_names
from engine.weights.place import Loading, Tick, load
from engine.weights.precision import Precision, nothing_in_fp32

MOST_LAYERS = 96


@dataclass(frozen=True, slots=True)
class Where:
    """Where and in which type an encoder computes."""

    device: torch.device
    dtype: torch.dtype
    tick: Tick = lambda done, total: None  # called while weights are read; may raise to stop
    means: Means | None = None  # the layers of the text encoder come when they are needed; None: all rest there


@dataclass(frozen=True, slots=True)
class TextEncoder:
    """A loaded text encoder."""

    network: TextEncoderNetwork
    tokenizer: PromptTokenizer
    device: torch.device

    @torch.inference_mode()
    def encode(self, texts: tuple[str, ...]) -> tuple[Tensor, ...]:
        """L D for each text, on the device and in the type of the weights; each alone, so neighbours change nothing."""
        ids = (self.tokenizer.ids(clean(text)) for text in texts)
        return tuple(self.network(torch.tensor([row], device=self.device))[0] for row in ids)


def open_text_encoder(weights: Path, tokenizer: PromptTokenizer, where: Where) -> TextEncoder:
    """Load UMT5 of any size from official or Hugging Face names; its numbers are read off the shapes.

    Raises what open_checkpoint and load raise, and WrongCheckpoint when the tokenizer has words that the network
    lacks.
    """
    checkpoint = open_checkpoint(weights)
    numbers = numbers_of(checkpoint)
    if tokenizer.vocabulary > numbers.vocabulary:
        raise WrongCheckpoint(
            "Tokenizer and text encoder do not belong together",
            why=f"The tokenizer has {tokenizer.vocabulary:,} words, {weights.name} knows {numbers.vocabulary:,}.",
            done="Nothing was loaded.",
            do=("Use the tokenizer of the same model",),
        )
    with torch.device("meta"):
        network = TextEncoderNetwork(numbers)
    precision = Precision(where.dtype, nothing_in_fp32)
    how = Loading(text_names, precision, where.device, where.device.type == "cpu", where.tick)
    if where.means is None:
        load(network, checkpoint, how)
    else:
        load_streamed(network, checkpoint, how, "encoder.block", where.means, aside="shared")
    return TextEncoder(network.eval(), tokenizer, where.device)


def numbers_of(checkpoint: Checkpoint) -> TextNetwork:
    """The numbers of a UMT5 encoder from the shapes of its weights; raises WrongCheckpoint if it is none."""
    shapes = {target: checkpoint.shape(name) for name in checkpoint for target in text_names(name)}
    first = "encoder.block.0.layer."
    wanted = ("shared", f"{first}0.SelfAttention.q", f"{first}1.DenseReluDense.wi_0")
    bias = f"{first}0.SelfAttention.relative_attention_bias"
    found = [shapes.get(f"{name}.weight", ()) for name in (*wanted, bias)]
    layers = 1 + max(
        (int(block[1]) for name in shapes if (block := re.match(r"encoder\.block\.(\d{1,4})\.", name))), default=-1
    )
    if any(len(shape) != 2 or 0 in shape for shape in found) or layers > MOST_LAYERS or found[1][0] % found[3][1]:
        raise WrongCheckpoint(
            "This file is no text encoder",
            why=f"{checkpoint.path.name} looks like {describe(checkpoint)}; a UMT5 encoder is needed.",
            done="It was not loaded.",
            do=("Choose the UMT5 file of the model",),
        )
    (vocabulary, dim), (dim_attention, _), (dim_ffn, _), (buckets, heads) = found
    return TextNetwork(vocabulary, dim, dim_attention, dim_ffn, heads, layers, buckets)
