"""What streaming costs on a graphics card: time beside weights at rest, equality of bits, measured and planned memory.

Run with `python -m tests.measure.stream_gpu [BLOCKS] [FRAMES]` on a machine with a card; the blocks are those of Wan
14B at 832 x 480 with random weights.  Prints one line for each way; 0 when all bits are equal, streaming from RAM costs
at most 1 %, and no way takes more memory than planned.
"""

from __future__ import annotations

import gc
import statistics
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import torch
from safetensors.torch import save_file

from engine.api.model import Part
from engine.api.plan import Home, Placement
from engine.memory.place import Means, load_streamed
from engine.nets.wan.configs import PRESETS, WanConfig
from engine.nets.wan.dit import WanTransformer
from engine.nets.wan.shared import Execution
from engine.planner import needs
from engine.weights.checkpoint import open_checkpoint
from engine.weights.names import official
from engine.weights.place import Loading, load
from engine.weights.precision import Precision, wan_in_fp32

ROUNDS, WARM = 5, 2
MOST = 0.01  # share of the time that streaming from RAM may cost
CARD, BF16 = torch.device("cuda", 0), torch.bfloat16


def written(folder: Path, config: WanConfig) -> Path:
    """Random weights as large as real ones."""
    with torch.device(CARD):
        network = WanTransformer(config)
    state = {name: (0.02 * torch.randn_like(value)).to(BF16).cpu() for name, value in network.state_dict().items()}
    save_file(state, folder / "network.safetensors")
    return folder / "network.safetensors"


def loaded(config: WanConfig, path: Path, place: Placement | None) -> WanTransformer:
    """The network at rest on the card, or placed so."""
    with torch.device("meta"):
        network = WanTransformer(config)
    how = Loading(official, Precision(BF16, wan_in_fp32), CARD, mapped=False)
    if place is None:
        load(network, open_checkpoint(path), how)
    else:
        load_streamed(network, open_checkpoint(path), how, "blocks", Means(place, queued=True, locked=True))
    return network.eval().requires_grad_(False)


@torch.inference_mode()
def measured(network: WanTransformer, frames: int) -> tuple[torch.Tensor, float, int]:
    """The velocity, seconds of a pass, and the most bytes that were taken."""
    torch.manual_seed(1)
    x = torch.randn(1, network.config.in_dim, (frames - 1) // 4 + 1, 60, 104, device=CARD)
    text = network.embed(torch.randn(1, 512, network.config.text_dim, device=CARD, dtype=BF16))
    how = Execution(residual=BF16)
    seconds = []
    for number in range(WARM + ROUNDS):
        torch.cuda.synchronize()
        if number == WARM:
            torch.cuda.reset_peak_memory_stats()
        began = time.perf_counter()
        velocity = network(x, torch.tensor([500.0]), text, how=how)
        torch.cuda.synchronize()
        seconds.append(time.perf_counter() - began)
    return velocity.cpu(), statistics.median(seconds[WARM:]), torch.cuda.max_memory_allocated()


def planned(config: WanConfig, frames: int, place: Placement | None) -> int:
    """Bytes by the planner's formulas."""
    at = needs.grid(frames, 832, 480, 8)
    rooms = config.num_layers if place is None else min(config.num_layers, place.kept + place.slots)
    working = needs.activation_bytes(config, at, needs.Manner(2, 2, 1))
    return needs.end_bytes(config, 2) + rooms * needs.block_bytes(config, 2, 0) + working


def main(blocks: int, frames: int) -> int:
    config, right = replace(PRESETS["wan2.1-t2v-14b"], num_layers=blocks), True
    ways = {
        "at rest": None,
        "from RAM, all blocks": Placement(Part.TRANSFORMER, Home.RAM, blocks, 0, blocks, 2),
        "from RAM, half of the blocks": Placement(Part.TRANSFORMER, Home.RAM, blocks, blocks // 2, blocks, 2),
        "from the disk, all blocks": Placement(Part.TRANSFORMER, Home.DISK, blocks, 0, 0, 2),
    }
    with tempfile.TemporaryDirectory() as folder:
        path = written(Path(folder), config)
        wanted, rest = torch.empty(0), 0.0
        for name, place in ways.items():
            gc.collect()
            torch.cuda.empty_cache()
            network = loaded(config, path, place)
            made, seconds, peak = measured(network, frames)
            del network
            if place is None:
                wanted, rest = made, seconds
            cost, plan = seconds / rest - 1, planned(config, frames, place)
            equal = torch.equal(made, wanted)
            right = right and equal and peak <= plan and (cost <= MOST or name.startswith("from the disk"))
            print(
                f"{name}: {seconds * 1000:.0f} ms a pass ({cost:+.1%}), bits equal: {equal}, "
                f"peak {peak / 2**30:.2f} GiB of {plan / 2**30:.2f} planned",
                flush=True,
            )
    return 0 if right else 1


if __name__ == "__main__":
    if not torch.cuda.is_available():
        sys.exit("This measurement needs a graphics card.")
    given = [int(word) for word in sys.argv[1:]]
    sys.exit(main(*(given + [12, 81][len(given) :])))
