"""The drawn people, the made voices, and the judge that compares the two."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from engine.media.audio_wave import RATE
from engine.training.starter.faces import speaking
from engine.training.voice.envelope import envelope, openings
from engine.training.voice.judge import agreement, mouth
from engine.training.voice.people import FPS, babble, held_out, moving, person
from engine.training.voice.voices import numbered, recording


def voiced(seconds: float = 2.0):
    """A recording in which somebody speaks."""
    return next(said for said in (numbered(n, seconds) for n in range(9)) if said.voice.any())


def test_a_voice_is_the_same_each_time_and_another_number_is_another_voice():
    assert np.array_equal(numbered(5, 1.0).samples, numbered(5, 1.0).samples)
    assert not np.array_equal(numbered(5, 1.0).samples, numbered(6, 1.0).samples)


def test_some_recordings_hold_no_voice_and_all_stay_within_what_a_file_can_hold():
    made = [recording(1.0, Random(n)) for n in range(40)]
    assert 1 <= sum(not said.voice.any() for said in made) <= 10
    assert all(np.isfinite(said.samples).all() for said in made)


def test_the_envelope_is_highest_in_the_frame_of_a_burst():
    samples = np.zeros(RATE, np.float32)
    samples[int(0.52 * RATE) : int(0.56 * RATE)] = 0.5
    assert envelope(samples, FPS).argmax() == 13
    assert len(envelope(samples, FPS)) == FPS


def test_a_mouth_opens_alike_to_a_loud_and_to_a_faint_voice_and_not_at_all_to_silence():
    voice = voiced().voice
    wide = openings(voice, FPS)
    assert wide.max() > 0.6 and (wide == 0).any()
    assert np.allclose(openings(voice * 0.1, FPS), wide)
    assert not openings(np.zeros(RATE, np.float32), FPS).any()


@pytest.mark.parametrize("number", range(6))
def test_the_judge_sees_how_far_a_drawn_mouth_is_open_whoever_it_is(number):
    wide = babble(40, Random(number))
    seen = mouth(person(number).film(moving(wide, Random(number))))
    assert np.corrcoef(wide, seen)[0, 1] > 0.97
    assert seen[wide == 0].max(initial=0) < 0.02


def test_the_judge_tells_by_how_many_frames_a_mouth_comes_late():
    voice = voiced().voice
    film = person(3).film(speaking(np.roll(openings(voice, FPS), 2)))
    on_time = person(3).film(speaking(openings(voice, FPS)))
    assert agreement(voice, on_time).lag == 0 and agreement(voice, on_time).correlation > 0.95
    assert agreement(voice, film).lag == 2 and agreement(voice, film).correlation < 0.95


def test_a_still_mouth_agrees_with_nothing():
    film = person(3).film(speaking(np.zeros(50)))
    assert agreement(voiced().voice, film).correlation == 0


def test_new_people_have_colours_that_nobody_has_who_is_trained_with():
    assert not any(held_out(person(number).scene) for number in range(60))
    assert all(held_out(person(number, new=True).scene) for number in range(20))


def test_people_blink_now_and_then():
    eyes = moving(np.zeros(250), Random(1)).eyes
    assert eyes.min() == 0 and eyes.mean() > 0.8
