"""Encodes frames as they appear into a Matroska file that stays readable whenever the process is killed.

Matroska is the only container that needs no repair after a SIGKILL; each frame is its own cluster and goes to the
system when the next one comes.  A kill loses that one frame and what the encoder still holds back: nothing for lossless
and ProRes, up to about two dozen frames for the others.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Self

import av
import numpy as np

from engine.media.colour import frame_of_rgb, tag_bt709
from engine.media.container import local
from engine.media.formats import MOST_THREADS, Codec

RATE_TAG = "KINORA_RATE"  # the exact frame rate; Matroska itself rounds times to 1 ms
CRASH_SAFE = {"flush_packets": "1", "cluster_time_limit": "1"}


class Encoder:
    """One growing film.  Errors are FFmpeg's own; VideoWriter gives them their names."""

    def __init__(self, path: Path, codec: Codec, quality: int, fps: Fraction, size: tuple[int, int]) -> None:
        self.frames = 0  # handed to the encoder
        self._written = 0  # that came out of it
        self.size = size  # width, height in pixels
        self._codec, self._fps = codec, fps
        self._container = av.open(local(path), "w", format="matroska", container_options=dict(CRASH_SAFE))
        self._container.metadata[RATE_TAG] = str(fps)
        options = dict(codec.options)
        if codec.quality_option:
            options[codec.quality_option] = str(quality)
        self._stream = self._container.add_stream(codec.name, rate=fps, options=options)
        self._stream.width, self._stream.height = size
        self._stream.pix_fmt = codec.pixels
        self._stream.codec_context.thread_count = MOST_THREADS
        if codec.pixels.startswith("yuv"):
            tag_bt709(self._stream.codec_context)

    def add(self, pixels_HWC: np.ndarray) -> None:
        """Encodes one more frame, uint8 H W 3."""
        width, height = self.size
        assert pixels_HWC.shape == (height, width, 3) and pixels_HWC.dtype == np.uint8, pixels_HWC.shape
        frame = frame_of_rgb(pixels_HWC, self._codec.pixels)
        frame.pts, frame.time_base = self.frames, 1 / self._fps
        self._write(self._stream.encode(frame))
        self.frames += 1

    def finish(self) -> None:
        """Writes what the encoder still holds back, and closes the file."""
        self._write(self._stream.encode(None))
        self._container.close()

    def drop(self) -> None:
        """Closes the file as it is, after a fault; what is on the disk stays readable."""
        try:
            self._container.close()
        except (av.FFmpegError, OSError):
            return  # the fault that brought us here is already being told

    def _write(self, packets: list[av.Packet]) -> None:
        """x265 now and then gives a film of one or two frames decoding times after (or without) the shown ones."""
        for packet in packets:
            packet.pts = self._written if packet.pts is None else packet.pts
            packet.dts = packet.pts if packet.dts is None else min(packet.dts, packet.pts)
            self._container.mux_one(packet)
            self._written += 1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None) -> None:
        if kind is None:
            self.finish()
        else:
            self.drop()
