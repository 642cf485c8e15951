"""Makes talking films of several lengths with tiny networks: length against the voice, memory, disk and sound.

`python -m tests.measure.talking_lengths [SECONDS ...]`: each film in a process of its own.  The voice has a click at
beginning, middle and end, and the decoder a white frame in the place of each: how far they lie apart is
read from the finished file.
"""

from __future__ import annotations

import itertools
import math
import os
import resource
import sys
import tempfile
import time
import wave
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from engine import catalog
from engine.api.events import Event, Finished, StageStarted
from engine.api.request import GenerationRequest, Role
from engine.families.talking import making
from engine.media.audio import read_audio
from engine.media.frames import FilmFrames
from engine.run import Warm, run
from tests import tiny_talking
from tests.measure.talking_kills import given, portrait

LENGTHS = (0.5, 3.2, 10.0, 61.0)
FPS, RATE, RATE_OF_BURSTS = 25, 16000, 1.3  # frames, samples and bursts per second
VALUES = {"seed": 1, "frame_window_size": 81, "motion_frame": 9, "steps": 1, "cfg": [1.0], "audio_cfg": 1.0}


def main(lengths: tuple[float, ...]) -> None:
    """One line for each length."""
    torch.set_num_threads(1)
    folder = Path(tempfile.mkdtemp(prefix="kinora-lengths-"))
    catalog.RESOURCES = folder / "resources"
    model = tiny_talking.make(catalog.RESOURCES, "infinite_talk")
    for seconds in lengths:
        apart(lambda seconds=seconds: bursts(folder, seconds))
        apart(lambda seconds=seconds: film(model, folder, seconds))


def apart(act: Callable[[], object]) -> None:
    """Do it in a process of its own, so that its memory is counted alone."""
    child = os.fork()
    if child == 0:
        act()
        os._exit(0)
    os.waitpid(child, 0)


def film(model: str, folder: Path, seconds: float) -> None:
    """Make it and say what came of it."""
    began = time.monotonic()
    inputs = (given(Role.INPUT_IMAGE, portrait(folder)), given(Role.AUDIO_FILE, folder / f"voice{seconds}.wav"))
    work, most = folder / f"work{seconds}", [0, 0]
    places = {"output_folder": str(folder / "out"), "cache_folder": str(work / "cache"), "work_folder": str(work)}
    job = GenerationRequest(f"film{seconds}", "talking", model, VALUES, inputs, **places)
    making.developed = flashing({round(time * FPS) for time in clicks(seconds)})

    def watch(event: Event) -> None:
        most[1] = max(most[1], own_memory())
        if isinstance(event, StageStarted):
            most[0] = max(most[0], size_of(work))

    end = run(job, watch, lambda: None, Warm())
    assert isinstance(end, Finished), end
    made, peak = end.result, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    apart_by = ", ".join(f"{1000 * lag:+.0f}" for lag in lags(Path(made.path), clicks(seconds)))
    print(
        f"{seconds:6.1f} s of voice: {made.frames} frames = {made.frames / FPS:.2f} s in {len(made.windows)} windows, "
        f"sound off by {made.sync.offset} s at {made.sync.places} places, clicks behind flashes by {apart_by} ms, "
        f"peak RSS {peak:.0f} MiB, {most[1] / 2**20:.0f} of them its own, "
        f"disk at most {most[0] / 2**20:.1f} MiB, then {size_of(work) / 2**20:.1f} MiB, "
        f"{time.monotonic() - began:.0f} s",
        flush=True,
    )


def flashing(flashes: set[int]) -> Callable[..., Iterator[Tensor]]:
    """The developer of windows, with a white frame in those places of the film and none as bright elsewhere."""
    windows, develop = itertools.count(), making.developed

    def developed(*given: Any) -> Iterator[Tensor]:
        number = next(windows) * (VALUES["frame_window_size"] - VALUES["motion_frame"])
        for piece in develop(*given):
            made = piece.clamp(-1, 0)
            for place in range(made.shape[1]):
                if number + place in flashes:
                    made[:, place] = 1
            number += made.shape[1]
            yield made

    return developed


def clicks(seconds: float) -> list[float]:
    """Moments in the quiet near beginning, middle and end, each where a frame begins."""
    quiet = [(n + 0.75) / RATE_OF_BURSTS for n in range(int(seconds * RATE_OF_BURSTS - 0.25))] or [seconds / 2]
    return sorted({math.floor(quiet[n] * FPS) / FPS for n in (0, len(quiet) // 2, -1)})


def lags(film: Path, times: list[float]) -> list[float]:
    """Seconds by which each click comes after its flash, in the finished file."""
    heard, found = np.abs(read_audio(film, RATE)), []
    with FilmFrames(film) as frames:
        for at in times:
            near = range(max(0, round(at * FPS) - 10), min(frames.count, round(at * FPS) + 10))
            flash = frames.shown[max(near, key=lambda number: frames.read(number).mean())]
            first = max(0, round((at - 0.1) * RATE))
            found.append((first + int(heard[first : round((at + 0.1) * RATE)].argmax())) / RATE - flash)
    return found


def own_memory() -> int:
    """Bytes of this process that are no pages of files, of which the system keeps as many as it likes."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("RssAnon"))


def size_of(folder: Path) -> int:
    """Bytes of all files in it."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def bursts(folder: Path, seconds: float) -> None:
    """A voice of noise that comes and goes, with clicks."""
    count = round(seconds * RATE)
    loud = np.sin(np.arange(count) / RATE * 2 * np.pi * RATE_OF_BURSTS) > 0
    samples = (np.random.default_rng(1).normal(0, 0.1, count) * loud).clip(-0.4, 0.4)
    for at in clicks(seconds):
        samples[round(at * RATE) : round(at * RATE) + 80] = 0.95 * np.sign(np.sin(np.arange(80)))
    with wave.open(str(folder / f"voice{seconds}.wav"), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((samples * 32767).astype("<i2").tobytes())


if __name__ == "__main__":
    main(tuple(map(float, sys.argv[1:])) or LENGTHS)
