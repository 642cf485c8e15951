"""Shows how far a training is: contact sheets of the autoencoder and the transformer, and the judge's count."""

from __future__ import annotations

from pathlib import Path
from random import Random

import numpy as np
import torch
from PIL import Image

from engine.nets.wan.vae import WanVae
from engine.training.starter import scenes
from engine.training.starter.evaluate import Question, Report, evaluate, held_out_questions, quality
from engine.training.starter.judge import judge
from engine.training.starter.sample import Sampler, first_frame, sheet, to_pixels, trained_vae
from engine.training.starter.textures import TextureSource
from engine.training.starter.train_vae import to_tensor
from engine.training.starter.vocabulary import FaceScene, plain_caption, random_scene


def look(folder: Path, target: Path) -> None:
    """Writes a contact sheet: of made clips once there is a transformer, else of originals and reconstructions."""
    torch.set_num_threads(1)
    rows = _made(Sampler(folder)) if (folder / "dit.pt").exists() else _reconstructed(folder)
    Image.fromarray(sheet(rows)).save(target)


def judge_checkpoint(folder: Path, count: int) -> Report:
    """The judge's report on the averaged weights of a training folder."""
    torch.set_num_threads(1)
    sampler = Sampler(folder)
    return evaluate(held_out_questions(count), lambda prompt, seed: sampler.clips([prompt], seed)[0])


def previews(folder: Path, target: Path) -> None:
    """Writes four frames of a made clip, which the window shows before the first clip of the user."""
    torch.set_num_threads(1)
    clip = Sampler(folder).clips(["a red circle moves to the right on a blue background"], 5)[0]
    for number, frame in enumerate(clip[:: len(clip) // 4][:4], start=1):
        Image.fromarray(frame).save(target / f"preview{number}.png", optimize=True)


def judge_originals(count: int) -> Report:
    """The judge's report on drawn clips: what it would say of a perfect model."""
    random = Random(4)
    drawn = (random_scene(random, 0.0) for _ in range(count))
    questions = tuple(Question(plain_caption(scene), scene, seed) for seed, scene in enumerate(drawn))
    return evaluate(questions, lambda _, seed: scenes.clip(questions[seed].scene, seed))


def judge_reconstructions(folder: Path, count: int) -> Report:
    """The judge's report on drawn clips that went through the autoencoder: the best that the transformer can reach."""
    vae, questions = trained_vae(folder), held_out_questions(count)
    asked = {question.text: question.scene for question in questions}

    def passed(text: str, seed: int) -> np.ndarray:
        return _passed(vae, scenes.clip(asked[text], seed))

    return evaluate(questions, passed)


def _passed(vae: WanVae, clip: np.ndarray) -> np.ndarray:
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        return to_pixels(vae.decode(vae.encode(to_tensor(clip[None])).float()).float())[0]


def _reconstructed(folder: Path) -> list[np.ndarray]:
    vae, random, rows = trained_vae(folder), Random(9), []
    clips = [scenes.clip(random_scene(random, share), 5000 + i) for i, share in enumerate((0, 0, 0, 0, 1, 1))]
    clips += [TextureSource(k).clip(scenes.FRAMES, scenes.SIZE) for k in range(4)]
    for clip in clips:
        got = _passed(vae, clip)
        seen = judge(got) if len(rows) < 8 else ""
        print(f"all {quality(clip, got):.2f} dB, first frame {quality(clip[0], got[0]):.2f} dB  {seen}")
        rows += [clip, got]
    return rows


def _made(sampler: Sampler) -> list[np.ndarray]:
    random, rows = Random(11), []
    asked = [q.text for q in held_out_questions(6)]
    asked += ["a green square spins on a white background", "a red circle bounces on a gray background"]
    asked += [
        "a face with black hair smiles on a blue background",
        "a face with brown hair talks on a white background",
    ]
    print(f"step {sampler.step}", *asked, sep="\n")
    rows += [sampler.clips([text], 21)[0] for text in asked]
    for scene in (random_scene(random, 0), random_scene(random, 0), FaceScene("nods", "tan", "red", "green")):
        clip = scenes.clip(scene, 99)
        got = sampler.clips([plain_caption(scene)], 3, first_frame(clip))[0]
        print(f"from a picture: {plain_caption(scene)}, first frame {quality(clip[0], got[0]):.2f} dB")
        rows.append(got)
    return rows
