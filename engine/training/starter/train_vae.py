"""Trains the starter's video autoencoder: pictures first, then clips of 9 and 17 frames whose first frame counts more.

Trained on short clips only, an autoencoder fails after its second latent frame and neglects the first frame.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as fn

from engine.nets.wan.vae import WanVae
from engine.nets.wan.vae_config import VaeConfig
from engine.nets.wan.vae_parts import Downsample, Past, ResidualBlock, Upsample
from engine.training.starter import scenes
from engine.training.starter.optimiser import Mixed
from engine.training.starter.progress import Average, Budget, Threads, load, save
from engine.training.starter.textures import TextureSource
from engine.training.starter.vocabulary import random_scene

STARTER_VAE = VaeConfig(
    dim=16, dec_dim=24, z_dim=48, residual=True, patch=2, mean=(0.0,) * 48, std=(1.0,) * 48, num_res_blocks=1
)


@dataclass(frozen=True, slots=True)
class VaeRun:
    """One training run: where it keeps its checkpoint and how long it may take."""

    folder: Path
    seconds: float
    threads: int
    peak_rate: float = 5e-3
    seed: int = 1


def train(run: VaeRun) -> None:
    """Trains, or continues, until the seconds are spent; the checkpoint is renewed every minute."""
    torch.manual_seed(run.seed)
    vae = fast_layout(begun(WanVae(STARTER_VAE)))
    optimiser = Mixed(vae, plain=(), rate=run.peak_rate, decay=1e-3)
    average, budget, step = Average(vae, 0.998), Budget(run.seconds), 0
    path = run.folder / "vae.pt"
    if state := load(path):
        vae.load_state_dict(state["net"])
        optimiser.load_state_dict(state["optimiser"])
        average.restore(state["average"], state["step"])
        budget.before, step = state["spent"], state["step"]
    source, threads = Footage(run.seed + 7919 * step), Threads(run.threads)
    saved, seen = budget.spent, []
    while budget.share < 1:
        threads.look()
        batch = source.batch(lesson(budget.share, step))
        loss, quality = step_once(vae, batch)
        nn.utils.clip_grad_norm_(vae.parameters(), 1.0)
        optimiser.step(budget.rate(run.peak_rate))
        average.take(vae)
        step += 1
        seen.append((loss, quality))
        if step % 50 == 0:
            means = np.mean(seen[-50:], axis=0)
            threads_now = torch.get_num_threads()
            print(
                f"{budget.spent:6.0f} s  step {step}  loss {means[0]:.4f}  psnr {means[1]:.2f}  x{threads_now}",
                flush=True,
            )
        if budget.spent - saved > 60 or budget.share >= 1:
            saved = budget.spent
            save(path, _state(vae, optimiser, average, budget, step))


@dataclass(frozen=True, slots=True)
class Lesson:
    """How many clips of how many frames a step sees, cut to squares of how many pixels."""

    until: float  # share of the budget, 0 to 1
    count: int
    frames: int
    side: int


LESSONS = (Lesson(0.3, 6, 1, 96), Lesson(0.7, 3, 9, 64), Lesson(1.0, 1, 17, 128))


def lesson(share: float, step: int) -> Lesson:
    """What is learnt after that share of the budget; at the end small and whole clips take turns."""
    last = share >= LESSONS[1].until
    return LESSONS[1] if last and step % 2 else next(one for one in LESSONS if share < one.until or one is LESSONS[-1])


@torch.no_grad()
def begun(vae: WanVae) -> WanVae:
    """A new network that learns fast: shortcuts alone carry the picture at first, and nearly no noise is added.

    Each pixel's channels are normed, so without strong first biases dark and bright ground would look the same.
    """
    vae.conv1.bias[vae.config.z_dim :].fill_(-8.0)
    vae.encoder.conv1.bias.normal_(0, 0.5)
    vae.decoder.conv1.bias.normal_(0, 0.5)
    for part in vae.modules():
        if isinstance(part, ResidualBlock):
            part.residual[-1].weight.zero_()
            part.residual[-1].bias.zero_()
        if isinstance(part, Downsample | Upsample):
            part.resample[1].weight.mul_(0.1)
            part.resample[1].bias.zero_()
    return vae


def step_once(vae: WanVae, video: Tensor) -> tuple[float, float]:
    """One forward and backward pass over B 3 F H W; returns the loss and the mean PSNR of the reconstruction."""
    with torch.autocast("cpu", torch.bfloat16):
        mean, log_variance = vae.moments(video, Past())
        log_variance = log_variance.float().clamp(-20, 10)
        noise = (0.5 * log_variance).exp() + 0.05 * mean.detach().float().std()  # the transformer will err, too
        latents = mean + torch.randn_like(noise) * noise
        got = vae.pixels(latents, Past()).float()
    spread = 0.5 * (mean.float().square() + log_variance.exp() - 1 - log_variance).mean()
    loss = reconstruction_loss(got, video) + 2e-5 * spread
    loss.backward()
    error = (got.detach().clamp(-1, 1) - video).square().mean(dim=(1, 2, 3, 4)).clamp_min(1e-9)
    return loss.item(), float((10 * torch.log10(4 / error)).mean())


def reconstruction_loss(got: Tensor, wanted: Tensor) -> Tensor:
    """Absolute difference of pixels and of edges at three scales; the first frame of a clip counts four times."""
    frames = torch.ones(wanted.shape[2])
    frames[0] = 4.0 if wanted.shape[2] > 1 else 1.0
    weight = (frames / frames.mean()).view(1, 1, -1, 1, 1) * outlines(wanted)
    off = got - wanted  # differences are linear: the edge error is the edge of the error
    total = (off.abs() * weight).mean() + 2.0 * (off.square() * weight).mean()
    for _ in range(3):
        across, down = off.diff(dim=-1).abs(), off.diff(dim=-2).abs()
        total = total + 0.4 * ((across * weight[..., :, 1:]).mean() + (down * weight[..., 1:, :]).mean())
        off, weight = fn.avg_pool3d(off, (1, 2, 2)), fn.avg_pool3d(weight, (1, 2, 2))
    return total


def outlines(video: Tensor) -> Tensor:
    """How much each pixel of B 3 F H W counts, B 1 F H W, 1 on average: three times as much where colours meet."""
    ends = torch.cat([video, -video])
    for window, edge in (((1, 1, 7), (0, 0, 3)), ((1, 7, 1), (0, 3, 0))):
        ends = fn.max_pool3d(ends, window, 1, edge)
    most, least = ends.chunk(2)  # around each pixel; the least with its sign turned
    weight = 1 + 2 * (most + least).amax(dim=1, keepdim=True).clamp(max=1)
    return weight / weight.mean()


class Footage:
    """Endless training pictures and clips in [-1, 1]: drawn shapes and faces, and textures."""

    def __init__(self, seed: int, textures: float = 0.2, faces: float = 0.2) -> None:
        self.random, self.source = Random(seed), TextureSource(seed)
        self.textures, self.faces = textures, faces

    def batch(self, lesson: Lesson) -> Tensor:
        """`count` 3 `frames` `side` `side`, cut where something can be seen."""
        return to_tensor(np.stack([self._cut(self._clip(lesson.frames), lesson.side) for _ in range(lesson.count)]))

    def _cut(self, clip: scenes.Clip, side: int) -> scenes.Clip:
        if side == scenes.SIZE:
            return clip
        middle = clip[len(clip) // 2].astype(np.int16)
        busy = np.argwhere(np.abs(middle - np.median(middle, axis=(0, 1))).sum(axis=2) > 60)
        free = scenes.SIZE - side
        top, left = self.random.randrange(free + 1), self.random.randrange(free + 1)
        if len(busy) and self.random.random() < 0.8:
            y, x = busy[self.random.randrange(len(busy))]
            top, left = (int(np.clip(v - side // 2 + self.random.randrange(-16, 17), 0, free)) for v in (y, x))
        return clip[:, top : top + side, left : left + side]

    def _clip(self, frames: int) -> scenes.Clip:
        if frames == 1:
            return self._clip(3)[self.random.randrange(3)][None]
        if self.random.random() < self.textures:
            return self.source.clip(frames, scenes.SIZE)
        scene = random_scene(self.random, self.faces)
        return scenes.clip(scene, self.random.randrange(1 << 30), frames)


def to_tensor(clips: np.ndarray) -> Tensor:
    """uint8 B F H W 3 to float B 3 F H W in [-1, 1], in the memory layout that the convolutions like."""
    return torch.from_numpy(clips).permute(0, 4, 1, 2, 3).float().div_(127.5).sub_(1)


def fast_layout(vae: WanVae) -> WanVae:
    """The same network with channels last in memory, several times faster on a CPU in bfloat16."""
    layouts = {4: torch.channels_last, 5: torch.channels_last_3d}
    for parameter in vae.parameters():
        if parameter.dim() in layouts:
            parameter.data = parameter.data.contiguous(memory_format=layouts[parameter.dim()])
    return vae


def _state(vae: WanVae, optimiser: Mixed, average: Average, budget: Budget, step: int) -> dict:
    return {
        "net": vae.state_dict(),
        "optimiser": optimiser.state_dict(),
        "average": average.state(),
        "spent": budget.spent,
        "step": step,
    }
