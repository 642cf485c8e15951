"""Makes one window of a finished film again, so that it fits between its neighbours.

It begins from the frames before it as every window does. Its last latent frames are those that the film has there,
veiled in each step with as much noise as the rest has; what the decoder makes of them is faded into the old frames,
from which the next window goes on.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from engine.api.request import GenerationRequest
from engine.disk import patiently
from engine.families.talking.keeping import FOLDER, KEPT, STATE
from engine.families.talking.making import Blend
from engine.families.talking.scene import Scene
from engine.families.talking.studio import Studio, film_part
from engine.families.talking.windows import TIME_STRIDE, Dice, Drawn, Window
from engine.media.disk import writing


def take_over(request: GenerationRequest) -> None:
    """Bring the windows of the film that lies in another work folder, which stays as it is.

    They are the same files under a second name where the disk can do that, else copies. What says that they are whole
    comes last, so that a job that was killed meanwhile does it again.  Raises DiskFull and CannotWrite.
    """
    old, new = Path(request.redo_from) / FOLDER, Path(request.work_folder) / FOLDER
    if not request.redo_from or (new / STATE).exists() or not (old / STATE).exists():
        return
    with writing(new, KEPT):
        new.mkdir(parents=True, exist_ok=True)
        for name in (*sorted(path.name for path in old.glob("[0-9]*.mkv") if ".part" not in path.name), STATE):
            if not (new / name).exists():
                _second_name(old / name, new / name)


def _second_name(old: Path, new: Path) -> None:
    try:
        os.link(old, new)
    except OSError:  # a disk that knows no second names
        part = new.with_name(f"{new.name}.part")
        shutil.copyfile(old, part)
        patiently(lambda: os.replace(part, new))


@dataclass(frozen=True, slots=True)
class Neighbours:
    """What stands around the window in the film that is there."""

    tail: Tensor | None  # 3 motion H W: the frames before it
    old: Tensor | None  # 3 size H W: the frames it had; None for the last window of a shot
    motion: int  # frames that the next window took over


def neighbours(window: Window, every: tuple[Window, ...], segments: tuple[Path, ...], motion: int) -> Neighbours:
    """Read them from the recordings of the windows."""
    places = tuple(each.place for each in every)

    def read(first: int, last: int) -> Tensor:
        frames = film_part(segments, places, range(first, last))
        return torch.from_numpy(frames).permute(3, 0, 1, 2).float() / 127.5 - 1

    tail = None if window.begins else read(window.first, window.first + window.motion)
    last = all(each.begins for each in every[window.index + 1 : window.index + 2])  # of the film or of its shot
    return Neighbours(tail, None if last else read(window.first, window.first + window.size), motion)


def fitted(scene: Scene, around: Neighbours, studio: Studio, drawn: Drawn) -> Scene:
    """The scene that ends as the film does there."""
    latents = around.motion // TIME_STRIDE
    if around.old is None or not latents:
        return scene
    return scene.ending_as(studio.encode(around.old)[:, :, -latents:].cpu(), drawn)


def faded(around: Neighbours) -> Blend | None:
    """Fades the end of the new window into the frames that the next one goes on from."""
    if around.old is None:
        return None
    old, first = around.old, around.old.shape[1] - around.motion

    def blend(number: int, frame: Tensor) -> Tensor:
        share = max(0.0, (number - first + 1) / around.motion)
        return frame + share * (old[:, number].to(frame) - frame)

    return blend


def dice_of(seed: int, window: Window) -> Dice:
    """Other dice than the film's own, for each seed and window."""
    mixed = hashlib.sha256(f"{seed}/again {window.index}".encode()).digest()
    return Dice.of(int.from_bytes(mixed[:8], "big") >> 1)
