"""What each cache saves and costs on the built-in model: `python -m tests.measure.caches [CLIPS] [STEPS] [FRAMES]`.

The same prompts and seeds without a cache and with each; the difference is told as decibels of the frames.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from random import Random

import numpy as np
import torch

from engine.api.request import GenerationRequest
from engine.families.wan.params_skip import CacheMode
from engine.run import Warm, run
from engine.training.starter.vocabulary import plain_caption, random_scene
from tests.engine.families.conftest import film


def main(clips: int = 3, steps: int = 24, frames_made: int = 17) -> None:
    """Print one line for each cache."""
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as folder:
        warm, plain = Warm(), {}
        for mode in CacheMode:
            chance, passes, seconds, decibels = Random("caches"), 0, 0.0, []
            for seed in range(clips):
                prompt = plain_caption(random_scene(chance, 0.25))
                result = _made(
                    Path(folder), warm, {"positive_prompt": prompt, "seed": seed, "steps": steps}, mode, frames_made
                )
                frames = film(result.path).astype(float)
                before = plain.setdefault(seed, frames)
                error = np.mean((frames - before) ** 2)
                decibels.append(10 * np.log10(255**2 / error) if error else np.inf)
                passes += result.timing.forwards
                seconds += result.timing.seconds("Denoising")
            print(f"{mode.value}: {passes / clips:.1f} passes, {seconds / clips:.2f} s, {np.mean(decibels):.1f} dB")


def _made(folder: Path, warm: Warm, values: dict[str, object], mode: CacheMode, frames: int):
    name = f"{mode.value}{values['seed']}"
    values = {
        **values,
        "mode": "text_to_video",
        "cache_mode": mode.value,
        "num_frames": frames,
        "output_format": "mkv ffv1",
    }
    paths = {"output_folder": str(folder), "work_folder": str(folder / name), "cache_folder": str(folder / "cache")}
    return run(GenerationRequest(name, "wan", "starter", values, **paths), lambda e: None, lambda: None, warm).result


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
