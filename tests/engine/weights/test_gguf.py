"""The header of a GGUF file is read as the library reads it, and believed in nothing."""

from __future__ import annotations

import random
import struct
import time
from pathlib import Path

import gguf
import pytest

from engine.api.errors import EngineError
from engine.weights.checkpoint import open_checkpoint
from engine.weights.gguf import read_gguf

GOLDEN = Path(__file__).parents[2] / "golden"
FILES = sorted(GOLDEN.glob("*.gguf"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_our_reader_and_the_library_agree(path):
    ours = {t.name: (t.dtype, t.shape, t.start, t.bytes) for t in read_gguf(path).tensors}
    theirs = {
        t.name: (t.tensor_type.name, tuple(int(n) for n in reversed(t.shape)), t.data_offset, t.n_bytes)
        for t in gguf.GGUFReader(path).tensors
    }
    assert ours == theirs and len(ours) == 69
    assert ("general.architecture", "wan") in read_gguf(path).metadata


def test_a_noted_shape_is_given_back(tmp_path):
    import numpy as np

    writer = gguf.GGUFWriter(tmp_path / "m.gguf", "wan")
    writer.add_array("comfy.gguf.orig_shape.patch_embedding.weight", [8, 4, 1, 2, 2])
    packed = gguf.quants.quantize(np.ones((4, 32), np.float32), gguf.GGMLQuantizationType.Q8_0)
    writer.add_tensor("patch_embedding.weight", packed, raw_dtype=gguf.GGMLQuantizationType.Q8_0)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    assert open_checkpoint(tmp_path / "m.gguf").shape("patch_embedding.weight") == (8, 4, 1, 2, 2)


def written(tmp_path, body: bytes, tensors: int = 0, notes: int = 0, version: int = 3) -> Path:
    path = tmp_path / "m.gguf"
    path.write_bytes(b"GGUF" + struct.pack("<IQQ", version, tensors, notes) + body)
    return path


def text(value: bytes) -> bytes:
    return struct.pack("<Q", len(value)) + value


HOSTILE = {
    "a version of the future": (b"", 0, 0, 9),
    "more tensors than plausible": (b"", 2**60, 0, 3),
    "more notes than plausible": (b"", 0, 2**60, 3),
    "a list without end": (text(b"a") + struct.pack("<IIQ", 9, 8, 2**61), 0, 1, 3),
    "a text longer than the file": (text(b"a") + struct.pack("<IQ", 8, 2**50), 0, 1, 3),
    "lists in lists": (text(b"a") + struct.pack("<IIQ", 9, 9, 1), 0, 1, 3),
    "a name without letters": (text(b""), 1, 0, 3),
    "a hundred dimensions": (text(b"a") + struct.pack("<I", 100), 1, 0, 3),
    "an unknown number type": (text(b"a") + struct.pack("<IQIQ", 1, 32, 99, 0), 1, 0, 3),
    "half a block": (text(b"a") + struct.pack("<IQIQ", 1, 31, 8, 0), 1, 0, 3),
    "more weights than bytes": (text(b"a") + struct.pack("<IQIQ", 1, 2**40, 0, 0), 1, 0, 3),
    "a place before the beginning": (text(b"a") + struct.pack("<IQIQ", 1, 4, 0, 2**63) + bytes(64), 1, 0, 3),
    "a crooked alignment": (text(b"general.alignment") + struct.pack("<II", 4, 33), 0, 1, 3),
    "an end in the middle": (text(b"a")[:-1], 1, 0, 3),
}


@pytest.mark.parametrize("fault", HOSTILE)
def test_a_hostile_header_is_refused(fault, tmp_path):
    body, tensors, notes, version = HOSTILE[fault]
    with pytest.raises(EngineError):
        open_checkpoint(written(tmp_path, body, tensors, notes, version))


def test_mutated_headers_are_read_or_refused_and_never_anything_else(tmp_path):
    honest, chance, refused = FILES[0].read_bytes(), random.Random(5), 0
    path, started = tmp_path / "m.gguf", time.monotonic()
    for _ in range(400):
        bytes_ = bytearray(honest)
        for _ in range(chance.randint(1, 4)):
            bytes_[chance.randrange(4, 4300)] = chance.choice((0, 1, 127, 128, 255, chance.randrange(256)))
        path.write_bytes(bytes_[: chance.choice((len(bytes_), chance.randrange(len(bytes_))))])
        try:
            open_checkpoint(path)
        except EngineError:
            refused += 1
    assert 100 < refused <= 400
    assert time.monotonic() - started < 20
