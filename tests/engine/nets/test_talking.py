"""What is added for a voice matches the official networks, for one person and for two, and keeps their key names."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest
import torch

from engine.nets.attention import attend
from engine.nets.wan.configs import PRESETS
from engine.nets.wan.dit import WanTransformer
from engine.nets.wan.shared import Execution, runs_of
from engine.nets.wan.talking import (
    AudioProjection,
    Talking,
    TalkingConfig,
    TalkingNetwork,
    grouped,
    talking_names,
    window_rows,
    windows_of,
)
from engine.nets.wan.talking_people import Places, heard_in_pairs, maps_of, places_of, token_masks, with_nobody
from tests.counting import PeakBytes, attend_on_meta
from tests.engine.nets.tiny_talking import masks, talking_case
from tests.engine.nets.tiny_wan import FOLDER
from tests.golden import deterministic

LIMIT = 2e-5


@pytest.fixture(scope="module")
def cases():
    return {name: talking_case(f"infinitetalk_{name}") for name in ("one", "two")}


@pytest.fixture
def one(cases):
    with torch.inference_mode():
        yield cases["one"]


@pytest.fixture
def two(cases):
    with torch.inference_mode():
        yield cases["two"]


def voice(case, *people):
    return case.added.listen(case.windows(*people))


def silence(case):
    return case.added.listen(torch.zeros_like(case.windows(1)))


def test_one_person_talks_as_in_the_official_network(one):
    assert one.error("out", one.run(Talking(one.added, voice(one, 1)))) < LIMIT


def test_a_voice_of_zeros_is_the_official_one_too(one):
    assert one.error("out_zero_audio", one.run(Talking(one.added, silence(one)))) < LIMIT


def test_two_people_talk_as_in_the_official_network(two):
    assert two.error("out", two.run(Talking(two.added, voice(two, 1, 2), masks()))) < LIMIT


def test_voices_and_places_can_be_exchanged(two):
    swapped = Talking(two.added, voice(two, 2, 1), masks())
    flipped = Talking(two.added, voice(two, 1, 2), masks().flip(-1))
    assert two.error("out_swapped", two.run(swapped)) < LIMIT
    assert two.error("out_flipped_masks", two.run(flipped)) < LIMIT


def test_zeros_for_two_are_the_voice_of_one(two):
    assert two.error("out_zero_audio", two.run(Talking(two.added, silence(two)))) < LIMIT


def test_the_projection_alone_matches(one):
    outputs, meta = deterministic.read(FOLDER / "infinitetalk_audioproj.safetensors")
    net = AudioProjection(one.added.config)
    weights = {name.removeprefix("audio_proj."): value for name, value in deterministic.weights(meta).items()}
    net.load_state_dict(weights, strict=True)
    given = (
        deterministic.tensor(name, meta["inputs"][name]["shape"], meta["salt"]) for name in ("proj.first", "proj.rest")
    )
    assert deterministic.difference(outputs["out"], net(*given)) < LIMIT


def test_a_strength_of_zero_leaves_the_picture_alone_and_half_lies_between(one):
    tokens, plain = voice(one, 1), one.run()
    assert torch.equal(one.run(Talking(one.added, tokens, scale=0.0)), plain)
    full, half = (one.run(Talking(one.added, tokens, scale=scale)) for scale in (1.0, 0.5))
    assert 0.2 < deterministic.difference(plain, half) / deterministic.difference(plain, full) < 0.8


def test_several_runs_and_head_groups_change_nothing_that_counts(two):
    seen = Talking(two.added, voice(two, 1, 2), masks())
    assert two.error("out", two.run(seen, how=Execution(head_groups=2))) < LIMIT
    q, k, where = torch.randn(1, 72, 4, 12), torch.randn(1, 72, 4, 12), token_masks(masks(), (3, 4, 6))
    whole, parts = (maps_of(q, k, where, run_in(limit)) for limit in (72, 24))
    torch.testing.assert_close(whole, parts)


def test_gradients_reach_every_added_weight_and_the_numbers_are_the_same():
    case = talking_case("infinitetalk_two")
    for weight in case.net.parameters():
        weight.requires_grad_(False)
    out = case.run(Talking(case.added, voice(case, 1, 2), masks()))
    assert case.error("out", out.detach()) < LIMIT
    out.square().mean().backward()
    assert all(p.grad is not None and p.grad.abs().sum() > 0 for p in case.added.parameters())


def test_several_videos_may_each_have_their_own_voice_in_one_batch(one):
    tokens = torch.cat([voice(one, 1), silence(one)])
    x = torch.cat([one.input("in.x"), one.input("in.y")[0]])[None].expand(2, -1, -1, -1, -1)
    text, image = one.input("in.context")[None].expand(2, -1, -1), one.input("in.clip_fea").expand(2, -1, -1)
    loud, still = one.net(x, torch.tensor([637.5, 637.5]), text, image, attachments=(Talking(one.added, tokens),))
    assert one.error("out", loud) < LIMIT and one.error("out_zero_audio", still) < LIMIT


@pytest.mark.parametrize("people", [2, 3, 4])
def test_the_tokens_of_a_person_hear_that_voice_most_and_the_tokens_of_nobody_none_in_particular(people):
    middles = torch.tensor([[*(2.0, 22.0, 2.0, 22.0)[:people], 12.0]])  # of each person, and one of nobody
    places = Places(people, middles, torch.tensor([[*(0, 0, 1, 1)[:people], 0]]))
    q = torch.full((1, people + 1, 1, 16), 2.0)
    k = torch.full((1, people * 3, 1, 16), 2.0)
    v = torch.eye(people).repeat_interleave(3, 0).view(1, -1, 1, people)
    heard = heard_in_pairs(q, (k, v), places, 1, attend)[0, :, 0]
    shares, nobody = heard[:people], heard[people]
    assert (shares.diagonal() > 0.95).all()
    assert nobody[:2].tolist() == pytest.approx([0.5, 0.5], abs=1e-4)


def test_of_three_people_the_third_is_not_disturbed_by_the_second():
    torch.manual_seed(0)
    q, k, v = torch.randn(1, 4, 2, 8), torch.randn(1, 6, 2, 8), torch.randn(1, 6, 2, 8)
    places, changed = places_of(torch.eye(4)[None]), v.clone()
    changed[:, 2:4] += 1
    before, after = (heard_in_pairs(q, (k, values), places, 1, attend) for values in (v, changed))
    assert torch.equal(before[:, 2], after[:, 2]) and not torch.allclose(before[:, 1], after[:, 1])


def test_four_people_run_through_the_network_and_each_is_heard(two):
    where = masks(((0, 8, 0, 3), (0, 8, 3, 6), (0, 8, 6, 9), (0, 8, 9, 12)))
    plain = two.run(Talking(two.added, voice(two, 1, 1, 1, 1), where))
    for person in range(4):
        speakers = [2 if person == other else 1 for other in range(4)]
        other = two.run(Talking(two.added, voice(two, *speakers), where))
        assert deterministic.difference(plain, other) > 1e-3


def test_the_masks_through_the_attention_are_the_map_that_is_never_made(two):
    torch.manual_seed(0)
    q, k, where = torch.randn(1, 72, 4, 12), torch.randn(1, 72, 4, 12), token_masks(masks(), (3, 4, 6))
    weights = torch.softmax(torch.einsum("bsnd,bknd->bnsk", q, k[:, :24]) / 12**0.5, -1).mean(1)
    expected = (weights @ where.T / where.sum(1)).transpose(1, 2)
    assert deterministic.difference(expected, maps_of(q, k, where, run_in(24))) < 1e-6


def run_in(limit):
    """What the maps need of a forward over three frames of 24 tokens, run in parts of at most `limit`."""
    return SimpleNamespace(how=Execution(), runs=runs_of((0, 0, 0), 24, limit))


def test_tokens_stand_at_their_ends_of_the_line_and_nobody_in_the_middle():
    maps = torch.tensor([[[0.9, 0.1, 0.0, 0.5], [0.1, 0.8, 0.1, 0.4], [0.0, 0.1, 0.9, 0.1]]])
    places = places_of(maps)
    assert places.position[0].tolist() == pytest.approx([4.0, 24.0, 12.0, 4.0 * 0.5 / 0.9], abs=1e-5)
    assert places.pair.tolist() == [[0, 0, 0, 0]]
    four = places_of(torch.eye(5)[None])
    assert four.position[0].tolist() == pytest.approx([4.0, 24.0, 4.0, 24.0, 12.0], abs=1e-5)
    assert four.pair.tolist() == [[0, 0, 1, 1, 0]]


def test_an_empty_mask_takes_no_token():
    torch.manual_seed(0)
    where = torch.zeros(3, 24)
    where[1, :12], where[2, 12:] = 1, 1
    maps = maps_of(torch.randn(1, 72, 2, 4), torch.randn(1, 72, 2, 4), where, run_in(72))
    assert torch.isfinite(maps).all() and (maps.argmax(1) != 0).all()


def test_masks_of_people_get_a_last_one_for_nobody():
    assert torch.equal(with_nobody(masks()[:2]), masks())


def test_a_voice_stays_at_its_beginning_and_runs_backwards_after_its_end():
    assert window_rows(4, -1, 2, 2).tolist() == [[0, 0, 0, 0, 1], [0, 0, 0, 1, 2], [0, 0, 1, 2, 3]]
    assert window_rows(4, 3, 6, 1).tolist() == [[2, 3, 3], [3, 3, 2], [3, 2, 1]]
    assert window_rows(2, 0, 7, 0).flatten().tolist() == [0, 1, 1, 0, 0, 1, 1]
    assert windows_of(torch.arange(4.0).view(4, 1, 1), 0, 2, 1).flatten().tolist() == [0, 0, 1, 0, 1, 2]


def test_groups_of_frames_hear_eight_neighbours():
    windows = windows_of(torch.arange(20.0).view(20, 1, 1), 0, 9)[None]
    first, later = grouped(windows, 4)
    assert first.flatten().tolist() == [0, 0, 0, 1, 2]
    assert later.flatten(2)[0].tolist() == [[0, 0, 1, 2, 3, 4, 5, 6], [3, 4, 5, 6, 7, 8, 9, 10]]


def test_the_added_keys_are_those_that_were_published():
    with torch.device("meta"):
        net = TalkingNetwork(TalkingConfig())
    names = dict(net.state_dict())
    assert len(names) == 330 and sum(value.numel() for value in names.values()) == 2_487_168_000
    assert all(talking_names(name) == (name,) for name in names)
    renamed = "model.diffusion_model.multitalk_audio_proj.proj1_vf.weight"
    assert talking_names(renamed) == ("audio_proj.proj1_vf.weight",)
    assert talking_names("blocks.3.cross_attn.q.weight") == talking_names("audio_proj.new.weight") == ()


@pytest.mark.parametrize("people", [1, 2, 4])
def test_people_cost_next_to_no_memory_because_the_map_is_never_made(people):
    """At 640 x 640 and 81 frames the map of the official code is 2.2 GB a copy; a hidden state is 0.34 GB."""
    wan = replace(PRESETS["wan2.1-i2v-14b"], num_layers=1)
    with torch.device("meta"), torch.inference_mode():
        net = WanTransformer(wan).to(torch.bfloat16)
        added = TalkingNetwork(TalkingConfig(num_layers=1)).to(torch.bfloat16)
        context = net.prepare(torch.empty(1, wan.text_len, wan.text_dim), torch.empty(1, 257, 1280))
        where = torch.empty(people + 1, 80, 80) if people > 1 else None
        talking = Talking(added, torch.empty(people, 21, 32, 768), where)
        x = torch.empty(1, 36, 21, 80, 80)
    how = Execution(residual=torch.bfloat16, attend=attend_on_meta)
    with torch.inference_mode(), PeakBytes() as counter:
        net(x, torch.tensor([500.0]), context, how=how, attachments=(talking,))
    assert counter.peak / (21 * 40 * 40 * 5120 * 2) <= 5.05
