"""Draws a simple face that smiles, nods, blinks or speaks; the mouth's opening can follow a voice."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random

import numpy as np
from numpy.typing import NDArray

from engine.training.starter import draw
from engine.training.starter.vocabulary import BACKGROUNDS, HAIRS, SKINS, FaceScene

MOUTH = (120, 24, 34)
LIPS = (188, 70, 74)


@dataclass(frozen=True, slots=True)
class FaceMotion:
    """What a face does, one value per frame: openings and smile 0 to 1, nod in parts of the head's height."""

    mouth: NDArray[np.float64]
    smile: NDArray[np.float64]
    eyes: NDArray[np.float64]
    nod: NDArray[np.float64]


def still(frames: int) -> FaceMotion:
    """A face at rest: mouth closed, eyes open."""
    zero = np.zeros(frames)
    return FaceMotion(mouth=zero, smile=zero, eyes=np.ones(frames), nod=zero)


def speaking(openness: NDArray[np.float64]) -> FaceMotion:
    """A face whose mouth opens by `openness` (0 to 1) in each frame."""
    return replace(still(len(openness)), mouth=np.clip(openness, 0, 1))


def face_motion(action: str, frames: int, random: Random) -> FaceMotion:
    """The motion of one of the face actions, over two seconds."""
    t = np.linspace(0, 1, frames)
    rest, phase = still(frames), random.uniform(0, 1)
    if action == "smiles":
        return replace(rest, smile=np.clip((t - 0.15) / 0.5, 0, 1))
    if action == "nods":
        return replace(rest, nod=0.09 * np.sin(2 * np.pi * (2 * t + phase)))
    if action == "blinks":
        closed = np.maximum(*(np.exp(-(((t - at - 0.1 * phase) / 0.07) ** 2)) for at in (0.2, 0.65)))
        return replace(rest, eyes=1 - closed)
    assert action == "talks", action
    rate, slow = random.uniform(2.5, 3.5), random.uniform(0.8, 1.2)
    open_ = np.abs(np.sin(np.pi * (rate * t + phase))) * (0.55 + 0.45 * np.sin(2 * np.pi * (slow * t + phase)))
    return speaking(open_)


def face_clip(scene: FaceScene, motion: FaceMotion, random: Random, size: int) -> NDArray[np.uint8]:
    """Frames F H W 3 of the face; the random source decides place, size and shade."""
    head = size * random.uniform(0.27, 0.32)
    cx, cy = size * random.uniform(0.45, 0.55), size * random.uniform(0.5, 0.56)
    ground = draw.ground(size, BACKGROUNDS[scene.background])
    light = random.uniform(0.95, 1.04)
    out = np.empty((len(motion.mouth), size, size, 3), np.uint8)
    moves = zip(motion.mouth, motion.smile, motion.eyes, motion.nod, strict=True)
    bare: dict[float, draw.Picture] = {}  # the head without features, where it nods to
    for frame, (mouth, smile, eyes, nod) in zip(out, moves, strict=True):
        if nod not in bare:
            bare = {nod: ground.copy()}
            _paint_head(bare[nod], scene, cx, cy + nod * head, head, light)
        picture = bare[nod].copy()
        _paint_features(picture, cx, cy + 1.6 * nod * head, head, (mouth, smile, eyes))
        frame[...] = np.clip(np.rint(picture), 0, 255)
    return out


def _paint_head(picture: draw.Picture, scene: FaceScene, cx: float, cy: float, head: float, light: float) -> None:
    height, width = picture.shape[:2]
    red, green, blue = (c * light for c in SKINS[scene.skin])
    x, y = draw.grid(height, width, cx, cy)
    draw.paint(picture, draw.ellipse_distance(x, y + 0.14 * head, 0.98 * head, 1.16 * head), HAIRS[scene.hair])
    draw.paint(picture, draw.ellipse_distance(x, y - 0.12 * head, 0.84 * head, 1.02 * head), (red, green, blue))


def _paint_features(
    picture: draw.Picture, cx: float, cy: float, head: float, opening: tuple[float, float, float]
) -> None:
    height, width = picture.shape[:2]
    mouth, smile, eyes = opening
    for side in (-1, 1):
        x, y = draw.grid(height, width, cx + side * 0.34 * head, cy - 0.12 * head)
        tall = max(0.15 * head * eyes, 0.025 * head)
        draw.paint(picture, draw.ellipse_distance(x, y, 0.17 * head, tall), (250, 250, 250))
        draw.paint(picture, draw.ellipse_distance(x, y, 0.09 * head, min(0.1 * head, tall)), (30, 26, 30))
    x, y = draw.grid(height, width, cx, cy + 0.56 * head)
    across = np.linspace(-1, 1, 9)
    bend = smile * 0.2 * head * (0.5 - across**2)
    line = np.stack([across * (0.3 + 0.12 * smile) * head, bend], axis=1).astype(np.float32)
    draw.paint(picture, draw.stroke_distance(x, y, line, 0.09 * head), LIPS)
    if mouth > 0.02:
        draw.paint(picture, draw.ellipse_distance(x, y, 0.33 * head, 0.045 * head + 0.3 * head * mouth), LIPS)
        draw.paint(picture, draw.ellipse_distance(x, y, 0.26 * head, 0.26 * head * mouth), MOUTH)
