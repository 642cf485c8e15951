"""Keeps the latents of many clips on disk, so that the transformer trains without the autoencoder.

Row i holds the clip of scene number i, which depends on i alone; some scenes are never among them, for judging.
"""

from __future__ import annotations

import os
import zlib
from pathlib import Path
from random import Random

import numpy as np
import torch

from engine.nets.wan.vae import WanVae
from engine.nets.wan.vae_parts import Past
from engine.training.starter import scenes
from engine.training.starter.train_vae import to_tensor
from engine.training.starter.vocabulary import Scene, ShapeScene, random_scene

SHAPE = (48, 5, 8, 8)
FACES = 0.2  # share of clips that show a face


def held_out(scene: Scene) -> bool:
    """Whether a scene is kept out of training, about one shape scene in fifteen."""
    if not isinstance(scene, ShapeScene):
        return False
    words = f"{scene.colour}/{scene.shape}/{scene.motion}/{scene.background}"
    return zlib.crc32(words.encode()) % 15 == 0


def numbered_scene(number: int) -> Scene:
    """The scene of a row."""
    random = Random(f"scene {number}")
    while True:
        scene = random_scene(random, FACES)
        if not held_out(scene):
            return scene


class LatentStore:
    """Raw mean latents, float16, grown row by row; readable while it grows."""

    def __init__(self, folder: Path, capacity: int) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        path, self.counter = folder / "latents.f16", folder / "latents.count"
        wanted = capacity * int(np.prod(SHAPE)) * 2
        if not path.exists() or path.stat().st_size < wanted:
            with path.open("ab") as file:
                file.truncate(wanted)
        self.capacity = capacity
        self.rows = np.memmap(path, np.float16, "r+", shape=(capacity, *SHAPE))
        self.count = 0
        self.refresh()

    def refresh(self) -> None:
        """Looks how many rows are there by now."""
        if self.counter.exists():
            self.count = min(int(self.counter.read_text()), self.capacity)

    @torch.no_grad()
    def grow(self, vae: WanVae, clips: int) -> None:
        """Draws and encodes the next clips."""
        clips = min(clips, self.capacity - self.count)
        if clips <= 0:
            return
        numbers = range(self.count, self.count + clips)
        drawn = np.stack([scenes.clip(numbered_scene(n), n) for n in numbers])
        with torch.autocast("cpu", torch.bfloat16):
            mean, _ = vae.moments(to_tensor(drawn), Past())
        self.rows[self.count : self.count + clips] = mean.float().numpy().astype(np.float16)
        self.count += clips
        part = self.counter.with_suffix(".part")
        part.write_text(str(self.count))
        os.replace(part, self.counter)

    def statistics(self) -> tuple[tuple[float, ...], tuple[float, ...]]:
        """Mean and standard deviation of each channel over all rows; a silent channel counts as 0.05 wide."""
        some = np.asarray(self.rows[: self.count], np.float32)
        mean, std = some.mean(axis=(0, 2, 3, 4)), some.std(axis=(0, 2, 3, 4)).clip(0.05)
        return tuple(round(float(v), 5) for v in mean), tuple(round(float(v), 5) for v in std)
