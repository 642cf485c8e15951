"""Clips whose frames carry their own number, previews, readings, and the objects that widgets are built from."""

from __future__ import annotations

import io
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from PIL import Image
from PySide6.QtGui import QImage

from app import context
from app.folders import Folders
from engine.api.events import Finished, Preview, Stage
from engine.api.hardware import MemoryRead
from engine.api.result import Result, StageTime, Timing
from tests.fakes import FakeEngine, a_request

BITS, SIDE, GIB = 8, 64, 1 << 30
STAGES = ((Stage.TEXT, 1.0), (Stage.LOAD, 2.0), (Stage.DENOISE, 20.0), (Stage.DECODE, 6.0), (Stage.WRITE, 1.0))


class World:
    """The objects of a window over an engine that does as it is told."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.engine = FakeEngine()
        self.context = context.build(Folders.below(root / "home"), engine=self.engine)
        self.context.gauge.close()
        self.context.forecasts.stages = lambda request: STAGES
        self.jobs, self.project = self.context.jobs, self.context.project

    def close(self) -> None:
        context.close(self.context)

    def add(self, title: str = "a red ball", **params: object) -> str:
        return self.jobs.add(a_request(title, **params), title)

    def run(self, title: str = "a red ball", **params: object) -> str:
        """Add a job and let the engine begin to denoise."""
        job = self.add(title, **params)
        self.engine.accept(job)
        self.engine.step(1, 4, job=job)
        return job

    def finish(self, path: Path, frames: int, job: str = "") -> Result:
        made = a_result(path, frames)
        self.engine.say(Finished(job or self.engine.running, made))
        return made

    def clip(self, name: str = "clip.mp4", frames: int = 12, title: str = "") -> Path:
        """Make a clip and let a job end with it, so that it lies on the timeline."""
        path = numbered_clip(self.root / name, frames)
        self.run(title or name)
        self.finish(path, frames)
        return path


def a_result(path: Path, frames: int) -> Result:
    laps = (StageTime(Stage.LOAD, 1.9), StageTime(Stage.DENOISE, 12.0, 20), StageTime(Stage.DECODE, 4.0, frames))
    return Result(str(path), SIDE, SIDE, frames, "16", 7, Timing(laps, 19.5, 40, frames / 19.5), 2 * GIB)


def numbered_clip(path: Path, frames: int = 12, *, fps: int = 16, sound: bool = False, first: int = 0) -> Path:
    """Each frame shows its number, from `first` on, as black and white stripes, the lowest bit at the left."""
    with av.open(str(path), "w") as film:
        stream = film.add_stream("libx264", rate=fps, options={"crf": "10", "g": "6"})
        stream.width, stream.height, stream.pix_fmt = SIDE, SIDE, "yuv420p"
        voice = film.add_stream("aac", rate=48000) if sound else None
        for number in range(first, first + frames):
            film.mux(stream.encode(av.VideoFrame.from_ndarray(stripes(number), format="rgb24")))
        film.mux(stream.encode(None))
        if voice is not None:
            _add_sound(film, voice, frames / fps)
    return path


def stripes(number: int) -> np.ndarray:
    bits = [(number >> bit) & 1 for bit in range(BITS)]
    row = np.repeat(np.array(bits, np.uint8) * 255, SIDE // BITS)
    return np.broadcast_to(row[None, :, None], (SIDE, SIDE, 3)).copy()


def number_in(image: QImage) -> int:
    """The number that a frame carries."""
    step = image.width() / BITS
    lit = [image.pixelColor(int((bit + 0.5) * step), image.height() // 2).lightness() > 128 for bit in range(BITS)]
    return sum(1 << bit for bit, on in enumerate(lit) if on)


def a_preview(job: str, count: int = 4, step: int = 1) -> Preview:
    """A strip of `count` pictures, each of one grey: 0, 40, 80 ..."""
    pictures = [np.full((16, 24, 3), 40 * i, np.uint8) for i in range(count)]
    target = io.BytesIO()
    Image.fromarray(np.concatenate(pictures, axis=1)).save(target, "JPEG", quality=95)
    return Preview(job, step, count, target.getvalue())


def a_reading(ours: float, others: float, total: float = 12.0, *, card: bool = True) -> MemoryRead:
    """A reading in GiB."""
    amounts = [int(n * GIB) for n in (ours, others, total)]
    if card:
        return MemoryRead("NVIDIA GeForce RTX 3060", *amounts, 22 * GIB, 64 * GIB, 12.0, 97.0, 71.0)
    return MemoryRead("Processor", *amounts, amounts[0] + amounts[1], amounts[2], 12.0)


def _add_sound(film: av.container.OutputContainer, voice: av.AudioStream, seconds: float) -> None:
    samples = np.sin(np.arange(int(48000 * seconds)) / 48000 * 2 * np.pi * 220).astype(np.float32)
    for start in range(0, len(samples), 1024):
        part = np.ascontiguousarray(np.repeat(samples[None, start : start + 1024], 2, axis=0))
        frame = av.AudioFrame.from_ndarray(part, format="fltp", layout="stereo")
        frame.sample_rate, frame.pts, frame.time_base = 48000, start, Fraction(1, 48000)
        film.mux(voice.encode(frame))
    film.mux(voice.encode(None))
