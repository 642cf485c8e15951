"""What the network is told: the prompt and the pictures as rows, and the colours of a latent for previews."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor

from engine.api.model import Part
from engine.api.plan import Home
from engine.encoders.image import open_image_encoder
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
FINE = 8  # pixels that one point of a preview stands for
CALM = 0.3  # the best of 0 to 0.3 on clips of the starter: 26.1 dB against 21.5 for frames after the first
ENCODER_TYPE = {"cpu": torch.float32, "cuda": torch.bfloat16}


def read_texts(bench: Bench, plan: Sampler) -> dict[Branch, Tensor]:
    """1 L D per branch that the run asks for."""
    branches = [Branch.POSITIVE]
    guided = any(Branch.NEGATIVE in plan.guidance.branches(step) for step in range(plan.steps))
    if guided or bench.work.params.nag_scale > 0:
        branches.append(Branch.NEGATIVE)
    prompts = {Branch.POSITIVE: bench.work.params.positive_prompt, Branch.NEGATIVE: bench.work.negative_prompt}
    rows = _embeddings(bench, Part.TEXT_ENCODER).texts(
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
    encoder, numbers = _embeddings(bench, Part.IMAGE_ENCODER), _image_network(bench)
    rows = [encoder.picture(picture, bench.files[Part.IMAGE_ENCODER], numbers) for picture in looks]
    return torch.cat(rows)[None].to(bench.dtype)


def whole_pictures(bench: Bench, pictures: Sequence[Tensor]) -> Tensor | None:
    """N D: the row of CLIP for the whole of each picture (3 H W), not kept; None for networks that do not look."""
    if not network(bench.work.spec).image_dim:
        return None
    where = _where(bench, Part.IMAGE_ENCODER)
    encoder = open_image_encoder(bench.files[Part.IMAGE_ENCODER], _image_network(bench), where)
    return torch.stack([encoder.encode(picture.float())[0] for picture in pictures])


def _image_network(bench: Bench) -> ImageNetwork:
    own = image_numbers(bench.work.spec)
    return ImageNetwork(**own) if own else CLIP_VIT_H


def colours(bench: Bench, vae: WanVae) -> Tensor:
    """2 (Z + 1) (3 r r): the matrices from latent to RGB of this VAE, learnt once and kept on disk.

    The first is for the first latent frame, which stands for one frame, the second for the others.
    """
    kept = KeptTensors(bench.cache / "previews")
    detail, stride = vae.config.space_stride // FINE, vae.config.time_stride
    key = key_of("colours 3", fingerprint(open_checkpoint(bench.files[Part.VAE])), CARDS, CARD_SIDE, detail)
    found = kept.find(key)
    if found is None:
        still = cards(CARDS, CARD_SIDE, seed=1)
        films = torch.cat([still.roll((n, n * (-1) ** n), (3, 4)) for n in range(stride + 1)], dim=2)
        latents = []
        for film in films:
            bench.job.stop()
            with torch.inference_mode():
                latents.append(vae.encode(film[None].to(bench.device)).cpu())
        seen = torch.cat(latents).clone()
        late = films[:, :, 1:].mean(2, keepdim=True)
        pairs = ((seen[:, :, :1], films[:, :, :1]), (seen[:, :, 1:], late))
        found = torch.stack([fit(latent, film, detail, CALM) for latent, film in pairs])
        kept.keep(key, found)
    return found


def _embeddings(bench: Bench, part: Part) -> Embeddings:
    return Embeddings(KeptTensors(Path(bench.cache) / "embeddings"), _where(bench, part))


def _where(bench: Bench, part: Part) -> Where:
    """As the plan says; for other encoders the card if they fit beside what is there, the processor otherwise."""
    placement = bench.plan.placement(part)
    if placement is not None and placement.home is not Home.DEVICE:
        means = bench.means(placement)
        return Where(bench.device, ENCODER_TYPE[bench.device.type], lambda done, total: bench.job.stop(), means)
    needed = open_checkpoint(bench.files[part]).bytes + GIB
    bench.free_for(needed)
    device = bench.device if free_memory(bench.device) > needed else torch.device("cpu")
    return Where(device, ENCODER_TYPE[device.type], lambda done, total: bench.job.stop())
