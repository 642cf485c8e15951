"""Checking a model reads every byte, whatever is remembered, and says of each file what it turned out to be."""

from __future__ import annotations

import msgspec
import pytest

from engine.api.published import FileFormat
from engine.store.adopt import seems
from engine.store.check import Verdict, check
from engine.store.plan import plan
from engine.store.verify import Memory, know
from tests.app.small_models import CATALOG, DATA
from tests.engine.store.hub import git_sha1

SPEC = CATALOG.model("first")


@pytest.fixture
def memory(tmp_path):
    kept = Memory(tmp_path / "memory.db")
    yield kept
    kept.close()


def put(folder, name, data):
    path = folder / name / f"{name}.safetensors"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def verdicts(spec, folder, memory):
    return [one.verdict for one in check(plan(spec, spec.variant(), (folder,), folder), memory).files]


def without_hash(spec, **values):
    files = tuple(msgspec.structs.replace(file, sha256="", **values) for file in spec.files)
    return msgspec.structs.replace(spec, files=files)


def test_right_wrong_and_missing_are_told_apart(tmp_path, memory):
    put(tmp_path, "one", DATA["two"])
    assert verdicts(SPEC, tmp_path, memory) == [Verdict.WRONG, Verdict.MISSING]
    put(tmp_path, "one", DATA["one"])
    put(tmp_path, "vae", DATA["vae"])
    assert verdicts(SPEC, tmp_path, memory) == [Verdict.RIGHT, Verdict.RIGHT]


def test_a_bit_that_turned_without_any_trace_is_found_all_the_same(tmp_path, memory):
    import os

    path = put(tmp_path, "one", DATA["one"])
    known = know(path, memory)
    before = path.stat()
    path.write_bytes(DATA["one"][:-1] + b"?")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert know(path, memory) == known  # the memory cannot see it
    assert verdicts(SPEC, tmp_path, memory)[0] is Verdict.WRONG
    assert know(path, memory) != known


def test_without_a_published_hash_the_one_that_was_learnt_counts_and_else_the_header(tmp_path, memory):
    spec = without_hash(SPEC)
    path = put(tmp_path, "one", DATA["one"])
    put(tmp_path, "vae", DATA["vae"][:100] + b"?" * (len(DATA["vae"]) - 100))
    assert verdicts(spec, tmp_path, memory) == [Verdict.SOUND, Verdict.SOUND]
    cut = without_hash(SPEC, bytes=0)
    path.write_bytes(DATA["one"][:-9])
    assert verdicts(cut, tmp_path, memory)[0] is Verdict.UNSOUND


def test_the_name_that_git_gives_a_small_file_proves_it(tmp_path, memory):
    spec = without_hash(SPEC, git_sha1=git_sha1(DATA["one"]))
    put(tmp_path, "one", DATA["one"])
    put(tmp_path, "vae", DATA["vae"])
    assert verdicts(spec, tmp_path, memory) == [Verdict.RIGHT, Verdict.WRONG]


@pytest.mark.parametrize(
    ("form", "good", "bad"),
    [
        (FileFormat.JSON, b'{"model": {}}', b'{"model'),
        (FileFormat.PICKLE, b"PK\x03\x04rest", b"<html>sign in"),
        (FileFormat.ONNX, b"\x08\x07onnx", b"version https://git-lfs.github.com/spec/v1\n"),
        (FileFormat.GGUF, b"GGUF\x03", b""),
        (FileFormat.SAFETENSORS, DATA["one"], DATA["one"][:-1]),
    ],
)
def test_a_file_that_no_hash_proves_must_at_least_be_of_its_form(form, good, bad, tmp_path):
    path = tmp_path / "file"
    path.write_bytes(good)
    assert seems(path, form)
    path.write_bytes(bad)
    assert not seems(path, form)
