"""Draws the clips that the starter model learns from: one moving shape or one face, by a scene and a seed.

Clips are uint8 F H W 3.
"""

from __future__ import annotations

from random import Random

import numpy as np
from numpy.typing import NDArray

from engine.training.starter import draw
from engine.training.starter.faces import face_clip, face_motion
from engine.training.starter.vocabulary import BACKGROUNDS, COLOURS, STEPS, FaceScene, Scene, ShapeScene

Clip = NDArray[np.uint8]
FPS = 8
SIZE = 128  # pixels, both sides
FRAMES = 17


def clip(scene: Scene, seed: int, frames: int = FRAMES, size: int = SIZE) -> Clip:
    """The frames of a scene; the seed decides what the scene leaves open (place, size, speed, shade)."""
    random = Random(seed)
    if isinstance(scene, FaceScene):
        return face_clip(scene, face_motion(scene.action, frames, random), random, size)
    return _shape_clip(scene, random, frames, size)


def path(scene: ShapeScene, random: Random, frames: int) -> NDArray[np.float64]:
    """Centre x, centre y, radius (parts of the picture's side) and angle (radians) of each frame, F 4."""
    t = np.linspace(0, 1, frames)
    radius = random.uniform(0.16, 0.2)
    track = np.zeros((frames, 4))
    track[:, 2] = radius
    side = 0.5 - 1.4 * radius  # how far the centre may be from the middle
    if scene.motion in ("grows", "spins"):
        track[:, 0], track[:, 1] = (0.5 + random.uniform(-0.1, 0.1) for _ in range(2))
        if scene.motion == "grows":
            track[:, 2] = radius * (0.55 + t * random.uniform(0.75, 0.95))
        else:
            track[:, 3] = random.choice((-1, 1)) * t * random.uniform(0.9, 1.3) * np.pi + random.uniform(0, 6.28)
        return track
    if scene.motion == "bounces":
        height, floor = random.uniform(0.28, 0.4), 0.5 + side * random.uniform(0.75, 1)
        track[:, 0] = 0.5 + random.uniform(-0.2, 0.2)
        track[:, 1] = floor - height * np.abs(np.cos(np.pi * (2 * t + random.uniform(0, 0.2))))
        return track
    step = np.sum([STEPS[word] for word in scene.motion.split()], axis=0)
    length = 2 * side * random.uniform(0.72, 1)
    slack = 2 * side - length
    for axis in (0, 1):
        free = random.uniform(-side, side) * 0.7
        offset = random.uniform(-slack, slack) / 2
        track[:, axis] = 0.5 + (step[axis] * length * (t - 0.5) + offset if step[axis] else free)
    return track


def _shape_clip(scene: ShapeScene, random: Random, frames: int, size: int) -> Clip:
    track = path(scene, random, frames) * (size, size, size, 1)
    ground = draw.ground(size, shaded(BACKGROUNDS[scene.background], random))
    colour = shaded(COLOURS[scene.colour], random)
    out = np.empty((frames, size, size, 3), np.uint8)
    for frame, (cx, cy, radius, angle) in zip(out, track, strict=True):
        picture = ground.copy()
        reach = int(1.5 * radius) + 2
        left, top = max(0, int(cx) - reach), max(0, int(cy) - reach)
        window = picture[top : max(top, int(cy) + reach), left : max(left, int(cx) + reach)]
        x, y = draw.grid(*window.shape[:2], cx - left, cy - top)
        draw.paint(window, draw.shape_distance(scene.shape, x, y, radius, angle), colour)
        frame[...] = np.rint(picture)
    return out


def shaded(colour: tuple[int, int, int], random: Random) -> tuple[float, float, float]:
    """The colour, a little lighter or darker."""
    light = random.uniform(0.93, 1.05)
    red, green, blue = (min(255.0, c * light + random.uniform(-4, 4)) for c in colour)
    return max(red, 0.0), max(green, 0.0), max(blue, 0.0)
