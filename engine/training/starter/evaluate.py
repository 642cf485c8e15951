"""Asks a model for scenes it never saw in training and counts how often the pixels show what was asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import product
from random import Random

import numpy as np
from numpy.typing import NDArray

from engine.training.starter.judge import Verdict, judge
from engine.training.starter.latents import held_out
from engine.training.starter.vocabulary import BACKGROUNDS, COLOURS, SHAPES, WAYS, ShapeScene, plain_caption, possible

Clip = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Question:
    """One prompt with the scene it describes and the seed to start from."""

    text: str
    scene: ShapeScene
    seed: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What was seen for a question."""

    question: Question
    seen: Verdict


@dataclass(frozen=True, slots=True)
class Report:
    """All answers, and the share (0 to 1) that is right in each respect."""

    answers: tuple[Answer, ...]

    @property
    def colour(self) -> float:
        return self._share(lambda a: a.seen.colour == a.question.scene.colour)

    @property
    def shape(self) -> float:
        return self._share(lambda a: a.seen.shape == a.question.scene.shape)

    @property
    def direction(self) -> float:
        return self._share(lambda a: a.seen.motion == a.question.scene.motion)

    def __str__(self) -> str:
        """The three shares, then one line per wrong answer."""
        lines = [f"{len(self.answers)} prompts: colour {self.colour:.1%}, shape {self.shape:.1%}, "]
        lines[0] += f"direction {self.direction:.1%}"
        for answer in self.answers:
            wanted, seen = answer.question.scene, answer.seen
            pairs = ((wanted.colour, seen.colour), (wanted.shape, seen.shape), (wanted.motion, seen.motion))
            wrong = [f"{a} -> {b}" for a, b in pairs if a != b]
            if wrong:
                lines.append(f"  {answer.question.text} (seed {answer.question.seed}): {', '.join(wrong)}")
        return "\n".join(lines)

    def _share(self, right: Callable[[Answer], bool]) -> float:
        return sum(map(right, self.answers)) / max(1, len(self.answers))


def held_out_questions(count: int = 64) -> tuple[Question, ...]:
    """Scenes of travelling shapes that were kept out of training, spread evenly over the directions."""
    every = (ShapeScene(*words) for words in product(COLOURS, SHAPES, WAYS, BACKGROUNDS))
    scenes = [scene for scene in every if possible(scene) and held_out(scene)]
    Random(0).shuffle(scenes)
    turns: dict[str, int] = dict.fromkeys(WAYS, 0)
    order = []
    for scene in scenes:
        order.append((turns[scene.motion], scene))
        turns[scene.motion] += 1
    chosen = [scene for _, scene in sorted(order, key=lambda pair: pair[0])][:count]
    return tuple(Question(plain_caption(scene), scene, 1000 + i) for i, scene in enumerate(chosen))


def evaluate(questions: Iterable[Question], generate: Callable[[str, int], Clip]) -> Report:
    """Makes a clip (uint8 F H W 3) for each question by `generate(prompt, seed)` and judges it."""
    return Report(tuple(Answer(q, judge(generate(q.text, q.seed))) for q in questions))


def quality(wanted: NDArray[np.uint8], got: NDArray[np.uint8]) -> float:
    """Peak signal to noise ratio of 8-bit pictures in dB."""
    error = np.mean((wanted.astype(np.float64) - got.astype(np.float64)) ** 2)
    return float(10 * np.log10(255**2 / max(error, 1e-6)))
