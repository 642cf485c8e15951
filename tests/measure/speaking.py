"""Lets new drawn people speak every recording of a folder: `python -m tests.measure.speaking FOLDER`.

For voices that no part of the starter was trained with, such as those of speech synthesisers:
`flite -voice slt -t "..." -o FOLDER/slt.wav`, `espeak-ng -v de -w FOLDER/de.wav "..."`.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from engine.media.audio import sound_blocks
from engine.media.audio_wave import RATE
from engine.training.starter.bench import Studio
from engine.training.voice.bench import spoken
from engine.training.voice.voices import Samples


def recordings(folder: Path) -> Iterator[tuple[str, Samples, Samples]]:
    """Name, samples and, as they are clean, the same again as the voice in them."""
    for path in sorted(folder.iterdir()):
        samples = np.concatenate([block[0] for block in sound_blocks(path, RATE, 1)]).astype(np.float32)
        yield path.stem, samples, samples


def main(folder: Path) -> None:
    """Prints a line for each."""
    values = []
    with tempfile.TemporaryDirectory(prefix="kinora-speaking-") as work:
        for one in spoken(Studio(Path(work)), recordings(folder)):
            print(f"{one.name}: correlation {one.correlation:.3f}, lag {one.lag}", flush=True)
            values.append(one.correlation)
    print(f"{len(values)} voices: correlation {min(values):.3f} at least, {np.mean(values):.3f} on average")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
