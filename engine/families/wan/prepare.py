"""From what was asked to what will be done: sizes that the model can make, seed, steps.  Told before it starts."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from fractions import Fraction

from engine.api.errors import BadInput, InvalidParam
from engine.api.events import Stage
from engine.api.model import Mode, ModelSpec
from engine.api.request import GenerationRequest, Role
from engine.families.wan.params import Proportion, WanParams
from engine.families.wan.spec import autoencoder, network, size_multiple
from engine.media.resize import output_size
from engine.planner.snap import Size, snap_frames, snap_size

NEEDS = {
    Mode.IMAGE_TO_VIDEO: (Role.INPUT_IMAGE, "a picture"),
    Mode.VIDEO_TO_VIDEO: (Role.INPUT_VIDEO, "a film"),
}


@dataclass(frozen=True, slots=True)
class Work:
    """A Wan job with every value decided."""

    spec: ModelSpec
    params: WanParams
    width: int  # pixels
    height: int  # pixels
    frames: int
    fps: Fraction
    seed: int
    notes: tuple[str, ...]  # what was moved and why, as sentences

    @property
    def latent(self) -> tuple[int, int, int, int]:
        """Z T h w of the latent."""
        vae = autoencoder(self.spec)
        time = (self.frames - 1) // vae.time_stride + 1
        return vae.z_dim, time, self.height // vae.space_stride, self.width // vae.space_stride

    @property
    def tokens(self) -> int:
        """Tokens that the transformer sees."""
        _, time, rows, columns = self.latent
        pt, ph, pw = network(self.spec).patch_size
        return (time // pt) * (rows // ph) * (columns // pw)

    @property
    def negative_prompt(self) -> str:
        """The text that guidance compares with."""
        if not self.params.use_negative_prompt:
            return ""
        return self.params.negative_prompt or self.spec.negative_prompt

    @property
    def stages(self) -> tuple[Stage, ...]:
        """The stages that this job goes through, in order."""
        picture = (Stage.IMAGE,) if self.params.mode in NEEDS else ()
        return (Stage.TEXT, *picture, Stage.LOAD, Stage.DENOISE, Stage.DECODE, Stage.WRITE)


def decide(request: GenerationRequest, spec: ModelSpec, params: WanParams) -> Work:
    """Every value of the job; raises InvalidParam or BadInput for what no nearest value can mend."""
    check_inputs(request, params)
    still = params.mode is Mode.TEXT_TO_IMAGE
    frames = snap_frames(1 if still else params.num_frames, video=not still)
    size = _size(request, spec, params)
    return Work(
        spec=spec,
        params=params,
        width=size.width,
        height=size.height,
        frames=frames.count,
        fps=frame_rate(params.fps),
        seed=params.seed if params.seed >= 0 else secrets.randbits(63),
        notes=tuple(reason for reason in (frames.reason, size.reason) if reason),
    )


def with_seed(work: Work, seed: int) -> Work:
    """The same work from another seed."""
    return replace(work, seed=seed)


def _size(request: GenerationRequest, spec: ModelSpec, params: WanParams) -> Size:
    """What the model can make; with `fit` the shape of the dropped picture inside what was asked."""
    multiple = size_multiple(spec)
    asked = snap_size(params.width, params.height, multiple)
    role = NEEDS.get(params.mode, (None, ""))[0]
    given = request.input(role) if role else None
    if given is None or params.keep_proportion is not Proportion.FIT or not given.asset.width:
        return asked
    picture, room = (given.asset.width, given.asset.height), (asked.width, asked.height)
    width, height = output_size(picture, room, "fit", multiple)
    return Size(width, height, f"{width} x {height} has the shape of the picture inside {room[0]} x {room[1]}.")


def check_inputs(request: GenerationRequest, params: WanParams) -> None:
    """Raise BadInput when the task lacks what it works from."""
    role, what = NEEDS.get(params.mode, (None, ""))
    if role is not None and request.input(role) is None:
        raise BadInput(
            f"This task needs {what}",
            why=f"{params.mode.value} works from {what}, and none was given.",
            done="The job was not begun.",
            do=(f"Drop {what}.", "Or let the task be text to video."),
            param=role.value,
        )


def frame_rate(text: str) -> Fraction:
    """The exact frame rate; raises InvalidParam unless it is a number or fraction from 1 to 120."""
    try:
        rate = Fraction(text.strip())
    except (ValueError, ZeroDivisionError):
        rate = Fraction(0)
    if not 1 <= rate <= 120:
        raise InvalidParam(
            "The frame rate must be between 1 and 120",
            why=f"It reads {text!r}.",
            do=("Set it to 16.",),
            param="fps",
        )
    return rate
