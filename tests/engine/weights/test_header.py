"""A weight file is believed only where it can be proved, and a hostile one is named for what it is."""

from __future__ import annotations

import os
import pickle
import time
import zipfile
from pathlib import Path

import pytest
import torch
from safetensors import safe_open

from engine.api.errors import DamagedFile, EngineError, NotAModel, UnsafeFile, WeightsMissing
from engine.weights.header import BYTES, read_header
from engine.weights.sniff import Container, container
from tests.engine.weights.files import entry, safetensors, save

GOLDEN = Path(__file__).parents[2] / "golden"


def test_our_reader_and_the_library_agree_on_every_golden_file():
    files = sorted(GOLDEN.glob("*.safetensors"))
    assert files
    for path in files:
        header = read_header(path)
        with safe_open(path, "pt") as theirs:
            assert dict(header.metadata) == (theirs.metadata() or {})
            found = {t.name: (t.dtype, list(t.shape)) for t in header.tensors}
            parts = {name: theirs.get_slice(name) for name in theirs.keys()}  # noqa: SIM118 - no dict
            assert found == {name: (part.get_dtype(), part.get_shape()) for name, part in parts.items()}


def test_each_tensor_starts_where_its_bytes_are(tmp_path):
    values = {"b": torch.arange(6, dtype=torch.int64).view(2, 3), "a": torch.tensor(1.5), "c": torch.zeros(0, 4)}
    path = save(tmp_path / "model.safetensors", values)
    for tensor in read_header(path).tensors:
        raw = path.read_bytes()[tensor.start : tensor.start + tensor.bytes]
        assert raw == values[tensor.name].numpy().tobytes()


def one(shape, start, end, dtype="F32"):
    return {"a": entry(shape, start, end, dtype)}


HOSTILE = {
    "a header longer than the file": (b"{}", b"", 1000, "inside its own header"),
    "a header of 92 megabytes": (b"{}", b"", 92_000_000, "not plausible"),
    "a header of 2**63 bytes": (b"{}", b"", 2**63, "not plausible"),
    "a header cut in the middle": (b'{"a": {"dtype": "F32"', b"", None, "not readable"),
    "a header that is no UTF-8": (b'{"\xff": 1}', b"", None, "not readable"),
    "brackets without end": (b'{"a":' + b"[" * 100_000, b"", None, "not readable"),
    "a list instead of a table": (b"{\n} []", b"", None, "not readable"),
    "the same tensor twice": (b'{"a": 1, "a": 2}', b"", None, "twice"),
    "the same word twice inside": (
        b'{"a": {"dtype": "F32", "dtype": "U8", "shape": [], "data_offsets": [0, 4]}}',
        b"1234",
        None,
        "twice",
    ),
    "a body cut short": (one([2], 0, 8), b"1234", None, "its header says"),
    "bytes after the end": (one([1], 0, 4), b"12345678", None, "its header says"),
    "a hole": ({"a": entry([1], 0, 4), "b": entry([1], 8, 12)}, b"x" * 12, None, "hole or an overlap"),
    "a hole at the beginning": (one([1], 4, 8), b"x" * 8, None, "hole or an overlap"),
    "two tensors on one place": ({"a": entry([1], 0, 4), "b": entry([1], 0, 4)}, b"1234", None, "overlap"),
    "a place that ends before it begins": (one([1], 4, 0), b"1234", None, "no proper place"),
    "a negative place": (one([1], -4, 0), b"1234", None, "no proper place"),
    "a place that is a text": (one([1], "0", 4), b"1234", None, "no proper place"),
    "a shape that needs more bytes": (one([9], 0, 4), b"1234", None, "needs 36 bytes but has 4"),
    "a shape whose product overflows 64 bits": (one([2**32, 2**32], 0, 4), b"1234", None, "needs"),
    "a negative side": (one([-1], 0, 4), b"1234", None, "no proper shape"),
    "a side that is a number with a fraction": (one([1.0], 0, 4), b"1234", None, "no proper shape"),
    "a side that is a truth value": (one([True], 0, 4), b"1234", None, "no proper shape"),
    "nine dimensions": (one([1] * 9, 0, 4), b"1234", None, "no proper shape"),
    "an unknown number type": (one([1], 0, 4, "F33"), b"1234", None, "unknown number type"),
    "a number type that is a list": (one([1], 0, 4, ["F32"]), b"1234", None, "unknown number type"),
    "a tensor without a description": ({"a": 1}, b"", None, "does not describe"),
    "a tensor with more than a description": ({"a": {**entry([1], 0, 4), "run": "me"}}, b"1234", None, "describe"),
    "a tensor without a name": ({"": entry([1], 0, 4)}, b"1234", None, "proper name"),
    "a name of control characters": ({"a\x1b[2J": entry([1], 0, 4)}, b"1234", None, "proper name"),
    "a name of a thousand letters": ({"a" * 1000: entry([1], 0, 4)}, b"1234", None, "proper name"),
    "notes that are no text": ({"__metadata__": {"a": 1}}, b"", None, "notes"),
    "notes that are a list": ({"__metadata__": ["a"]}, b"", None, "notes"),
}


