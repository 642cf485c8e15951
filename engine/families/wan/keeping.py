"""Keeps what was computed: the latent between two steps and the finished one, in the job's folder.

A checkpoint belongs to exactly one way of computing the clip; if anything that counts has changed it is not taken.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file

from engine.api import params
from engine.families.wan.bench import Bench
from engine.memory.trouble import SHORTAGES
from engine.sampling.loop import LoopState

STATE, SEED = "latent.safetensors", "seed.json"
PAUSE = 5.0  # seconds of work that may be lost
OUTPUT_ONLY = ("output_format", "loop_count", "pingpong", "filename_prefix", "save_output", "save_metadata", "fps")


def fingerprint(bench: Bench) -> str:
    """What the latent depends on, as a short text: parameters, seed, inputs, weights."""
    request, work = bench.job.request, bench.work
    values = {k: v for k, v in params.to_dict(work.params).items() if k not in OUTPUT_ONLY}
    inputs = [(i.role, i.start, i.end, _file(Path(i.asset.path))) for i in request.inputs]
    weights = sorted((part.value, _file(path)) for part, path in bench.files.items())
    values["loras"] = bench.loras.told
    text = json.dumps([values, work.seed, work.frames, work.width, work.height, inputs, weights, str(bench.dtype)])
    return hashlib.sha256(text.encode()).hexdigest()


def _file(path: Path) -> list[object]:
    stat = path.stat()
    return [path.name, stat.st_size, stat.st_mtime_ns]


def keep_seed(folder: Path, asked: int, seed: int) -> int:
    """The seed of this job: a drawn one stays the same when the job is taken up again."""
    if asked >= 0:
        return asked
    file = folder / SEED
    try:
        return int(json.loads(file.read_text(encoding="utf-8"))["seed"])
    except (OSError, ValueError, KeyError, TypeError):
        folder.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps({"seed": seed}), encoding="utf-8")
        return seed


class Keeper:
    """Writes the state of the loop now and then, and finds it again."""

    def __init__(self, bench: Bench) -> None:
        self._file, self._mark = bench.folder / STATE, fingerprint(bench)
        self._device, self._last = bench.device, time.monotonic()
        self._unwritten: LoopState | None = None

    def find(self) -> LoopState | None:
        """The state that was kept last, None if there is none of this job."""
        try:
            with safe_open(self._file, "pt") as kept:
                if (kept.metadata() or {}).get("job") != self._mark:
                    return None
                named = {name: kept.get_tensor(name) for name in kept.keys()}  # noqa: SIM118  not a dict
        except (OSError, SafetensorError):
            return None
        return LoopState.from_tensors({name: tensor.to(self._device) for name, tensor in named.items()})

    def keep(self, state: LoopState, *, last: bool) -> None:
        """Write the state if it is the last one or enough work has gone by; whole or not at all."""
        self._unwritten = state
        if not last and time.monotonic() - self._last < PAUSE:
            return
        part = self._file.with_suffix(".part")
        save_file({k: v.detach().cpu() for k, v in state.to_tensors().items()}, part, metadata={"job": self._mark})
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        os.replace(part, self._file)
        self._last, self._unwritten = time.monotonic(), None

    def secure(self) -> None:
        """Write what was kept back for a while, for the run ends here."""
        if self._unwritten is not None:
            self.keep(self._unwritten, last=True)

    def forget(self) -> None:
        """The clip is written: the latent is no longer needed."""
        self._file.unlink(missing_ok=True)


class Secures(Protocol):
    """What keeps things back for a while."""

    def secure(self) -> None:
        """Write them."""


@contextmanager
def securing(keeper: Secures) -> Iterator[None]:
    """Where memory runs out inside, what was computed so far is written first, so that no step is made twice."""
    try:
        yield
    except SHORTAGES:
        keeper.secure()
        raise


def peak_bytes(where: torch.device) -> int:
    """Most memory that this process held at once on its device."""
    if where.type == "cuda":
        return torch.cuda.max_memory_allocated(where)
    import psutil

    info = psutil.Process().memory_info()
    if hasattr(info, "peak_wset"):
        return int(info.peak_wset)
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
