"""A process that runs one large network from a file and tells how much memory that took, and a sum of the result.

`python -m tests.engine.memory.one_network FILE rest|stream`
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

import torch

from engine.api.model import Part
from engine.api.plan import Home, Placement
from engine.memory.place import Means, load_streamed
from engine.nets.wan.configs import WanConfig
from engine.nets.wan.dit import WanTransformer
from engine.weights.checkpoint import open_checkpoint
from engine.weights.names import official
from engine.weights.place import Loading, load
from engine.weights.precision import Precision, wan_in_fp32

NUMBERS = WanConfig(
    dim=768, ffn_dim=3072, num_heads=6, num_layers=14, text_dim=64, text_len=16, freq_dim=64, in_dim=16, out_dim=16
)
WEIGHTS = 4 * 14 * (8 * 768**2 + 2 * 768 * 3072)  # bytes of the matrices of all blocks in fp32
MEANS = Means(Placement(Part.TRANSFORMER, Home.DISK, NUMBERS.num_layers, 0, 0, 2), queued=False, locked=False)


def built() -> WanTransformer:
    with torch.device("meta"):
        return WanTransformer(NUMBERS)


def memory(name: str) -> int:
    """Bytes of VmRSS or VmHWM."""
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(name))


@torch.inference_mode()
def output(network: WanTransformer) -> torch.Tensor:
    torch.manual_seed(5)
    return network(torch.randn(1, 16, 2, 8, 8), torch.tensor([611.0]), torch.randn(1, 9, NUMBERS.text_dim))


def main(file: Path, way: str) -> None:
    torch.set_num_threads(1)
    network = built()  # without memory of its own, but torch reads in half a library for it
    torch.nn.functional.linear(torch.randn(8, 64), torch.randn(64, 64))
    checkpoint = open_checkpoint(file)
    before = memory("VmRSS")
    Path("/proc/self/clear_refs").write_text("5", encoding="utf-8")  # the highest mark begins anew
    how = Loading(official, Precision(torch.float32, wan_in_fp32), torch.device("cpu"), mapped=True)
    if way == "stream":
        load_streamed(network, checkpoint, how, "blocks", MEANS)
    else:
        load(network, checkpoint, how)
    network.eval().requires_grad_(False)
    for _ in range(2):
        made = output(network)
    digest = hashlib.sha256(made.numpy().tobytes()).hexdigest()
    print(json.dumps({"bytes": memory("VmHWM") - before, "result": digest}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
