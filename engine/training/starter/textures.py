"""Photograph-like clips for the autoencoder, so that pictures from outside the drawn world stay recognisable.

Crops that pan and zoom over two sample photographs (read from scikit-learn, for training only) and over
procedural noise, gradients and landscapes. Clips are uint8 F H W 3.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from sklearn.datasets import load_sample_images

Pixels = NDArray[np.uint8]


class TextureSource:
    """Gives endless moving crops; one source per training run, deterministic by seed."""

    def __init__(self, seed: int) -> None:
        self.random = np.random.default_rng(seed)
        self.photographs = [Image.fromarray(picture) for picture in load_sample_images().images]

    def clip(self, frames: int, size: int) -> Pixels:
        """A pan and zoom over a photograph (three in five) or over something procedural."""
        if self.random.random() < 0.6:
            picture = self.photographs[self.random.integers(len(self.photographs))]
        else:
            picture = Image.fromarray((self._noise, self._gradient, self._landscape)[self.random.integers(3)](256))
        return self._toned(self._pan(picture, frames, size))

    def _pan(self, picture: Image.Image, frames: int, size: int) -> Pixels:
        short = min(picture.size)
        window = self.random.uniform(0.35, 0.95) * short
        zoom = self.random.uniform(0.85, 1.15)
        room = np.array(picture.size) - window * max(zoom, 1 / zoom, 1.15)
        start, end = (self.random.uniform(0, 1, 2) * np.maximum(room, 0) for _ in range(2))
        end = start + (end - start) * self.random.uniform(0, 0.25)
        out = np.empty((frames, size, size, 3), np.uint8)
        for frame, t in zip(out, np.linspace(0, 1, frames), strict=True):
            left, top = start + (end - start) * t
            side = min(window * (1 + (zoom - 1) * t), picture.size[0] - left, picture.size[1] - top)
            box = (left, top, left + side, top + side)
            frame[...] = np.asarray(picture.resize((size, size), Image.Resampling.BILINEAR, box, reducing_gap=2.0))
        return out[:, :, ::-1] if self.random.random() < 0.5 else out

    def _toned(self, clip: Pixels) -> Pixels:
        gain, lift = self.random.uniform(0.75, 1.2, 3), self.random.uniform(-20, 20)
        order = self.random.permutation(3) if self.random.random() < 0.5 else np.arange(3)
        return np.clip(clip[..., order] * gain + lift, 0, 255).astype(np.uint8)

    def _noise(self, size: int) -> Pixels:
        """Clouds: random pictures of growing fineness, added with falling strength."""
        total = np.zeros((size, size, 3), np.float32)
        fade = self.random.uniform(0.45, 0.7)
        for octave in range(2, 8):
            coarse = self.random.uniform(0, 255, (2**octave, 2**octave, 3)).astype(np.uint8)
            fine = Image.fromarray(coarse).resize((size, size), Image.Resampling.BICUBIC)
            total += (np.asarray(fine, np.float32) - 128) * fade**octave / fade**2
        mean = self.random.uniform(60, 200, 3)
        return np.clip(mean + total * self.random.uniform(0.4, 1), 0, 255).astype(np.uint8)

    def _gradient(self, size: int) -> Pixels:
        """Soft colour between random corner colours, with some sharp discs and bars on top."""
        corners = self.random.uniform(0, 255, (2, 2, 3)).astype(np.uint8)
        picture = np.array(Image.fromarray(corners).resize((size, size), Image.Resampling.BILINEAR), np.float32)
        y, x = np.mgrid[0:size, 0:size]
        for _ in range(self.random.integers(0, 9)):
            cx, cy, r = *self.random.uniform(0, size, 2), self.random.uniform(0.02, 0.2) * size
            bar = self.random.random() < 0.5
            angle = self.random.uniform(0, np.pi)
            along = np.abs((x - cx) * np.cos(angle) + (y - cy) * np.sin(angle))
            inside = along < 0.3 * r if bar else np.hypot(x - cx, y - cy) < r
            picture[inside] = self.random.uniform(0, 255, 3)
        return picture.astype(np.uint8)

    def _landscape(self, size: int) -> Pixels:
        """A sky over several rough ridges."""
        picture = np.linspace(self.random.uniform(80, 255, 3), self.random.uniform(120, 255, 3), size)[:, None]
        picture = np.repeat(picture, size, axis=1)
        rows = np.arange(size)[:, None]
        grain = self._noise(size).astype(np.float32) - 128
        for ridge in range(4):
            level = size * (0.35 + 0.15 * ridge + self.random.uniform(-0.05, 0.05))
            steps = self.random.normal(0, 1, size)
            line = level + np.cumsum(np.convolve(steps, np.ones(5) / 5, "same"))
            below = rows > line[None, :]
            picture[below] = self.random.uniform(20, 200, 3) * (1 - 0.15 * ridge)
        return np.clip(picture + 0.3 * grain, 0, 255).astype(np.uint8)
