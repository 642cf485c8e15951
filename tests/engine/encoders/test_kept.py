"""What was encoded is found again, or made again, and never believed when it has changed."""

from __future__ import annotations

import logging
import os

import pytest
import torch

from engine.encoders.kept import KeptTensors, key_of
from tests.engine.weights.files import save


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16, torch.float16])
def test_what_was_kept_is_found_bit_for_bit(dtype, tmp_path):
    kept, value = KeptTensors(tmp_path / "new"), torch.randn(5, 7).to(dtype)
    assert kept.find("a") is None
    kept.keep("a", value)
    assert torch.equal(kept.find("a"), value) and kept.find("a").dtype == dtype
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["a.safetensors"]


@pytest.mark.parametrize("harm", ["flip", "cut", "empty", "page", "other", "nothing"])
def test_a_damaged_entry_is_thrown_away_and_can_be_written_again(harm, tmp_path):
    kept, path = KeptTensors(tmp_path), tmp_path / "a.safetensors"
    kept.keep("a", torch.ones(64))
    good = path.read_bytes()
    if harm == "other":
        save(path, {"rows": torch.ones(64)})
    elif harm == "nothing":
        save(path, {"rows": torch.zeros(0)})
    else:
        path.write_bytes({"flip": good[:-1] + b"\x01", "cut": good[:-1], "empty": b"", "page": b"<html></html>"}[harm])
    assert kept.find("a") is None
    assert not path.exists()
    kept.keep("a", torch.ones(64))
    assert torch.equal(kept.find("a"), torch.ones(64))


def test_the_longest_unused_entries_go_first(tmp_path):
    kept = KeptTensors(tmp_path, limit=3 * 1300)
    for number, key in enumerate("abc"):
        kept.keep(key, torch.full((256,), float(number)))
        os.utime(tmp_path / f"{key}.safetensors", (1000 + number, 1000 + number))
    assert kept.find("a") is not None, "used now, so it is the youngest"
    kept.keep("d", torch.zeros(256))
    assert sorted(path.stem for path in tmp_path.iterdir()) == ["a", "c", "d"]
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) <= kept.limit


def test_what_is_larger_than_the_whole_room_is_not_kept(tmp_path):
    kept = KeptTensors(tmp_path, limit=1000)
    kept.keep("a", torch.zeros(256))
    assert kept.find("a") is None


def test_an_unfinished_file_is_never_read_and_goes_when_it_is_old(tmp_path):
    for name, age in (("old", 1000), ("new", 2e9)):
        (tmp_path / f"{name}.part").write_bytes(b"x")
        os.utime(tmp_path / f"{name}.part", (age, age))
    KeptTensors(tmp_path).keep("a", torch.zeros(1))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.safetensors", "new.part"]


def test_a_folder_that_cannot_be_written_costs_time_and_no_result(tmp_path, caplog):
    (tmp_path / "file").write_bytes(b"")
    kept = KeptTensors(tmp_path / "file" / "below")
    with caplog.at_level(logging.WARNING):
        kept.keep("a", torch.zeros(1))
    assert "could not be kept" in caplog.text
    assert kept.find("a") is None


def test_a_key_differs_in_every_part():
    base = ("text", "a red ball", "weights", 512)
    keys = {key_of(*base), key_of("text", "a red bal", "lweights", 512), key_of(*base[:3], "512"), key_of(*base, 0)}
    assert len(keys) == 4 and all(len(key) == 64 for key in keys)
