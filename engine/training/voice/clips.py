"""Keeps windows of people who speak, as latents with what is heard in them, so that the transformer trains fast.

The windows of one person lie together and share a portrait. The first of them begins with the portrait, as the first
window of a film does; the others lie anywhere in what is said. A pair stands side by side in a wide picture; both
speak, or only one of them, or nobody. Everything depends on its number alone.

Z latent channels, T latent frames, h w latent cells, F frames, W frames around one, L layers and A width of the ear,
P people
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from engine.nets.wan.talking import windows_of
from engine.nets.wan.vae import WanVae
from engine.nets.wan.vae_parts import Past
from engine.nets.wav2vec import SpeechNetwork
from engine.training.starter.scenes import Clip
from engine.training.starter.train_vae import to_tensor
from engine.training.voice.envelope import openings
from engine.training.voice.people import FPS, Person, moving, person
from engine.training.voice.train_ear import EAR, even
from engine.training.voice.voices import Recording, numbered

FRAMES, TOGETHER = 33, 4  # frames of a window, windows of a person
LATENT, WIDE = (48, 9, 8, 8), (48, 9, 8, 16)  # Z T h w of a person and of a pair
HEARD = (FRAMES, 5, EAR.layers, EAR.width)  # F W L A
ALONE = {"clean": (TOGETHER, *LATENT), "given": LATENT, "heard": (TOGETHER, *HEARD)}
PAIRED = {"clean": WIDE, "given": WIDE, "heard": (2, *HEARD)}
PAIRS_FROM = 10**7  # number of the first person in a pair
QUIET = 0.35  # share of the people in pairs who only listen
Halves = NDArray[np.float16]


@dataclass(frozen=True, slots=True)
class Batch:
    """Windows to learn from: of people alone, or of one pair."""

    clean: Tensor  # B Z T h w, raw means
    given: Tensor  # B Z T h w: the portrait with grey behind it, raw means
    heard: Tensor  # B F W L A; of a pair P F W L A
    begins: Tensor  # B: whether it is the first window of a film


class Shelf:
    """Arrays of float16 on disk that grow together, number by number; readable while they grow."""

    def __init__(self, folder: Path, name: str, capacity: int, shapes: dict[str, tuple[int, ...]]) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._counter = folder / f"{name}.count"
        self._arrays = {
            part: _opened(folder / f"{name}.{part}.f16", (capacity, *shape)) for part, shape in shapes.items()
        }

    def __len__(self) -> int:
        return int(self._counter.read_text()) if self._counter.exists() else 0

    def add(self, **parts: Halves) -> None:
        """The next number."""
        number = len(self)
        for name, array in self._arrays.items():
            array[number] = parts[name]
        part = self._counter.with_suffix(".part")
        part.write_text(str(number + 1))
        os.replace(part, self._counter)

    def read(self, part: str, number: int, window: int | None = None) -> Tensor:
        """An array of that number, or one window of it, in fp32."""
        array = self._arrays[part][number]
        return torch.from_numpy((array if window is None else array[window]).astype(np.float32))


class Clips:
    """People alone, and pairs."""

    def __init__(self, folder: Path, people: int, pairs: int) -> None:
        """people, pairs: how many there will be at most."""
        self.people, self.pairs = Shelf(folder, "people", people, ALONE), Shelf(folder, "pairs", pairs, PAIRED)

    def alone(self, windows: list[tuple[int, int]]) -> Batch:
        """Those windows, each the number of a person and of one of their windows."""
        clean, heard = (torch.stack([self.people.read(part, *at) for at in windows]) for part in ("clean", "heard"))
        given = torch.stack([self.people.read("given", number) for number, _ in windows])
        return Batch(clean, given, heard, torch.tensor([window == 0 for _, window in windows]))

    def pair(self, number: int) -> Batch:
        """That pair."""
        clean, given, heard = (self.pairs.read(part, number) for part in ("clean", "given", "heard"))
        return Batch(clean[None], given[None], heard, torch.tensor([number % 2 == 0]))

    def add_person(self, vae: WanVae, ear: SpeechNetwork) -> None:
        """Draw, encode and listen to the next person."""
        number = len(self.people)
        films, heard = spoken(number, ear)
        made = encoded(vae, np.concatenate([films, with_grey(person(number).portrait())]))
        self.people.add(clean=made[:-1], given=made[-1], heard=heard)

    def add_pair(self, vae: WanVae, ear: SpeechNetwork) -> None:
        """The same for the next pair."""
        number = len(self.pairs)
        film, heard = spoken_together(number, ear)
        portraits = np.concatenate([one.portrait() for one in pair_of(number)], axis=1)
        clean, given = encoded(vae, np.concatenate([film[None], with_grey(portraits)]))
        self.pairs.add(clean=clean, given=given, heard=heard)


def with_grey(portrait: NDArray[np.uint8]) -> NDArray[np.float32]:
    """H W 3 -> 1 F H W 3: a window of which only the first frame is known."""
    film = np.full((1, FRAMES, *portrait.shape), 127.5, np.float32)
    film[0, 0] = portrait
    return film


def spoken(number: int, ear: SpeechNetwork) -> tuple[Clip, Halves]:
    """The windows of a person, B F H W 3, and what is heard in them, B F W L A."""
    random = Random(f"film {number}")
    said = numbered(number, random.uniform(2.0, 6.0))
    wide = openings(said.voice, FPS)
    rows = listened(ear, said, len(wide))
    films, heard = [], []
    for window in range(TOGETHER):
        first = random.randrange(1, len(wide) - FRAMES) if window else 0
        part = wide[first : first + FRAMES].copy()
        if not window:
            part[0] = 0.0
        films.append(person(number).film(moving(part, random)))
        heard.append(windows_of(rows, first, first + FRAMES))
    return np.stack(films), torch.stack(heard).numpy().astype(np.float16)


def pair_of(number: int) -> tuple[Person, Person]:
    """Two people in front of one wall."""
    left, right = person(2 * number + PAIRS_FROM), person(2 * number + PAIRS_FROM + 1)
    return left, replace(right, scene=replace(right.scene, background=left.scene.background))


def spoken_together(number: int, ear: SpeechNetwork) -> tuple[Clip, Halves]:
    """A window of a pair, F H W 3, and what is heard of each of them, P F W L A."""
    random = Random(f"pair {number}")
    seconds = random.uniform(2.0, 5.0)
    first = random.randrange(1, int(seconds * FPS) - FRAMES) if number % 2 else 0
    films, heard = [], []
    for who, one in enumerate(pair_of(number)):
        said = numbered(2 * number + PAIRS_FROM + who, seconds)
        if random.random() < QUIET:
            said = Recording(np.zeros_like(said.samples), np.zeros_like(said.voice))
        wide = openings(said.voice, FPS)
        part = wide[first : first + FRAMES].copy()
        if not first:
            part[0] = 0.0
        films.append(one.film(moving(part, random)))
        heard.append(windows_of(listened(ear, said, len(wide)), first, first + FRAMES))
    return np.concatenate(films, axis=2), torch.stack(heard).numpy().astype(np.float16)


@torch.inference_mode()
def listened(ear: SpeechNetwork, said: Recording, frames: int) -> Tensor:
    """The rows of all layers: F L A."""
    return ear(even(torch.from_numpy(said.samples)[None]), frames)[0, 1:].transpose(0, 1)


@torch.inference_mode()
def encoded(vae: WanVae, films: np.ndarray) -> Halves:
    """Films B F H W 3 (0 to 255) -> raw mean latents."""
    with torch.autocast("cpu", torch.bfloat16):
        mean, _ = vae.moments(to_tensor(films), Past())
    return mean.float().numpy().astype(np.float16)


def _opened(path: Path, shape: tuple[int, ...]) -> np.memmap:
    wanted = int(np.prod(shape)) * 2
    if not path.exists() or path.stat().st_size < wanted:
        with path.open("ab") as file:
            file.truncate(wanted)
    return np.memmap(path, np.float16, "r+", shape=shape)
