"""Draws people who speak: a portrait with its mouth shut, and films in which the mouth opens as it is told."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, replace
from random import Random

import numpy as np
from numpy.typing import NDArray

from engine.training.starter.faces import FaceMotion, face_clip, speaking
from engine.training.starter.scenes import SIZE, Clip
from engine.training.starter.vocabulary import BACKGROUNDS, HAIRS, SKINS, FaceScene

FPS = 25
BLINK = np.array([0.55, 0.1, 0.0, 0.25, 0.7])  # how far the eyes are open, frame by frame
PAUSE = (1.2, 4.5)  # seconds between two blinks

Openings = NDArray[np.float64]  # of a mouth, one per frame, 0 to 1


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who can be drawn again and again."""

    scene: FaceScene
    seed: int  # decides size, place and shade

    def portrait(self) -> NDArray[np.uint8]:
        """H W 3, mouth shut and eyes open."""
        return self.film(speaking(np.zeros(1)))[0]

    def film(self, motion: FaceMotion) -> Clip:
        """F H W 3."""
        return face_clip(self.scene, motion, Random(self.seed), SIZE)


def held_out(scene: FaceScene) -> bool:
    """Whether people of these colours are never trained with, about one in nine."""
    return zlib.crc32(f"{scene.skin}/{scene.hair}/{scene.background}".encode()) % 9 == 0


def person(number: int, *, new: bool = False) -> Person:
    """The person of that number; new: one that is never trained with."""
    random = Random(f"person {number}")
    while True:
        scene = FaceScene("talks", *(random.choice(tuple(words)) for words in (SKINS, HAIRS, BACKGROUNDS)))
        if held_out(scene) == new:
            return Person(scene, random.randrange(1 << 30))


def moving(openings: Openings, random: Random) -> FaceMotion:
    """A face that speaks, and blinks now and then."""
    eyes, at = np.ones(len(openings)), random.uniform(-0.2, PAUSE[1])
    while at * FPS < len(openings):
        for number, open_ in enumerate(BLINK, int(at * FPS)):
            if 0 <= number < len(eyes):
                eyes[number] = open_
        at += random.uniform(*PAUSE)
    return replace(speaking(openings), eyes=eyes)


def babble(frames: int, random: Random) -> Openings:
    """Openings as speech has them, without a voice: bursts of 3 to 8 a second, with pauses."""
    t, rate = np.arange(frames) / FPS, random.uniform(3, 8)
    swing = np.abs(np.sin(np.pi * (rate * t + random.random()))) ** random.uniform(0.7, 2)
    phrase = np.clip(np.sin(2 * np.pi * (random.uniform(0.3, 1.2) * t + random.random())) + 0.7, 0, 1)
    loud = np.interp(t, np.linspace(0, frames / FPS, 6), [random.uniform(0.3, 1.1) for _ in range(6)])
    return np.clip(swing * phrase * loud, 0, 1)
