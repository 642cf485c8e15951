"""The measurements compare the same weights, and tell what they measured."""

from __future__ import annotations

import io
import json

import pytest
import torch

from engine.bench import contest
from engine.bench.contest import Case, Row
from engine.nets.wan.configs import WanConfig


class Small(Case):
    """A tiny network at a tiny size."""

    @property
    def config(self):
        return WanConfig(dim=48, ffn_dim=64, num_heads=2, num_layers=2, text_dim=24, text_len=12, freq_dim=32)


@pytest.fixture(autouse=True)
def one_thread():
    torch.set_num_threads(1)


def test_both_networks_have_the_same_weights_and_so_the_same_result():
    row = contest.measured(Small("small", "", 5, 64, 64), torch.device("cpu"), torch.float32, 1e9)
    assert row.difference < 1e-5
    assert min(row.ours, row.diffusers, row.floor) > 0


def test_other_weights_would_be_seen(monkeypatch):
    twin = contest._twin

    def changed(net, config):
        other = twin(net, config)
        other.proj_out = torch.nn.Linear(48, 64)
        return other

    monkeypatch.setattr(contest, "_twin", changed)
    row = contest.measured(Small("small", "", 5, 64, 64), torch.device("cpu"), torch.float32, 1e9)
    assert row.difference > 0.1


def test_the_table_has_one_line_for_each_case_and_dashes_for_what_is_not_here():
    lines = contest.table([Row("a", 2.0, 4.0, 1.0, 2**30, 1e-6), Row("b", 2.0, None, 1.0, 0, None)])
    assert lines[2] == "| a | 2.000 | 4.000 | 1.000 | 2.00 | 0.50 | 1.0e-06 | 1.00 |"
    assert lines[3] == "| b | 2.000 | - | 1.000 | 2.00 | - | - | - |"


def test_the_command_prints_json_too(monkeypatch):
    monkeypatch.setattr(contest, "product_rate", lambda where, dtype: 1e9)
    out = io.StringIO()
    assert contest.contest(True, out, (Small("small", "", 1, 64, 64),)) == 0
    (row,) = json.loads(out.getvalue())
    assert row["case"] == "small" and row["floor"] > 0


def test_the_cases_of_a_card_are_the_published_sizes():
    assert [case.grid.tokens for case in contest.CARD] == [32_760, 27_280, 32_760, 75_600]
    assert all(case.config.num_layers == 1 for case in contest.PROCESSOR)
