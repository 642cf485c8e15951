"""What is told of a clip that was made in windows: which are there, how far the others are, and how far they drift."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QCoreApplication

from app.drift import Curve, Drift, drift
from app.jobs import Job, State
from app.library import ClipRow
from app.project import Clip
from engine.api.film import Film, Place
from engine.api.result import WindowSeen
from ui.run.sync import is_off
from ui.run.words import about, lag, number, part_name, stage_name
from ui.timeline.lanes import Bar, Block, Cell, Standing, Voice


@dataclass(frozen=True, slots=True)
class Making:
    """The jobs that have to do with a clip."""

    job: Job | None = None  # that makes or made what is shown
    again: Job | None = None  # that makes a window of it again, now or soon
    row: ClipRow | None = None  # of what is shown, once it is finished
    seconds_each: float = 0.0  # that a window will take


def dressed(block: Block, clip: Clip, making: Making) -> Block:
    """The clip with its windows, takes and what is to be said of it."""
    film = making.job.film if making.job is not None else None
    if clip.growing and film is not None:
        return _growing(block, film, making)
    if making.row is None:
        return block
    cells = _finished(block, making.row, film)
    again = making.again
    if again is not None:
        cells = tuple(_again(cell, again) if cell.number - 1 == again.again else cell for cell in cells)
    note, warns = sync_note(making.row)
    return replace(block, cells=cells, note=note, warns=warns)


def bars(clip: Clip, notes: dict[str, str]) -> tuple[Bar, ...]:
    """The takes of a clip, the newest first; `notes` by job."""
    first = QCoreApplication.translate("Takes", "Take {n}")
    later = QCoreApplication.translate("Takes", "Take {n}: window {window} made again")
    made = [
        Bar(
            take.job,
            (later if take.window >= 0 else first).format(n=place + 1, window=take.window + 1),
            notes.get(take.job, ""),
            take.path == clip.path,
        )
        for place, take in enumerate(clip.takes)
    ]
    return tuple(reversed(made))


def sync_note(row: ClipRow) -> tuple[str, bool]:
    """Where the sound of a film lies, in words, and whether that is more than a frame off."""
    if row.sync is None or row.sync.offset is None:
        return "", False
    return lag(row.sync.offset), is_off(row.sync.offset, row.fps)


def drift_parts(found: Drift) -> dict[Curve, str]:
    """The three distances: colour 0.8; contrast 3 %; identity 0.12."""
    return {
        Curve.COLOUR: QCoreApplication.translate("Drift", "colour {n}").format(n=number(found.colour, 1)),
        Curve.CONTRAST: QCoreApplication.translate("Drift", "contrast {n} %").format(n=number(found.contrast * 100)),
        Curve.IDENTITY: QCoreApplication.translate("Drift", "identity {n}").format(n=number(found.identity, 2)),
    }


def drift_words(found: Drift) -> str:
    """The same in a row."""
    return ", ".join(drift_parts(found).values())


def beyond_words(found: Drift) -> str:
    """Which limit was crossed, in a few words."""
    return {
        Curve.COLOUR: QCoreApplication.translate("Drift", "colour drifts"),
        Curve.CONTRAST: QCoreApplication.translate("Drift", "contrast drifts"),
        Curve.IDENTITY: QCoreApplication.translate("Drift", "face drifts"),
    }[found.worst]


def _finished(block: Block, row: ClipRow, film: Film | None) -> tuple[Cell, ...]:
    paths = [place.path for place in film.windows] if film is not None else [""] * len(row.windows)
    cells = (
        Cell(index + 1, *_span(block, seen), path=path, drift=_drift(seen, row.reference))
        for index, (seen, path) in enumerate(zip(row.windows, paths, strict=True))
    )
    return tuple(cell for cell in cells if cell.seconds > 0)


def _growing(block: Block, film: Film, making: Making) -> Block:
    job = making.job
    assert job is not None
    done, cells = len(film.seen), []
    for index, place in enumerate(film.windows):
        cell = Cell(index + 1, *_span(block, place), path=place.path)
        if index < done:
            cell = replace(cell, drift=_drift(film.seen[index], film.reference))
        elif index == done and job.state is State.RUNNING:
            cell = _grown(cell, job)
        else:
            cell = replace(cell, standing=Standing.PLANNED, words=_wait(job, making.seconds_each))
        if cell.seconds > 0:
            cells.append(cell)
    voice = Voice(film.sound, film.sound_start, block.seconds) if film.sound else None
    there = QCoreApplication.translate("Takes", "{n} of {count} windows").format(n=done, count=len(film.windows))
    if job.state is not State.RUNNING:
        there = f"{_stood(job)}, {there}"
    return replace(block, made=film.frames_made, note=there, cells=tuple(cells), voice=voice)


def _again(cell: Cell, job: Job) -> Cell:
    if job.state is State.RUNNING:
        return _grown(cell, job)
    waits = QCoreApplication.translate("Takes", "made again soon")
    return replace(cell, words=waits)


def _grown(cell: Cell, job: Job) -> Cell:
    seen = job.progress
    if seen is None or not seen.windows:
        return replace(cell, standing=Standing.GROWING, previewed=True)
    words = part_name(seen.stage, seen.done, seen.total) or stage_name(seen.stage)
    return replace(cell, standing=Standing.GROWING, words=words, part=seen.share, previewed=True)


def _wait(job: Job, seconds_each: float) -> str:
    if job.state is State.RUNNING and seconds_each:
        form = QCoreApplication.translate("Timeline", "about {time}")
        return form.format(time=about(seconds_each, seconds_each))
    return ""


def _stood(job: Job) -> str:
    """Why a film does not grow."""
    return {
        State.WAITING: QCoreApplication.translate("Takes", "waiting"),
        State.STOPPED: QCoreApplication.translate("Takes", "stopped"),
        State.FAILED: QCoreApplication.translate("Takes", "failed"),
    }.get(job.state, QCoreApplication.translate("Takes", "interrupted"))


def _drift(seen: WindowSeen, reference: WindowSeen | None) -> Drift | None:
    return drift(seen, reference) if reference is not None else None


def _span(block: Block, window: Place | WindowSeen) -> tuple[float, float]:
    """Second and seconds of the timeline that a window fills there; none where the clip is cut before or behind it."""
    first = max(block.first, window.first)
    last = min(block.first + block.frames, window.first + window.frames)
    return block.second_of(first), max(0, last - first) / block.fps
