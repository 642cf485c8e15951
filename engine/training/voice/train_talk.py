"""Trains the transformer that lets a portrait speak, and what is added to it to hear, on stored latents.

It sees what the pipeline of InfiniteTalk shows it: noise beside the mask and the latent of the portrait, and the
first latent frames clean, which are those of the window before or, in the first window, the portrait itself.
x = (1 - s) clean + s noise, the network predicts noise - clean behind the clean frames and hears 1000 s.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from random import Random

import numpy as np
import torch
from torch import Tensor, nn

from engine.families.wan.conditioning import given_mask
from engine.nets.wan.dit import WanTransformer
from engine.nets.wan.talking import Talking, TalkingConfig, TalkingNetwork
from engine.nets.wan.talking_people import with_nobody
from engine.nets.wan.vae import WanVae
from engine.training.starter.export import under
from engine.training.starter.optimiser import Mixed
from engine.training.starter.progress import Average, Budget, Threads, load, save
from engine.training.starter.text import CaptionEncoder, no_caption, worn
from engine.training.starter.train_dit import PLAIN, SHORT, STARTER_DIT, Starter
from engine.training.starter.vocabulary import caption
from engine.training.voice.clips import TOGETHER, Batch, Clips
from engine.training.voice.people import person
from engine.training.voice.train_ear import EAR

PEOPLE, PAIRS = 3000, 1500  # at most
MASK = 4  # channels
KEPT = (0, 1, 2, 4, 5)  # blocks of the starter that are taken over: a face is simpler than all it can draw
SPEAKING_DIT = replace(STARTER_DIT, in_dim=2 * STARTER_DIT.out_dim + MASK, num_layers=len(KEPT))
SPEAKING = TalkingConfig(
    dim=STARTER_DIT.dim, num_heads=STARTER_DIT.num_heads, num_layers=len(KEPT),
    audio_layers=EAR.layers, audio_width=EAR.width, intermediate_dim=128, output_dim=64, context_tokens=4,
)  # fmt: skip
HELD = (1, 2, 3, 3)  # latent frames that a later window takes over
LENGTHS = (9, 9, 7, 5)  # latent frames of a batch
STRIDE = 4
ADAM = (*PLAIN, "audio_proj.proj1")  # what steps with AdamW


@dataclass(frozen=True, slots=True)
class TalkRun:
    """One training run."""

    folder: Path
    seconds: float
    threads: int = 1
    batch: int = 8
    pairs: int = 3
    peak_rate: float = 1.2e-3
    mute: float = 0.12  # share of windows that hear nothing at all, as in the passes without the voice
    worn: float = 0.06  # noise on what is taken over: films are not as clean as drawings
    shift: float = 3.0
    seed: int = 4


class Speaker(nn.Module):
    """The transformer and what is added to it."""

    def __init__(self) -> None:
        super().__init__()
        self.transformer, self.talking = WanTransformer(SPEAKING_DIT), TalkingNetwork(SPEAKING)
        for block in self.talking.blocks:
            nn.init.zeros_(block.audio_cross_attn.proj.weight)
            nn.init.zeros_(block.audio_cross_attn.proj.bias)

    def begin_with(self, starter: WanTransformer) -> None:
        """Take the starter's weights over; what is new in the picture's channels counts nothing yet."""
        weights = starter.state_dict()
        wide = torch.zeros_like(self.transformer.patch_embedding.weight)
        wide[:, : STARTER_DIT.in_dim] = weights["patch_embedding.weight"]
        taken = {name: value for name, value in weights.items() if not name.startswith("blocks.")}
        for new, old in enumerate(KEPT):
            taken |= {f"blocks.{new}.{name}": value for name, value in under(weights, f"blocks.{old}.").items()}
        self.transformer.load_state_dict(taken | {"patch_embedding.weight": wide})

    def forward(self, x: Tensor, times: Tensor, text: Tensor, heard: Tensor, places: Tensor | None = None) -> Tensor:
        """x: B 2Z+4 T h w, times: B, text: B L D, heard: B F W L A -> velocity B Z T h w.

        For several people B is 1, and heard is P F W L A with their places P+1 h w.
        """
        voice = Talking(self.talking, self.talking.listen(heard), places)
        return self.transformer(x, times, text, how=SHORT, attachments=(voice,))


@dataclass(frozen=True, slots=True)
class Lesson:
    """A batch as the network sees it."""

    clean: Tensor  # B Z T h w, normalised
    given: Tensor  # B Z+4 T h w
    heard: Tensor  # B F W L A
    held: Tensor  # B: latent frames that stay clean
    text: Tensor  # B L D
    places: Tensor | None = None  # P+1 h w


def train(run: TalkRun, vae: WanVae, starter: Path) -> None:
    """Trains, or continues, until the seconds are spent; `starter` is the checkpoint of the starter's transformer."""
    torch.manual_seed(run.seed)
    teacher, first = Starter(), load(starter)
    assert first is not None, "train the starter first"
    teacher.load_state_dict(first["average"], strict=False)
    texts = captions(teacher.text, Random(run.seed))
    net, path = Speaker(), run.folder / "talk.pt"
    net.begin_with(teacher.transformer)
    optimiser = Mixed(net, ADAM, run.peak_rate, decay=0.02)
    average, budget, step = Average(net, 0.998), Budget(run.seconds), 0
    if state := load(path):
        net.load_state_dict(state["net"])
        optimiser.load_state_dict(state["optimiser"])
        average.restore(state["average"], state["step"])
        budget.before, step = state["spent"], state["step"]
    threads, saved, seen = Threads(run.threads), budget.spent, []
    for together in lessons(run, vae, texts, Random(f"{run.seed} {step}")):
        threads.look()
        seen += [step_once(net, lesson, run, 1 / len(together)) for lesson in together]
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimiser.step(budget.rate(run.peak_rate, warm=0.03))
        average.take(net)
        step += 1
        if step % 25 == 0:
            loss, late = np.nanmean(seen[-100:], axis=0)
            print(f"{budget.spent:6.0f} s  step {step}  loss {loss:.4f}  noisy half {late:.4f}", flush=True)
        if budget.spent - saved > 90 or budget.share >= 1:
            saved = budget.spent
            whole = {"net": net.state_dict(), "optimiser": optimiser.state_dict(), "average": average.state()}
            save(path, whole | {"spent": budget.spent, "step": step})
        if budget.share >= 1:
            break


