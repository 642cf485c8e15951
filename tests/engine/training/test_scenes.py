"""The drawn clips show what their scenes and captions say."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from engine.training.starter import scenes
from engine.training.starter.faces import face_clip, speaking
from engine.training.starter.judge import judge
from engine.training.starter.latents import held_out, numbered_scene
from engine.training.starter.look import judge_originals
from engine.training.starter.vocabulary import (
    BACKGROUNDS,
    COLOURS,
    MOTIONS,
    SHAPES,
    FaceScene,
    ShapeScene,
    caption,
    plain_caption,
    possible,
    random_scene,
)

FACE = FaceScene("talks", "tan", "black", "white")


def test_the_vocabulary_is_rich_enough_to_play_with():
    assert len(COLOURS) >= 8
    assert len(SHAPES) >= 5
    assert len(MOTIONS) >= 8
    assert len(BACKGROUNDS) >= 6


def test_the_same_scene_and_seed_draw_the_same_pixels_and_another_seed_does_not():
    scene = ShapeScene("red", "star", "left", "white")
    assert np.array_equal(scenes.clip(scene, 5), scenes.clip(scene, 5))
    assert not np.array_equal(scenes.clip(scene, 5), scenes.clip(scene, 6))


@pytest.mark.parametrize("motion", MOTIONS)
def test_the_judge_sees_in_drawn_clips_what_was_drawn(motion):
    random = Random(motion)
    drawn = [scene for scene in (random_scene(random, 0) for _ in range(200)) if scene.motion == motion][:3]
    for seed, scene in enumerate(drawn):
        seen = judge(scenes.clip(scene, seed))
        assert (seen.colour, seen.shape, seen.motion) == (scene.colour, scene.shape, scene.motion)


def test_the_judge_is_right_about_at_least_98_of_100_drawn_clips():
    report = judge_originals(50)
    assert min(report.colour, report.shape, report.direction) >= 0.98, str(report)


def test_the_judge_sees_the_opposite_direction_in_a_clip_played_backwards():
    clip = scenes.clip(ShapeScene("blue", "square", "up left", "gray"), 3)
    assert judge(clip[::-1]).motion == "down right"


def test_the_judge_names_nothing_in_an_empty_clip():
    seen = judge(np.full((17, 128, 128, 3), 90, np.uint8))
    assert (seen.colour, seen.shape, seen.motion) == (None, None, None)


def test_shapes_stay_inside_the_picture():
    random = Random(1)
    for seed in range(20):
        scene = random_scene(random, 0)
        for x, y, radius, _ in scenes.path(scene, Random(seed), 17):
            assert radius / 2 < x < 1 - radius / 2
            assert radius / 2 < y < 1 - radius / 2


def test_a_shape_never_has_the_colour_of_its_background_and_nothing_round_spins():
    assert not possible(ShapeScene("blue", "star", "left", "blue"))
    assert not possible(ShapeScene("red", "ring", "spins", "blue"))
    assert possible(ShapeScene("red", "star", "spins", "blue"))


def test_a_mouth_opens_as_far_as_the_voice_says():
    openness = np.array([0.0, 0.5, 1.0])
    frames = face_clip(FACE, speaking(openness), Random(2), 128).astype(int)
    dark_red = ((frames[..., 0] < 150) & (frames[..., 0] > 90) & (frames[..., 1] < 60)).sum(axis=(1, 2))
    assert dark_red[0] == 0
    assert dark_red[0] < dark_red[1] < dark_red[2]


@pytest.mark.parametrize("action", ["smiles", "nods", "blinks", "talks"])
def test_every_face_action_moves(action):
    clip = scenes.clip(FaceScene(action, "light", "brown", "blue"), 4).astype(int)
    assert np.abs(clip[8] - clip[0]).max() > 30 or np.abs(clip[4] - clip[0]).max() > 30


def test_captions_vary_in_order_and_words_but_never_lose_the_background():
    scene = ShapeScene("red", "circle", "right", "black")
    texts = {caption(scene, Random(seed)).lower() for seed in range(60)}
    assert len(texts) > 40
    assert all("black" in text and "red" in text and "right" in text for text in texts)
    assert any("ball" in text for text in texts)
    assert plain_caption(scene) == "a red circle moves to the right on a black background"


def test_scenes_kept_for_judging_are_never_trained_on():
    assert not any(held_out(numbered_scene(number)) for number in range(300))
    random = Random(0)
    assert any(held_out(random_scene(random, 0)) for _ in range(200))
