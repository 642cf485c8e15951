"""Rows of a voice lie on disk, are found bit for bit, and never believed when they have changed."""

from __future__ import annotations

import os

import pytest
import torch

from engine.api.errors import DiskFull
from engine.encoders import voice_kept
from engine.encoders.voice_kept import KeptVoices
from engine.nets.wan.talking import windows_of


def made(kept, key, value):
    with kept.made(key, *value.shape, value.dtype) as rows:
        for layer, content in enumerate(value):
            rows.write(layer, 0, content)
    return value


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16, torch.float16])
def test_what_was_made_is_found_bit_for_bit(dtype, tmp_path):
    kept, value = KeptVoices(tmp_path / "new"), torch.randn(3, 10, 4).to(dtype)
    assert kept.find("a") is None
    made(kept, "a", value)
    rows = kept.find("a")
    assert (rows.layers, rows.frames, rows.width, rows.dtype) == (3, 10, 4, dtype)
    assert torch.equal(rows.read(1, 2, 7), value[1, 2:7]) and torch.equal(rows.read(-1, 0, 10), value[2])
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["a.safetensors"]


@pytest.mark.parametrize("first, last", [(0, 5), (3, 10), (8, 13), (0, 45)])
def test_a_window_is_that_of_the_rows_in_memory_without_the_input_of_the_first_layer(first, last, tmp_path):
    kept, value = KeptVoices(tmp_path), torch.randn(3, 10, 4)
    made(kept, "a", value)
    expected = windows_of(value[1:].transpose(0, 1), first, last)
    assert torch.equal(kept.find("a").window(first, last), expected)


@pytest.mark.parametrize("harm", ["flip", "cut", "empty", "page"])
def test_a_damaged_file_is_thrown_away(harm, tmp_path):
    kept, path = KeptVoices(tmp_path), tmp_path / "a.safetensors"
    made(kept, "a", torch.ones(2, 8, 4))
    good = path.read_bytes()
    path.write_bytes({"flip": good[:-1] + b"\x01", "cut": good[:-1], "empty": b"", "page": b"<html></html>"}[harm])
    assert kept.find("a") is None and not path.exists()


def test_what_broke_off_is_not_there(tmp_path):
    kept = KeptVoices(tmp_path)
    with pytest.raises(KeyError), kept.made("a", 2, 3, 4, torch.float32) as rows:
        rows.write(0, 0, torch.ones(3, 4))
        raise KeyError
    assert kept.find("a") is None and not os.listdir(tmp_path)


def test_the_longest_unused_go_first_but_never_what_is_held(tmp_path):
    kept = KeptVoices(tmp_path, limit=3 * 1300)
    for number, key in enumerate("abcde"):
        made(kept, key, torch.zeros(2, 32, 4))
        os.utime(tmp_path / f"{key}.safetensors", (1000 + number, 1000 + number))
    kept.make_room(held=("a",))
    assert sorted(path.stem for path in tmp_path.iterdir()) == ["a", "d", "e"]


def test_an_unfinished_file_of_yesterday_goes_and_one_of_now_stays(tmp_path):
    for name, age in (("old", 1000), ("new", 2e9)):
        (tmp_path / f"{name}.part").write_bytes(b"x")
        os.utime(tmp_path / f"{name}.part", (age, age))
    KeptVoices(tmp_path).make_room(())
    assert os.listdir(tmp_path) == ["new.part"]


def test_a_full_disk_is_said_before_anything_is_computed(tmp_path, monkeypatch):
    monkeypatch.setattr(voice_kept, "need_room", _full)
    with pytest.raises(DiskFull), KeptVoices(tmp_path).made("a", 13, 1000, 768, torch.float32):
        raise AssertionError("nothing is begun")
    assert not os.listdir(tmp_path)


def _full(folder, size, kept):
    assert size == 13 * 1000 * 768 * 4
    raise DiskFull("The disk is almost full")
