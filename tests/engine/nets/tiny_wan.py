"""The tiny Wan networks of the golden files: shape, weights and inputs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from engine.nets.wan.configs import WanConfig
from engine.nets.wan.dit import WanTransformer
from tests.golden import deterministic

FOLDER = Path(__file__).parents[2] / "golden"
IMAGE_TOKENS = {"i2v": None, "flf2v": 514}


@dataclass(frozen=True, slots=True)
class Case:
    net: WanTransformer
    outputs: dict[str, Tensor]
    meta: dict

    def input(self, name: str) -> Tensor:
        """One input of the case, with a batch axis of one in front."""
        return deterministic.tensor(name, self.meta["inputs"][name]["shape"], self.meta["salt"]).unsqueeze(0)

    def conditioned(self) -> Tensor:
        """The noisy latent with its conditioning channels."""
        return torch.cat([self.input("in.x"), self.input("in.y")], dim=1)

    def error(self, name: str, got: Tensor) -> float:
        return deterministic.difference(self.outputs[name], got.squeeze(0))


def case(name: str) -> Case:
    torch.set_num_threads(1)
    outputs, meta = deterministic.read(FOLDER / f"{name}.safetensors")
    net = WanTransformer(config_of(meta)).eval()
    net.load_state_dict(deterministic.weights(meta), strict=True)
    return Case(net, outputs, meta)


def config_of(meta: dict) -> WanConfig:
    values = dict(meta["config"])
    kind = values.pop("model_type")
    if "img_emb.proj.0.weight" in meta["parameter_shapes"]:
        values |= {"image_dim": 1280, "image_positions": IMAGE_TOKENS[kind]}
    return WanConfig(**values)
