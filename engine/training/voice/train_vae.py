"""Trains the starter's autoencoder on with people who speak at 25 frames a second, mouths above all.

The starter's own was trained at 8 frames a second, where a mouth is small and moves little between two frames.
"""

from __future__ import annotations

from itertools import count
from pathlib import Path
from random import Random

import numpy as np
import torch
from torch import Tensor, nn

from engine.nets.wan.vae import WanVae
from engine.training.starter.optimiser import Mixed
from engine.training.starter.progress import Average, Budget, Threads, load, save
from engine.training.starter.refine_vae import encoded, improve
from engine.training.starter.sample import trained_vae
from engine.training.starter.scenes import SIZE, Clip
from engine.training.starter.train_vae import STARTER_VAE, Lesson, VaeRun, fast_layout, step_once, to_tensor
from engine.training.voice.people import babble, moving, person

LESSONS = (Lesson(1.0, 4, 9, 64), Lesson(1.0, 4, 9, 64), Lesson(1.0, 1, 17, SIZE))
NUMBERS = 1 << 28  # people that it sees


def train(run: VaeRun, starter: Path) -> None:
    """Trains, or continues, until the seconds are spent; `starter` is the folder that the starter was trained in.

    The statistics of the latents stay the starter's, for its transformer is used to them.
    """
    torch.manual_seed(run.seed)
    path, facts = run.folder / "vae.pt", run.folder / "latents.json"
    run.folder.mkdir(parents=True, exist_ok=True)
    facts.write_text((starter / "latents.json").read_text())
    state, first = load(path), load(starter / "vae.pt")
    assert first is not None, "train the starter's autoencoder first"
    vae = fast_layout(WanVae(STARTER_VAE))
    vae.load_state_dict(first["average"] if state is None else state["net"])
    optimiser, average = Mixed(vae, plain=(), rate=run.peak_rate, decay=1e-3), Average(vae, 0.997)
    budget, step = Budget(run.seconds), 0
    if state is not None:
        optimiser.load_state_dict(state["optimiser"])
        average.restore(state["average"], state["step"])
        budget.before, step = state["spent"], state["step"]
    random, threads, saved, seen = Random(f"{run.seed} {step}"), Threads(run.threads), budget.spent, []
    while budget.share < 1:
        threads.look()
        seen.append(step_once(vae, footage(LESSONS[step % len(LESSONS)], random)))
        nn.utils.clip_grad_norm_(vae.parameters(), 1.0)
        optimiser.step(budget.rate(run.peak_rate, warm=0.04))
        average.take(vae)
        step += 1
        if step % 30 == 0:
            print(f"{budget.spent:6.0f} s  step {step}  loss, psnr {np.mean(seen[-30:], axis=0).round(3)}", flush=True)
        if budget.spent - saved > 60 or budget.share >= 1:
            saved = budget.spent
            whole = {"net": vae.state_dict(), "optimiser": optimiser.state_dict(), "average": average.state()}
            save(path, whole | {"spent": budget.spent, "step": step})


def footage(lesson: Lesson, random: Random) -> Tensor:
    """`count` 3 `frames` `side` `side`: people who speak, cut around the face, mostly around the mouth."""
    clips = []
    for _ in range(lesson.count):
        openings = babble(lesson.frames, random)
        clip = person(random.randrange(NUMBERS)).film(moving(openings, random))
        clips.append(_cut(clip, lesson.side, random))
    return to_tensor(np.stack(clips))


def _cut(clip: Clip, side: int, random: Random) -> Clip:
    """A square of the picture, in two of three cases with the mouth in its middle third."""
    free = SIZE - side
    left, top = random.randrange(free + 1), random.randrange(free + 1)
    if random.random() < 0.67:
        left, top = (round(at * SIZE) - side // 2 + random.randrange(-side // 6, side // 6) for at in (0.5, 0.66))
    left, top = (min(max(0, at), free) for at in (left, top))
    return clip[:, top : top + side, left : left + side]


def refine(run: VaeRun) -> None:
    """Trains the decoder alone on, for what the encoder makes stays as the transformer knows it; renews `vae.pt`."""
    vae, random = fast_layout(trained_vae(run.folder)), Random(run.seed)
    improve(run, vae, (encoded(vae, footage(LESSONS[step % len(LESSONS)], random)) for step in count()))
