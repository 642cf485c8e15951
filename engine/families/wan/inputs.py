"""Dropped pictures and films, brought to the size of the clip and into the model's own terms.

F frames, H W pixels, T latent frames, h w latent cells, Z latent channels.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from engine.api.model import Mode
from engine.api.request import Input, Role
from engine.families.wan.bench import Bench
from engine.families.wan.conditioning import CleanFrames, film_to_encode, given_mask, picture_channels
from engine.families.wan.prepare import Work
from engine.media.image import read_image
from engine.media.resize import Fitting, resize
from engine.media.video_read import read_frames
from engine.nets.wan.vae import WanVae
from engine.nets.wan.vae_strips import cut_for


@dataclass(frozen=True, slots=True)
class Given:
    """What the network is told beside the text."""

    channels: Tensor | None = None  # 1 20 T h w: mask and latent of the pictures, joined to the noise
    clean: CleanFrames | None = None  # latent frames that stay as they are
    samples: Tensor | None = None  # 1 Z T h w: the film to start from
    pictures: tuple[Tensor, ...] = ()  # 3 H W each, for networks that look at them


def read_inputs(bench: Bench, vae: WanVae) -> Given:
    """Read and encode what the task works from; raises BadInput."""
    work, request = bench.work, bench.job.request
    if work.params.mode is Mode.IMAGE_TO_VIDEO:
        first = _picture(request.input(Role.INPUT_IMAGE), work)
        last = _picture(end, work) if (end := request.input(Role.END_IMAGE)) else None
        return _from_pictures(bench, vae, first, last)
    if work.params.mode is Mode.VIDEO_TO_VIDEO:
        film = _film(request.input(Role.INPUT_VIDEO), work)
        return Given(samples=_encode(bench, vae, film))
    return Given()


def _from_pictures(bench: Bench, vae: WanVae, first: Tensor, last: Tensor | None) -> Given:
    work = bench.work
    rows, columns = work.latent[2:]
    if work.spec.clean_first_frame:
        clean = CleanFrames(_encode(bench, vae, first[:, None]))
        return Given(clean=clean, pictures=(first,))
    frames = (0,) if last is None else (0, work.frames - 1)
    latent = _encode(bench, vae, film_to_encode(work.frames, first, last))
    mask = given_mask(work.frames, frames, rows, columns).to(bench.device)
    channels = picture_channels(mask, latent[0])[None]
    return Given(channels=channels, pictures=(first,) if last is None else (first, last))


def _encode(bench: Bench, vae: WanVae, film: Tensor) -> Tensor:
    """3 F H W from -1 to 1 -> 1 Z T h w, one piece after another so that stop is heard."""
    stride, latents = vae.config.time_stride, []

    def pieces() -> Iterable[Tensor]:
        for end in range(1, film.shape[1] + 1, stride):
            bench.job.stop()
            yield film[None, :, max(0, end - stride) : end].to(bench.device)

    with torch.inference_mode():
        latents = list(vae.encode_stream(pieces(), cut_for(bench.device, bench.plan.vae_strips)))
    return torch.cat(latents, dim=2).clone()


def _picture(given: Input | None, work: Work) -> Tensor:
    assert given is not None, "checked before the job began"
    return _tensor([read_image(Path(given.asset.path)).pixels], work)[:, 0]


def _film(given: Input | None, work: Work) -> Tensor:
    assert given is not None, "checked before the job began"
    count = work.frames if given.end <= given.start else round((given.end - given.start) * work.fps)
    frames = list(read_frames(Path(given.asset.path), work.fps, given.start, min(max(1, count), work.frames)))
    return _tensor(frames + frames[-1:] * (work.frames - len(frames)), work)


def _tensor(frames: Iterable[np.ndarray], work: Work) -> Tensor:
    """uint8 H W 3 pictures -> 3 F H W from -1 to 1 in the size of the clip."""
    p = work.params
    fitting = Fitting(p.keep_proportion.value, p.crop_position.value, p.upscale_method.value)
    sized = np.stack([resize(frame, work.width, work.height, fitting) for frame in frames])
    return torch.from_numpy(sized).permute(3, 0, 1, 2).float() / 127.5 - 1
