"""Makes talking films of several lengths with tiny networks: length against the voice, memory, disk and sound.

`python -m tests.measure.talking_lengths [SECONDS ...]`: each film in a process of its own.
"""

from __future__ import annotations

import os
import resource
import sys
import tempfile
import time
import wave
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch

from engine import catalog
from engine.api.events import Finished
from engine.api.request import GenerationRequest, Role
from engine.run import Warm, run
from tests import tiny_talking
from tests.measure.talking_kills import given, portrait

LENGTHS = (0.5, 3.2, 10.0, 61.0)


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
    values = {"seed": 1, "frame_window_size": 81, "motion_frame": 9, "steps": 1, "cfg": [1.0], "audio_cfg": 1.0}
    work = folder / f"work{seconds}"
    places = {"output_folder": str(folder / "out"), "cache_folder": str(folder / "cache"), "work_folder": str(work)}
    job = GenerationRequest(f"film{seconds}", "talking", model, values, inputs, **places)
    end = run(job, lambda event: None, lambda: None, Warm())
    assert isinstance(end, Finished), end
    made, peak = end.result, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    disk = sum(file.stat().st_size for file in work.rglob("*") if file.is_file()) / 2**20
    print(
        f"{seconds:6.1f} s of voice: {made.frames} frames = {made.frames / 25:.2f} s in {len(made.windows)} windows, "
        f"sound off by {made.sync.offset} s at {made.sync.places} places, peak RSS {peak:.0f} MiB, "
        f"{disk:.1f} MiB on disk, {time.monotonic() - began:.0f} s",
        flush=True,
    )


def bursts(folder: Path, seconds: float) -> None:
    """A voice of noise that comes and goes."""
    path, count = folder / f"voice{seconds}.wav", round(seconds * 16000)
    loud = np.sin(np.arange(count) / 16000 * 2 * np.pi * 1.3) > 0
    samples = (np.random.default_rng(1).normal(0, 0.2, count) * loud).clip(-1, 1)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16000)
        file.writeframes((samples * 32767).astype("<i2").tobytes())


if __name__ == "__main__":
    main(tuple(map(float, sys.argv[1:])) or LENGTHS)
