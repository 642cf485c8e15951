"""Kills a talking job of five windows at random moments and compares the film with that of an uninterrupted run.

`python -m tests.measure.talking_kills [COUNT]`: each kill is a SIGKILL to a process of its own, then the job goes on in
the next one; every so often a job ends, and its frames are compared bit by bit. Tiny networks of the real classes.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import tempfile
import time
import wave
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from engine import catalog
from engine.api.events import Finished
from engine.api.request import GenerationRequest, Input, Role
from engine.families.talking import keeping
from engine.media.frames import FilmFrames
from engine.media.probe import probe
from engine.run import Warm, run
from tests import tiny_talking

SECONDS, WINDOWS = 1.7, 5


def main(count: int) -> None:
    """Do it and say what came of it."""
    torch.set_num_threads(1)
    keeping.PAUSE = 0.05
    folder = Path(tempfile.mkdtemp(prefix="kinora-kills-"))
    catalog.RESOURCES = folder / "resources"
    model = tiny_talking.make(catalog.RESOURCES, "infinite_talk")
    inputs = (given(Role.INPUT_IMAGE, portrait(folder)), given(Role.AUDIO_FILE, voice(folder)))
    began = time.monotonic()
    whole = made(request(model, inputs, folder, "whole"))
    seconds = time.monotonic() - began
    expected, chance, kills, jobs, wrong = frames(whole), random.Random(1), 0, 0, 0
    assert len(whole.windows) == WINDOWS
    while kills < count:
        job = request(model, inputs, folder, f"job{jobs}")
        while kills < count and not ended(job, chance.uniform(0.0, 0.6 * seconds)):
            kills += 1
        end = made(job)
        same = np.array_equal(frames(end), expected) and end.windows == whole.windows
        jobs, wrong = jobs + 1, wrong + (not same)
        print(f"{kills} kills, {jobs} jobs, {wrong} that differ", flush=True)
    print(f"uninterrupted {seconds:.1f} s; {kills} kills in {jobs} jobs of {WINDOWS} windows; {wrong} differ")


def ended(job: GenerationRequest, after: float) -> bool:
    """Run the job in a process and kill it after so many seconds; whether it ended before."""
    child = os.fork()
    if child == 0:
        run(job, lambda event: None, lambda: None, Warm())
        os._exit(0)
    until = time.monotonic() + after
    while time.monotonic() < until:
        if os.waitpid(child, os.WNOHANG)[0]:
            return True
        time.sleep(0.005)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return False


def made(job: GenerationRequest):
    """The result of the job, run to its end."""
    end = run(job, lambda event: None, lambda: None, Warm())
    assert isinstance(end, Finished), end
    return end.result


def frames(result) -> np.ndarray:
    """F H W 3."""
    with FilmFrames(Path(result.path)) as film:
        return np.stack([film.read(number) for number in range(film.count)])


def request(model: str, inputs: tuple[Input, ...], folder: Path, name: str) -> GenerationRequest:
    values = {"seed": 1, "positive_prompt": "a red circle", "output_format": "mkv ffv1"}
    places = {"output_folder": str(folder / "out"), "cache_folder": str(folder / "cache")}
    return GenerationRequest(name, "talking", model, values, inputs, work_folder=str(folder / name), **places)


def given(role: Role, path: Path) -> Input:
    return Input(role, probe(path).asset())


def portrait(folder: Path) -> Path:
    path = folder / "portrait.png"
    Image.fromarray((np.indices((64, 64)).sum(0)[..., None] * [1, 2, 3] % 200).astype(np.uint8)).save(path)
    return path


def voice(folder: Path) -> Path:
    path = folder / "voice.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16000)
        samples = np.random.default_rng(1).normal(0, 0.2, round(SECONDS * 16000)).clip(-1, 1)
        file.writeframes((samples * 32767).astype("<i2").tobytes())
    return path


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 60)
