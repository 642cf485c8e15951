"""What a generation is asked to do: the only input of a run."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import msgspec


class Kind(StrEnum):
    """What an asset is, decided by its content."""

    IMAGE = "image"
    VIDEO = "video"
    AUDIO = "audio"


class Role(StrEnum):
    """What an asset is used for in a job; the name of the parameter in the table of parameters."""

    INPUT_IMAGE = "input_image"
    END_IMAGE = "end_image"
    INPUT_VIDEO = "input_video"
    AUDIO_FILE = "audio_file"  # one for each person who speaks
    MASK = "mask"  # where a person is in the picture; one for each, in the order of the voices


class Asset(msgspec.Struct, frozen=True, omit_defaults=True):
    """A file that goes into a job, as its header tells."""

    path: str
    kind: Kind
    width: int = 0  # pixels
    height: int = 0  # pixels
    frames: int = 0
    fps: str = ""  # exact fraction, "30000/1001"
    seconds: float = 0.0
    sha256: str = ""


class Input(msgspec.Struct, frozen=True, omit_defaults=True):
    """An asset in its role, optionally only a part of it."""

    role: Role
    asset: Asset
    start: float = 0.0  # seconds
    end: float = 0.0  # seconds; 0: to the end

    @property
    def part(self) -> float | None:
        """Seconds that are used from the start on; None: to the end."""
        return self.end - self.start if self.end > self.start else None


class GenerationRequest(msgspec.Struct, frozen=True, omit_defaults=True):
    """One job, whole: nothing else is read when it runs."""

    id: str
    family: str
    model: str  # id in the catalogue
    params: dict[str, Any]  # plain values by parameter name; the family's params class reads them
    inputs: tuple[Input, ...] = ()
    output_folder: str = ""  # where finished clips go
    output_path: str = ""  # exact name of the clip; "" lets the name be made from the prefix
    work_folder: str = ""  # checkpoints and the growing film of this job
    models_folders: tuple[str, ...] = ()  # where downloaded models lie
    cache_folder: str = ""  # embeddings and other things that are dear to make again; "": the system's place

    redo_window: int = -1  # of the finished talking video in the work folder: only this window is made again
    redo_from: str = ""  # the work folder of that video where it is another one, which stays as it is

    def input(self, role: Role) -> Input | None:
        """The first input in that role, or None."""
        return next((i for i in self.inputs if i.role == role), None)

    def every(self, role: Role) -> tuple[Input, ...]:
        """All inputs in that role, in order."""
        return tuple(i for i in self.inputs if i.role == role)
