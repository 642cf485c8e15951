"""Writes a timeline as one film: its shots in order, black where there are none, and all that is heard."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil
from pathlib import Path

import numpy as np

from engine.api.errors import BadInput
from engine.media.disk import remove
from engine.media.frames import Frames, open_frames
from engine.media.mix import Spoken, mix
from engine.media.output import Output, Sound, Written
from engine.media.probe import probe
from engine.media.resize import Fitting, resize
from engine.media.video_write import VideoWriter

Tick = Callable[[int, int], None]  # frames done, frames in all; may raise to stop
WHOLE = Fitting("pad")  # a shot of another aspect is shown whole, with black beside it


@dataclass(frozen=True, slots=True)
class Shot:
    """A stretch of a film on the timeline."""

    path: Path
    first: int  # frame of the film
    last: int  # one past the last
    fps: Fraction  # of the film
    begins: Fraction  # seconds on the timeline
    title: str = ""

    @property
    def seconds(self) -> Fraction:
        """How long it is shown."""
        return (self.last - self.first) / self.fps

    @property
    def ends(self) -> Fraction:
        """Seconds on the timeline at which it is no longer shown."""
        return self.begins + self.seconds

    def frame(self, at: Fraction) -> int:
        """The frame of the film that is on the screen at that time of the timeline."""
        return self.first + int((at - self.begins) * self.fps)


@dataclass(frozen=True, slots=True)
class Heard:
    """A stretch of a sound on the timeline, all times in seconds."""

    path: Path
    start: Fraction  # in the sound
    begins: Fraction  # on the timeline
    seconds: Fraction
    title: str = ""

    @property
    def ends(self) -> Fraction:
        """When it is no longer heard."""
        return self.begins + self.seconds


@dataclass(frozen=True, slots=True)
class Cut:
    """What of a timeline is exported, and in which size."""

    shots: tuple[Shot, ...]  # in order, none over another
    sounds: tuple[Heard, ...]
    width: int  # pixels
    height: int
    begins: Fraction = Fraction(0)  # seconds on the timeline
    ends: Fraction | None = None  # None: where the last of all ends

    @property
    def seconds(self) -> Fraction:
        """Its length."""
        ends = (*(shot.ends for shot in self.shots), *(heard.ends for heard in self.sounds))
        last = max(ends, default=Fraction(0))
        return max(Fraction(0), (last if self.ends is None else min(last, self.ends)) - self.begins)

    @property
    def heard(self) -> tuple[Heard, ...]:
        """The sounds, and those that the shots bring with them.  Raises BadInput."""
        own = (shot for shot in self.shots if not shot.path.is_dir() and probe(shot.path).has_audio)
        return (
            *self.sounds,
            *(Heard(shot.path, shot.first / shot.fps, shot.begins, shot.seconds, shot.title) for shot in own),
        )


def export(cut: Cut, output: Output, target: Path, tick: Tick = lambda done, total: None) -> Written:
    """Write it under `target`, numbered if that is taken; `output.sound` comes from the cut.

    Raises BadInput (nothing to export, a film that cannot be read), InvalidParam, DiskFull, CannotWrite and what
    `tick` raises; nothing but a finished file is ever left.
    """
    frames = ceil(cut.seconds * output.fps)
    if not frames:
        raise BadInput(
            "There is nothing to export",
            why="No clip lies in the chosen part of the timeline.",
            done="Nothing was written.",
            do=("Choose another part.",),
        )
    target.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=".kinora-export-", dir=target.parent))
    try:
        wanted = _with_sound(cut, output, folder)
        with VideoWriter(folder / "export.mkv", wanted, cut.width, cut.height) as writer:
            for done, pixels_HWC in enumerate(_pictures(cut, output.fps, frames), 1):
                writer.append(pixels_HWC)
                tick(done, frames)
            return writer.finish(target)
    finally:
        remove(folder)


def _with_sound(cut: Cut, output: Output, folder: Path) -> Output:
    parts = tuple(part for heard in cut.heard if (part := _spoken(heard, cut)))
    if not parts or not output.format.sound:
        return output
    return replace(output, sound=Sound(mix(parts, folder / "sound.wav")))


def _spoken(heard: Heard, cut: Cut) -> Spoken | None:
    """What of a sound lies in the cut; None when nothing does."""
    begins, ends = max(heard.begins, cut.begins), min(heard.ends, cut.begins + cut.seconds)
    if ends <= begins:
        return None
    start = heard.start + begins - heard.begins
    return Spoken(heard.path, float(start), float(ends - begins), float(begins - cut.begins))


def _pictures(cut: Cut, fps: Fraction, frames: int) -> Iterator[np.ndarray]:
    """Every frame, uint8 H W 3."""
    black = np.zeros((cut.height, cut.width, 3), np.uint8)
    shots, opened = iter(sorted(cut.shots, key=lambda shot: shot.begins)), _Opened()
    try:
        shot = next(shots, None)
        for number in range(frames):
            at = cut.begins + number / fps
            while shot is not None and shot.ends <= at:
                shot = next(shots, None)
            if shot is None or at < shot.begins:
                yield black
            else:
                yield resize(opened.film(shot.path).read(shot.frame(at)), cut.width, cut.height, WHOLE)
    finally:
        opened.close()


class _Opened:
    """The film that is being read; a long timeline would run out of files if all stayed open."""

    def __init__(self) -> None:
        self._path: Path | None = None
        self._film: Frames | None = None

    def film(self, path: Path) -> Frames:
        if self._film is None or path != self._path:
            self.close()
            self._path, self._film = path, open_frames(path)
        return self._film

    def close(self) -> None:
        if self._film is not None:
            self._film.close()
            self._film = None