def step_once(net: Speaker, lesson: Lesson, run: TalkRun, share: float) -> tuple[float, float]:
    """One forward and backward pass, which is that share of a step; the mean loss, and that of the noisier half."""
    clean, count = lesson.clean, len(lesson.clean)
    level = torch.rand(count) if torch.rand(()) < 0.3 else torch.sigmoid(torch.randn(count))
    level = run.shift * level / (1 + (run.shift - 1) * level)
    s, noise = level.view(-1, 1, 1, 1, 1), torch.randn_like(clean)
    kept = (torch.arange(clean.shape[2]) < lesson.held[:, None])[:, None, :, None, None]
    used = clean + run.worn * torch.rand(count, 1, 1, 1, 1) * torch.randn_like(clean)
    x = torch.where(kept, used, (1 - s) * clean + s * noise)
    heard, places = lesson.heard, lesson.places
    if places is None:
        heard = heard * (torch.rand(len(heard)) >= run.mute).view(-1, 1, 1, 1, 1)
    elif torch.rand(()) < run.mute:
        heard, places = torch.zeros_like(heard[:1]), None  # what the passes without the voice hear: one who is mute
    with torch.autocast("cpu", torch.bfloat16):
        got = net(torch.cat([x, lesson.given], dim=1), 1000 * level, lesson.text, heard, places)
    weight = ~kept * importance(clean)
    error = ((got.float() - (noise - clean)).square() * weight).mean(dim=(1, 2, 3, 4)) / weight.mean(dim=(1, 2, 3, 4))
    (error.mean() * share).backward()
    late = error.detach()[level > 0.7]
    return float(error.detach().mean()), float(late.mean()) if len(late) else float("nan")


def importance(clean: Tensor) -> Tensor:
    """How much each place of B Z T h w counts, B 1 T h w: what moves more than what stays."""
    still = clean.mean(dim=2, keepdim=True)
    return 1 + 6 * (clean - still).square().mean(dim=1, keepdim=True).sqrt().clamp(max=1)


def lessons(run: TalkRun, vae: WanVae, texts: Tensor, random: Random) -> Iterator[tuple[Lesson, ...]]:
    """Endless steps: people alone in one batch, and in every third step a few pairs, one by one."""
    clips = Clips(run.folder, PEOPLE, PAIRS)
    for step in count():
        latents = random.choice(LENGTHS)
        if step % 3 == 2 and len(clips.pairs):
            pairs = (clips.pair(random.randrange(len(clips.pairs))) for _ in range(run.pairs))
            yield tuple(lesson_of(one, vae, latents, texts, random) for one in pairs)
        else:
            windows = [(random.randrange(len(clips.people)), random.randrange(TOGETHER)) for _ in range(run.batch)]
            yield (lesson_of(clips.alone(windows), vae, latents, texts, random),)


def lesson_of(batch: Batch, vae: WanVae, latents: int, texts: Tensor, random: Random) -> Lesson:
    """The first latent frames of a batch, with what the pipeline shows beside them."""
    size, frames = len(batch.clean), STRIDE * (latents - 1) + 1
    given = vae.normalise(batch.given)[:, :, :latents]
    mask = given_mask(frames, (0,), *given.shape[-2:])[None].expand(size, -1, -1, -1, -1)
    held = [1 if begins else random.choice(HELD) for begins in batch.begins.tolist()]
    return Lesson(
        clean=vae.normalise(batch.clean)[:, :, :latents],
        given=torch.cat([mask, given], dim=1),
        heard=batch.heard[:, :frames],
        held=torch.tensor(held),
        text=texts[[random.randrange(len(texts)) for _ in range(size)]],
        places=halves(*given.shape[-2:], random) if given.shape[-1] > given.shape[-2] else None,
    )


def halves(height: int, width: int, random: Random) -> Tensor:
    """Where each of a pair is and, last, where nobody is: 3 h w. A half each, more or less of it."""
    people, half = torch.zeros(2, height, width), width // 2
    for number in range(2):
        left, top = (random.randrange(0, 3) for _ in range(2))
        right, bottom = half - random.randrange(0, 3), height - random.randrange(0, 3)
        people[number, top:bottom, number * half + left : number * half + right] = 1
    return with_nobody(people)


@torch.inference_mode()
def captions(encoder: CaptionEncoder, random: Random, count: int = 160) -> Tensor:
    """Sentences about people who talk, and none, as the transformer reads them: N L D."""
    texts = [worn(caption(person(n).scene, random), random) for n in range(count)]
    rows = encoder([text if random.random() < 0.6 else no_caption(random) for text in texts])
    return nn.functional.pad(rows, (0, 0, 0, STARTER_DIT.text_len - rows.shape[1])).clone()
