"""A network that streams from the disk takes less than half of its weights in memory, and gives the same bits."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from engine.nets.wan.dit import WanTransformer
from tests.engine.memory.one_network import NUMBERS, WEIGHTS
from tests.engine.weights.files import save

ROOT = Path(__file__).parents[3]


def measured(file: Path, way: str) -> dict:
    command = [sys.executable, "-m", "tests.engine.memory.one_network", str(file), way]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.skipif(sys.platform != "linux", reason="the highest mark of memory is read from /proc")
def test_streaming_from_the_disk_needs_less_than_half_of_the_weights(tmp_path):
    assert WEIGHTS > 500e6
    torch.manual_seed(1)
    state = WanTransformer(NUMBERS).state_dict()
    file = save(tmp_path / "large.safetensors", {name: value.bfloat16() for name, value in state.items()})
    del state
    resting, streaming = measured(file, "rest"), measured(file, "stream")
    file.unlink()
    assert resting["bytes"] > 0.9 * WEIGHTS, "the measurement sees the weights"
    assert streaming["bytes"] < 0.5 * WEIGHTS, streaming
    assert streaming["result"] == resting["result"]
