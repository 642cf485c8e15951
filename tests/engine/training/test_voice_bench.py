"""The bundled model that speaks: its files, and what whole jobs make of new voices, of silence and of two people."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from engine import catalog
from engine.families.wan.spec import network
from engine.media.audio_wave import RATE
from engine.nets.wan.dit import WanTransformer
from engine.training.starter.bench import Studio
from engine.training.voice import export as files
from engine.training.voice.bench import MODEL, new_voices, speak, speak_together, spoken
from engine.training.voice.judge import mouth
from engine.training.voice.resume import resume

FOLDER = catalog.RESOURCES / MODEL
SPEC = catalog.load().model(MODEL)
SHORT = int(1.3 * RATE)  # samples: one window
QUICK, BRIEF = {"frame_window_size": 17, "motion_frame": 5, "steps": 4}, int(0.68 * RATE)  # a window of half the length


@pytest.fixture(scope="module")
def studio(tmp_path_factory):
    torch.set_num_threads(1)
    return Studio(tmp_path_factory.mktemp("studio"))


def test_all_its_files_together_are_at_most_25_megabytes():
    assert sum(path.stat().st_size for path in FOLDER.rglob("*") if path.is_file()) <= 25e6


def test_the_files_have_their_official_names_and_only_what_is_added_lies_in_the_addition():
    with torch.device("meta"):
        net = WanTransformer(network(SPEC))
    stored = load_file(FOLDER / files.BASE)
    assert {n: tuple(p.shape) for n, p in net.state_dict().items()} == {n: tuple(p.shape) for n, p in stored.items()}
    added = load_file(FOLDER / files.ADDED)
    assert added["blocks.0.audio_cross_attn.kv_linear.weight"].shape[0] == 2 * network(SPEC).dim
    assert not set(stored) & set(added)


def test_training_goes_on_from_the_model_that_is_shipped(tmp_path):
    resume(FOLDER, tmp_path / "run")
    files.export(tmp_path / "run", tmp_path / "model")
    for name in (files.BASE, files.ADDED, files.EAR, files.VAE):
        shipped, made = (load_file(folder / name) for folder in (FOLDER, tmp_path / "model"))
        assert shipped.keys() == made.keys()
        assert all(shipped[key].equal(made[key]) for key in shipped)


def test_a_new_face_follows_a_voice_that_was_never_heard(studio):
    name, samples, voice = next(new_voices(1))
    (one,) = spoken(studio, [(name, samples[:SHORT], voice[:SHORT])])
    assert one.correlation > 0.85
    assert abs(one.lag) <= 1 and one.widest > 0.3


def test_a_mouth_stays_shut_in_silence(studio):
    film = speak(studio, 50, np.zeros(BRIEF, np.float32), **QUICK)
    assert len(film) == 17
    assert mouth(film).max() < 0.1


def test_of_two_people_the_one_whose_voice_is_heard_speaks(studio):
    _, samples, voice = next(new_voices(1))
    first = int(np.abs(voice).argmax()) - BRIEF // 2
    loud = samples[first : first + BRIEF]
    left, right = np.split(speak_together(studio, 60, (np.zeros_like(loud), loud), **QUICK), 2, axis=2)
    assert mouth(right).mean() > 0.1
    assert mouth(left).mean() < 0.1 * mouth(right).mean()
