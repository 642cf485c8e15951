"""Single steps of the networks that learn to speak, and what they learn from."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
import torch

from engine.nets.wan.dit import WanTransformer
from engine.training.starter.train_dit import STARTER_DIT
from engine.training.voice import clips
from engine.training.voice.clips import Batch, Shelf, pair_of
from engine.training.voice.people import FPS
from engine.training.voice.train_ear import EAR, Ear, even, lesson
from engine.training.voice.train_talk import KEPT, SPEAKING_DIT, Lesson, Speaker, TalkRun, halves, lesson_of, step_once

SMALL = (2, 48, 3, 4, 4)  # B Z T h w


@pytest.fixture(autouse=True)
def one_thread():
    torch.set_num_threads(1)
    torch.manual_seed(0)


class Plain:
    """Stands for the autoencoder where only the scale of its latents is asked."""

    @staticmethod
    def normalise(mean):
        return mean


def heard(count: int, frames: int) -> torch.Tensor:
    return torch.randn(count, frames, 5, EAR.layers, EAR.width)


def test_the_ear_begins_to_tell_speech_from_silence_within_twenty_steps():
    ear, random, errors = Ear(), Random(1), []
    optimiser = torch.optim.AdamW(ear.parameters(), 4e-3)
    sound, wanted = (part[:6] for part in lesson(2, random))
    for _ in range(20):
        error = (ear(sound, wanted.shape[1]) - wanted).square().mean()
        optimiser.zero_grad()
        error.backward()
        optimiser.step()
        errors.append(float(error.detach()))
    assert errors[-1] < 0.7 * errors[0]


def test_a_sound_is_heard_alike_however_loud_it_is():
    sound = torch.randn(1, 800)
    assert torch.allclose(even(sound), even(3 * sound + 0.2), atol=1e-5)
    assert not even(torch.zeros(1, 800)).any()


def test_the_speaker_begins_as_the_starter_with_the_blocks_that_are_kept():
    starter, net = WanTransformer(STARTER_DIT), Speaker()
    net.begin_with(starter)
    kept = torch.nn.ModuleList(starter.blocks[number] for number in KEPT)
    starter.blocks = kept
    x, times, text = torch.randn(SMALL), torch.tensor([300.0, 800.0]), torch.randn(2, 5, STARTER_DIT.text_dim)
    given = torch.randn(2, SPEAKING_DIT.in_dim - 48, *SMALL[2:])
    with torch.no_grad():
        wanted = starter(x, times, text)
        got = net(torch.cat([x, given], dim=1), times, text, heard(2, 9))
    assert torch.allclose(got, wanted, atol=1e-5)


def a_lesson(people: int = 1) -> Lesson:
    shape = SMALL if people == 1 else (1, 48, 3, 4, 8)
    clean = torch.randn(shape)
    given = torch.randn(shape[0], 52, *shape[2:])
    places = None if people == 1 else halves(4, 8, Random(0))
    text = torch.zeros(shape[0], 32, 128)
    return Lesson(clean, given, heard(2, 9), torch.ones(shape[0], dtype=torch.long), text, places)


@pytest.mark.parametrize("people", [1, 2])
def test_a_step_teaches_transformer_and_ears_and_the_loss_falls(people, tmp_path):
    net, run, one, losses = Speaker(), TalkRun(tmp_path, 1, mute=0.0, worn=0.0), a_lesson(people), []
    optimiser = torch.optim.AdamW(net.parameters(), 2e-3)
    for number in range(12):
        torch.manual_seed(number % 2)
        losses.append(step_once(net, one, run, 1.0)[0])
        if number:
            assert net.talking.audio_proj.proj1.weight.grad.abs().sum() > 0
        optimiser.step()
        optimiser.zero_grad()
    assert np.mean(losses[-2:]) < 0.9 * np.mean(losses[:2])


def test_what_is_taken_over_is_seen_clean_and_counts_nothing(tmp_path):
    seen = []

    def net(x, times, text, sound, places):
        seen.append(x)
        return torch.zeros(SMALL, requires_grad=True)

    one = a_lesson()
    step_once(net, one, TalkRun(tmp_path, 1, worn=0.0), 1.0)
    assert torch.equal(seen[0][:, :48, :1], one.clean[:, :, :1])
    assert not torch.equal(seen[0][:, :48, 1:], one.clean[:, :, 1:])
    assert torch.equal(seen[0][:, 48:], one.given)


def test_a_lesson_shows_what_the_pipeline_shows():
    batch = Batch(torch.randn(2, 48, 9, 8, 8), torch.randn(2, 48, 9, 8, 8), heard(2, 33), torch.tensor([True, False]))
    made = lesson_of(batch, Plain(), 5, torch.zeros(3, 32, 128), Random(0))
    assert made.clean.shape == (2, 48, 5, 8, 8) and made.heard.shape[1] == 17
    assert made.given[:, :4, 0].eq(1).all() and not made.given[:, :4, 1:].any()
    assert torch.equal(made.given[:, 4:], batch.given[:, :, :5])
    assert made.held[0] == 1 and made.places is None


def test_a_pair_stands_before_one_wall_and_each_has_a_half():
    left, right = pair_of(7)
    assert left.scene.background == right.scene.background and left.seed != right.seed
    places = halves(8, 16, Random(3))
    assert places.sum(0).eq(1).all() and not places[0, :, 8:].any() and not places[1, :, :8].any()


def test_the_windows_of_a_person_hold_as_many_frames_as_are_heard(monkeypatch):
    monkeypatch.setattr(clips, "listened", lambda ear, said, frames: torch.zeros(frames, EAR.layers, EAR.width))
    films, rows = clips.spoken(3, None)
    assert films.shape == (clips.TOGETHER, clips.FRAMES, 128, 128, 3) and rows.shape[1] == clips.FRAMES
    film, rows = clips.spoken_together(3, None)
    assert film.shape == (clips.FRAMES, 128, 256, 3) and rows.shape[:2] == (2, clips.FRAMES)


def test_a_shelf_keeps_what_was_added_and_another_reader_sees_it(tmp_path):
    shelf = Shelf(tmp_path, "s", 4, {"a": (2, 3)})
    shelf.add(a=np.full((2, 3), 1.5, np.float16))
    again = Shelf(tmp_path, "s", 4, {"a": (2, 3)})
    assert len(again) == 1 and again.read("a", 0, 1).tolist() == [1.5] * 3


def test_openings_are_given_for_every_frame_that_is_heard():
    sound, wanted = lesson(3, Random(2))
    assert wanted.shape[1] == sound.shape[1] * FPS // 16000 and wanted.min() >= 0 and wanted.max() <= 1
