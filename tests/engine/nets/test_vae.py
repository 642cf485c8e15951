"""The Wan video autoencoders against the official ones, and their streams against their whole passes."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest
import torch

from engine.nets.wan.vae import WanVae
from engine.nets.wan.vae_config import WAN21_VAE, WAN22_VAE, VaeConfig
from engine.nets.wan.vae_parts import Past
from tests.golden import deterministic

GOLDEN = Path(__file__).parents[2] / "golden"

TINY = {
    "wan21_vae": VaeConfig(8, 8, 16, residual=False, patch=1, mean=WAN21_VAE.mean, std=WAN21_VAE.std),
    "wan22_vae": VaeConfig(8, 12, 48, residual=True, patch=2, mean=WAN22_VAE.mean, std=WAN22_VAE.std),
}


@pytest.fixture(params=sorted(TINY), scope="module")
def golden(request):
    outputs, meta = deterministic.read(GOLDEN / f"{request.param}.safetensors")
    vae = WanVae(TINY[request.param])
    vae.load_state_dict(deterministic.weights(meta), strict=True)
    names = {"in.video": 0.5, "in.latent": 1.0}
    video, latent = (deterministic.tensor(n, meta["inputs"][n]["shape"], meta["salt"], s) for n, s in names.items())
    torch.set_num_threads(1)
    with torch.no_grad():
        yield vae, outputs, video.clamp(-1, 1), latent, meta["relative_l2_tolerance"]


def test_videos_of_one_five_and_nine_frames_encode_as_the_official_autoencoder_does(golden):
    vae, outputs, video, _, tolerance = golden
    for frames in (1, 5, 9):
        got = vae.encode(video[:, :, :frames])
        assert deterministic.difference(outputs[f"encode{frames}"], got) < tolerance


def test_latents_decode_as_the_official_autoencoder_does(golden):
    vae, outputs, _, latent, tolerance = golden
    for count in (1, 3):
        past, raw = Past(), vae.restore(latent[:, :, :count])
        frames = torch.cat([vae.pixels(raw[:, :, t : t + 1], past) for t in range(count)], dim=2)
        assert deterministic.difference(outputs[f"decode{count}"], frames) < tolerance
        assert torch.equal(vae.decode(latent[:, :, :count]), frames.clamp(-1, 1))


def test_one_pass_over_the_whole_video_equals_the_stream_of_pieces(golden):
    vae, _, video, latent, tolerance = golden
    whole = vae.normalise(vae.moments(video, Past())[0])
    assert deterministic.difference(vae.encode(video), whole) < tolerance
    frames = vae.pixels(vae.restore(latent), Past()).clamp(-1, 1)
    assert deterministic.difference(vae.decode(latent), frames) < tolerance


def test_frames_leave_the_decoder_as_soon_as_their_latent_frame_is_done(golden):
    vae, _, _, latent, _ = golden
    stream = vae.decode_stream(latent)
    first = next(stream)
    assert first.shape[2] == 1
    assert torch.equal(first, vae.decode(latent[:, :, :1]))
    assert [piece.shape[2] for piece in stream] == [4, 4]


def test_a_later_frame_never_changes_an_earlier_latent(golden):
    vae, _, video, _, _ = golden
    changed = video.clone()
    changed[:, :, 5:] = 0.5
    before, after = vae.encode(video), vae.encode(changed)
    assert torch.equal(before[:, :, :2], after[:, :, :2])
    assert not torch.allclose(before[:, :, 2], after[:, :, 2])


def test_the_presets_have_one_statistic_per_channel_and_the_official_strides():
    for config, time, space in ((WAN21_VAE, 4, 8), (WAN22_VAE, 4, 16)):
        assert len(config.mean) == len(config.std) == config.z_dim
        assert (config.time_stride, config.space_stride) == (time, space)


def test_the_full_size_autoencoders_have_the_official_number_of_parameters():
    with torch.device("meta"):
        counts = [sum(p.numel() for p in WanVae(c).parameters()) for c in (WAN21_VAE, WAN22_VAE)]
    assert counts == [126_892_531, 704_688_668]


def test_a_decoder_in_fewer_bits_makes_nearly_the_same_frames_in_the_type_of_the_latents(golden):
    vae, _, video, latent, _ = golden
    rough = copy.deepcopy(vae)
    for part in (rough.conv2, rough.decoder):
        part.to(torch.bfloat16)
    frames = rough.decode(latent)
    assert frames.dtype == latent.dtype
    assert 0 < (frames - vae.decode(latent)).abs().mean() < 0.02
    assert torch.equal(rough.encode(video), vae.encode(video))
