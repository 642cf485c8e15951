"""One declaration of a parameter serves check, file, flag and older names."""

from __future__ import annotations

import argparse
import math
from dataclasses import dataclass
from enum import StrEnum

import pytest

from engine.api import params
from engine.api.errors import InvalidParam
from engine.api.params import param


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True, slots=True)
class Sample:
    count: int = param(5, "Count", low=1, high=9, step=4, base=1, unit="frames", formerly=("number",))
    share: float = param(0.5, "Share", low=0, high=1)
    weights: tuple[float, ...] = param((1.0,), "Weights", low=0, high=10)
    colour: Colour = param(Colour.RED, "Colour")
    loop: bool = param(False, "Loop")
    title: str = param("", "Title")


def test_values_survive_the_way_through_json():
    values = Sample(9, 0.25, (1.0, 2.0), Colour.BLUE, True, "a \u7ea2 b")
    assert params.from_dict(Sample, params.to_dict(values)) == values


def test_a_renamed_parameter_is_followed_and_an_unknown_one_is_left_out():
    assert params.from_dict(Sample, {"number": 9, "gone": 1}) == Sample(count=9)


@pytest.mark.parametrize(
    ("field", "value"),
    [("count", "x"), ("count", 1.5), ("share", "much"), ("colour", "green"), ("loop", "perhaps"), ("title", 3),
     ("weights", "1,x")],
)  # fmt: skip
def test_a_value_of_the_wrong_kind_is_refused_by_name(field, value):
    with pytest.raises(InvalidParam) as wrong:
        params.from_dict(Sample, {field: value})
    assert wrong.value.param == field
    assert wrong.value.why


@pytest.mark.parametrize(
    ("values", "field"),
    [
        (Sample(count=0), "count"),
        (Sample(count=13), "count"),
        (Sample(share=math.nan), "share"),
        (Sample(weights=()), "weights"),
        (Sample(weights=(1.0, 11.0)), "weights"),
    ],
)
def test_a_value_out_of_range_is_named_with_its_limit(values, field):
    (wrong,) = params.check(values)
    assert wrong.param == field


def test_good_values_have_nothing_against_them():
    assert params.check(Sample()) == ()


@pytest.mark.parametrize(("value", "snapped"), [(2, 1), (4, 5), (7.1, 9), (100, 9), (-3, 1)])
def test_snap_moves_to_the_nearest_legal_value(value, snapped):
    assert params.field(Sample, "count").param.snap(value) == snapped


def test_a_flag_that_is_not_given_leaves_the_models_default_alone():
    parser = argparse.ArgumentParser()
    params.add_flags(parser, Sample)
    given = parser.parse_args(["--weights", "1,2.5", "--loop", "--colour", "blue"])
    assert params.from_flags(Sample, given) == {"weights": [1.0, 2.5], "loop": True, "colour": "blue"}


def test_there_is_no_field_of_an_unknown_name():
    with pytest.raises(KeyError, match="nothing"):
        params.field(Sample, "nothing")
