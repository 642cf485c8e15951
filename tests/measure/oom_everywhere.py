"""Lets memory run out at every line of the engine that makes a tensor, once for each, in a job of every pipeline.

Run with `python -m tests.measure.oom_everywhere [KIND ...]`; prints how many of the jobs finished on a lower plan
without making a finished step again.  0 when all did.
"""

from __future__ import annotations

import sys
import tempfile
import time
import wave
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from engine import catalog
from engine.api.events import Finished, Replanned, Stage, Stepped
from engine.api.request import Role
from engine.families.wan import spec
from engine.memory.attempts import FILE
from tests.engine.families.conftest import Runs
from tests.engine.families.injected import Allocations, Place
from tests.engine.families.talking.conftest import TalkingRuns

KINDS = ("t2v", "i2v", "ti2v", "t2v-pair", "infinite_talk")
SHORT = {"num_frames": 5, "frame_window_size": 5, "motion_frame": 1, "steps": 2}


class Jobs:
    """Jobs of one kind, each in a process that keeps nothing warm and has learned nothing."""

    def __init__(self, kind: str, folder: Path) -> None:
        self.kind = kind
        talking = kind == "infinite_talk"
        self.runs = (TalkingRuns if talking else Runs)(catalog.RESOURCES, folder)
        picture, voice = _picture(folder / "picture.png"), _voice(folder / "voice.wav")
        self.params = SHORT if talking else {}
        self.inputs = {} if kind in ("t2v", "t2v-pair") else {Role.INPUT_IMAGE: picture}
        if talking:
            self.inputs = ((Role.INPUT_IMAGE, picture), (Role.AUDIO_FILE, voice))

    def run(self, at: Allocations) -> object:
        """The end of a job in which memory runs out there."""
        self.runs.warm.clear()
        (self.runs.folder / "cache" / FILE).unlink(missing_ok=True)
        request = self.runs.request(self.kind, self.inputs, **self.params)
        with at:
            return self.runs.end(request)

    def survives(self, place: Place, turn: int) -> str:
        """ "" or what went wrong."""
        injected = Allocations(place, turn)
        end = self.run(injected)
        steps = [e.done for e in self.runs.events if isinstance(e, Stepped) and e.stage is Stage.DENOISE and not e.part]
        told = sum(isinstance(event, Replanned) for event in self.runs.events)
        if not isinstance(end, Finished):
            return f"it ended as {end}"
        if steps != sorted(set(steps)):
            return f"steps were made again: {steps}"
        return "" if injected.raised == told == 1 else f"raised {injected.raised} times, told {told} times"


def measure(kind: str) -> bool:
    """Whether all jobs of a kind survive."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        jobs = Jobs(kind, Path(folder))
        jobs.run(Allocations())  # what is learnt once is learnt
        counted = Allocations()
        jobs.run(counted)
        failed = 0
        for place, count in counted.counts.items():
            wrong = jobs.survives(place, (count + 1) // 2)
            failed += bool(wrong)
            if wrong:
                print(f"  {place.file}:{place.line}: {wrong}", flush=True)
    places, made = len(counted.counts), sum(counted.counts.values())
    seconds = time.monotonic() - began
    print(f"{kind}: {places - failed} of {places} places survived ({made} tensors made), {seconds:.0f} s", flush=True)
    return not failed


def _picture(path: Path) -> Path:
    Image.fromarray((np.indices((48, 64)).sum(0)[..., None] * [1, 2, 3] % 255).astype(np.uint8)).save(path)
    return path


def _voice(path: Path) -> Path:
    samples = (np.random.default_rng(1).normal(0, 0.2, 4800).clip(-1, 1) * 32767).astype("<i2")
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16000)
        file.writeframes(samples.tobytes())
    return path


def main(kinds: tuple[str, ...]) -> int:
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as resources:
        catalog.RESOURCES = Path(resources)
        spec._own.cache_clear()
        survived = [measure(kind) for kind in kinds]
        return 0 if all(survived) else 1


if __name__ == "__main__":
    sys.exit(main(tuple(sys.argv[1:]) or KINDS))
