"""Films in windows as the engine tells them: real recordings whose frames carry their number, and their file."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from engine.api import wire
from engine.api.events import FilmGrew, Finished, Stage, StageStarted, Stepped
from engine.api.film import FILE, Film, Place
from engine.api.result import Result, Sync, WindowSeen
from tests.fakes import a_result

LENGTHS = (12, 8, 8)  # frames
FPS = "16"
STEPS = 4  # of each window
REFERENCE = WindowSeen(0, 1, (50.0, 0.0, 0.0), 20.0)


def a_film(folder: Path, done: int = 0, *, colour: float = 1.0, sound: str = "") -> Film:
    """So many windows are finished; colour is how far each of them lies from the reference."""
    firsts = [sum(LENGTHS[:place]) for place in range(len(LENGTHS))]
    places = tuple(
        Place(first, frames, str(folder / f"{place:05}.mkv"))
        for place, (first, frames) in enumerate(zip(firsts, LENGTHS, strict=True))
    )
    seen = tuple(WindowSeen(place.first, place.frames, (50.0 + colour, 0.0, 0.0), 20.0, "", 0.1) for place in places)
    return Film(str(folder / FILE), FPS, 64, 64, places, sound, 0.0, REFERENCE, seen[:done])


def drifting(film: Film, index: int) -> Film:
    """The same where one window has left the colours of the reference."""
    seen = replace(film.seen[index], colour=(60.0, 0.0, 0.0))
    return replace(film, seen=(*film.seen[:index], seen, *film.seen[index + 1 :]))


def write(film: Film) -> Film:
    """Put the file of the film where it says, and as many recordings as are finished."""
    from tests.ui.world import numbered_clip

    Path(film.path).parent.mkdir(parents=True, exist_ok=True)
    for place in film.made:
        if not Path(place.path).exists():
            numbered_clip(Path(place.path), place.frames, first=place.first)
    Path(film.path).write_bytes(wire.encode(film))
    return film


def result_of(film: Film, path: Path, offset: float = 0.0) -> Result:
    """The end of a job that made it."""
    made = replace(a_result(str(path), film.frames), fps=film.fps, windows=film.seen, reference=film.reference)
    return replace(made, sync=Sync(film.frames / 16, film.frames / 16, offset, 3))


class Filming:
    """A job that makes a film, told window by window."""

    def __init__(self, world):
        self.world, self.path = world, world.root / "a.mp4"
        self.id = world.add("a speech")
        self.folder = world.context.folders.work / self.id / "windows"
        world.engine.accept(self.id)

    def windows(self, done, **look):
        self.film = write(a_film(self.folder, done, **look))
        self.tell(self.film)

    def tell(self, film, job=""):
        self.world.engine.say(FilmGrew(job or self.id, film))

    def step(self, done):
        total = STEPS * len(LENGTHS)
        self.world.engine.say(StageStarted(self.id, Stage.DENOISE, total), Stepped(self.id, Stage.DENOISE, done, total))

    def end(self, film=None, job="", path=None, offset=0.0):
        from tests.ui.world import numbered_clip

        film, path = film or self.film, path or self.path
        numbered_clip(path, film.frames)
        self.world.engine.say(Finished(job or self.id, result_of(film, path, offset)))
