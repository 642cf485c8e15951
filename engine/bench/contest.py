"""One forward of each network that this machine can hold, ours and that of diffusers, with the same random weights.

The floor is what the matrix products alone would take at the rate that a large product reaches here.
"""

from __future__ import annotations

import importlib.util
import json
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import TextIO

import torch
from torch import Tensor, nn

from engine.hardware.measure import product_rate
from engine.hardware.probe import compute_type, device
from engine.nets.attention import attend
from engine.nets.kernels import choice, truth
from engine.nets.wan.configs import PRESETS, WanConfig
from engine.nets.wan.dit import WanTransformer
from engine.nets.wan.shared import Execution
from engine.planner import needs
from engine.weights.names import official

REPEATS = 5  # forwards that are timed, after one that is not
DEVIATION = 0.02  # of the random weights; zeros would run faster than real ones
TIMESTEP = 500.0
LONGEST = 1024  # places along an axis that the table of positions of diffusers holds
GIB = 2**30


@dataclass(frozen=True, slots=True)
class Case:
    """A network, or so many of its blocks, and the size of a clip."""

    name: str
    preset: str
    frames: int
    width: int
    height: int
    blocks: int = 0  # 0: all

    @property
    def config(self) -> WanConfig:
        whole = PRESETS[self.preset]
        return replace(whole, num_layers=self.blocks) if self.blocks else whole

    @property
    def grid(self) -> needs.Grid:
        return needs.grid(self.frames, self.width, self.height, 16 if self.config.in_dim == 48 else 8)


@dataclass(frozen=True, slots=True)
class Row:
    """What was measured of one case."""

    case: str
    ours: float  # seconds, the median
    diffusers: float | None  # None: not here
    floor: float
    peak: int  # bytes beside the weights, 0 where the device does not tell
    difference: float | None  # of the two results, as a share


CARD = (
    Case("1.3B 480p, 81 frames", "wan2.1-t2v-1.3b", 81, 832, 480),
    Case("5B 704p, 121 frames", "wan2.2-ti2v-5b", 121, 1280, 704),
    Case("14B 480p, 81 frames", "wan2.1-t2v-14b", 81, 832, 480),
    Case("14B 720p, 81 frames", "wan2.1-t2v-14b", 81, 1280, 720),
)
PROCESSOR = (
    Case("1.3B, 1 block, 480p, 1 frame", "wan2.1-t2v-1.3b", 1, 832, 480, blocks=1),
    Case("1.3B, 1 block, 480p, 5 frames", "wan2.1-t2v-1.3b", 5, 832, 480, blocks=1),
    Case("5B, 1 block, 704p, 1 frame", "wan2.2-ti2v-5b", 1, 1280, 704, blocks=1),
    Case("14B, 1 block, 240p, 1 frame", "wan2.1-t2v-14b", 1, 416, 240, blocks=1),
)


def contest(as_json: bool, out: TextIO, cases: tuple[Case, ...] | None = None) -> int:
    """Print the table of every case that fits here."""
    where = device()
    dtype = compute_type(where)
    rate = product_rate(where, dtype)
    chosen = cases or (CARD if where.type == "cuda" else PROCESSOR)
    rows = [measured(case, where, dtype, rate) for case in chosen if fits(case, where, dtype)]
    if as_json:
        print(json.dumps([asdict(row) for row in rows]), file=out)
    else:
        print("\n".join(table(rows)), file=out)
    return 0


def fits(case: Case, where: torch.device, dtype: torch.dtype) -> bool:
    """Whether both networks find place side by side; a processor holds every case that is meant for it."""
    if where.type != "cuda":
        return True
    weights = needs.parameters(case.config) * dtype.itemsize
    return torch.cuda.mem_get_info(where)[0] > 2 * weights + 16 * needs.hidden_bytes(case.config, case.grid.tokens)


