"""Trains the starter's transformer and text encoder together, by flow matching on stored latents.

x = (1 - s) clean + s noise, the network predicts noise - clean and hears 1000 s. Half of the samples know their first
latent frame: it stays clean and hears 0, as Wan 2.2 TI2V-5B does for image to video.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from engine.nets.wan.configs import WanConfig
from engine.nets.wan.dit import WanTransformer
from engine.nets.wan.shared import Execution
from engine.nets.wan.vae import WanVae
from engine.training.starter.latents import LatentStore, numbered_scene
from engine.training.starter.optimiser import Mixed
from engine.training.starter.progress import Average, Budget, Threads, load, save
from engine.training.starter.text import TEXT_LENGTH, CaptionEncoder, make_tokenizer, no_caption, worn
from engine.training.starter.vocabulary import caption

STARTER_DIT = WanConfig(
    dim=256,
    ffn_dim=1024,
    num_heads=4,
    num_layers=6,
    patch_size=(1, 1, 1),
    in_dim=48,
    out_dim=48,
    text_dim=128,
    text_len=TEXT_LENGTH,
)


def attend_short(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    """Attention spelled out, B S N D: for 80 tokens its backward pass is several times faster than the fused one."""
    q, k, v = (t.transpose(1, 2) for t in (q, k, v))
    return ((q * q.shape[-1] ** -0.5) @ k.transpose(2, 3)).softmax(dim=-1).to(v.dtype).matmul(v).transpose(1, 2)


LENGTHS = (5,) * 8 + (3, 1, 1)  # latent frames of a batch: mostly whole clips, sometimes half of one or a picture
SHORT = Execution(attend=attend_short)
# Tables and everything outside the blocks step with AdamW.
PLAIN = ("modulation", "shared", "relative", "patch_embedding", "head.head", "time_", "text_embedding")


@dataclass(frozen=True, slots=True)
class DitRun:
    """One training run of the transformer."""

    folder: Path
    seconds: float
    threads: int
    batch: int = 16
    peak_rate: float = 2e-3
    no_caption: float = 0.1
    with_image: float = 0.4
    shift: float = 3.0
    seed: int = 2


class Starter(nn.Module):
    """The two networks that are trained together."""

    def __init__(self) -> None:
        super().__init__()
        self.text = CaptionEncoder(make_tokenizer())
        self.transformer = WanTransformer(STARTER_DIT)
        nn.init.zeros_(self.transformer.head.head.weight)
        nn.init.zeros_(self.transformer.head.head.bias)


def train(run: DitRun, grow: Callable[[LatentStore], None]) -> None:
    """Trains, or continues, until the seconds are spent; the checkpoint is renewed every two minutes.

    During the first six tenths `grow` adds a few new clips after every second step.
    """
    torch.manual_seed(run.seed)
    net = Starter()
    optimiser = Mixed(net, PLAIN, run.peak_rate, decay=0.02)
    average, budget, step = Average(net, 0.9985), Budget(run.seconds), 0
    path = run.folder / "dit.pt"
    if state := load(path):
        net.load_state_dict(state["net"])
        optimiser.load_state_dict(state["optimiser"])
        average.restore(state["average"], state["step"])
        budget.before, step = state["spent"], state["step"]
    threads, saved, seen = Threads(run.threads), budget.spent, []
    store = LatentStore(run.folder, _frozen(run)["capacity"])
    for clean, captions in batches(run, store, Random(f"{run.seed} {step}")):
        if budget.share >= 1:
            break
        threads.look()
        seen.append(step_once(net, clean, captions, run))
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimiser.step(budget.rate(run.peak_rate))
        average.take(net)
        step += 1
        if step % 2 == 0 and budget.share < 0.6:
            grow(store)
        if step % 50 == 0:
            loss, late = np.nanmean(seen[-200:], axis=0)
            print(f"{budget.spent:6.0f} s  step {step}  loss {loss:.4f}  noisy half {late:.4f}", flush=True)
        if budget.spent - saved > 120:
            saved = budget.spent
            _keep(path, net, optimiser, average, budget, step)
    _keep(path, net, optimiser, average, budget, step)


def step_once(net: Starter, clean: Tensor, captions: list[str], run: DitRun) -> tuple[float, float]:
    """One forward and backward pass over B C F H W; the mean loss, and that of the noisier half."""
    count, frames = clean.shape[0], clean.shape[2]
    level = torch.rand(count) if torch.rand(()) < 0.3 else torch.sigmoid(torch.randn(count))
    level = run.shift * level / (1 + (run.shift - 1) * level)
    levels = level[:, None].repeat(1, frames)
    if frames > 1:
        levels[: round(count * run.with_image), 0] = 0.0
    weight = (levels > 0).float()[:, None, :, None, None] * importance(clean)
    s = levels[:, None, :, None, None]
    noise = torch.randn_like(clean)
    with torch.autocast("cpu", torch.bfloat16):
        got = net.transformer((1 - s) * clean + s * noise, 1000 * levels, net.text(captions), how=SHORT)
    error = ((got.float() - (noise - clean)).square() * weight).mean(dim=(1, 2, 3, 4)) / weight.mean(dim=(1, 2, 3, 4))
    error.mean().backward()
    late = error.detach()[level > 0.7]
    return float(error.detach().mean()), float(late.mean()) if len(late) else float("nan")


def importance(clean: Tensor) -> Tensor:
    """How much each place of B C F H W counts, B 1 F H W: the thing and its edge more than the even ground."""
    ground = clean.flatten(2).median(dim=2).values[:, :, None, None, None]
    return 1 + 3 * (clean - ground).square().mean(dim=1, keepdim=True).sqrt().clamp(max=1)


def batches(run: DitRun, store: LatentStore, random: Random) -> Iterator[tuple[Tensor, list[str]]]:
    """Endless batches of normalised latents, with a newly worded caption for each clip each time."""
    frozen = _frozen(run)
    mean, std = (torch.tensor(frozen[name]).view(1, -1, 1, 1, 1) for name in ("mean", "std"))
    while True:
        order = list(range(store.count))
        random.shuffle(order)
        for start in range(0, len(order) - run.batch + 1, run.batch):
            rows = sorted(order[start : start + run.batch], key=lambda _: random.random())
            clips = torch.from_numpy(store.rows[rows].astype(np.float32))
            clips = clips[:, :, : random.choice(LENGTHS)]
            words = [_heard(row, random, run.no_caption) for row in rows]
            yield (clips - mean) / std, words


def _frozen(run: DitRun) -> dict[str, Any]:
    return json.loads((run.folder / "latents.json").read_text())


def _heard(row: int, random: Random, silent: float) -> str:
    if random.random() < silent:
        return no_caption(random)
    return worn(caption(numbered_scene(row), random), random)


def freeze(run_folder: Path, vae: WanVae, clips: int, capacity: int) -> None:
    """Encodes the first clips and writes down the statistics of their latents, once."""
    store = LatentStore(run_folder, capacity)
    while store.count < clips:
        store.grow(vae, 4)
        if store.count % 400 == 0:
            print(f"{store.count} clips", flush=True)
    target = run_folder / "latents.json"
    if not target.exists():
        mean, std = store.statistics()
        target.write_text(json.dumps({"mean": mean, "std": std, "capacity": capacity}))


def _keep(path: Path, net: Starter, optimiser: Mixed, average: Average, budget: Budget, step: int) -> None:
    state = {"net": net.state_dict(), "optimiser": optimiser.state_dict(), "average": average.state()}
    save(path, state | {"spent": budget.spent, "step": step})
