"""A film that is made window by window: which windows it has, where each lies, and how many are finished."""

from __future__ import annotations

import msgspec

from engine.api.result import WindowSeen

FILE = "film.json"  # in the folder of the windows


class Place(msgspec.Struct, frozen=True):
    """The frames of the film that come from one window, and its recording."""

    first: int  # frame of the film
    frames: int
    path: str  # there once the window is finished


class Film(msgspec.Struct, frozen=True, omit_defaults=True):
    """The whole of it, as far as it is made."""

    path: str  # of the file that holds this, beside the recordings
    fps: str  # exact fraction
    width: int  # pixels
    height: int
    windows: tuple[Place, ...]
    sound: str = ""  # path of its voices, "" for a silent film
    sound_start: float = 0.0  # seconds into the sound at which the film begins
    reference: WindowSeen | None = None  # the picture that it begins from
    seen: tuple[WindowSeen, ...] = ()  # one for each finished window, from the first on

    @property
    def frames(self) -> int:
        """Of the whole film."""
        return self.windows[-1].first + self.windows[-1].frames

    @property
    def made(self) -> tuple[Place, ...]:
        """The finished windows."""
        return self.windows[: len(self.seen)]

    @property
    def frames_made(self) -> int:
        """Frames that can be looked at."""
        return sum(place.frames for place in self.made)
