"""A voice becomes rows at the rate of the video, piece by piece as at once, and is remembered by its content."""

from __future__ import annotations

import os
import shutil
import wave as wav
from fractions import Fraction

import numpy as np
import pytest
import torch

from engine.api.errors import BadInput, WrongCheckpoint
from engine.encoders import voice as encoder_module
from engine.encoders.text import Where
from engine.encoders.voice import open_voice_encoder
from engine.encoders.voice_kept import KeptVoices
from engine.encoders.voices import Listening, Voices
from engine.media.audio_wave import Voice, Wave, write_wave
from tests.engine.nets.tiny_speech import speech_case
from tests.engine.weights.files import save
from tests.golden import deterministic

CPU = Where(torch.device("cpu"), torch.float32)
LIMIT = 2e-5


@pytest.fixture(scope="module")
def base():
    return speech_case("wav2vec2_interpolated")


@pytest.fixture
def weights(base, tmp_path):
    """The tiny network as a file with the names and the leftovers of a published one."""
    path = tmp_path / "speech.safetensors"
    save(path, {f"wav2vec2.{name}": value for name, value in base.weights.items()} | {"lm_head.bias": torch.ones(3)})
    return path


@pytest.fixture
def small_pieces(monkeypatch):
    for name, value in (("PIECE", 7), ("ASKING", 9), ("ASKED", 11), ("FIRST_STEPS", 1000)):
        monkeypatch.setattr(encoder_module, name, value)


def on_disk(samples: np.ndarray, path) -> Wave:
    samples.astype("<f4").tofile(path)
    wide = samples.astype(np.float64)
    return Wave(path, samples.size, -20.0, 1.0, float(wide.mean()), float(wide.std()))


def encoded(case, weights, tmp_path, frames, where=CPU):
    encoder = open_voice_encoder(weights, where, heads=4)
    kept, wave = KeptVoices(tmp_path / "kept"), on_disk(case.wave().numpy(), tmp_path / "wave.f32")
    ticks = []
    with (
        kept.scratch(2, frames, 48, where.dtype) as keys,
        kept.made("a", 4, frames, 48, where.dtype) as rows,
    ):
        encoder.encode(wave, rows, keys, lambda done, total: ticks.append((done, total)))
    rows = kept.find("a")
    assert ticks[-1] == (5 * frames, 5 * frames) and ticks == sorted(ticks)
    return torch.stack([rows.read(layer, 0, frames) for layer in range(4)])


def test_the_rows_match_the_official_features(base, weights, tmp_path):
    rows = encoded(base, weights, tmp_path, 50)
    assert deterministic.difference(base.outputs["out"], rows[1:].transpose(0, 1)) < LIMIT


@pytest.mark.parametrize("frames", [50, 99, 3, 131])
def test_small_pieces_give_what_the_whole_gives(base, weights, tmp_path, small_pieces, frames):
    with torch.inference_mode():
        whole = base.net(base.sound(), frames)[0]
    assert deterministic.difference(whole, encoded(base, weights, tmp_path, frames)) < 1e-5


def test_the_multilingual_kind_goes_in_pieces_too(tmp_path, small_pieces):
    case = speech_case("wav2vec2_s2v")
    save(tmp_path / "xlsr.safetensors", case.weights)
    rows = encoded(case, tmp_path / "xlsr.safetensors", tmp_path, 49)
    assert deterministic.difference(case.outputs["hidden"], rows[:, ::3]) < LIMIT


@pytest.mark.parametrize("dtype, limit", [(torch.bfloat16, 0.05), (torch.float16, 0.01)])
def test_half_precision_is_near(base, weights, tmp_path, dtype, limit):
    rows = encoded(base, weights, tmp_path, 50, Where(torch.device("cpu"), dtype))
    assert rows.dtype == dtype
    assert 1e-6 < deterministic.difference(base.outputs["out"], rows[1:].transpose(0, 1)) < limit


def test_a_file_that_is_no_speech_network_is_named(tmp_path):
    save(tmp_path / "text.safetensors", {"encoder.layers.0.weight": torch.ones(4, 4)})
    with pytest.raises(WrongCheckpoint, match="wav2vec"):
        open_voice_encoder(tmp_path / "text.safetensors", CPU)


