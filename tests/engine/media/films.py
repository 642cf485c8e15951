"""Films for the tests whose every frame carries its own number, written as bright and dark bars."""

from __future__ import annotations

import wave
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from engine.media.colour import frame_of_rgb
from engine.media.output import Output, Written
from engine.media.video_write import VideoWriter

WIDTH, HEIGHT, BITS = 128, 64, 8


def numbered(number: int) -> np.ndarray:
    """uint8 H W 3 with the number in eight vertical bars, robust against lossy encoding; colours vary below."""
    pixels_HWC = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    for bit in range(BITS):
        if number >> bit & 1:
            pixels_HWC[: HEIGHT // 2, bit * WIDTH // BITS : (bit + 1) * WIDTH // BITS] = 235
    pixels_HWC[HEIGHT // 2 :, :, 0] = np.linspace(0, 200, WIDTH, dtype=np.uint8)
    pixels_HWC[HEIGHT // 2 :, :, 2] = number * 5 % 256
    return pixels_HWC


def number_of(pixels_HWC: np.ndarray) -> int:
    """The number that numbered() wrote, for any size of the picture."""
    bars = pixels_HWC[: pixels_HWC.shape[0] // 2, :, :3].mean(axis=(0, 2))
    bars = bars[: bars.size // BITS * BITS].reshape(BITS, -1)
    middle = bars[:, bars.shape[1] // 4 : -(bars.shape[1] // 4)].mean(axis=1)
    return sum(1 << bit for bit in range(BITS) if middle[bit] > 110)


def made(folder: Path, output: Output, frames: int = 20, name: str = "film") -> Written:
    """A finished film of numbered frames."""
    with VideoWriter(folder / "work" / "film.mkv", output, WIDTH, HEIGHT) as writer:
        for number in range(frames):
            writer.append(numbered(number))
        return writer.finish(folder / (name + output.format.suffix))


def timed_film(path: Path, times_ms: list[int], rotation: int = 0) -> Path:
    """An mkv or mp4 of numbered frames that appear at exactly these times."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=30, options={"bf": "2"})
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        stream.codec_context.time_base = Fraction(1, 1000)
        if rotation:
            stream.set_display_rotation(rotation)
        for number, when in enumerate(times_ms):
            frame = frame_of_rgb(numbered(number), "yuv420p")
            frame.pts, frame.time_base = when, Fraction(1, 1000)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def tone(path: Path, seconds: float, rate: int = 22_050, channels: int = 1, hertz: float = 440.0) -> Path:
    """A wav with a sine of half the full height on every channel."""
    samples = (np.sin(2 * np.pi * hertz * np.arange(round(seconds * rate)) / rate) * 16384).astype("<i2")
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(np.repeat(samples, channels).tobytes())
    return path
