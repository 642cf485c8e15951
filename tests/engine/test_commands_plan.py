"""The commands that measure and that plan without making anything."""

from __future__ import annotations

import json

import pytest

from engine.cli import main
from engine.planner import cards


def kinora(*words: str) -> int:
    return main(list(words), lambda *_: pytest.fail("no window was asked for"))


def test_a_made_up_machine_is_told_in_sentences_and_as_data(capsys, tmp_path):
    assert kinora("probe", "--card", "rtx-4090-24gb") == 0
    told = capsys.readouterr().out
    assert "RTX 4090 24 GB: 24.0 GiB, 22.9 GiB free" in told and "sage 322" in told
    assert kinora("probe", "--card", "rtx-4090-24gb", "--json") == 0
    path = tmp_path / "card.json"
    path.write_text(capsys.readouterr().out, "utf-8")
    assert cards.read(str(path)) == cards.read("rtx-4090-24gb")


def test_this_machine_is_measured(capsys, monkeypatch):
    monkeypatch.setattr("engine.hardware.measure.SHORT", 0.001)
    monkeypatch.setattr("engine.hardware.measure.ON_DISK", 2**23)
    assert kinora("probe", "--json") == 0
    assert json.loads(capsys.readouterr().out)["matmul_flops"] > 0


def test_a_plan_is_printed_and_nothing_is_made(capsys, tmp_path):
    words = ("generate", "--model", "wan2.1-t2v-14b", "--plan-only", "--output-folder", str(tmp_path))
    assert kinora(*words, "--card", "rtx-3060-12gb") == 0
    letter = capsys.readouterr().out
    assert "on RTX 3060 12 GB" in letter and "Fits: " in letter
    assert not list(tmp_path.iterdir())


def test_a_plan_that_does_not_fit_says_what_would(capsys):
    words = ("generate", "--model", "wan2.1-t2v-14b", "--plan-only", "--card", "rtx-3050-4gb", "--width", "1280")
    assert kinora(*words, "--height", "720") == 1
    letter = capsys.readouterr().out
    assert "Does not fit: " in letter and "> num_frames = " in letter


@pytest.mark.parametrize("text", [None, "not [ toml", "ram = 1"])
def test_a_card_that_is_none_is_refused_in_words(text, tmp_path, capsys):
    path = tmp_path / "card.toml"
    if text is not None:
        path.write_text(text, "utf-8")
    assert kinora("probe", "--card", str(path)) == 2
    assert "card" in capsys.readouterr().err
