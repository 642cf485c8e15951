"""The curve of identity reacts to another person, not to an open mouth, a nod or other light."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import numpy as np
import pytest
import torch

from engine.api.result import IDENTITY_LIMIT
from engine.families.talking.identity import distance, in_disorder, looked_at, share_changed
from engine.families.talking.windows import Window
from engine.training.starter.faces import face_clip, speaking, still
from engine.training.starter.vocabulary import FaceScene

PEOPLE = (("light", "brown"), ("dark", "black"), ("tan", "blond"), ("light", "red"))
SEEDS = (3, 4, 5)


def drawn(person, motion, seed):
    frames = face_clip(FaceScene("talks", *person, "gray"), motion, Random(seed), 96)
    return torch.from_numpy(frames).permute(3, 0, 1, 2).float() / 127.5 - 1


class Blind:
    """A model that does not look."""

    def whole(self, pictures):
        return None


class Eye:
    """Sees the mean of the upper, the middle and the lower third: enough for a direction."""

    def whole(self, pictures):
        return torch.stack([torch.stack([part.mean() for part in p.chunk(3, dim=1)]) for p in pictures])


@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize("seed", SEEDS)
def test_an_open_mouth_a_nod_and_other_light_stay_below_half_of_the_limit(person, seed):
    given = drawn(person, still(1), seed)[:, 0]
    speaks = drawn(person, speaking(np.array([1.0])), seed)[:, 0]
    nods = drawn(person, replace(still(1), nod=np.array([0.05])), seed)[:, 0]
    for frame in (speaks, nods, given * 0.85 + 0.05):
        assert distance(Blind(), [(frame, given)]) < IDENTITY_LIMIT / 2


@pytest.mark.parametrize("seed", SEEDS)
def test_a_person_of_other_skin_and_hair_in_the_same_place_is_beyond_the_limit(seed):
    faces = [drawn(person, still(1), seed)[:, 0] for person in PEOPLE]
    for given, (skin, _) in zip(faces, PEOPLE, strict=True):
        assert share_changed(given, given) == 0
        others = [frame for frame, (other, _) in zip(faces, PEOPLE, strict=True) if other != skin]
        assert all(share_changed(frame, given) > IDENTITY_LIMIT for frame in others)


def test_a_model_that_looks_is_asked_and_disorder_is_the_unit():
    given = torch.rand(3, 12, 16, generator=torch.Generator().manual_seed(1))
    other = torch.rand(3, 12, 16, generator=torch.Generator().manual_seed(2))
    assert distance(Eye(), [(given, given)]) == pytest.approx(0, abs=1e-4)
    assert distance(Eye(), [(in_disorder(given), given)]) == pytest.approx(1)
    whole = distance(Eye(), [(given, given), (other, given)])
    assert whole == pytest.approx(distance(Eye(), [(other, given)]) / 2, rel=1e-3)


def test_disorder_keeps_every_part_and_leaves_none_in_its_place():
    picture = torch.arange(16.0).view(1, 4, 4).repeat_interleave(2, 1).repeat_interleave(3, 2).expand(3, 8, 12)
    moved = in_disorder(picture)
    assert moved.shape == picture.shape
    assert sorted(moved[0, ::2, ::3].flatten().tolist()) == list(range(16))
    assert (moved != picture).float().mean() > 0.8


def test_three_frames_that_stand_in_the_film_are_compared():
    first, second = Window(0, 0, 13, 1, 21), Window(1, 8, 13, 5, 21)
    assert looked_at(first) == (2, 6, 10)
    assert looked_at(second) == (6, 9, 11)
    assert looked_at(Window(1, 8, 13, 5, 14)) == (5, 5, 5)
