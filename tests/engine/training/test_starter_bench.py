"""The bundled starter model: its files, its autoencoder, and what a whole job makes of a prompt."""

from __future__ import annotations

from pathlib import Path
from random import Random

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from engine import catalog
from engine.families.wan.spec import autoencoder, network
from engine.nets.wan.dit import WanTransformer
from engine.nets.wan.vae import WanVae
from engine.training.starter import scenes
from engine.training.starter.bench import Studio
from engine.training.starter.evaluate import evaluate, held_out_questions, quality
from engine.training.starter.sample import to_pixels
from engine.training.starter.train_vae import to_tensor
from engine.training.starter.vocabulary import random_scene

FOLDER = catalog.RESOURCES / "starter"
SPEC = catalog.load().model("starter")


@pytest.fixture(scope="module")
def vae():
    torch.set_num_threads(1)
    net = WanVae(autoencoder(SPEC))
    net.load_state_dict(load_file(FOLDER / "Wan2.2_VAE.safetensors"))
    return net.eval().requires_grad_(False)


@pytest.fixture(scope="module")
def studio(tmp_path_factory):
    torch.set_num_threads(1)
    return Studio(tmp_path_factory.mktemp("studio"))


def test_all_files_of_the_starter_together_are_at_most_40_megabytes():
    assert sum(path.stat().st_size for path in FOLDER.rglob("*") if path.is_file()) <= 40e6


def test_the_files_fill_our_networks_under_their_official_names():
    with torch.device("meta"):
        net = WanTransformer(network(SPEC))
    stored = load_file(FOLDER / "diffusion_pytorch_model.safetensors")
    assert {n: tuple(p.shape) for n, p in net.state_dict().items()} == {n: tuple(p.shape) for n, p in stored.items()}
    texts = load_file(FOLDER / "models_t5_umt5-xxl-enc.safetensors")
    assert "token_embedding.weight" in texts
    assert "blocks.0.attn.q.weight" in texts


def test_pictures_of_the_drawn_world_pass_the_autoencoder_with_25_decibels(vae):
    random = Random("pictures")
    for seed in range(3):
        wanted = scenes.clip(random_scene(random, 0.25), 700_000 + seed)[:1]
        got = to_pixels(vae.decode(vae.encode(to_tensor(wanted[None]))))[0]
        assert quality(wanted, got) > 25


def test_a_prompt_it_never_saw_comes_out_in_the_right_colour_shape_and_direction(studio):
    report = evaluate(held_out_questions(5), studio.film)
    assert min(report.colour, report.direction) == 1, str(report)
    assert report.shape >= 0.8, str(report)


def test_a_clip_of_a_picture_begins_with_that_picture(studio, tmp_path):
    from PIL import Image

    wanted = scenes.clip(random_scene(Random(8), 0), 31)[0]
    Image.fromarray(wanted).save(tmp_path / "in.png")
    film = studio.film("a shape moves to the right", 1, Path(tmp_path / "in.png"))
    assert film.shape == (17, 128, 128, 3)
    assert quality(wanted, film[0]) > 25
    assert np.abs(film[-1].astype(int) - film[0]).max() > 20
