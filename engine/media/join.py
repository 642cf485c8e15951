"""Joins finished recordings, each with its own key frame, into one without encoding anything again."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av

from engine.media.container import local
from engine.media.disk import writing
from engine.media.encode import RATE_TAG
from engine.media.remux import frame_numbers


def join(recordings: Sequence[Path], target: Path, fps: Fraction) -> int:
    """Write `target` (.mkv) with the frames of all of them, one after the other; how many there are.

    Raises DiskFull and CannotWrite.
    """
    numbers = [_numbers(recording, fps) for recording in recordings]
    held_back = max((place - number for part in numbers for place, number in enumerate(part)), default=0)
    before, tick = 0, 1 / fps
    with writing(target, "All windows are kept."), av.open(local(target), "w", format="matroska") as made:
        made.metadata[RATE_TAG] = str(fps)
        new: av.VideoStream | None = None
        for recording, part in zip(recordings, numbers, strict=True):
            with av.open(local(recording)) as source:
                old = source.streams.video[0]
                if new is None:
                    new = made.add_stream_from_template(old, opaque=True)
                    new.time_base = tick
                packets = (packet for packet in source.demux(old) if packet.size)
                for place, (number, packet) in enumerate(zip(part, packets, strict=False)):
                    packet.time_base = tick
                    packet.pts, packet.dts, packet.duration = before + number, before + place - held_back, 1
                    packet.stream = new
                    made.mux_one(packet)
            before += len(part)
    return before


def _numbers(recording: Path, fps: Fraction) -> list[int]:
    with av.open(local(recording)) as source:
        return frame_numbers(source, fps)
