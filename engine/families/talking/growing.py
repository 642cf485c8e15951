"""Tells how far a film has grown, so that its finished windows can be watched while the others are made."""

from __future__ import annotations

import os
from collections.abc import Sequence

from msgspec.structs import replace

from engine.api import wire
from engine.api.events import FilmGrew
from engine.api.film import FILE, Film, Place
from engine.api.result import WindowSeen
from engine.disk import patiently
from engine.families.talking.keeping import KEPT, WindowKeeper
from engine.families.talking.windows import Window
from engine.families.wan.bench import Bench
from engine.media.disk import writing
from engine.media.output import Sound


class Growth:
    """The film of one job: the same words in a file beside the windows, and as an event."""

    def __init__(self, bench: Bench, keeper: WindowKeeper, every: Sequence[Window], sound: Sound | None) -> None:
        work = bench.work
        self._job = bench.job.request.id
        self._film = Film(
            path=str(keeper.folder / FILE),
            fps=str(work.fps),
            width=work.width,
            height=work.height,
            windows=tuple(Place(one.place.start, len(one.place), str(keeper.segment(one))) for one in every),
            sound=str(sound.path) if sound else "",
            sound_start=sound.start if sound else 0.0,
        )

    def so_far(self, reference: WindowSeen, seen: tuple[WindowSeen, ...]) -> FilmGrew:
        """So many windows are finished.  Raises DiskFull and CannotWrite."""
        film = replace(self._film, reference=reference, seen=seen)
        part = f"{film.path}.part"
        with writing(part, KEPT):
            with open(part, "wb") as file:
                file.write(wire.encode(film))
            patiently(lambda: os.replace(part, film.path))
        return FilmGrew(self._job, film)
