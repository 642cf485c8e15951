"""The speech network gives what the official classes give, at the rate of the video, layer by layer."""

from __future__ import annotations

import pytest
import torch
from torch.nn import functional as fn

from engine.nets.wav2vec import HOP, REACH, Sums, speech_names, steps_of, stretched, stretched_places
from tests.engine.nets.tiny_speech import speech_case
from tests.golden import deterministic

LIMIT = 2e-5


@pytest.fixture(scope="module")
def base():
    return speech_case("wav2vec2_interpolated")


@torch.inference_mode()
def test_every_layer_matches_the_official_network_at_video_rate(base):
    states = base.net(base.sound(), frames=50)
    assert states.shape == (1, 4, 50, 48)
    assert deterministic.difference(base.outputs["out"], states[0, 1:].transpose(0, 1)) < LIMIT


@torch.inference_mode()
def test_the_multilingual_kind_with_norms_in_front_matches_too():
    case = speech_case("wav2vec2_s2v")
    assert deterministic.difference(case.outputs["hidden"], case.net(case.sound())[0, :, ::3]) < LIMIT


@torch.inference_mode()
def test_without_a_rate_it_is_what_the_library_makes(base):
    from transformers import Wav2Vec2Config, Wav2Vec2Model

    given = {name: value for name, value in base.meta["config"].items() if name != "frames"}
    theirs = Wav2Vec2Model(Wav2Vec2Config(**given, apply_spec_augment=False)).eval()
    names = {"weight_g": "parametrizations.weight.original0", "weight_v": "parametrizations.weight.original1"}
    renamed = {}
    for name, value in base.weights.items():
        head, _, last = name.rpartition(".")
        renamed[f"{head}.{names[last]}" if last in names else name] = value
    theirs.load_state_dict(renamed, strict=True)
    expected = theirs(base.sound(), output_hidden_states=True).hidden_states
    assert deterministic.difference(torch.stack(expected, 1), base.net(base.sound())) < LIMIT


@torch.inference_mode()
def test_the_sums_of_pieces_are_the_sums_of_the_whole(base):
    sound, pieces = base.sound(), []
    for first in range(0, 32000 - 5, 500):
        pieces.append(base.net.feature_extractor.sums(sound[:, first : first + 505]))
    joined, whole = sum(pieces[1:], pieces[0]), base.net.feature_extractor.sums(sound)
    assert isinstance(joined, Sums) and joined.steps == whole.steps
    torch.testing.assert_close(joined.total, whole.total, rtol=1e-6, atol=1e-4)
    torch.testing.assert_close(joined.squares, whole.squares, rtol=1e-6, atol=1e-4)


@torch.inference_mode()
def test_a_piece_of_the_sound_gives_its_steps_of_the_whole(base):
    sound, sums = base.sound(), base.net.feature_extractor.sums(base.sound())
    whole = base.net.feature_extractor(sound, sums)
    assert whole.shape[1] == steps_of(32000) == 99
    piece = base.net.feature_extractor(sound[:, 30 * HOP : 40 * HOP + REACH], sums)
    torch.testing.assert_close(piece, whole[:, 30:41], rtol=1e-5, atol=1e-5)


@torch.inference_mode()
def test_attention_piece_by_piece_is_attention_at_once(base):
    layer, x = base.net.encoder.layers[0], torch.randn(1, 37, 48, generator=torch.Generator().manual_seed(0)) * 4
    pieces = (layer.keys(piece) for piece in x.split(9, dim=1))
    whole = layer(x, (layer.keys(x),))[:, 10:20]
    torch.testing.assert_close(layer(x[:, 10:20], pieces), whole, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("steps, frames", [(99, 50), (4, 2), (7, 7), (5, 9), (1, 3), (3, 1)])
def test_the_rate_is_changed_as_the_official_code_changes_it(steps, frames):
    rows = torch.randn(1, steps, 3, generator=torch.Generator().manual_seed(0))
    expected = fn.interpolate(rows.transpose(1, 2), size=frames, mode="linear", align_corners=True).transpose(1, 2)
    got = stretched(rows, stretched_places(steps, frames, 0, frames))
    torch.testing.assert_close(got, expected, rtol=1e-5, atol=1e-5)


def test_gradients_reach_every_weight(base):
    case = speech_case("wav2vec2_interpolated")
    case.net(case.sound(), frames=50)[:, -1].square().sum().backward()
    assert all(weight.grad is not None for weight in case.net.parameters())


def test_published_names_are_understood():
    assert speech_names("wav2vec2.encoder.pos_conv_embed.conv.parametrizations.weight.original1") == (
        "encoder.pos_conv_embed.conv.weight_v",
    )
    assert speech_names("lm_head.weight") == speech_names("quantizer.codevectors") == ()
    assert speech_names("wav2vec2.masked_spec_embed") == ()
    assert speech_names("something.else") == ("something.else",)
