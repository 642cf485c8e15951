"""Copies the encoded frames of a recording into the finished container, with exact times, sound and recipe."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av

from engine.media.container import local
from engine.media.output import Output
from engine.media.recipe import add_to_container
from engine.media.sound import SoundTrack

MOV_FLAGS = {"movflags": "use_metadata_tags+faststart"}


def remux(recording: Path, part: Path, output: Output) -> int:
    """Every picture packet of `recording` goes unchanged into `part`; its time is its number / fps again.

    Returns the number of frames.  Errors are FFmpeg's own.
    """
    wanted = output.format
    options = MOV_FLAGS if wanted.muxer in ("mp4", "mov") else {}
    with av.open(local(recording)) as source:
        numbers = frame_numbers(source, output.fps)
    held_back = max((place - number for place, number in enumerate(numbers)), default=0)
    with (
        av.open(local(recording)) as source,
        av.open(local(part), "w", format=wanted.muxer, container_options=options) as target,
    ):
        if output.recipe is not None:
            add_to_container(target, output.recipe)
        old = source.streams.video[0]
        new = target.add_stream_from_template(old, opaque=True)  # by parameters: a decoder has no encoder of its name
        new.time_base = tick = 1 / output.fps
        if wanted.id == "mp4 h265":
            new.codec_context.codec_tag = "hvc1"  # Apple's players know only this one
        track = None
        if output.sound is not None and wanted.sound:
            track = SoundTrack(target, wanted.sound, output.sound, len(numbers) / output.fps)
        packets = (packet for packet in source.demux(old) if packet.size)
        for place, (number, packet) in enumerate(zip(numbers, packets, strict=False)):
            packet.time_base = tick
            packet.pts, packet.dts, packet.duration = number, place - held_back, 1
            packet.stream = new
            if track is not None:
                track.up_to(float(place * tick))
            target.mux_one(packet)
        if track is not None:
            track.finish()
    return len(numbers)


def frame_numbers(recording: av.container.InputContainer, fps: Fraction) -> list[int]:
    """The number of the frame in each packet that can be used, in the order of the packets.

    After a kill the packets end anywhere; they are taken up to the last place where no earlier frame is missing, so
    that every one of them decodes.  Matroska's times are off by up to half a millisecond, hence the rounding.
    """
    stream = recording.streams.video[0]
    numbers: list[int] = []
    whole, last = 0, -1
    for packet in recording.demux(stream):
        if packet.is_corrupt:
            break
        if not packet.size:
            continue
        numbers.append(round(packet.pts * stream.time_base * fps))
        last = max(last, numbers[-1])
        if last + 1 == len(numbers):
            whole = len(numbers)
    return numbers[:whole]
