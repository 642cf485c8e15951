"""A few hundred spoilt files for each way to read a foreign file; `python -m tests.measure.fuzz` does thousands."""

from __future__ import annotations

import random
import sys
import time
from pathlib import Path

import pytest

from engine.api.errors import EngineError
from tests.measure import fuzz
from tests.measure.loaders import LOADERS
from tests.measure.mutate import spoilt

FILES = 200


@pytest.mark.parametrize("name", LOADERS)
def test_a_spoilt_file_is_read_or_refused_with_a_typed_error_and_never_anything_else(name, tmp_path):
    loader, refused = LOADERS[name], 0
    target = loader.make(tmp_path)
    honest = target.read_bytes()
    for number in range(FILES):
        target.write_bytes(spoilt(honest, random.Random(f"suite {name} {number}")))
        began = time.process_time()
        try:
            loader.read(target)
        except EngineError as error:
            refused += 1
            assert error.title and error.why and error.done and error.do
        assert time.process_time() - began < fuzz.LONGEST
    assert refused > FILES / 4


FAULTS = {  # a loader that is at fault, and what the harness must say of it
    "dies": ("os._exit(9)", lambda outcome: outcome.deaths == [7]),
    "raises a foreign error": ("raise KeyError(7)", lambda outcome: outcome.untyped == ["7: KeyError: 7"]),
    "raises an error without advice": (
        "raise EngineError('Wrong')",
        lambda outcome: outcome.untyped == ["7: EngineError without its parts"],
    ),
    "takes long": ("while time.process_time() < 1.5: pass", lambda outcome: outcome.slow == [7]),
    "keeps memory": ("kept.append(bytearray(100 * 2**20))", lambda outcome: outcome.grown > fuzz.GROWTH),
}  # fmt: skip


@pytest.mark.skipif(sys.platform == "win32", reason="the tree for it is made with a symbolic link")
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.replace(" ", "_"))
def test_the_harness_sees_a_loader_that_is_at_fault(fault, tmp_path, monkeypatch):
    line, seen = FAULTS[fault]
    (tmp_path / "tests" / "measure").mkdir(parents=True)
    root = Path(fuzz.ROOT)
    for name in ("__init__.py", "fuzz.py", "mutate.py"):
        text = (root / "tests" / "measure" / name).read_text().replace("LONGEST = 2.0", "LONGEST = 0.2")
        (tmp_path / "tests" / "measure" / name).write_text(text)
    (tmp_path / "tests" / "measure" / "loaders.py").write_text(FAULTY.replace("FAULT", line))
    (tmp_path / "engine").symlink_to(root / "engine")
    monkeypatch.setattr(fuzz, "ROOT", tmp_path)
    outcome = fuzz.run("faulty", 12, 1)
    assert outcome.read == 12 and not outcome.kept_the_rules
    assert seen(outcome)


FAULTY = """
import os
import time
from dataclasses import dataclass
from engine.api.errors import EngineError
kept, calls = [], []
def make(folder):
    (folder / "m").write_bytes(bytes(64))
    return folder / "m"
def read(path):
    calls.append(1)
    if len(calls) == 9:
        FAULT
@dataclass
class Loader:
    make: object
    read: object
LOADERS = {"faulty": Loader(make, read)}
"""
