"""Judges the starter model as a person gets it: through the product's own pipeline, from request to finished file."""

from __future__ import annotations

import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

import msgspec
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from engine.api.errors import EngineError
from engine.api.events import Failed, Finished
from engine.api.model import Mode
from engine.api.request import GenerationRequest, Input, Role
from engine.media.probe import probe
from engine.media.video_read import read_frames
from engine.run import Warm, run
from engine.training.starter.evaluate import Report, evaluate, held_out_questions, quality
from engine.training.starter.scenes import clip

PICTURES = 16  # in-domain pictures that image to video is tried on
SIDE, FRAMES = 128, 17


@dataclass
class Studio:
    """Runs jobs of the starter model one after another."""

    folder: Path
    warm: Warm = field(default_factory=Warm)
    seconds: list[float] = field(default_factory=list)

    def make(self, prompt: str, seed: int, picture: Path | None = None) -> NDArray[np.uint8]:
        """The clip, uint8 F H W 3, as it stands in the finished (lossless) file."""
        inputs = (Input(Role.INPUT_IMAGE, probe(picture).asset()),) if picture else ()
        mode = Mode.IMAGE_TO_VIDEO if picture else Mode.TEXT_TO_VIDEO
        values = {"positive_prompt": prompt, "seed": seed, "mode": mode.value, "output_format": "mkv ffv1"}
        request = GenerationRequest(
            id=f"bench{len(self.seconds)}",
            family="wan",
            model="starter",
            params=values,
            inputs=inputs,
            output_path=str(self.folder / "clip.mkv"),
            work_folder=str(self.folder / "work"),
            cache_folder=str(self.folder / "cache"),
        )
        started = time.perf_counter()
        end = run(request, lambda event: None, lambda: None, self.warm)
        self.seconds.append(time.perf_counter() - started)
        if not isinstance(end, Finished):
            raise _as_error(end)
        info = probe(Path(end.result.path))
        assert info.fps is not None, "a film has a rate"
        return np.stack(list(read_frames(Path(end.result.path), info.fps, count=end.result.frames)))


def bench(count: int, as_json: bool, out: TextIO) -> int:
    """Ask `count` held-out prompts and PICTURES pictures; print what was right; 0 when all targets are met."""
    with tempfile.TemporaryDirectory(prefix="kinora-bench-") as folder:
        studio = Studio(Path(folder))
        report = evaluate(held_out_questions(count), studio.make)
        pictures = [_first_frame(studio, number) for number in range(PICTURES)]
    met = min(report.colour, report.shape, report.direction) >= 0.9 and min(pictures) >= 25
    _print(report, pictures, studio.seconds, as_json, out)
    return 0 if met else 1


def _first_frame(studio: Studio, number: int) -> float:
    """PSNR in dB of the first frame of a clip against the picture that was dropped."""
    question = held_out_questions(PICTURES)[number]
    picture = clip(question.scene, 5000 + number, FRAMES, SIDE)[0]
    path = studio.folder / "picture.png"
    Image.fromarray(picture).save(path)
    return quality(picture, studio.make(question.text, number, path)[0])


def _print(report: Report, pictures: list[float], seconds: list[float], as_json: bool, out: TextIO) -> None:
    figures = {
        "prompts": len(report.answers),
        "colour": report.colour,
        "shape": report.shape,
        "direction": report.direction,
        "first_frame_psnr_mean": float(np.mean(pictures)),
        "first_frame_psnr_least": min(pictures),
        "seconds_a_clip": float(np.median(seconds)),
    }
    if as_json:
        print(msgspec.json.encode(figures).decode(), file=out)
        return
    print(report, file=out)
    mean, least = np.mean(pictures), min(pictures)
    print(f"image to video, {len(pictures)} pictures: first frame {mean:.1f} dB, least {least:.1f} dB", file=out)
    print(f"seconds a clip (median): {np.median(seconds):.1f}", file=out)


def _as_error(end: object) -> EngineError:
    if isinstance(end, Failed):
        return EngineError(end.title, why=end.why, done=end.done, do=end.do, detail=end.detail)
    return EngineError("The clip was stopped")
