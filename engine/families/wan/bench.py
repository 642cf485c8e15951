"""What every stage of a Wan job works with: where it computes, in which type, its folders, its clock and its parts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import torch
from platformdirs import user_cache_path
from torch import nn

from engine.api.errors import DoesNotFit
from engine.api.events import Stage, StageStarted, Stepped
from engine.api.model import Part
from engine.families.wan.params import Precision
from engine.families.wan.prepare import Work
from engine.families.wan.spec import autoencoder, network
from engine.hardware.probe import compute_type, device
from engine.nets.wan.dit import WanTransformer
from engine.nets.wan.vae import WanVae
from engine.run import Job
from engine.timing import StageClock
from engine.weights.checkpoint import open_checkpoint
from engine.weights.names import official
from engine.weights.place import Loading, load
from engine.weights.precision import Precision as TypeRule
from engine.weights.precision import nothing_in_fp32, wan_in_fp32

TYPES = {Precision.FP32: torch.float32, Precision.BF16: torch.bfloat16, Precision.FP16: torch.float16}
GIB = 2**30
N = TypeVar("N", bound=nn.Module)


@dataclass(frozen=True, slots=True)
class Bench:
    """The workplace of one job."""

    job: Job
    work: Work
    files: dict[Part, Path]
    clock: StageClock
    device: torch.device
    dtype: torch.dtype  # of the transformer and the encoders

    @property
    def folder(self) -> Path:
        """Checkpoints and the growing film of this job."""
        return Path(self.job.request.work_folder)

    @property
    def cache(self) -> Path:
        """Things that are dear to make again, shared by all jobs."""
        given = self.job.request.cache_folder
        return Path(given) if given else user_cache_path("kinora", appauthor=False)

    def with_work(self, work: Work) -> Bench:
        """The same workplace for other values."""
        return replace(self, work=work)

    def begin(self, stage: Stage, total: int = 0) -> StageStarted:
        """Enter a stage: the clock knows, and the event for it."""
        self.job.stop()
        self.clock.enter(stage)
        return StageStarted(self.job.request.id, stage, total)

    def step(self, stage: Stage, done: int, total: int, part: float = 0.0) -> None:
        """Tell that a part of a stage is done."""
        self.job.emit(Stepped(self.job.request.id, stage, done, total, part))

    def transformer(self, part: Part) -> WanTransformer:
        """That transformer, loaded or still warm; the other expert is let go when both do not fit."""
        rule = TypeRule(self.dtype, wan_in_fp32)
        return self._part(part, lambda: WanTransformer(network(self.work.spec)), rule, others=True)

    def autoencoder(self) -> WanVae:
        """The VAE; in fp32, for a bf16 encoder shifts colours (facts/wan.md 4)."""
        rule = TypeRule(torch.float32, nothing_in_fp32)
        return self._part(Part.VAE, lambda: WanVae(autoencoder(self.work.spec)), rule, others=False)

    def _part(self, part: Part, build: Callable[[], N], rule: TypeRule, *, others: bool) -> N:
        path = self.files[part]
        key = (part, path, str(self.device), str(rule.compute))
        if key in self.job.warm:
            return self.job.warm[key]
        checkpoint = open_checkpoint(path)
        if others:
            self._make_room(checkpoint.bytes)
        with torch.device("meta"):
            net = build()
        how = Loading(official, rule, self.device, self.device.type == "cpu", lambda done, total: self.job.stop())
        load(net, checkpoint, how)
        self.job.warm[key] = net.eval().requires_grad_(False)
        return self.job.warm[key]

    def free_for(self, needed: int) -> None:
        """Let go of the transformers that are kept warm if less than `needed` bytes are free."""
        if free_memory(self.device) > needed:
            return
        for old in [key for key in self.job.warm if key[0] in (Part.TRANSFORMER, Part.TRANSFORMER_HIGH)]:
            del self.job.warm[old]
        if self.device.type == "cuda":
            torch.cuda.empty_cache()

    def _make_room(self, needed: int) -> None:
        """Room for a transformer; raises DoesNotFit when there is none."""
        self.free_for(needed + GIB)
        free = free_memory(self.device)
        if self.device.type == "cuda" and free < needed:
            raise DoesNotFit(
                "The model does not fit on the graphics card",
                why=f"Its transformer needs {needed / GIB:.1f} GiB; {free / GIB:.1f} GiB are free.",
                done="Nothing was loaded; other jobs continue.",
                do=("Choose a smaller model.", "Close other programs that use the card."),
            )


def set_up(job: Job, work: Work, files: dict[Part, Path], clock: StageClock) -> Bench:
    """The workplace for a job on this machine."""
    where = device()
    chosen = work.params.base_precision
    dtype = compute_type(where) if chosen is Precision.AUTO else TYPES[chosen]
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = work.params.use_tf32
    Path(job.request.work_folder).mkdir(parents=True, exist_ok=True)
    return Bench(job, work, files, clock, where, dtype)


def free_memory(where: torch.device) -> int:
    """Bytes that can still be had there."""
    if where.type == "cuda":
        return torch.cuda.mem_get_info(where)[0]
    import psutil

    return psutil.virtual_memory().available
