"""Makes clips with the networks in training, for a look at them before they are exported."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from engine.nets.wan.vae import WanVae
from engine.training.starter.latents import SHAPE
from engine.training.starter.progress import load
from engine.training.starter.train_dit import Starter
from engine.training.starter.train_vae import STARTER_VAE, to_tensor


class Sampler:
    """The averaged weights of a training folder, ready to make clips with plain Euler steps."""

    def __init__(self, folder: Path) -> None:
        state = load(folder / "dit.pt")
        assert state is not None, "the transformer has no checkpoint yet"
        self.step = state["step"]
        self.net = Starter()
        self.net.load_state_dict(state["average"], strict=False)
        self.net.eval()
        self.vae = trained_vae(folder)

    @torch.inference_mode()
    def clips(
        self, prompts: list[str], seed: int, image: Tensor | None = None, cfg: float = 4.0, steps: int = 12
    ) -> NDArray[np.uint8]:
        """One clip F H W 3 per prompt; `image` (B 3 1 H W in [-1, 1]) becomes the first frame of each."""
        noise = torch.randn((len(prompts), *SHAPE), generator=torch.Generator().manual_seed(seed))
        u = torch.linspace(1, 0, steps + 1)
        levels = 3 * u / (1 + 2 * u)
        x, text = noise, self.net.text([*prompts, *[""] * len(prompts)])
        clean = None if image is None else self.vae.encode(image)
        for now, after in pairwise(levels):
            time = (1000 * now).repeat(2 * len(prompts), SHAPE[1])
            if clean is not None:
                x[:, :, :1], time[:, 0] = clean, 0
            heard, silent = self.net.transformer(torch.cat([x, x]), time, text).chunk(2)
            x = x + (after - now) * (silent + cfg * (heard - silent))
        if clean is not None:
            x[:, :, :1] = clean
        return to_pixels(self.vae.decode(x))


def trained_vae(folder: Path) -> WanVae:
    """The autoencoder of a training folder, with the statistics of its latents once they are known."""
    state = load(folder / "vae.pt")
    assert state is not None, "the autoencoder has no checkpoint yet"
    config, facts = STARTER_VAE, folder / "latents.json"
    if facts.exists():
        known = json.loads(facts.read_text())
        config = replace(config, mean=tuple(known["mean"]), std=tuple(known["std"]))
    vae = WanVae(config)
    vae.load_state_dict(state["average"])
    return vae.eval().requires_grad_(False)


def to_pixels(video: Tensor) -> NDArray[np.uint8]:
    """B 3 F H W in [-1, 1] to uint8 B F H W 3."""
    return video.permute(0, 2, 3, 4, 1).add(1).mul(127.5).round().clamp(0, 255).byte().numpy()


def first_frame(clip: NDArray[np.uint8]) -> Tensor:
    """The first frame of F H W 3 as 1 3 1 H W in [-1, 1]."""
    return to_tensor(clip[None, :1])


def sheet(clips: list[NDArray[np.uint8]], every: int = 4) -> NDArray[np.uint8]:
    """A contact sheet: one row per clip, every fourth frame."""
    return np.concatenate([np.concatenate(list(clip[::every]), axis=1) for clip in clips], axis=0)
