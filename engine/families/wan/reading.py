"""What the network is told: the prompt and the pictures as rows, and the colours of a latent for previews."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor

from engine.api.model import Part
from engine.encoders.kept import KeptTensors, key_of
from engine.encoders.text import Where
from engine.families.wan.bench import GIB, Bench, free_memory
from engine.families.wan.embeddings import Embeddings
from engine.families.wan.spec import image_numbers, network
from engine.nets.clip import CLIP_VIT_H, ImageNetwork
from engine.nets.wan.vae import WanVae
from engine.sampling.choose import Sampler
from engine.sampling.guidance import Branch
from engine.sampling.preview import cards, fit
from engine.weights.checkpoint import open_checkpoint
from engine.weights.fingerprint import fingerprint

CARDS, CARD_SIDE = 16, 64  # pictures that the colours are learnt from; pixels
FINE = 4  # pixels that one point of a preview stands for
ENCODER_TYPE = {"cpu": torch.float32, "cuda": torch.bfloat16}


def read_texts(bench: Bench, plan: Sampler) -> dict[Branch, Tensor]:
    """1 L D per branch that the run asks for."""
    branches = [Branch.POSITIVE]
    if any(plan.guidance.passes(step) == 2 for step in range(plan.steps)):
        branches.append(Branch.NEGATIVE)
    prompts = {Branch.POSITIVE: bench.work.params.positive_prompt, Branch.NEGATIVE: bench.work.negative_prompt}
    rows = _embeddings(bench).texts(
        tuple(prompts[b] for b in branches),
        bench.files[Part.TEXT_ENCODER],
        bench.files[Part.TOKENIZER],
        network(bench.work.spec).text_len,
    )
    return {branch: row[None].to(bench.dtype) for branch, row in zip(branches, rows, strict=True)}


def read_pictures(bench: Bench, pictures: tuple[Tensor, ...]) -> Tensor | None:
    """1 I D: the pictures as CLIP sees them, one after the other; None for networks that do not look at them."""
    shape = network(bench.work.spec)
    if not shape.image_dim or not pictures:
        return None
    looks = pictures if shape.image_positions and len(pictures) > 1 else pictures[:1]
    if shape.image_positions and len(looks) == 1:
        looks = looks * 2
    encoder, own = _embeddings(bench), image_numbers(bench.work.spec)
    numbers = ImageNetwork(**own) if own else CLIP_VIT_H
    rows = [encoder.picture(picture, bench.files[Part.IMAGE_ENCODER], numbers) for picture in looks]
    return torch.cat(rows)[None].to(bench.dtype)


def colours(bench: Bench, vae: WanVae) -> Tensor:
    """(Z + 1) (3 r r): the matrix from latent to RGB of this VAE, learnt once and kept on disk."""
    kept = KeptTensors(bench.cache / "previews")
    detail = vae.config.space_stride // FINE
    key = key_of("colours", fingerprint(open_checkpoint(bench.files[Part.VAE])), CARDS, CARD_SIDE, detail)
    found = kept.find(key)
    if found is None:
        films = cards(CARDS, CARD_SIDE, seed=1)
        with torch.inference_mode():
            latents = torch.cat([vae.encode(film[None].to(bench.device)).cpu() for film in films])
        found = fit(latents.clone(), films, detail)
        kept.keep(key, found)
    return found


def _embeddings(bench: Bench) -> Embeddings:
    device = _room_for_encoder(bench)
    where = Where(device, ENCODER_TYPE[device.type], lambda done, total: bench.job.stop())
    return Embeddings(KeptTensors(Path(bench.cache) / "embeddings"), where)


def _room_for_encoder(bench: Bench) -> torch.device:
    """The card if the text encoder fits beside what is there, the processor otherwise."""
    path = bench.files[Part.TEXT_ENCODER]
    needed = open_checkpoint(path).bytes + GIB
    bench.free_for(needed)
    return bench.device if free_memory(bench.device) > needed else torch.device("cpu")