@pytest.mark.parametrize("case", HOSTILE, ids=lambda case: case.replace(" ", "_"))
def test_a_file_whose_parts_do_not_agree_is_called_damaged(case, tmp_path):
    header, body, length, why = HOSTILE[case]
    with pytest.raises(DamagedFile) as caught:
        read_header(safetensors(tmp_path / "model.safetensors", header, body, length))
    assert why in caught.value.why
    assert caught.value.do


def test_more_tensors_than_any_model_has_are_refused_soon(tmp_path):
    lines = ",".join(f'"{n}":{{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}' for n in range(100_001))
    path = safetensors(tmp_path / "many.safetensors", f"{{{lines}}}".encode())
    began = time.process_time()
    with pytest.raises(DamagedFile, match="100,001 tensors"):
        read_header(path)
    assert time.process_time() - began < 5


def test_a_number_type_of_the_future_is_no_damage(tmp_path):
    with pytest.raises(NotAModel, match="F8_E8M0"):
        read_header(safetensors(tmp_path / "m.safetensors", one([4], 0, 4, "F8_E8M0"), b"1234"))


class Bomb:
    def __reduce__(self):
        return os.mkdir, ("opened",)


def zipped(path):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("archive/data.pkl", pickle.dumps(Bomb()))


def written(content):
    return lambda path: path.write_bytes(content)


def torch_saved(path):
    torch.save({"a": torch.zeros(2)}, path, _use_new_zipfile_serialization=False)


DISGUISED = {
    "pickle": (lambda path: path.write_bytes(pickle.dumps(Bomb())), Container.PICKLE, UnsafeFile),
    "old_pickle": (lambda path: path.write_bytes(pickle.dumps(Bomb(), protocol=2)), Container.PICKLE, UnsafeFile),
    "old_checkpoint": (torch_saved, Container.PICKLE, UnsafeFile),
    "checkpoint": (zipped, Container.PICKLE, UnsafeFile),
    "seven_zip": (written(b"7z\xbc\xaf\x27\x1c" + b"x" * 99), Container.ARCHIVE, UnsafeFile),
    "tar": (written(b"name".ljust(257, b"\0") + b"ustar" + b"x" * 99), Container.ARCHIVE, UnsafeFile),
    "gzip": (written(b"\x1f\x8b\x08" + b"x" * 99), Container.ARCHIVE, UnsafeFile),
    "pointer": (
        written(b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 28577761176\n"),
        Container.LFS_POINTER,
        NotAModel,
    ),
    "page": (written(b"\n<!DOCTYPE html><html><body>Sign in</body></html>"), Container.WEB_PAGE, NotAModel),
    "gguf": (written(b"GGUF\x03\x00\x00\x00" + b"{" * 99), Container.GGUF, NotAModel),
    "empty": (written(b""), Container.EMPTY, NotAModel),
    "noise": (written(bytes(range(200, 256)) * 4), Container.OTHER, NotAModel),
    "seven_bytes": (written(b"\x10\0\0\0\0\0\0"), Container.OTHER, NotAModel),
}


@pytest.mark.parametrize("kind", DISGUISED)
def test_a_file_under_a_false_name_is_told_by_its_bytes_and_nothing_in_it_runs(kind, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def never(*args, **kwargs):
        raise AssertionError("a foreign file was unpickled")

    make, expected, error = DISGUISED[kind]
    path = tmp_path / "wan2.1_t2v_14B_fp16.safetensors"
    make(path)
    monkeypatch.setattr(torch, "load", never)
    monkeypatch.setattr(pickle, "Unpickler", never)
    assert container(path) is expected
    with pytest.raises(error) as caught:
        read_header(path)
    assert caught.value.why and caught.value.done and caught.value.do
    assert len(caught.value.title) <= 60
    assert not (tmp_path / "opened").exists()


def test_the_size_of_a_pointer_is_told(tmp_path):
    path = tmp_path / "m.safetensors"
    path.write_bytes(b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 28577761176\n")
    with pytest.raises(NotAModel, match="It is a 74-byte Git LFS pointer"):
        read_header(path)


def test_a_file_that_is_not_there_is_missing(tmp_path):
    for path in (tmp_path / "none.safetensors", tmp_path):
        with pytest.raises(WeightsMissing, match=path.name):
            read_header(path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes on this system")
def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.safetensors")
    with pytest.raises(WeightsMissing):
        read_header(tmp_path / "pipe.safetensors")


def test_five_hundred_mutations_of_a_good_file_end_well_or_in_a_typed_error(tmp_path):
    good = save(tmp_path / "good.safetensors", {"a": torch.ones(3, 4), "b": torch.ones(5)}, {"note": "x"}).read_bytes()
    random = torch.Generator().manual_seed(1)
    path, refused = tmp_path / "m.safetensors", 0
    for _ in range(500):
        at, value, cut = (int(torch.randint(0, n, (1,), generator=random)) for n in (len(good), 256, 8))
        bad = bytearray(good)
        bad[at] = value
        path.write_bytes(bytes(bad) if cut else bytes(bad[:at]))
        try:
            read_header(path)
        except EngineError:
            refused += 1
    assert refused > 250


def test_every_number_type_has_its_size():
    types = {"BOOL": torch.bool, "F8_E4M3": torch.float8_e4m3fn, "BF16": torch.bfloat16, "U64": torch.uint64}
    assert all(BYTES[name] == dtype.itemsize for name, dtype in types.items())
