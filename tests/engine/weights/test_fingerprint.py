"""The same content has the same fingerprint, and a change in any large part another one."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import gguf
import numpy as np
import pytest
import torch

from engine.weights import fingerprint as module
from engine.weights.checkpoint import open_checkpoint
from engine.weights.fingerprint import fingerprint
from tests.engine.weights.files import save


def of(path):
    return fingerprint(open_checkpoint(path))


def test_it_depends_on_the_content_and_neither_on_place_nor_name(tmp_path):
    one = save(tmp_path / "one.safetensors", {"a": torch.ones(8)})
    shutil.copy(one, tmp_path / "two.safetensors")
    assert of(one) == of(tmp_path / "two.safetensors")
    assert of(one) != of(save(tmp_path / "three.safetensors", {"b": torch.ones(8)}))
    assert of(one) != of(save(tmp_path / "four.safetensors", {"a": torch.zeros(8)}))


@pytest.mark.parametrize("at", [8, 300_000, -1])
def test_a_large_file_is_sampled_from_its_header_to_its_last_byte(at, tmp_path, monkeypatch):
    monkeypatch.setattr(module, "WHOLE", 1000)
    path = save(tmp_path / "large.safetensors", {"a": torch.zeros(500_000)}, {"note": "x" * 40})
    before, content = of(path), bytearray(path.read_bytes())
    if at == 8:
        content = bytearray(content.replace(b"x" * 40, b"y" * 40))
    else:
        content[at] ^= 1
    path.write_bytes(bytes(content))
    assert of(path) != before


def test_only_a_small_part_of_a_large_file_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "WHOLE", 1000)
    monkeypatch.setattr(module, "SAMPLES", 3)
    monkeypatch.setattr(module, "SAMPLE", 16)
    path = save(tmp_path / "large.safetensors", {"a": torch.zeros(500_000)})
    before, content = of(path), bytearray(path.read_bytes())
    content[400_000] ^= 1
    path.write_bytes(bytes(content))
    assert of(path) == before


def test_of_a_large_gguf_too_only_header_and_samples_are_read(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "WHOLE", 1000)
    monkeypatch.setattr(module, "SAMPLE", 16)
    writer = gguf.GGUFWriter(tmp_path / "large.gguf", "wan")
    writer.add_string("note", "x" * 40)
    writer.add_tensor("a", np.zeros(500_000, np.float32))
    for write in (writer.write_header_to_file, writer.write_kv_data_to_file, writer.write_tensors_to_file):
        write()
    writer.close()
    path, read, opening = tmp_path / "large.gguf", [], Path.open

    checkpoint, content = open_checkpoint(path), path.read_bytes()
    with monkeypatch.context() as watched:
        watched.setattr(Path, "open", lambda self, *given: Reading(opening(self, *given), read))
        before = fingerprint(checkpoint)
    assert 0 < sum(read) < 20_000
    path.write_bytes(content.replace(b"x" * 40, b"y" * 40))
    assert fingerprint(checkpoint) != before


class Reading:
    """A file that notes how much of it is read."""

    def __init__(self, file, read):
        self._file, self._read = file, read

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._file.close()

    def seek(self, at):
        return self._file.seek(at)

    def read(self, size=-1):
        got = self._file.read(size)
        self._read.append(len(got))
        return got


def test_a_change_in_any_shard_counts(tmp_path):
    save(tmp_path / "1.safetensors", {"a": torch.zeros(8)})
    save(tmp_path / "2.safetensors", {"b": torch.ones(8)})
    index = tmp_path / "m.safetensors.index.json"
    index.write_text(json.dumps({"weight_map": {"a": "1.safetensors", "b": "2.safetensors"}}))
    both = of(index)
    (tmp_path / "2.safetensors").unlink()
    save(tmp_path / "2.safetensors", {"b": torch.zeros(8)})
    assert of(index) != both
