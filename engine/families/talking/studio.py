"""The place where windows are made: the VAE, the image encoder, and the picture or film that is made to speak."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from engine.api.errors import BadNumbers
from engine.api.request import Input, Role
from engine.families.wan.bench import Bench
from engine.families.wan.reading import read_pictures, whole_pictures
from engine.media.frames import FilmFrames, Frames, open_frames
from engine.media.image import read_image
from engine.media.resize import Fitting, resize
from engine.nets.wan.vae import WanVae
from engine.nets.wan.vae_strips import cut_for


class Studio:
    """A Room on the bench of a job."""

    def __init__(self, bench: Bench, vae: WanVae, film: Frames | None) -> None:
        self._bench, self._vae, self._film = bench, vae, film
        self._cut = cut_for(bench.device, bench.plan.vae_strips)
        given = bench.job.request.input(Role.INPUT_IMAGE if film is None else Role.INPUT_VIDEO)
        assert given is not None, "checked before the job began"
        self._given: Input = given
        self._picture = None if film is not None else self.sized(read_image(Path(given.asset.path)).pixels)

    def encode(self, film: Tensor) -> Tensor:
        """3 F H W from -1 to 1 -> 1 Z T h w, one piece after another so that stop is heard."""
        stride = self._vae.config.time_stride

        def pieces() -> Iterator[Tensor]:
            for end in range(1, film.shape[1] + 1, stride):
                self._bench.job.stop()
                yield film[None, :, max(0, end - stride) : end].to(self._bench.device)

        self._bench.wake(self._vae)
        with torch.inference_mode():
            latents = list(self._vae.encode_stream(pieces(), self._cut))
        return torch.cat(latents, dim=2).clone()

    def decode(self, latent: Tensor) -> Iterator[Tensor]:
        """1 Z T h w -> 1 3 f H W, piece by piece; raises BadNumbers instead of making black frames."""
        stream = self._bench.wake(self._vae).decode_stream(latent.float(), self._cut)
        while True:
            self._bench.job.stop()
            with torch.inference_mode():
                piece = next(stream, None)
            if piece is None:
                return
            if not torch.isfinite(piece).all():
                raise BadNumbers(
                    "The decoder produced invalid numbers",
                    why="Its frames are not finite.",
                    done="Stopped before a black window was saved; the windows before it are kept.",
                    do=("Run the job again.", "Check that the VAE file is complete."),
                )
            yield piece

    def rest(self) -> None:
        """No pictures for a while."""
        self._bench.rest(self._vae)

    def look(self, picture: Tensor) -> Tensor | None:
        """3 H W -> 1 I D as the image encoder sees it."""
        return read_pictures(self._bench, (picture,))

    def whole(self, pictures: Sequence[Tensor]) -> Tensor | None:
        """3 H W each -> N D, the row for the whole of each; None for networks that do not look."""
        return whole_pictures(self._bench, pictures)

    def source(self, frame: int) -> Tensor:
        """The given picture, or what the given film shows at the time of that frame: 3 H W from -1 to 1."""
        if self._picture is not None:
            return self._picture
        assert self._film is not None
        start, end = self._given.start, self._given.end or self._film.seconds
        at = min(start + frame / float(self._bench.work.fps), max(start, end - 0.5 / float(self._film.fps)))
        return self.sized(self._film.read(self._film.at(at)))

    def sized(self, pixels_HWC: np.ndarray) -> Tensor:
        """uint8 H W 3 -> 3 H W from -1 to 1 in the size of the clip."""
        p, work = self._bench.work.params, self._bench.work
        fitting = Fitting(p.keep_proportion.value, p.crop_position.value, p.upscale_method.value)
        made = resize(pixels_HWC, work.width, work.height, fitting)
        return torch.from_numpy(np.ascontiguousarray(made)).permute(2, 0, 1).float() / 127.5 - 1


@contextmanager
def opened(bench: Bench, vae: WanVae) -> Iterator[Studio]:
    """The studio with its film open.  Raises BadInput."""
    film = bench.job.request.input(Role.INPUT_VIDEO)
    if film is None or bench.job.request.input(Role.INPUT_IMAGE) is not None:
        yield Studio(bench, vae, None)
        return
    with open_frames(Path(film.asset.path)) as frames:
        yield Studio(bench, vae, frames)


def pixels(frames: Tensor) -> Iterator[np.ndarray]:
    """3 f H W from -1 to 1 -> f pictures uint8 H W 3."""
    made = ((frames.permute(1, 2, 3, 0) + 1) * 127.5).round().clamp(0, 255).to(torch.uint8)
    yield from np.ascontiguousarray(made.cpu().numpy())


def film_part(segments: tuple[Path, ...], places: tuple[range, ...], wanted: range) -> np.ndarray:
    """Those frames of the film that is made, F H W 3 uint8, read from the windows they lie in."""
    frames = []
    for segment, place in zip(segments, places, strict=True):
        here = range(max(place.start, wanted.start), min(place.stop, wanted.stop))
        if here:
            with FilmFrames(segment) as film:
                frames += [film.read(number - place.start) for number in here]
    return np.stack(frames)
