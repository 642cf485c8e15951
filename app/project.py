"""What lies on the timeline: one track of pictures without gaps, one of sound, saved at each edit."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from enum import StrEnum
from fractions import Fraction
from pathlib import Path

import msgspec
from PySide6.QtCore import QObject, Signal, Slot

from app import saved
from engine.api.film import Film
from engine.api.request import Asset
from engine.api.result import Result

VERSION = 1
REMEMBERED = 100  # edits that can be taken back


class Take(msgspec.Struct, frozen=True, omit_defaults=True):
    """One way in which a clip was made."""

    job: str
    path: str
    frames: int
    window: int = -1  # the one that was made again for it, from 0; -1: the whole film


class Clip(msgspec.Struct, frozen=True, omit_defaults=True):
    """A stretch of a file on a track."""

    id: str
    path: str
    fps: str  # exact fraction; for sound "1000": its frames are milliseconds
    in_frame: int  # first frame shown
    out_frame: int  # one past the last
    begins: str = "0"  # seconds on the track, exact fraction
    title: str = ""
    growing: bool = False  # its job is not finished: the file tells which windows are there
    takes: tuple[Take, ...] = ()  # all of them, where there are several

    @property
    def job(self) -> str:
        """The job that made what is shown."""
        return next((take.job for take in self.takes if take.path == self.path), self.id)

    @property
    def start(self) -> Fraction:
        """Seconds on the track."""
        return Fraction(self.begins)

    @property
    def length(self) -> Fraction:
        """Seconds."""
        return Fraction(self.out_frame - self.in_frame) / Fraction(self.fps)

    @property
    def end(self) -> Fraction:
        """Seconds on the track at which the next clip may begin."""
        return self.start + self.length


class Kind(StrEnum):
    """What a track holds."""

    VIDEO = "video"
    AUDIO = "audio"


class Track(msgspec.Struct, frozen=True):
    """Clips in order."""

    kind: Kind
    clips: tuple[Clip, ...] = ()


class _File(msgspec.Struct, frozen=True):
    version: int
    tracks: tuple[Track, ...]


class Project(QObject):
    """Edits by methods; `changed` after each one, when it is saved."""

    changed = Signal()

    def __init__(self, path: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.path = path
        found, self.bad_file = saved.read(path, _File)
        self._tracks = found.tracks if found else (Track(Kind.VIDEO), Track(Kind.AUDIO))
        self._before: list[tuple[Track, ...]] = []  # what undo goes back to, the latest last
        self._after: list[tuple[Track, ...]] = []  # what redo goes on to

    @property
    def tracks(self) -> tuple[Track, ...]:
        """The video track, then the audio track."""
        return self._tracks

    @property
    def clips(self) -> tuple[Clip, ...]:
        """Those of the video track."""
        return self._track(Kind.VIDEO).clips

    @property
    def length(self) -> Fraction:
        """Seconds to the end of the last clip of any track."""
        return max((clip.end for track in self._tracks for clip in track.clips), default=Fraction(0))

    def clip(self, clip_id: str) -> Clip | None:
        """One clip of any track, or None."""
        return next((clip for track in self._tracks for clip in track.clips if clip.id == clip_id), None)

    def append(self, result: Result, clip_id: str = "", title: str = "") -> Clip:
        """Put a finished clip at the end of the video track; the same id again changes nothing."""
        there = self.clip(clip_id) if clip_id else None
        if there is not None:
            return there
        return self._put(Clip(clip_id or uuid.uuid4().hex[:12], result.path, result.fps, 0, result.frames, title=title))

    # what jobs do

    def grow(self, clip_id: str, film: Film, title: str) -> None:
        """The clip of a film that is being made, in its whole length; the same id again changes nothing."""
        if self.clip(clip_id) is None:
            self._put(Clip(clip_id, film.path, film.fps, 0, film.frames, title=title, growing=True))

    def give_up(self, clip_id: str) -> None:
        """The film of a growing clip will never be finished."""
        clip = self.clip(clip_id)
        if clip is not None and clip.growing:
            self._everywhere(lambda clips: [one for one in clips if one.id != clip_id])

    def finish(self, job_id: str, result: Result, planned: int = 0) -> None:
        """A job has ended well: its clip of `planned` frames is no longer growing, or it is put at the end."""
        clip = self.clip(job_id)
        if clip is None or not clip.growing:
            self.append(result, job_id)
            return

        def whole(one: Clip) -> Clip:
            cut = (one.in_frame, one.out_frame) != (0, planned)
            out = min(one.out_frame, result.frames) if cut else result.frames
            return msgspec.structs.replace(one, path=result.path, fps=result.fps, out_frame=out, growing=False)

        self._everywhere(lambda clips: [whole(one) if one.id == job_id else one for one in clips])

    def add_take(self, clip_id: str, old: Take, new: Take) -> None:
        """Show a new take in a clip that showed the old one; undo brings that back, both stay to be chosen."""

        def taken(one: Clip) -> Clip:
            return msgspec.structs.replace(one, takes=(*(one.takes or (old,)), new))

        clip = self.clip(clip_id)
        if clip is not None and new not in clip.takes:
            self._everywhere(lambda clips: [taken(one) if one.id == clip_id else one for one in clips])
            self.show_take(clip_id, new.job)

    def show_take(self, clip_id: str, job_id: str) -> None:
        """Show that take again."""
        clip = self.clip(clip_id)
        take = next((take for take in clip.takes if take.job == job_id), None) if clip is not None else None
        if clip is not None and take is not None:
            self._replace(msgspec.structs.replace(clip, path=take.path))

    # what a person does

    def append_sound(self, asset: Asset) -> Clip:
        """Put a sound at the end of the audio track."""
        clip = Clip(uuid.uuid4().hex[:12], asset.path, "1000", 0, round(asset.seconds * 1000))
        self._write(Kind.AUDIO, [*self._track(Kind.AUDIO).clips, clip])
        return self._there(clip.id)

    @Slot(str)
    def remove(self, clip_id: str) -> None:
        """Take a clip off its track; those behind it move up, its file stays."""
        kind = self._kind_of(clip_id)
        if kind is not None:
            self._write(kind, [clip for clip in self._track(kind).clips if clip.id != clip_id])

    @Slot(str, int)
    def move(self, clip_id: str, index: int) -> None:
        """Put a clip at that place of its track."""
        kind = self._kind_of(clip_id)
        if kind is None:
            return
        clips = [clip for clip in self._track(kind).clips if clip.id != clip_id]
        clips.insert(index, self._there(clip_id))
        self._write(kind, clips)

    def trim(self, clip_id: str, in_frame: int, out_frame: int) -> None:
        """Show only frames `in_frame` to `out_frame` (not included), at least one."""
        kind = self._kind_of(clip_id)
        if kind is None:
            return
        low = max(0, in_frame)
        self._replace(msgspec.structs.replace(self._there(clip_id), in_frame=low, out_frame=max(low + 1, out_frame)))

    def clear(self) -> None:
        """Begin anew with empty tracks."""
        self._edit((Track(Kind.VIDEO), Track(Kind.AUDIO)))

    # taking back

    @property
    def can_undo(self) -> bool:
        """Whether an edit of this session can be taken back."""
        return bool(self._before)

    @property
    def can_redo(self) -> bool:
        """Whether an edit was taken back and nothing else was done since."""
        return bool(self._after)

    @Slot()
    def undo(self) -> None:
        """Take the last edit back; a clip that a job has added since stays at the end."""
        self._go(self._before, self._after)

    @Slot()
    def redo(self) -> None:
        """Do again what was taken back."""
        self._go(self._after, self._before)

    def _go(self, there: list[tuple[Track, ...]], back: list[tuple[Track, ...]]) -> None:
        if there:
            back.append(self._tracks)
            self._save(there.pop())

    def _track(self, kind: Kind) -> Track:
        return next((track for track in self._tracks if track.kind == kind), Track(kind))

    def _kind_of(self, clip_id: str) -> Kind | None:
        return next((track.kind for track in self._tracks if any(c.id == clip_id for c in track.clips)), None)

    def _there(self, clip_id: str) -> Clip:
        clip = self.clip(clip_id)
        assert clip is not None, clip_id
        return clip

    def _replace(self, new: Clip) -> None:
        kind = self._kind_of(new.id)
        assert kind is not None, new.id
        self._write(kind, [new if clip.id == new.id else clip for clip in self._track(kind).clips])

    def _put(self, clip: Clip) -> Clip:
        """At the end of the pictures."""
        self._everywhere(lambda clips: [*clips, clip])
        return self._there(clip.id)

    def _everywhere(self, change: Callable[[Sequence[Clip]], Sequence[Clip]]) -> None:
        """Change the pictures now and in what undo and redo go to: what a job does is no edit of the person's."""
        for past in (self._before, self._after):
            past[:] = [_changed(tracks, change) for tracks in past]
        self._save(_changed(self._tracks, change))

    def _write(self, kind: Kind, clips: Sequence[Clip]) -> None:
        new = Track(kind, _in_a_row(clips))
        self._edit(tuple(new if track.kind == kind else track for track in self._tracks))

    def _edit(self, tracks: tuple[Track, ...]) -> None:
        if tracks == self._tracks:
            return
        self._before = [*self._before, self._tracks][-REMEMBERED:]
        self._after.clear()
        self._save(tracks)

    def _save(self, tracks: tuple[Track, ...]) -> None:
        self._tracks = tracks
        saved.write(self.path, msgspec.json.format(msgspec.json.encode(_File(VERSION, tracks)), indent=1))
        self.changed.emit()


def _in_a_row(clips: Sequence[Clip]) -> tuple[Clip, ...]:
    """Each clip begins where the one before it ends."""
    placed, at = [], Fraction(0)
    for clip in clips:
        placed.append(msgspec.structs.replace(clip, begins=str(at)))
        at += clip.length
    return tuple(placed)


def _changed(tracks: tuple[Track, ...], change: Callable[[Sequence[Clip]], Sequence[Clip]]) -> tuple[Track, ...]:
    """The tracks with another row of pictures."""
    return tuple(
        Track(Kind.VIDEO, _in_a_row(change(track.clips))) if track.kind == Kind.VIDEO else track for track in tracks
    )