@torch.inference_mode()
def measured(case: Case, where: torch.device, dtype: torch.dtype, rate: float) -> Row:
    """Time one case; rate: FLOP per second of a large product."""
    config, grid = case.config, case.grid
    net = _random(config, where, dtype)
    shape = (1, config.in_dim, grid.frames, 2 * grid.rows, 2 * grid.columns)
    x = torch.randn(shape, device=where, dtype=dtype)
    words = torch.randn(1, config.text_len, config.text_dim, device=where, dtype=dtype)
    how, times, context = _best(where, dtype), torch.tensor([TIMESTEP]), net.prepare(words)
    peak = _peak(where, lambda: net(x, times, context, how=how))
    acts, difference = [lambda: net(x, times, context, how=how)], None
    if importlib.util.find_spec("diffusers"):
        twin, here = _twin(net, config), times.to(where)
        acts.append(lambda: twin(x, here, words, return_dict=False)[0])
        right = acts[1]().float()
        difference = float((acts[0]() - right).norm() / right.norm())
    ours, *others = _seconds(where, acts)
    theirs = others[0] if others else None
    floor = needs.forward_flops(config, grid.tokens, text_ready=True) / rate
    return Row(case.name, ours, theirs, floor, peak, difference)


def table(rows: list[Row]) -> list[str]:
    """The lines of the table."""
    lines = ["| case | ours, s | diffusers, s | floor, s | ours / floor | ours / diffusers | difference | peak, GiB |"]
    lines.append("|" + "---|" * 8)
    for row in rows:
        theirs = "-" if row.diffusers is None else f"{row.diffusers:.3f}"
        share = "-" if row.diffusers is None else f"{row.ours / row.diffusers:.2f}"
        differs = "-" if row.difference is None else f"{row.difference:.1e}"
        peak = f"{row.peak / GIB:.2f}" if row.peak else "-"
        own = (f"{row.ours:.3f}", theirs, f"{row.floor:.3f}", f"{row.ours / row.floor:.2f}")
        lines.append("| " + " | ".join((row.case, *own, share, differs, peak)) + " |")
    return lines


def _best(where: torch.device, dtype: torch.dtype) -> Execution:
    """The kernels that a job would take here: exact ones, as far as they are proven."""
    proven = truth.proven_attention(where, dtype)
    kernel = next((proven[name] for name in ("cudnn", "flash") if name in proven), attend)
    return Execution(residual=dtype, attend=kernel, glue=choice.glue(truth.proven_glue(where, dtype)))


def _random(config: WanConfig, where: torch.device, dtype: torch.dtype) -> WanTransformer:
    with torch.device("meta"):
        net = WanTransformer(config)
    net = net.to(dtype).to_empty(device=where)
    for weight in net.parameters():
        weight.normal_(std=DEVIATION)
    return net.eval().requires_grad_(False)


def _twin(net: nn.Module, config: WanConfig) -> nn.Module:
    """The transformer of diffusers over the very same tensors."""
    from diffusers.models.transformers.transformer_wan import WanTransformer3DModel

    with torch.device("meta"):
        twin = WanTransformer3DModel(
            num_attention_heads=config.num_heads,
            attention_head_dim=config.dim // config.num_heads,
            in_channels=config.in_dim,
            out_channels=config.out_dim,
            text_dim=config.text_dim,
            freq_dim=config.freq_dim,
            ffn_dim=config.ffn_dim,
            num_layers=config.num_layers,
        )
    here = net.state_dict()
    given = {name: here[official(name)[0]] for name in twin.state_dict()}
    twin.load_state_dict(given, assign=True)
    twin.rope = type(twin.rope)(config.dim // config.num_heads, config.patch_size, LONGEST).to(
        here["patch_embedding.bias"].device
    )
    return twin.eval().requires_grad_(False)


def _seconds(where: torch.device, acts: list[Callable[[], Tensor]]) -> list[float]:
    """The median of each, taken in turns, so that what else the machine does hits all alike."""
    spent: list[list[float]] = [[] for _ in acts]
    for turn in range(REPEATS + 1):
        for act, times in zip(acts, spent, strict=True):
            _settle(where)
            began = time.perf_counter()
            act()
            _settle(where)
            if turn:
                times.append(time.perf_counter() - began)
    return [statistics.median(times) for times in spent]


def _peak(where: torch.device, act: Callable[[], Tensor]) -> int:
    if where.type != "cuda":
        return 0
    torch.cuda.reset_peak_memory_stats(where)
    before = torch.cuda.memory_allocated(where)
    act()
    return torch.cuda.max_memory_allocated(where) - before


def _settle(where: torch.device) -> None:
    if where.type == "cuda":
        torch.cuda.synchronize(where)
