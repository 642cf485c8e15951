"""Exports the timeline: as a film, or for an editing program to go on with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from pathlib import Path

from app.errand import Errand, Tell
from app.project import Clip, Kind, Track
from engine.api.errors import BadInput
from engine.media.cut import Cut, Heard, Shot, export
from engine.media.formats import FORMATS, Shape
from engine.media.interchange import write_fcp7, write_otio, write_srt
from engine.media.output import Output, Written

MILLISECONDS = 1000  # of a sound's clip are its frames
USUAL_SIZE, USUAL_RATE = (1280, 720), Fraction(25)  # of a timeline without pictures


class Handover(StrEnum):
    """What is not a film but tells another program where everything lies."""

    OTIO = "otio"
    FCP7 = "xml"
    SRT = "srt"


FILMS = tuple(one for one in FORMATS if one.shape is not Shape.STILL)
KINDS: tuple[str, ...] = (*(one.id for one in FILMS), *Handover)


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be made of the timeline."""

    kind: str  # one of KINDS
    target: Path
    size: tuple[int, int]  # pixels
    fps: Fraction
    begins: Fraction = Fraction(0)  # seconds on the timeline
    ends: Fraction | None = None


class Export(Errand):
    """One at a time; `made` brings the path that was written."""

    def begin(self, tracks: Sequence[Track], wish: Wish) -> None:
        """Write it; while one is under way, nothing happens."""
        wanted = cut_of(tracks, wish)
        self._start(lambda tell: _written(wanted, wish, tell))


def cut_of(tracks: Sequence[Track], wish: Wish) -> Cut:
    """What of the tracks a wish is about; a clip that is still being made is left out."""
    pictures = tuple(_shot(clip) for track in tracks if track.kind is Kind.VIDEO for clip in _finished(track))
    sounds = tuple(_heard(clip) for track in tracks if track.kind is Kind.AUDIO for clip in _finished(track))
    return Cut(pictures, sounds, *wish.size, wish.begins, wish.ends)


def usual(tracks: Sequence[Track]) -> tuple[tuple[int, int], Fraction]:
    """Size and frame rate of the first clip, read from its file.  Raises BadInput."""
    from engine.media.probe import probe  # here: the first paint does not wait for it

    first = next((clip for track in tracks if track.kind is Kind.VIDEO for clip in _finished(track)), None)
    if first is None:
        return USUAL_SIZE, USUAL_RATE
    found = probe(Path(first.path))
    return (found.width, found.height), Fraction(first.fps)


def suffix_of(kind: str) -> str:
    """With the dot; "" for a folder."""
    return next((one.suffix for one in FILMS if one.id == kind), f".{kind}")


def _finished(track: Track) -> tuple[Clip, ...]:
    return tuple(clip for clip in track.clips if not clip.growing)


def _shot(clip: Clip) -> Shot:
    return Shot(Path(clip.path), clip.in_frame, clip.out_frame, Fraction(clip.fps), clip.start, clip.title)


def _heard(clip: Clip) -> Heard:
    return Heard(Path(clip.path), Fraction(clip.in_frame, MILLISECONDS), clip.start, clip.length, clip.title)


def _written(cut: Cut, wish: Wish, tell: Tell) -> Path:
    files = (*(shot.path for shot in cut.shots), *(heard.path for heard in cut.sounds))
    missing = next((path for path in files if not path.exists()), None)
    if missing is not None:
        raise BadInput(
            "A clip of the timeline is not there any more",
            why=f"{missing} was moved or deleted.",
            done="Nothing was exported.",
            do=("Put the file back.", "Take the clip off the timeline."),
        )
    match wish.kind:
        case Handover.OTIO:
            return write_otio(cut, wish.fps, wish.target)
        case Handover.FCP7:
            return write_fcp7(cut, wish.fps, wish.target)
        case Handover.SRT:
            return write_srt(cut, wish.target)
    wanted = next(one for one in FILMS if one.id == wish.kind)
    if wanted.codec.even:
        cut = replace(cut, width=cut.width // 2 * 2, height=cut.height // 2 * 2)
    written: Written = export(cut, Output(fps=wish.fps, output_format=wanted.id), wish.target, tell)
    return written.path
