"""Hands a timeline over to an editing program: OpenTimelineIO, Final Cut Pro 7 XML (Resolve, Premiere), or SRT titles.

The two formats of editors are written by OpenTimelineIO; what is ours is only what lies where.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from engine.api.errors import BadInput
from engine.media.cut import Cut, Heard, Shot
from engine.media.disk import part_of, publish, remove, writing

KEPT = "Nothing was written."
EDITING_RATES = (
    Fraction(24000, 1001),
    *map(Fraction, (24, 25)),
    Fraction(30000, 1001),
    *map(Fraction, (30, 48, 50, 60)),
)


def write_otio(cut: Cut, fps: Fraction, target: Path) -> Path:
    """An .otio file of the cut at so many frames a second; the name it got.  Raises DiskFull and CannotWrite."""
    return _put(target, lambda part: _library().adapters.write_to_file(_timeline(cut, fps), str(part), "otio_json"))


def write_fcp7(cut: Cut, fps: Fraction, target: Path) -> Path:
    """An .xml file as Final Cut Pro 7 wrote it; the name it got.  Raises DiskFull and CannotWrite.

    fps: where editing programs have no such rate, the timeline gets one that they have (`editing_rate`).
    """
    timeline = _timeline(cut, editing_rate(fps))
    return _put(target, lambda part: _library().adapters.write_to_file(timeline, str(part), "fcp_xml"))


def editing_rate(fps: Fraction) -> Fraction:
    """That rate, or one that every editing program has: a multiple where there is one, else the next higher."""
    if fps in EDITING_RATES:
        return fps
    multiples = (rate for rate in EDITING_RATES if (rate / fps).denominator == 1)
    return next(multiples, next((rate for rate in EDITING_RATES if rate > fps), EDITING_RATES[-1]))


def write_srt(cut: Cut, target: Path) -> Path:
    """The titles of the shots as subtitles, each as long as its shot.

    Raises BadInput when there are none, DiskFull and CannotWrite.
    """
    rows: list[str] = []
    for shot in sorted(cut.shots, key=lambda shot: shot.begins):
        begins, ends = max(shot.begins, cut.begins) - cut.begins, min(shot.ends, cut.begins + cut.seconds) - cut.begins
        if shot.title.strip() and ends > begins:
            words = " ".join(shot.title.split())
            rows.append(f"{len(rows) + 1}\n{_clock(begins)} --> {_clock(ends)}\n{words}\n")
    if not rows:
        raise BadInput(
            "There are no titles to write",
            why="No clip of the timeline has one.",
            done=KEPT,
            do=("Export as a film or for an editing program.",),
        )
    return _put(target, lambda part: part.write_text("\n".join(rows), encoding="utf-8"))


def _put(target: Path, write: Callable[[Path], object]) -> Path:
    part = part_of(target)
    try:
        with writing(part, KEPT):
            target.parent.mkdir(parents=True, exist_ok=True)
            write(part)
            return publish(part, target, overwrite=False)
    finally:
        remove(part)


def _library() -> Any:
    import opentimelineio  # here: only who exports waits for it

    return opentimelineio


def _timeline(cut: Cut, fps: Fraction) -> Any:
    """The whole cut: one track of pictures and as many of sound as are needed for none to lie over another."""
    otio = _library()
    timeline = otio.schema.Timeline(name="Kinora", global_start_time=otio.opentime.RationalTime(0, float(fps)))
    timeline.tracks.append(_track(cut, sorted(cut.shots, key=lambda one: one.begins), fps, "Video"))
    for lane in _lanes(cut.heard):
        timeline.tracks.append(_track(cut, lane, fps, "Audio"))
    return timeline


def _lanes(sounds: Sequence[Heard]) -> list[list[Heard]]:
    lanes: list[list[Heard]] = []
    for heard in sorted(sounds, key=lambda one: one.begins):
        free = next((lane for lane in lanes if lane[-1].ends <= heard.begins), None)
        if free is None:
            lanes.append([heard])
        else:
            free.append(heard)
    return lanes


def _track(cut: Cut, parts: Sequence[Shot | Heard], fps: Fraction, kind: str) -> Any:
    """Clips and the gaps between them, on whole frames of the timeline."""
    otio = _library()
    track = otio.schema.Track(name=kind, kind=kind)
    last, reached = _frames(cut.seconds, fps), 0
    for part in parts:
        first = max(0, _frames(part.begins - cut.begins, fps))
        end = min(last, _frames(part.ends - cut.begins, fps))
        if end <= first:
            continue
        if first > reached:
            track.append(otio.schema.Gap(source_range=_range(0, first - reached, fps)))
        skipped = max(Fraction(0), cut.begins - part.begins)
        start = _frames(_into(part) + skipped, fps)
        track.append(
            otio.schema.Clip(
                name=part.title or part.path.stem,
                media_reference=otio.schema.ExternalReference(
                    target_url=part.path.absolute().as_uri(), available_range=_range(0, start + end - first, fps)
                ),
                source_range=_range(start, end - first, fps),
            )
        )
        reached = end
    return track


def _into(part: Shot | Heard) -> Fraction:
    """Seconds of the file at which it begins."""
    return part.first / part.fps if isinstance(part, Shot) else part.start


def _frames(seconds: Fraction, fps: Fraction) -> int:
    return round(seconds * fps)


def _range(first: int, count: int, fps: Fraction) -> Any:
    otio = _library()
    rate = float(fps)
    return otio.opentime.TimeRange(otio.opentime.RationalTime(first, rate), otio.opentime.RationalTime(count, rate))


def _clock(seconds: Fraction) -> str:
    """As SRT writes it: 00:00:01,250."""
    thousandths = round(seconds * 1000)
    whole, rest = divmod(thousandths, 1000)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02},{rest:03}"
