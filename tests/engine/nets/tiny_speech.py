"""The tiny speech networks of the golden files."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from engine.nets.wav2vec import SpeechNetwork, SpeechNumbers, speech_names
from tests.engine.nets.tiny_wan import FOLDER
from tests.golden import deterministic


@dataclass(frozen=True, slots=True)
class SpeechCase:
    net: SpeechNetwork
    outputs: dict[str, Tensor]
    meta: dict
    weights: dict[str, Tensor]  # under the names of the file

    def wave(self) -> Tensor:  # S, as it comes from a file
        given = self.meta["inputs"]["in.wave"]["shape"]
        return deterministic.tensor("in.wave", given, self.meta["salt"], scale=0.2, shift=0.01)

    def sound(self) -> Tensor:  # 1 S, of mean 0 and variance 1
        wave = self.wave()
        return ((wave - wave.mean()) / (wave.var(correction=0) + 1e-7).sqrt()).unsqueeze(0)


def speech_case(name: str) -> SpeechCase:
    torch.set_num_threads(1)
    outputs, meta = deterministic.read(FOLDER / f"{name}.safetensors")
    weights, given = deterministic.weights(meta), meta["config"]
    numbers = SpeechNumbers(
        channels=given["conv_dim"][0],
        width=given["hidden_size"],
        ffn=given["intermediate_size"],
        heads=given["num_attention_heads"],
        layers=given["num_hidden_layers"],
        reach=given["num_conv_pos_embeddings"],
        groups=given["num_conv_pos_embedding_groups"],
        stable=given.get("do_stable_layer_norm", False),
        conv_bias=given.get("conv_bias", False),
    )
    net = SpeechNetwork(numbers).eval()
    net.load_state_dict({new: weights[name] for name in weights for new in speech_names(name)}, strict=True)
    return SpeechCase(net, outputs, meta, weights)