def test_heads_are_those_of_published_networks_unless_told(base, weights):
    assert open_voice_encoder(weights, CPU).network.numbers.heads == 1
    assert open_voice_encoder(weights, CPU, heads=4).network.numbers == base.net.numbers


def noise(path, seconds=1.3, seed=0, rate=16_000):
    with wav.open(str(path), "wb") as file:
        file.setnchannels(1), file.setsampwidth(2), file.setframerate(rate)
        samples = np.random.default_rng(seed).normal(0, 3000, round(seconds * rate))
        file.writeframes(samples.clip(-32768, 32767).astype("<i2").tobytes())
    return path


@pytest.fixture
def opened(monkeypatch):
    """How often a network was opened."""
    from engine.encoders import voices as module

    times, real = [], module.open_voice_encoder
    monkeypatch.setattr(module, "open_voice_encoder", lambda *given: times.append(1) or real(*given))
    return times


def test_a_voice_is_heard_once_and_known_by_its_content(weights, tmp_path, opened):
    voices, how = Voices(KeptVoices(tmp_path / "kept"), CPU), Listening(weights, Fraction(25), 4)
    (first,) = voices.read((Voice(noise(tmp_path / "a.wav")),), how)
    assert (first.layers, first.frames, first.width) == (4, 32, 48)
    shutil.copy(tmp_path / "a.wav", tmp_path / "b.wav")
    (again,) = voices.read((Voice(tmp_path / "b.wav"),), how)
    assert again == first and len(opened) == 1
    others = (
        voices.read((Voice(noise(tmp_path / "c.wav", seed=1)),), how)
        + voices.read((Voice(tmp_path / "a.wav", start=0.2),), how)
        + voices.read((Voice(tmp_path / "a.wav", loudness=None),), how)
        + voices.read((Voice(tmp_path / "a.wav"),), Listening(weights, Fraction(16), 4))
        + voices.read((Voice(tmp_path / "a.wav"),), Listening(weights, None, 4))
    )
    assert len({rows.path for rows in others} | {first.path}) == 6 and len(opened) == 6
    assert [rows.frames for rows in others] == [32, 27, 32, 20, 64]


def test_the_rows_are_those_of_the_wave_that_was_heard(base, weights, tmp_path):
    path = noise(tmp_path / "a.wav", rate=22_050)
    voices, how = Voices(KeptVoices(tmp_path / "kept"), CPU), Listening(weights, Fraction(25), 4)
    (rows,) = voices.read((Voice(path, before=0.2),), how)
    wave = write_wave(Voice(path, before=0.2), tmp_path / "wave.f32")
    sound = torch.from_numpy(wave.read(0, wave.samples)).double()
    sound = ((sound - sound.mean()) / (sound.var(correction=0) + 1e-7).sqrt()).float()
    with torch.inference_mode():
        whole = base.net(sound.unsqueeze(0), rows.frames)[0]
    assert deterministic.difference(whole[3], rows.read(-1, 0, rows.frames)) < 1e-5


def test_silence_and_the_shortest_sound_have_rows_that_are_numbers(weights, tmp_path):
    voices, how = Voices(KeptVoices(tmp_path / "kept"), CPU), Listening(weights, Fraction(25), 4)
    short, silent = voices.read((Voice(noise(tmp_path / "s.wav", 0.1)), Voice(None, seconds=1.0)), how)
    assert (short.frames, silent.frames) == (2, 25)
    for rows in (short, silent):
        assert torch.isfinite(rows.window(0, rows.frames)).all()


def test_a_broken_sound_is_found_before_a_network_is_opened(weights, tmp_path, opened):
    (tmp_path / "broken.wav").write_bytes(b"RIFF and then nothing of the kind" * 9)
    with pytest.raises(BadInput):
        Voices(KeptVoices(tmp_path / "kept"), CPU).read(
            (Voice(tmp_path / "broken.wav"),), Listening(weights, Fraction(25), 4)
        )
    assert not opened and not list((tmp_path / "kept").glob("*"))


def test_stopping_in_the_middle_leaves_nothing_behind(weights, tmp_path):
    def stop(done, total):
        if done > total / 2:
            raise KeyboardInterrupt

    kept = KeptVoices(tmp_path / "kept")
    with pytest.raises(KeyboardInterrupt):
        Voices(kept, CPU).read((Voice(noise(tmp_path / "a.wav")),), Listening(weights, Fraction(25), 4), stop)
    assert not os.listdir(kept.folder)
