"""What lies where a model file should lie may be anything; each is told with all four parts, and others still load."""

from __future__ import annotations

import errno
import json
import os
import sys
from pathlib import Path

import pytest
import torch

from engine.api.errors import EngineError
from engine.weights import place
from engine.weights.checkpoint import open_checkpoint
from engine.weights.names import official
from engine.weights.place import Loading, load
from engine.weights.precision import Precision, nothing_in_fp32
from tests.engine.weights.files import save

POSIX = sys.platform != "win32"


def loop(path: Path) -> Path:
    other = path.with_name("other.safetensors")
    other.symlink_to(path)
    path.symlink_to(other)
    return path


def pipe(path: Path) -> Path:
    os.mkfifo(path)
    return path


def folder(path: Path) -> Path:
    path.mkdir()
    return path


def index(shard: str, real: object = None):
    def make(path: Path) -> Path:
        made = path.parent / "m.safetensors.index.json"
        made.write_text(json.dumps({"weight_map": {"a": shard if real is None else real}}))
        return made

    return make


def shard_that_is_a_pipe(path: Path) -> Path:
    os.mkfifo(path.parent / "x.safetensors")
    return index("x.safetensors")(path)


def dangling(path: Path) -> Path:
    path.symlink_to(path.parent / "gone.safetensors")
    return path


PLACES = {
    "a loop of links": loop,
    "a link to nothing": dangling,
    "a pipe": pipe,
    "a device": lambda path: Path("/dev/zero"),
    "an empty folder": folder,
    "a shard that is a pipe": shard_that_is_a_pipe,
    "an index of a device": index("/dev/zero"),
    "an index of a folder above": index("../../etc/passwd.safetensors"),
    "an index with depth bombs": lambda path: _deep(path, b'{"weight_map":' + b'{"a":' * 200_000),
    "an index of 2 MB of brackets": lambda path: _deep(path, b"[" * 2_000_000),
    "an index whose shard is a list": index("", ["x.safetensors"]),
    "an index that is a link to itself": lambda path: loop(path.parent / "m.safetensors.index.json"),
}


def _deep(path: Path, text: bytes) -> Path:
    made = path.parent / "m.safetensors.index.json"
    made.write_bytes(text)
    return made


@pytest.mark.skipif(not POSIX, reason="pipes, devices and links as other systems have them")
@pytest.mark.parametrize("kind", PLACES, ids=lambda kind: kind.replace(" ", "_"))
def test_what_is_no_file_is_told_and_a_neighbour_still_loads(kind, tmp_path):
    good = save(tmp_path / "good" / "m.safetensors", {"a": torch.ones(2)})
    with pytest.raises(EngineError) as refused:
        open_checkpoint(PLACES[kind](tmp_path / "model.safetensors"))
    error = refused.value
    assert error.title and error.why and error.done and error.do and len(error.title) <= 60
    assert open_checkpoint(good).bytes == 8


@pytest.mark.parametrize("fault", [errno.EACCES, errno.EIO, errno.ESTALE], ids=errno.errorcode.get)
@pytest.mark.parametrize("form", ["file", "index", "gguf"])
def test_a_file_that_the_system_does_not_hand_out_is_told(fault, form, tmp_path, monkeypatch):
    path = save(tmp_path / "m.safetensors", {"a": torch.ones(2)})
    if form == "index":
        path = index("m.safetensors")(path)
    if form == "gguf":
        path.write_bytes(b"GGUF" + bytes(40))
    real, opened = Path.open, []

    def refuse(self, *words, **more):
        opened.append(self)
        if len(opened) >= at:
            raise OSError(fault, os.strerror(fault))
        return real(self, *words, **more)

    for at in (1, 2):  # noqa: B007 - refuse looks at it
        opened.clear()
        monkeypatch.setattr(Path, "open", refuse)
        with pytest.raises(EngineError, match="cannot be read") as refused:
            open_checkpoint(path)
        monkeypatch.undo()
        assert os.strerror(fault) in refused.value.why and refused.value.do


def test_a_disk_that_fails_in_the_middle_is_told(tmp_path, monkeypatch):
    class Failing:
        def readinto(self, room):
            raise OSError(errno.EIO, os.strerror(errno.EIO))

    checkpoint = open_checkpoint(save(tmp_path / "m.safetensors", {"weight": torch.ones(2, 3), "bias": torch.ones(2)}))
    real = place._fill
    monkeypatch.setattr(place, "_fill", lambda file, room, path: real(Failing(), room, path))
    with torch.device("meta"):
        network = torch.nn.Linear(3, 2)
    how = Loading(official, Precision(torch.float32, nothing_in_fp32), torch.device("cpu"), False)
    with pytest.raises(EngineError, match="cannot be read") as refused:
        load(network, checkpoint, how)
    assert refused.value.why and refused.value.done and refused.value.do
