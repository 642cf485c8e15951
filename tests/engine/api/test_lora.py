"""What is said about a LoRA: read from a flag, from JSON and back, checked, and true for which steps."""

from __future__ import annotations

import argparse

import pytest

from engine.api import params
from engine.api.errors import InvalidParam
from engine.api.lora import LoraExpert, LoraUse
from engine.families.wan.params import CAUSVID_STEPS, WanParams
from engine.sampling.schedule import CAUSVID, flow_match

FLAGS = {
    "look.safetensors": LoraUse("look.safetensors"),
    "a b/look.safetensors:0.8": LoraUse("a b/look.safetensors", 0.8),
    "look.safetensors:-.5@high": LoraUse("look.safetensors", -0.5, LoraExpert.HIGH),
    "look.safetensors@low": LoraUse("look.safetensors", 1.0, LoraExpert.LOW),
    "C:\\loras\\look.safetensors:2@both@0.25-1": LoraUse(
        "C:\\loras\\look.safetensors", 2.0, LoraExpert.BOTH, (0.25, 1.0)
    ),
    "D:\\look.safetensors": LoraUse("D:\\look.safetensors"),
    "me@home/look.safetensors": LoraUse("me@home/look.safetensors"),
    "wan2.2-lightning": LoraUse("wan2.2-lightning"),
}


@pytest.mark.parametrize("text", FLAGS)
def test_a_flag_says_path_strength_expert_and_steps(text):
    assert LoraUse.of_flag(text) == FLAGS[text]


def test_the_flag_may_be_repeated_and_comes_back_from_plain_values():
    parser = argparse.ArgumentParser()
    params.add_flags(parser, WanParams)
    given = parser.parse_args(["--lora", "a:0.5", "--lora", "b@low", "--no-lora-enabled"])
    plain = params.from_flags(WanParams, given)
    assert plain == {
        "loras": [{"lora_name": "a", "lora_strength": 0.5}, {"lora_name": "b", "expert": "low"}],
        "lora_enabled": False,
    }
    values = params.from_dict(WanParams, plain)
    assert values.loras == (LoraUse("a", 0.5), LoraUse("b", expert=LoraExpert.LOW))
    assert params.to_dict(values)["loras"] == plain["loras"]


@pytest.mark.parametrize(
    "wrong",
    [
        [{"lora_strength": 1}],
        [{"lora_name": "a", "lora_strength": "much"}],
        [{"lora_name": "a", "expert": "x"}],
        7,
        [""],
    ],
)
def test_what_is_no_lora_is_refused_by_the_name_of_the_parameter(wrong):
    with pytest.raises(InvalidParam) as refused:
        params.from_dict(WanParams, {"loras": wrong})
    assert refused.value.param == "loras"


@pytest.mark.parametrize(
    ("use", "word"),
    [
        (LoraUse("a", 11.0), "between -10 and 10"),
        (LoraUse("a", float("nan")), "between -10 and 10"),
        (LoraUse("a", steps=(0.5, 0.5)), "part of the denoising"),
        (LoraUse("a", steps=(0.0, 1.5)), "part of the denoising"),
    ],
)
def test_values_out_of_range_are_told_with_a_mend(use, word):
    (wrong,) = params.check(WanParams(loras=(use,)))
    assert word in wrong.title and wrong.param == "loras" and wrong.do


def test_a_part_of_the_steps_covers_at_least_one_and_neighbours_share_none():
    steps = [[n for n in range(5) if LoraUse("a", steps=part).active(n, 5)] for part in ((0, 0.5), (0.5, 1))]
    assert steps == [[0, 1], [2, 3, 4]]
    assert all(any(LoraUse("a", steps=(at, at + 0.01)).active(n, 4) for n in range(4)) for at in (0.0, 0.3, 0.5, 0.99))
    assert [LoraUse("a").active(n, 3) for n in range(3)] == [True] * 3


def test_the_fixed_list_of_causvid_is_told_before_anything_runs():
    (wrong,) = params.check(params.from_dict(WanParams, {"scheduler": "flowmatch_causvid", "steps": 30}))
    assert wrong.param == "steps" and "9 steps" in wrong.title and "Set steps to 9" in wrong.do[0]
    assert params.check(params.from_dict(WanParams, {"scheduler": "flowmatch_causvid", "steps": 9})) == ()


def test_the_causvid_list_has_so_many_steps_and_lies_on_the_curve_that_is_advised():
    assert len(CAUSVID) == CAUSVID_STEPS
    assert set(CAUSVID[1:]) < {float(int(t)) for t in flow_match(100, 8.0).timesteps}
