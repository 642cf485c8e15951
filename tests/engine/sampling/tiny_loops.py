"""The tiny networks, pictures and stand-in encoders of the official loop cases."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from math import ceil
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as fn

from engine.nets.wan.configs import WanConfig
from engine.nets.wan.dit import WanTransformer
from engine.sampling.choose import Choice, choose
from engine.sampling.guidance import Branch, Expert
from engine.sampling.loop import Run, begin, denoise
from tests.golden import deterministic

FOLDER = Path(__file__).parents[2] / "golden"
KEYS = ("dim", "ffn_dim", "freq_dim", "text_dim", "num_heads", "num_layers", "text_len")
SALTS = {Expert.ONLY: "", Expert.HIGH: "/high", Expert.LOW: "/low"}


@dataclass(frozen=True)
class Loops:
    """One golden file of loops."""

    name: str

    @cached_property
    def _file(self):
        return deterministic.read(FOLDER / f"{self.name}.safetensors")

    @property
    def stored(self) -> dict[str, Tensor]:
        return self._file[0]

    @property
    def meta(self) -> dict:
        return self._file[1]

    @property
    def calls(self) -> dict:
        return self.meta["extra"]["calls_expert_timestep_firsttoken"]

    def input(self, name: str, shape: tuple[int, ...], scale: float = 1.0) -> Tensor:
        return deterministic.tensor(name, shape, self.meta["salt"], scale)

    def noise(self, shape: tuple[int, ...]) -> Tensor:
        return self.input("loop.noise", shape)[None]

    def pixels(self, name: str, size: tuple[int, int]) -> np.ndarray:
        """H W 3, uint8."""
        (h, w), salt = size, self.meta["salt"]
        coarse = deterministic.integers(f"{name}.coarse", (ceil(h / 10), ceil(w / 10), 3), salt, 200)
        coarse = coarse.repeat_interleave(10, 0).repeat_interleave(10, 1)[:h, :w]
        return (coarse + deterministic.integers(name, (h, w, 3), salt, 256) // 5).to(torch.uint8).numpy()

    def encode(self, film: Tensor, channels: int, stride: int) -> Tensor:
        """The stand-in VAE: 3 F H W -> channels T h w."""
        rest = film[:, 1:].unflatten(1, (-1, 4)).mean(2) if film.shape[1] > 1 else film[:, 1:]
        small = fn.avg_pool2d(torch.cat([film[:, :1], rest], dim=1), stride)
        return torch.einsum("zc,cthw->zthw", self.input(f"loop.vae_mix{channels}", (channels, 3), 0.4), small)

    def network(self, part: str, expert: Expert, **config: int) -> WanTransformer:
        shapes = self.meta["parameter_shapes"][part]
        weights = deterministic.fill(shapes, self.meta["salt"] + SALTS[expert], self.meta["gains"])
        net = WanTransformer(WanConfig(**{key: self.meta["config"][key] for key in KEYS} | config))
        net.load_state_dict(weights)
        return net.eval()

    def predict(self, nets: dict[Expert, WanTransformer], y: Tensor | None = None, image: Tensor | None = None) -> Told:
        width = self.meta["config"]["text_dim"]
        positive, negative = self.input("loop.text", (7, width)), self.input("loop.text_negative", (11, width))
        return Told(nets, {Branch.POSITIVE: positive[None], Branch.NEGATIVE: negative[None]}, y, image, [])


@dataclass(frozen=True)
class Told:
    """The predict of a loop, which writes down what it was asked."""

    nets: dict[Expert, WanTransformer]
    texts: dict[Branch, Tensor]
    y: Tensor | None
    image: Tensor | None
    asked: list

    def __call__(self, x: Tensor, times: Tensor, branch: Branch, expert: Expert) -> Tensor:
        self.asked.append((expert, float(times.max()), float(times.flatten()[0]), branch))
        if self.y is not None:
            x = torch.cat([x, self.y[None]], dim=1)
        return self.nets[expert](x, times, self.texts[branch], self.image)


def result(choice: Choice, noise: Tensor, predict: Told, **held: Callable) -> Tensor:
    """The final latent, C T h w."""
    run = Run(sampler=choose(choice), seed=0, **held)
    *_, last = denoise(begin(run, noise), predict, run, lambda: None)
    assert len(predict.asked) == run.sampler.forwards
    return last.state.x[0]
