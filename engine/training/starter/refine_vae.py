"""Trains the decoder on, after the encoder was frozen: latents that the transformer learnt from stay what they were."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn

from engine.nets.wan.vae import WanVae
from engine.nets.wan.vae_parts import Past
from engine.training.starter.optimiser import Mixed
from engine.training.starter.progress import Average, Budget, Threads, load, save
from engine.training.starter.train_vae import (
    STARTER_VAE,
    Footage,
    Lesson,
    VaeRun,
    fast_layout,
    reconstruction_loss,
)

LESSONS = (Lesson(1.0, 1, 17, 128), Lesson(1.0, 3, 9, 64), Lesson(1.0, 4, 1, 128))
BLUR = 0.08  # noise on the latents, parts of their spread: what the transformer leaves behind


def refine(run: VaeRun) -> None:
    """Improves the decoder for the given seconds, starting from the averaged weights; renews `vae.pt`."""
    path = run.folder / "vae.pt"
    state = load(path)
    assert state is not None, "train the autoencoder first"
    vae = WanVae(STARTER_VAE)
    vae.load_state_dict(state["average"])
    fast_layout(vae)
    vae.encoder.requires_grad_(False)
    vae.conv1.requires_grad_(False)
    half = nn.ModuleDict({"decoder": vae.decoder, "conv2": vae.conv2})
    optimiser, average = Mixed(half, plain=(), rate=run.peak_rate, decay=1e-3), Average(vae, 0.998)
    budget, source, threads, seen = Budget(run.seconds), Footage(run.seed + 99, textures=0.2), Threads(run.threads), []
    step, saved = 0, 0.0
    while budget.share < 1:
        threads.look()
        seen.append(step_once(vae, source.batch(LESSONS[step % len(LESSONS)])))
        nn.utils.clip_grad_norm_(half.parameters(), 1.0)
        optimiser.step(budget.rate(run.peak_rate, warm=0.05))
        average.take(vae)
        step += 1
        if step % 60 == 0:
            print(f"{budget.spent:6.0f} s  step {step}  loss, psnr {np.mean(seen[-60:], axis=0).round(3)}", flush=True)
        if budget.spent - saved > 60 or budget.share >= 1:
            saved = budget.spent
            save(path, state | {"average": average.state()})


def step_once(vae: WanVae, video: Tensor) -> tuple[float, float]:
    """One backward pass of the decoder alone; the loss and the mean PSNR."""
    with torch.autocast("cpu", torch.bfloat16):
        with torch.no_grad():
            mean = vae.moments(video, Past())[0].float()
        got = vae.pixels(mean + BLUR * mean.std() * torch.randn_like(mean), Past()).float()
    loss = reconstruction_loss(got, video)
    loss.backward()
    error = (got.detach().clamp(-1, 1) - video).square().mean(dim=(1, 2, 3, 4)).clamp_min(1e-9)
    return loss.item(), float((10 * torch.log10(4 / error)).mean())
