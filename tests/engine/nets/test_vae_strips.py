"""Strips give the numbers of one piece, in either direction and from both autoencoders, in less memory."""

from __future__ import annotations

import pytest
import torch

from engine.nets.wan.vae import WanVae
from engine.nets.wan.vae_config import WAN21_VAE, WAN22_VAE
from engine.nets.wan.vae_strips import Cut, Here, InRam, strips_of
from engine.planner import decoding
from tests.counting import PeakBytes
from tests.engine.nets.test_vae import TINY

COLUMNS, ROWS = 26, 4  # latent


@pytest.fixture(params=sorted(TINY))
def vae(request):
    torch.manual_seed(1)
    torch.set_num_threads(1)
    net = WanVae(TINY[request.param]).eval().requires_grad_(False)
    for weight in net.parameters():
        weight.data += 0.05 * torch.randn_like(weight)
    return net


class Watched(Here):
    """Counts what waits and checks that it comes back."""

    def __init__(self):
        self.waiting, self.most = 0, 0

    def away(self, frames):
        self.waiting += frames.nbytes
        self.most = max(self.most, self.waiting)
        return frames

    def back(self, frames):
        self.waiting -= frames.nbytes
        return frames


@pytest.mark.parametrize("strips", [2, 3, 7, 26])
def test_decoding_in_strips_gives_the_frames_of_one_piece(vae, strips):
    latents = torch.randn(1, vae.config.z_dim, 3, ROWS, COLUMNS)
    whole, cut = (
        torch.cat(list(vae.decode_stream(latents, c)), 2) for c in (Cut(), Cut(strips, InRam(latents.device)))
    )
    assert whole.std() > 0.05
    assert (whole - cut).abs().max() <= 1e-5


@pytest.mark.parametrize("strips", [2, 5])
def test_encoding_in_strips_gives_the_latents_of_one_piece(vae, strips):
    stride = vae.config.space_stride
    film = torch.rand(1, 3, 9, ROWS * stride, COLUMNS * stride) * 2 - 1
    pieces = [film[:, :, max(0, end - 4) : end] for end in (1, 5, 9)]
    whole, cut = (torch.cat(list(vae.encode_stream(pieces, c)), 2) for c in (Cut(), Cut(strips)))
    assert whole.std() > 0.05
    assert (whole - cut).abs().max() <= 1e-5


def test_a_narrower_border_would_be_seen(vae, monkeypatch):
    monkeypatch.setattr("engine.nets.wan.vae_strips.HALO", 1)
    latents = torch.randn(1, vae.config.z_dim, 1, ROWS, COLUMNS)
    whole, cut = (torch.cat(list(vae.decode_stream(latents, c)), 2) for c in (Cut(), Cut(4)))
    assert (whole - cut).abs().max() > 1e-4


def test_frames_still_leave_one_piece_after_the_other_and_what_waits_is_that_of_the_strips(vae):
    rest = Watched()
    stream = vae.decode_stream(torch.randn(1, vae.config.z_dim, 3, ROWS, COLUMNS), Cut(3, rest))
    assert next(stream).shape[2] == 1
    first = rest.waiting
    assert first > 0
    assert [piece.shape[2] for piece in stream] == [4, 4]
    assert first <= rest.most < 3 * first


@pytest.mark.parametrize("columns, count", [(104, 1), (104, 5), (7, 3), (4, 9)])
def test_strips_cover_every_column_once(columns, count):
    strips = strips_of(columns, count)
    assert [column for s in strips for column in range(s.first, s.last)] == list(range(columns))
    assert all(s.low <= s.first < s.last <= s.high for s in strips)
    assert strips[0].low == 0 and strips[-1].high == columns


class Elsewhere(Here):
    """Rests beside the meta device: nothing of it counts there."""

    def away(self, frames):
        return frames.shape, frames.dtype

    def back(self, frames):
        return torch.empty(frames[0], dtype=frames[1], device="meta")


@pytest.mark.parametrize("strips", [1, 4, 8])
@pytest.mark.parametrize(
    "config, width, height", [(WAN21_VAE, 832, 480), (WAN21_VAE, 1280, 720), (WAN22_VAE, 1280, 704)]
)
def test_the_planner_knows_the_memory_of_strips(config, width, height, strips):
    with torch.device("meta"), torch.inference_mode():
        vae = WanVae(config)
        latents = torch.empty(1, config.z_dim, 3, height // config.space_stride, width // config.space_stride)
        film = [torch.empty(1, 3, frames, height, width) for frames in (1, 4, 4)]
        cut = Cut(strips, Elsewhere())
        for run, foreseen in (
            (lambda: [None for _ in vae.decode_stream(latents, cut)], decoding.decode_bytes),
            (lambda: [None for _ in vae.encode_stream(film, cut)], decoding.encode_bytes),
        ):
            with PeakBytes() as counter:
                run()
            wanted = foreseen(config, width, height, strips)
            assert counter.peak <= wanted <= 1.1 * counter.peak
