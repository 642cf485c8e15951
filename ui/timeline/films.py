"""Small pictures and outlines of sound for the timeline, read in the background and kept."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from app.background import Background
from engine.api.errors import BadInput, EngineError
from ui.timeline.lanes import Voice

PICTURE_HEIGHT = 100  # px; twice the height on the screen
PER_SECOND, FEWEST, MOST = 2.0, 4, 40  # pictures of a clip
BUCKETS_PER_SECOND, MOST_BUCKETS = 60, 6000  # of a sound


@dataclass(frozen=True, slots=True)
class Film:
    """What the timeline shows of a file."""

    pictures: tuple[QImage, ...] = ()  # evenly over the film
    peaks: tuple[tuple[float, float], ...] = ()  # lowest and highest sample of equal parts, -1 to 1
    seconds: float = 0.0  # of the sound that the peaks outline
    missing: bool = False  # the file cannot be read


class Films(QObject):
    """Ask with `film`; what is not there yet comes with `ready`."""

    ready = Signal(str)  # path

    def __init__(self, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = background
        self._films: dict[str, Film] = {}
        self._asked: set[str] = set()

    def film(self, path: str, seconds: float, *, sound_only: bool = False, most: int = MOST) -> Film:
        """The film of a file, empty until it was read; `most` pictures of it."""
        if path not in self._asked:
            self._asked.add(path)
            self._background.call(
                lambda: _read(Path(path), seconds, sound_only, most),
                lambda film: self._keep(path, film),
                lambda wrong: self._refuse(path, wrong),
            )
        return self._films.get(path, Film())

    def voice(self, voice: Voice) -> Film:
        """The part of a sound that belongs to a film which does not hold it yet, silent beyond its end."""
        film = self.film(voice.path, voice.seconds, sound_only=True)
        if not film.peaks:
            return film
        each = film.seconds / len(film.peaks)
        first, count = round(voice.start / each), round(voice.seconds / each)
        part = film.peaks[first : first + count]
        return Film(peaks=part + ((0.0, 0.0),) * (count - len(part)), seconds=voice.seconds)

    def _keep(self, path: str, film: Film) -> None:
        self._films[path] = film
        self.ready.emit(path)

    def _refuse(self, path: str, wrong: EngineError) -> None:
        self._keep(path, Film(missing=True))


def _read(path: Path, seconds: float, sound_only: bool, most: int) -> Film:
    """Raises BadInput for a file without pictures, unless only its sound is wanted."""
    pictures = () if sound_only else _pictures(path, seconds, most)
    peaks, heard = _peaks(path, seconds)
    return Film(pictures, peaks, heard)


def _pictures(path: Path, seconds: float, most: int) -> tuple[QImage, ...]:
    from engine.media.frames import filmstrip

    count = min(most, max(FEWEST, round(seconds * PER_SECOND)))
    found = []
    for pixels in filmstrip(path, count, PICTURE_HEIGHT):
        height, width = pixels.shape[:2]
        found.append(QImage(pixels.tobytes(), width, height, 3 * width, QImage.Format.Format_RGB888).copy())
    return tuple(found)


def _peaks(path: Path, seconds: float) -> tuple[tuple[tuple[float, float], ...], float]:
    """The outline of the sound in a file, and the seconds of it."""
    from engine.media.audio import read_envelope
    from engine.media.probe import probe

    try:
        if path.is_dir() or not probe(path).has_audio:
            return (), 0.0
        buckets = min(MOST_BUCKETS, max(40, round(seconds * BUCKETS_PER_SECOND)))
        found = read_envelope(path, buckets)
    except BadInput:
        return (), 0.0
    return tuple((float(low), float(high)) for low, high in found.peaks), found.seconds
