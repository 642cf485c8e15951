"""A film that is still being made, as frames: those of its finished windows, one after the other."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import msgspec
import numpy as np

from engine.api.film import FILE, Film, Place
from engine.media.foreign import reading, unreadable
from engine.media.frames import FilmFrames, Frames, open_frames

OPEN = 2  # recordings held open at once


class GrowingFrames(Frames):
    """The finished windows; `look_again` finds those that were finished since."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._open: dict[str, FilmFrames] = {}  # the one read last is last
        self._take(_read(path))
        if not self.count:
            raise unreadable(path, "film", "none of its windows is finished")

    def look_again(self) -> bool:
        """Whether the film has grown.  Raises BadInput."""
        before = self.count
        self._take(_read(self.path))
        return self.count > before

    def read(self, index: int, height: int = 0, layout: str = "rgb24") -> np.ndarray:
        index = min(max(index, 0), self.count - 1)
        assert self.making is not None
        place = next(one for one in self.making.made if index < one.first + one.frames)
        return self._recording(place).read(index - place.first, height, layout)

    def close(self) -> None:
        for recording in self._open.values():
            recording.close()
        self._open.clear()

    def _take(self, film: Film) -> None:
        self.making = film
        self.count, self.fps = film.frames_made, Fraction(film.fps)
        self.shown = np.arange(self.count) / float(self.fps)
        self.seconds = float(self.count / self.fps)
        self.width, self.height, self.has_audio = film.width, film.height, bool(film.sound)

    def _recording(self, place: Place) -> FilmFrames:
        opened = self._open.pop(place.path, None) or FilmFrames(Path(place.path))
        self._open[place.path] = opened
        if len(self._open) > OPEN:
            self._open.pop(next(iter(self._open))).close()
        return opened


def open_film(path: Path) -> Frames:
    """The frames of any file, also of a film that is being made, named by its FILE.  Raises BadInput."""
    return GrowingFrames(path) if path.name == FILE else open_frames(path)


def _read(path: Path) -> Film:
    with reading(path, "film"):
        try:
            return msgspec.json.decode(path.read_bytes(), type=Film)
        except msgspec.DecodeError as wrong:
            raise unreadable(path, "film", str(wrong)) from wrong
