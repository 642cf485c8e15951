"""Trains the small speech network alone: each of its layers learns to tell how far a mouth opens, now and soon.

Speech networks are trained without being told anything, on thousands of hours; here the answer is known.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as fn

from engine.encoders.voice import TINY
from engine.nets.wav2vec import SpeechNetwork, SpeechNumbers
from engine.training.starter.progress import Average, Budget, load, save
from engine.training.voice.envelope import openings
from engine.training.voice.people import FPS
from engine.training.voice.voices import recording

EAR = SpeechNumbers(
    channels=32, width=64, ffn=160, heads=1, layers=3, reach=16, groups=4, stable=False, conv_bias=False
)


@dataclass(frozen=True, slots=True)
class EarRun:
    """One training run of the speech network."""

    folder: Path
    seconds: float
    batch: int = 12
    peak_rate: float = 2e-3
    seed: int = 3


class Ear(nn.Module):
    """The network, and for each layer what reads the openings off its rows (needed only to train)."""

    def __init__(self) -> None:
        super().__init__()
        self.network = SpeechNetwork(EAR)
        self.readers = nn.ModuleList(nn.Linear(EAR.width, 1) for _ in range(EAR.layers))
        for layer in self.network.feature_extractor.conv_layers:
            nn.init.kaiming_normal_(layer.conv.weight)

    def forward(self, sound: Tensor, frames: int) -> Tensor:
        """B S -> layers B F: openings."""
        rows = self.network(even(sound), frames)[:, 1:]
        return torch.stack([read(rows[:, n]).squeeze(-1) for n, read in enumerate(self.readers)])


def even(sound: Tensor) -> Tensor:
    """B S of mean 0 and variance 1, as the network hears it."""
    middle = sound - sound.mean(1, keepdim=True)
    return middle / torch.sqrt(sound.var(1, correction=0, keepdim=True) + TINY)


def train(run: EarRun) -> None:
    """Trains, or continues, until the seconds are spent."""
    torch.manual_seed(run.seed)
    ear, path = Ear(), run.folder / "ear.pt"
    optimiser = torch.optim.AdamW(ear.parameters(), run.peak_rate, weight_decay=0.01)
    average, budget, step, seen = Average(ear, 0.995), Budget(run.seconds), 0, []
    if state := load(path):
        ear.load_state_dict(state["net"])
        optimiser.load_state_dict(state["optimiser"])
        average.restore(state["average"], state["step"])
        budget.before, step = state["spent"], state["step"]
    random = Random(f"{run.seed} {step}")
    while budget.share < 1:
        sound, wanted = lesson(run.batch, random)
        got = ear(sound, wanted.shape[1])
        loss = fn.mse_loss(got, wanted.expand_as(got))
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(ear.parameters(), 1.0)
        for group in optimiser.param_groups:
            group["lr"] = budget.rate(run.peak_rate)
        optimiser.step()
        average.take(ear)
        step += 1
        seen.append(float(fn.mse_loss(got[-1].detach(), wanted)))
        if step % 25 == 0:
            spread = float(wanted.var())
            print(f"{budget.spent:6.0f} s  step {step}  error {np.mean(seen[-25:]):.4f} of {spread:.4f}", flush=True)
        if step % 200 == 0 or budget.share >= 1:
            whole = {"net": ear.state_dict(), "optimiser": optimiser.state_dict(), "average": average.state()}
            save(path, whole | {"spent": budget.spent, "step": step})


def lesson(count: int, random: Random) -> tuple[Tensor, Tensor]:
    """Recordings of one length with the openings that belong to them: B S and B F."""
    seconds = random.choice((1.0, 2.0, 3.0, 4.0, 6.0))
    made = [recording(seconds, random) for _ in range(max(1, round(count * 3 / seconds)))]
    sound = torch.from_numpy(np.stack([one.samples for one in made]))
    return sound, torch.from_numpy(np.stack([openings(one.voice, FPS) for one in made])).float()


def trained_ear(folder: Path) -> SpeechNetwork:
    """The speech network of a training folder."""
    state = load(folder / "ear.pt")
    assert state is not None, "train the ear first"
    ear = Ear()
    ear.load_state_dict(state["average"], strict=False)
    return ear.network.eval().requires_grad_(False)
