"""The parts of a training run: optimiser, checkpoints, text, latents and single steps of both networks."""

from __future__ import annotations

import json
from random import Random

import numpy as np
import pytest
import torch
from torch import nn

from engine.nets.wan.vae import WanVae
from engine.training.starter import train_dit, train_vae
from engine.training.starter.evaluate import evaluate, held_out_questions, quality
from engine.training.starter.export import official_text_name
from engine.training.starter.latents import SHAPE, LatentStore, held_out
from engine.training.starter.optimiser import Mixed, orthogonal
from engine.training.starter.progress import Average, Budget, load, save
from engine.training.starter.scenes import clip
from engine.training.starter.text import UNKNOWN, CaptionEncoder, make_tokenizer
from engine.weights.names import text_names


@pytest.fixture(autouse=True)
def one_thread():
    torch.set_num_threads(1)
    torch.manual_seed(0)


@pytest.fixture(scope="module")
def tokenizer():
    return make_tokenizer()


def test_orthogonal_brings_all_singular_values_near_one():
    values = torch.linalg.svdvals(orthogonal(torch.randn(3, 12, 40)))
    assert values.min() > 0.5 and values.max() < 1.4


def test_the_mixed_optimiser_fits_a_small_network_and_continues_from_its_state():
    net, x = nn.Sequential(nn.Linear(16, 32), nn.Tanh(), nn.Linear(32, 16)), torch.randn(64, 16)
    optimiser, losses = Mixed(net, plain=(), rate=0.02, decay=0.0), []
    for _ in range(60):
        loss = (net(x) - x.flip(1)).square().mean()
        loss.backward()
        optimiser.step(0.02)
        losses.append(loss.item())
    assert losses[-1] < 0.2 * losses[0]
    again = Mixed(net, plain=(), rate=0.02, decay=0.0)
    again.load_state_dict(optimiser.state_dict())
    assert all(torch.equal(again.momenta[shape], momentum) for shape, momentum in optimiser.momenta.items())


def test_a_checkpoint_comes_back_whole_and_leaves_no_torn_file(tmp_path):
    assert load(tmp_path / "a.pt") is None
    save(tmp_path / "a.pt", {"step": 3, "w": torch.ones(2)})
    assert load(tmp_path / "a.pt")["step"] == 3
    assert [p.name for p in tmp_path.iterdir()] == ["a.pt"]


def test_the_learning_rate_rises_and_then_falls_over_the_whole_budget():
    rates = [Budget(100, before=spent).rate(1.0) for spent in (0.1, 3, 50, 99)]
    assert rates[0] < rates[1] > rates[2] > rates[3] > 0


def test_the_average_follows_the_network_slowly():
    net = nn.Linear(2, 2, bias=False)
    average = Average(net, 0.9)
    start = average.state()["weight"].clone()
    with torch.no_grad():
        net.weight.add_(1.0)
    for _ in range(100):
        average.take(net)
    assert torch.allclose(average.state()["weight"], start + 1, atol=1e-3)


def test_words_of_any_language_are_tokens_and_unknown_ones_are_marked(tokenizer):
    tokens = tokenizer.encode("A RED ball rolls \u5230\u53f3\u8fb9").tokens
    assert tokens == ["a", "red", "ball", "rolls", UNKNOWN, "</s>"]
    assert tokenizer.encode("").ids == [1]


def test_a_caption_is_encoded_alike_alone_and_beside_a_longer_one_and_is_zero_after_its_end(tokenizer):
    encoder = CaptionEncoder(tokenizer).eval()
    with torch.no_grad():
        alone, beside = encoder(["a red ball"]), encoder(["a red ball", "a blue star moves to the left over white"])
    assert torch.allclose(alone[0], beside[0, :4], atol=1e-4)
    assert not beside[0, 4:].any()


def test_exported_text_names_are_the_official_ones_that_the_loader_maps_back(tokenizer):
    names = [name for name in CaptionEncoder(tokenizer).network.state_dict() if "embed_" not in name]
    assert {text_names(official_text_name(name)) for name in names} == {(name,) for name in names}


def test_latents_grow_row_by_row_and_are_found_again(tmp_path):
    vae = WanVae(train_vae.STARTER_VAE).eval()
    store = LatentStore(tmp_path, capacity=3)
    store.grow(vae, 1)
    again = LatentStore(tmp_path, capacity=3)
    assert again.count == 1
    assert np.abs(again.rows[0]).max() > 0
    mean, std = again.statistics()
    assert len(mean) == len(std) == SHAPE[0] and min(std) > 0


def test_a_step_of_the_autoencoder_reaches_every_parameter():
    vae = train_vae.begun(WanVae(train_vae.STARTER_VAE))
    video = train_vae.Footage(1).batch(train_vae.Lesson(1.0, 1, 5, 64))
    train_vae.step_once(vae, video)
    assert all(p.grad is not None and p.grad.isfinite().all() for p in vae.parameters())


def test_the_first_frame_of_a_clip_weighs_more_than_any_other():
    wanted, first, last = torch.zeros(1, 3, 5, 16, 16), torch.zeros(1, 3, 5, 16, 16), torch.zeros(1, 3, 5, 16, 16)
    first[:, :, 0], last[:, :, 4] = 0.5, 0.5
    loss = train_vae.reconstruction_loss
    assert loss(first, wanted) > 3 * loss(last, wanted)


def test_a_step_of_the_transformer_trains_the_text_encoder_too():
    net = train_dit.Starter()
    nn.init.normal_(net.transformer.head.head.weight, std=0.02)
    run = train_dit.DitRun(folder=None, seconds=1, threads=1)
    train_dit.step_once(net, torch.randn(2, *SHAPE), ["a red ball moves left", ""], run)
    assert net.text.network.shared.weight.grad.abs().sum() > 0
    assert net.transformer.blocks[0].ffn[0].weight.grad.abs().sum() > 0


def test_batches_are_normalised_and_most_of_them_have_words(tmp_path):
    store = LatentStore(tmp_path, capacity=4)
    store.rows[:] = 2.0
    (tmp_path / "latents.count").write_text("4")
    (tmp_path / "latents.json").write_text(json.dumps({"mean": [1.0] * 48, "std": [0.5] * 48, "capacity": 4}))
    run = train_dit.DitRun(tmp_path, 1, 1, batch=4)
    clean, captions = next(train_dit.batches(run, LatentStore(tmp_path, 4), Random(0)))
    assert clean.shape == (4, *SHAPE)
    assert torch.all(clean == 2.0)
    assert sum(bool(text) for text in captions) >= 2


def test_questions_are_held_out_spread_over_directions_and_a_perfect_model_answers_all():
    questions = held_out_questions(8)
    assert len({q.scene.motion for q in questions}) == 8
    assert all(held_out(q.scene) for q in questions)
    right = {q.text: q.scene for q in questions}
    report = evaluate(questions, lambda text, seed: clip(right[text], seed))
    assert (report.colour, report.shape, report.direction) == (1.0, 1.0, 1.0)
    wrong = evaluate(questions, lambda text, seed: clip(right[text], seed)[::-1])
    assert wrong.direction == 0.0 and wrong.colour == 1.0
    assert "->" in str(wrong)


def test_quality_is_the_peak_signal_to_noise_ratio():
    black = np.zeros((4, 4, 3), np.uint8)
    assert quality(black, black + 255) == pytest.approx(0.0)
    assert quality(black, black + 1) == pytest.approx(48.13, abs=0.01)
