"""The Wan transformer gives the numbers of the official networks."""

from __future__ import annotations

import pytest
import torch

from engine.nets.wan.shared import Execution
from tests.engine.nets.tiny_wan import case

LIMIT = 2e-5
WAYS = [Execution(), Execution(head_groups=3, run_tokens=1)]
pytestmark = pytest.mark.parametrize("how", WAYS, ids=["plain", "in runs and head groups"])


@pytest.fixture(autouse=True)
def without_gradients():
    with torch.inference_mode():
        yield


def test_the_tiny_text_to_video_network_matches_the_official_one(how):
    tiny = case("wan21_t2v")
    got = tiny.net(tiny.input("in.x"), torch.tensor([737.25]), tiny.input("in.context"), how=how)
    assert tiny.error("out", got) < LIMIT


def test_samples_of_other_sizes_and_text_lengths_match(how):
    tiny = case("wan21_t2v_ragged")
    for row, timestep in enumerate((737.25, 250.0, 3.5)):
        x, text = tiny.input(f"ragged.x{row}"), tiny.input(f"ragged.context{row}")
        assert tiny.error(f"out{row}", tiny.net(x, torch.tensor([timestep]), text, how=how)) < LIMIT


def test_the_first_and_the_last_timesteps_match(how):
    tiny, first = case("wan21_t2v_ragged"), case("wan21_t2v")
    for timestep in (999, 1, 0):
        got = tiny.net(first.input("in.x"), torch.tensor([timestep]), first.input("in.context"), how=how)
        assert tiny.error(f"out_t{timestep}", got) < LIMIT


@pytest.mark.parametrize("name, images", [("wan21_i2v", "in.clip_fea"), ("wan21_flf2v", "flf.clip_fea")])
def test_the_tiny_networks_that_look_at_images_match(name, images, how):
    tiny = case(name)
    image = tiny.input(images).reshape(1, -1, 1280)
    got = tiny.net(tiny.conditioned(), torch.tensor([737.25]), tiny.input("in.context"), image, how=how)
    assert tiny.error("out", got) < LIMIT


def test_the_tiny_expert_of_wan_22_text_to_video_matches(how):
    tiny = case("wan22_t2v_a14b")
    got = tiny.net(tiny.input("in.x"), torch.tensor([831.5]), tiny.input("in.context"), how=how)
    assert tiny.error("out", got) < LIMIT


def test_the_tiny_expert_of_wan_22_image_to_video_matches(how):
    tiny = case("wan22_i2v_a14b")
    got = tiny.net(tiny.conditioned(), torch.tensor([831.5]), tiny.input("in.context"), how=how)
    assert tiny.error("out", got) < LIMIT


@pytest.mark.parametrize(
    "name, timesteps",
    [("out", [[0, 831.5, 831.5]]), ("out_uniform", [831.5]), ("out_three", [[0, 123.5, 831.5]])],
)
def test_a_timestep_for_each_frame_matches_the_official_timestep_for_each_token(name, timesteps, how):
    tiny = case("wan22_ti2v_5b")
    got = tiny.net(tiny.input("in.x"), torch.tensor(timesteps), tiny.input("in.context"), how=how)
    assert tiny.error(name, got) < LIMIT
