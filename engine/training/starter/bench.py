"""Judges the bundled starter model as a user meets it: whole jobs through the engine, and the pixels of their clips."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from random import Random
from typing import TextIO

import av
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from engine.api.errors import EngineError, Mistake
from engine.api.events import Finished
from engine.api.model import Mode
from engine.api.request import Asset, GenerationRequest, Input, Kind, Role
from engine.run import Warm, run
from engine.training.starter import scenes
from engine.training.starter.evaluate import Report, evaluate, held_out_questions, quality
from engine.training.starter.vocabulary import plain_caption, random_scene

PICTURES = 8


class Studio:
    """Runs jobs in one folder and reads the finished clips back."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.warm, self.made = folder, Warm(), 0

    def film(self, prompt: str, seed: int, picture: Path | None = None) -> NDArray[np.uint8]:
        """What the starter makes of a prompt, see `make`."""
        mode = Mode.TEXT_TO_VIDEO if picture is None else Mode.IMAGE_TO_VIDEO
        values = {"positive_prompt": prompt, "seed": seed, "mode": mode.value}
        return self.make("wan", "starter", values, () if picture is None else (shown(picture),))

    def make(self, family: str, model: str, values: dict[str, object], inputs: tuple[Input, ...]) -> NDArray[np.uint8]:
        """The frames F H W 3 of a finished job; raises EngineError when it does not finish."""
        self.made += 1
        request = GenerationRequest(
            id=str(self.made),
            family=family,
            model=model,
            params={**values, "output_format": "mkv ffv1"},
            inputs=inputs,
            output_folder=str(self.folder),
            output_path=str(self.folder / f"{self.made}.mkv"),
            work_folder=str(self.folder / f"work{self.made}"),
            cache_folder=str(self.folder / "cache"),
        )
        end = run(request, lambda event: None, lambda: None, self.warm)
        if not isinstance(end, Finished):
            raise Mistake("The starter model made no clip", why=str(end), do=("Send the report.",))
        with av.open(end.result.path) as film:
            return np.stack([frame.to_ndarray(format="rgb24") for frame in film.decode(video=0)])


def shown(picture: Path) -> Input:
    """A picture file as the input of a job."""
    with Image.open(picture) as opened:
        return Input(Role.INPUT_IMAGE, Asset(str(picture), Kind.IMAGE, *opened.size))


def bench(count: int, as_json: bool, out: TextIO) -> int:
    """Prints how many of `count` held-out prompts came out right, and how well dropped pictures are kept."""
    with tempfile.TemporaryDirectory(prefix="kinora-bench-") as folder:
        studio = Studio(Path(folder))
        try:
            report, kept = evaluate(held_out_questions(count), studio.film), pictures_kept(studio)
        except EngineError as wrong:
            print(f"{wrong.title}. {wrong.why}", file=out)
            return 1
    if as_json:
        print(json.dumps(_facts(report, kept)), file=out)
    else:
        print(report, file=out)
        print(
            f"first frame against the dropped picture: {min(kept):.1f} dB at least, {np.mean(kept):.1f} on average",
            file=out,
        )
    return 0


def pictures_kept(studio: Studio) -> list[float]:
    """Quality (dB) of the first frame against the dropped picture, for drawn pictures of new scenes."""
    random, kept = Random("pictures"), []
    for seed in range(PICTURES):
        scene = random_scene(random, 0.25)
        wanted = scenes.clip(scene, 900_000 + seed)[0]
        path = studio.folder / f"picture{seed}.png"
        Image.fromarray(wanted).save(path)
        kept.append(quality(wanted, studio.film(plain_caption(scene), seed, path)[0]))
    return kept


def _facts(report: Report, kept: list[float]) -> dict[str, float]:
    return {
        "prompts": len(report.answers),
        "colour": report.colour,
        "shape": report.shape,
        "direction": report.direction,
        "first_frame_db_least": min(kept),
        "first_frame_db_mean": float(np.mean(kept)),
    }
