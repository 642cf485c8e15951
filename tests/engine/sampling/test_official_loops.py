"""Whole sampling loops through tiny networks against the official Wan 2.1 and 2.2 code."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from PIL import Image

from engine.families.wan.conditioning import CleanFrames, film_to_encode, given_mask, picture_channels, squashed
from engine.planner.snap import latent_shape, size_by_area, size_by_area_32
from engine.sampling.choose import Choice
from engine.sampling.guidance import Branch, Expert
from tests.engine.sampling.tiny_loops import Loops, result
from tests.golden.deterministic import difference

LIMIT = 5e-5
SEES_IMAGES = {"in_dim": 36, "image_dim": 1280, "text_len": 512}  # the official code counts on 512 there
WAN21, WAN22 = Loops("wan21_loops"), Loops("wan22_loops")


def choice(scheduler: str, **changes) -> Choice:
    known = {"scheduler": scheduler, "steps": 4, "shift": 5.0, "cfg": (5.0,)}
    return Choice(**{**known, **changes})


def unit(pixels: np.ndarray) -> torch.Tensor:
    """H W 3 uint8 -> 3 H W from -1 to 1."""
    return torch.from_numpy(pixels).permute(2, 0, 1).float() / 255 * 2 - 1


def seen_by_clip(loops: Loops, *pictures: torch.Tensor) -> torch.Tensor:
    tokens = loops.input("loop.clip", (1, 257, 1280))
    return torch.cat([tokens * (1 + picture.mean()) for picture in pictures], dim=1)


def same_calls(loops: Loops, name: str, predict) -> bool:
    """Expert, timestep and timestep of the first token of each positive pass."""
    names = {"model": Expert.ONLY, "high_noise_model": Expert.HIGH, "low_noise_model": Expert.LOW}
    official = [(names[expert], t, first) for expert, t, first in loops.calls[name]]
    return official == [call[:3] for call in predict.asked if call[3] is Branch.POSITIVE]


@pytest.mark.parametrize("scheduler", ["unipc", "dpm++"])
def test_text_to_video_of_wan_21(scheduler):
    predict = WAN21.predict({Expert.ONLY: WAN21.network("t2v", Expert.ONLY)})
    x = result(choice(scheduler), WAN21.noise(latent_shape(9, 96, 64, 16, 8)), predict)
    assert difference(WAN21.stored[f"t2v_{scheduler}"], x) < LIMIT
    assert same_calls(WAN21, f"t2v_{scheduler}", predict)


def picture_case(loops: Loops, size: tuple[int, int], area: int, frames: int, last: str | None = None):
    """The 20 channels, the noise and the pictures of an image-to-video case."""
    pictures = [unit(loops.pixels(name, size)) for name in ("loop.image", last) if name]
    target = size_by_area(size[1], size[0], area)
    small = [squashed(picture, target.height, target.width) for picture in pictures]
    _, t, h, w = latent_shape(frames, target.width, target.height, 16, 8)
    mask = given_mask(frames, (0,) if last is None else (0, frames - 1), h, w)
    y = picture_channels(mask, loops.encode(film_to_encode(frames, *small), 16, 8))
    return y, loops.noise((16, t, h, w)), pictures


def test_image_to_video_of_wan_21():
    y, noise, pictures = picture_case(WAN21, (90, 130), 6144, 9)
    assert difference(WAN21.stored["i2v_y"], y) < LIMIT
    nets = {Expert.ONLY: WAN21.network("i2v", Expert.ONLY, **SEES_IMAGES)}
    predict = WAN21.predict(nets, y, seen_by_clip(WAN21, *pictures))
    x = result(choice("unipc"), noise, predict)
    assert difference(WAN21.stored["i2v_unipc"], x) < LIMIT
    assert same_calls(WAN21, "i2v_unipc", predict)


def test_first_and_last_frame_to_video_of_wan_21():
    y, noise, pictures = picture_case(WAN21, (90, 130), 1536, 81, last="loop.image2")
    assert difference(WAN21.stored["flf2v_y_every_fifth_frame"], y[:, ::5]) < LIMIT
    nets = {Expert.ONLY: WAN21.network("flf2v", Expert.ONLY, **SEES_IMAGES, image_positions=514)}
    predict = WAN21.predict(nets, y, seen_by_clip(WAN21, *pictures))
    x = result(choice("unipc", steps=3, shift=16.0, cfg=(5.5,)), noise, predict)
    assert difference(WAN21.stored["flf2v_unipc"], x) < LIMIT
    assert same_calls(WAN21, "flf2v_unipc", predict)


@pytest.mark.parametrize("scheduler", ["unipc", "dpm++"])
def test_text_to_video_of_wan_22_with_two_experts(scheduler):
    nets = {expert: WAN22.network("t2v", expert) for expert in (Expert.HIGH, Expert.LOW)}
    predict = WAN22.predict(nets)
    chosen = choice(scheduler, shift=9.0, cfg=(3.0,), cfg_high_noise=(4.0,), boundary=0.875)
    x = result(chosen, WAN22.noise(latent_shape(9, 96, 64, 16, 8)), predict)
    assert difference(WAN22.stored[f"t2v_{scheduler}"], x) < LIMIT
    assert same_calls(WAN22, f"t2v_{scheduler}", predict)


def test_image_to_video_of_wan_22_with_two_experts():
    y, noise, _ = picture_case(WAN22, (90, 130), 6144, 9)
    assert difference(WAN22.stored["i2v_y"], y) < LIMIT
    nets = {expert: WAN22.network("i2v", expert, in_dim=36) for expert in (Expert.HIGH, Expert.LOW)}
    predict = WAN22.predict(nets, y)
    x = result(choice("unipc", shift=9.0, cfg=(3.0,), cfg_high_noise=(4.0,), boundary=0.9), noise, predict)
    assert difference(WAN22.stored["i2v_unipc"], x) < LIMIT
    assert same_calls(WAN22, "i2v_unipc", predict)


def test_text_to_video_of_the_5b_network():
    predict = WAN22.predict({Expert.ONLY: WAN22.network("ti2v", Expert.ONLY, in_dim=48, out_dim=48)})
    x = result(choice("unipc"), WAN22.noise(latent_shape(9, 192, 128, 48, 16)), predict)
    assert difference(WAN22.stored["ti2v_text"], x) < LIMIT
    assert same_calls(WAN22, "ti2v_text", predict)


def test_image_to_video_of_the_5b_network_holds_the_first_latent_frame():
    pixels = WAN22.pixels("loop.image", (70, 90))
    target = size_by_area_32(90, 70, 4 * 6144)
    scale = max(target.width / 90, target.height / 70)
    picture = Image.fromarray(pixels).resize((round(90 * scale), round(70 * scale)), Image.Resampling.LANCZOS)
    left, top = (picture.width - target.width) // 2, (picture.height - target.height) // 2
    cut = unit(np.array(picture.crop((left, top, left + target.width, top + target.height))))
    given = CleanFrames(WAN22.encode(film_to_encode(1, cut), 48, 16)[None])
    predict = WAN22.predict({Expert.ONLY: WAN22.network("ti2v", Expert.ONLY, in_dim=48, out_dim=48)})
    noise = WAN22.noise(latent_shape(9, target.width, target.height, 48, 16))
    x = result(choice("unipc"), noise, predict, hold=given.hold, times=given.times)
    assert difference(WAN22.stored["ti2v_image"], x) < LIMIT
    assert same_calls(WAN22, "ti2v_image", predict)
    assert torch.equal(x[:, :1], given.latent[0])
