"""Writes a film while it is being made: frame by frame into a recording that survives a kill, then the whole file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np

from engine.api.errors import CannotWrite, DiskFull, InvalidParam
from engine.media.disk import remove, writing
from engine.media.encode import Encoder
from engine.media.finish import finish_recording, salvage
from engine.media.foreign import shown
from engine.media.output import Output, Written


class VideoWriter:
    """One film.  append() each frame, then finish(); leaving the block without finish() keeps the recording."""

    def __init__(self, recording: Path, output: Output, width: int, height: int) -> None:
        """recording: a .mkv in the job's folder.  Raises InvalidParam, DiskFull, CannotWrite."""
        codec = output.format.codec
        if codec.even and (width % 2 or height % 2):
            raise InvalidParam(
                "This size cannot be written in this format",
                why=f"{output.format.title.split(':')[0]} needs even sides; {width} x {height} was asked for.",
                do=("Choose an even width and height.", "Choose the format MKV, FFV1."),
                param="output_format",
            )
        self.recording, self.output = recording, output
        with writing(recording, "Nothing was begun."):
            recording.parent.mkdir(parents=True, exist_ok=True)
            self._encoder: Encoder | None = Encoder(
                recording, output.growing, output.fineness, output.fps, (width, height)
            )
        self._frames = 0

    @property
    def frames(self) -> int:
        """How many frames were appended."""
        return self._frames

    def append(self, pixels_HWC: np.ndarray) -> None:
        """Adds a frame, uint8 H W 3.  Raises DiskFull or CannotWrite; the frames before it stay readable then."""
        assert self._encoder is not None, "the film is closed"
        with self._guarded():
            self._encoder.add(pixels_HWC)
        self._frames += 1

    def settle(self) -> None:
        """Ends the recording, which stays as it is: a part of a longer film.  Raises DiskFull and CannotWrite."""
        assert self._encoder is not None and self._frames, "no frames"
        with self._guarded():
            self._encoder.finish()
        self._encoder = None

    def finish(self, target: Path, overwrite: bool = False) -> Written:
        """The finished file under `target`, numbered if the name is taken and not `overwrite`.

        Raises DiskFull, CannotWrite or BadInput (an unreadable sound); the recording is kept then, and
        finish_recording can be called again with it.
        """
        self.settle()
        return finish_recording(self.recording, self.output, target, overwrite)

    def close(self) -> None:
        """Stops writing; what was written stays and can be salvaged."""
        if self._encoder is not None:
            self._encoder.drop()
            self._encoder = None

    def discard(self) -> None:
        """Stops writing and deletes the recording."""
        self.close()
        remove(self.recording)

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        """Closes the recording on any fault and says how much of it can be used."""
        went_well = False
        try:
            with writing(self.recording, ""):
                yield
            went_well = True
        except (DiskFull, CannotWrite) as fault:
            self.close()
            usable = salvage(self.recording)
            fault.done = f"{usable} of the {self._frames} frames so far are kept in {shown(self.recording)}."
            raise
        finally:
            if not went_well:
                self.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None) -> None:
        self.close()
