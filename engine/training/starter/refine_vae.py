"""Trains the decoder on, after encoder and transformer are done: what they are used to stays as it is.

It sees latents with noise, and latents as the transformer leaves them (noised, then estimated in one step from the
caption), and learns to draw the clip that was meant.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from random import Random

import numpy as np
import torch
from torch import Tensor, nn

from engine.nets.wan.vae import WanVae
from engine.nets.wan.vae_parts import Past
from engine.training.starter import scenes
from engine.training.starter.latents import numbered_scene
from engine.training.starter.optimiser import Mixed
from engine.training.starter.progress import Average, Budget, Threads, load, save
from engine.training.starter.sample import Sampler
from engine.training.starter.train_vae import Footage, Lesson, VaeRun, fast_layout, reconstruction_loss, to_tensor
from engine.training.starter.vocabulary import caption

BLUR = 0.1  # noise on encoded latents, parts of their spread
MOST_NOISE = 0.75  # level from which the transformer estimates the clean latents
LESSONS = (Lesson(1.0, 3, 9, 64), Lesson(1.0, 4, 1, 128))


@dataclass(frozen=True, slots=True)
class Pair:
    """Raw latents B Z T h w and the video B 3 F H W that they should become."""

    latents: Tensor
    video: Tensor


def refine(run: VaeRun) -> None:
    """Improves the decoder for the given seconds, starting from the averaged weights; renews `vae.pt`."""
    sampler = Sampler(run.folder)
    vae = fast_layout(sampler.vae)
    improve(run, vae, _pairs(run, sampler, vae))


def improve(run: VaeRun, vae: WanVae, pairs: Iterator[Pair]) -> None:
    """The same with any pairs; `vae` is the averaged one of the folder."""
    path = run.folder / "vae.pt"
    state = load(path)
    assert state is not None, "train the autoencoder first"
    half = nn.ModuleDict({"decoder": vae.decoder, "conv2": vae.conv2}).requires_grad_(True)
    optimiser, average = Mixed(half, plain=(), rate=run.peak_rate, decay=1e-3), Average(vae, 0.998)
    budget, threads, seen = Budget(run.seconds), Threads(run.threads), []
    saved = 0.0
    for step, pair in enumerate(pairs, 1):
        threads.look()
        seen.append(step_once(vae, pair))
        nn.utils.clip_grad_norm_(half.parameters(), 1.0)
        optimiser.step(budget.rate(run.peak_rate, warm=0.04))
        average.take(vae)
        if step % 60 == 0:
            print(f"{budget.spent:6.0f} s  step {step}  loss, psnr {np.mean(seen[-60:], axis=0).round(3)}", flush=True)
        if budget.spent - saved > 60 or budget.share >= 1:
            saved = budget.spent
            save(path, state | {"average": average.state()})
        if budget.share >= 1:
            return


def _pairs(run: VaeRun, sampler: Sampler, vae: WanVae) -> Iterator[Pair]:
    """Endless: two estimated ones, then encoded ones."""
    random, source = Random(run.seed), Footage(run.seed + 99)
    for step in count():
        mode = LESSONS[step // 3 % len(LESSONS)]
        yield estimated(sampler, random) if step % 3 else encoded(vae, source.batch(mode))


@torch.no_grad()
def encoded(vae: WanVae, video: Tensor) -> Pair:
    """What the encoder makes of a video, a little noisy."""
    with torch.autocast("cpu", torch.bfloat16):
        mean = vae.moments(video, Past())[0].float()
    return Pair(mean + BLUR * mean.std() * torch.randn_like(mean), video)


@torch.no_grad()
def estimated(sampler: Sampler, random: Random) -> Pair:
    """What the transformer makes of a noisy drawn clip with its caption."""
    number = random.randrange(10**6, 10**7)
    scene = numbered_scene(number)
    video = to_tensor(scenes.clip(scene, number)[None])
    level = random.uniform(0.05, MOST_NOISE)
    with torch.autocast("cpu", torch.bfloat16):
        clean = sampler.vae.normalise(sampler.vae.moments(video, Past())[0].float())
    noisy = (1 - level) * clean + level * torch.randn_like(clean)
    text = sampler.net.text([caption(scene, random)])
    velocity = sampler.net.transformer(noisy, torch.tensor([1000 * level]), text)
    return Pair(sampler.vae.restore(noisy - level * velocity), video)


def step_once(vae: WanVae, pair: Pair) -> tuple[float, float]:
    """One backward pass of the decoder alone; the loss and the mean PSNR."""
    with torch.autocast("cpu", torch.bfloat16):
        got = vae.pixels(pair.latents, Past()).float()
    loss = reconstruction_loss(got, pair.video)
    loss.backward()
    error = (got.detach().clamp(-1, 1) - pair.video).square().mean(dim=(1, 2, 3, 4)).clamp_min(1e-9)
    return loss.item(), float((10 * torch.log10(4 / error)).mean())
