"""Measures what TeaCache and MagCache need to know of a model, and prints the rows for resources/skipping.toml.

python -m tests.measure.skip_data [MODEL] [CLIPS] [STEPS]: whole runs without a cache; of every pass with the prompt the
modulation and the effect of all blocks are compared with those of the step before.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from random import Random

import numpy as np
import torch
from torch import Tensor

from engine.families.wan import pipeline
from engine.families.wan.skipping import Skipping
from engine.nets.wan.attachment import Attachment
from engine.nets.wan.reuse import moved
from engine.nets.wan.shared import Shared
from engine.sampling.guidance import Branch
from engine.training.starter.bench import Studio
from engine.training.starter.vocabulary import plain_caption, random_scene

POWER = 2  # of the polynomial
SHARE = 0.2  # of the steps at the beginning, where no step is left out


class Watching(Attachment):
    """Notes the modulation and the effect of the blocks of each pass."""

    def __init__(self) -> None:
        self.seen: list[tuple[Tensor, Tensor]] = []

    def on_tokens(self, x: Tensor, shared: Shared) -> Tensor:
        self._before = x.clone()
        return x

    def after_blocks(self, x: Tensor, shared: Shared) -> Tensor:
        self.seen.append((shared.modulation[:, -1].clone(), x - self._before))
        return x


class Measuring(Skipping):
    """Skips nothing and watches the passes with the prompt."""

    def __init__(self, watching: Watching) -> None:
        super().__init__()
        self._watching = watching

    def attachments(self, key: object) -> tuple[Attachment, ...]:
        return (self._watching,) if key is Branch.POSITIVE else ()


def main(model: str = "starter", clips: int = 6, steps: int = 30) -> None:
    """Print the rows."""
    torch.set_num_threads(1)
    chance, changes, ratios = Random("skip data"), [], []
    with tempfile.TemporaryDirectory() as folder:
        studio = Studio(Path(folder))
        for seed in range(clips):
            watching = Watching()
            pipeline.skipping = lambda *_, watching=watching: Measuring(watching)
            prompt = plain_caption(random_scene(chance, 0.25))
            studio.make("wan", model, {"positive_prompt": prompt, "seed": seed, "steps": steps}, ())
            pairs = list(zip(watching.seen, watching.seen[1:], strict=False))
            late = pairs[int(SHARE * len(pairs)) :]
            changes += [(moved(new[0], old[0]), moved(new[1], old[1])) for old, new in late]
            sizes = [float((new[1].norm(dim=-1) / old[1].norm(dim=-1)).mean()) for old, new in pairs]
            ratios.append([1.0, *sizes])
    inner, outer = np.array(changes).T
    fit = np.polyfit(inner, outer, POWER)
    print(f"modulation moves {inner.min():.4f} to {inner.max():.4f}, effect {outer.min():.4f} to {outer.max():.4f};")
    print(f"correlation {np.corrcoef(np.polyval(fit, inner), outer)[0, 1]:.3f}")
    print(f"coefficients = {[float(f'{c:.6g}') for c in fit]}")
    print(f"ratios = {[float(f'{r:.5f}') for r in np.mean(ratios, axis=0)]}")


if __name__ == "__main__":
    main(*(kind(word) for kind, word in zip((str, int, int), sys.argv[1:], strict=False)))
