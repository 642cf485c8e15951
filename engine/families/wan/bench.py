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
from engine.families.wan.loras import NO_LORAS, Wardrobe
from engine.families.wan.params_speed import Precision
from engine.families.wan.prepare import Work
from engine.families.wan.spec import autoencoder, network
from engine.hardware.probe import compute_type, device
from engine.nets.wan.dit import WanTransformer
from engine.nets.wan.vae import WanVae
from engine.planner import needs
from engine.run import Job
from engine.timing import StageClock
from engine.weights.checkpoint import Checkpoint, open_checkpoint
from engine.weights.lora_apply import Overlay
from engine.weights.names import NameMap, official
from engine.weights.place import Loading, load
from engine.weights.precision import Precision as TypeRule
from engine.weights.precision import nothing_in_fp32, wan_in_fp32
from engine.weights.vae_names import vae_names

TYPES = {Precision.FP32: torch.float32, Precision.BF16: torch.bfloat16, Precision.FP16: torch.float16}
TRANSFORMERS = (Part.TRANSFORMER, Part.TRANSFORMER_HIGH)
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
    loras: Wardrobe = NO_LORAS

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

    def with_loras(self, loras: Wardrobe) -> Bench:
        """The same workplace with these to wear."""
        return replace(self, loras=loras)

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
        return self._part(part, lambda: WanTransformer(network(self.work.spec)), (rule, official), others=True)

    def overlay(self, part: Part, net: WanTransformer) -> Overlay:
        """What that transformer wears; it is kept as long as the transformer is."""
        key = (part, "worn", id(net))
        if key not in self.job.warm:
            self.job.warm[key] = Overlay(net)
        return self.job.warm[key]

    def dress(self, overlay: Overlay, part: Part, step: int, steps: int) -> bool:
        """Let a transformer wear what it is to wear in a step; whether that is something else than before."""
        if not overlay.wear(self.loras.at(part, step, steps), self.job.stop):
            return False
        overlay.keep_only(self.loras.fingerprints)
        self.settle(overlay)
        return True

    def settle(self, overlay: Overlay) -> None:
        """Keep changed layers ready where there is room for them beside all that this job needs."""
        if not overlay.worn:
            return
        if overlay.bytes_held == 0 and self.device.type == "cuda":
            torch.cuda.empty_cache()  # what was held for another set counts as free again
        free = free_memory(self.device) + overlay.bytes_held
        overlay.hold(free > overlay.bytes_to_hold + self._working_bytes())

    def _working_bytes(self) -> int:
        """What the denoising takes beside the weights."""
        _, time, rows, columns = self.work.latent
        manner = needs.Manner(self.dtype.itemsize, 4, self.work.params.head_groups)
        at = needs.Grid(time, rows // 2, columns // 2)
        return needs.activation_bytes(network(self.work.spec), at, manner) + 2 * GIB

    def autoencoder(self) -> WanVae:
        """The VAE; in fp32, for a bf16 encoder shifts colours (facts/wan.md 4)."""
        config = autoencoder(self.work.spec)
        rule, names = TypeRule(torch.float32, nothing_in_fp32), vae_names(config.residual, config.num_res_blocks)
        return self._part(Part.VAE, lambda: WanVae(config), (rule, names), others=False)

    def _part(self, part: Part, build: Callable[[], N], reading: tuple[TypeRule, NameMap], *, others: bool) -> N:
        path, (rule, names) = self.files[part], reading
        checkpoint = open_checkpoint(path)
        key = (part, path, _state(checkpoint), str(self.device), str(rule.compute))
        if key in self.job.warm:
            return self.job.warm[key]
        self._forget(lambda old: old[:2] == key[:2] and old[2] != key[2])
        if others:
            self._make_room(checkpoint.bytes + self.loras.bytes)
        with torch.device("meta"):
            net = build()
        how = Loading(names, rule, self.device, self.device.type == "cpu", lambda done, total: self.job.stop())
        load(net, checkpoint, how)
        self.job.warm[key] = net.eval().requires_grad_(False)
        return self.job.warm[key]

    def free_for(self, needed: int) -> None:
        """Let go of the transformers that are kept warm if less than `needed` bytes are free."""
        if free_memory(self.device) > needed:
            return
        for kept in self.job.warm.values():
            if isinstance(kept, Overlay):
                kept.hold(False)
        if free_memory(self.device) > needed:
            return
        self._forget(lambda key: key[0] in TRANSFORMERS)
        if self.device.type == "cuda":
            torch.cuda.empty_cache()

    def _forget(self, unwanted: Callable[[tuple[object, ...]], bool]) -> None:
        """Let go of warm parts by their keys, and of what was worn by a transformer that has gone."""
        warm = self.job.warm
        for key in [key for key in warm if unwanted(key)]:
            del warm[key]
        here = {id(kept) for kept in warm.values()}
        for key in [key for key, kept in warm.items() if isinstance(kept, Overlay) and id(kept.network) not in here]:
            del warm[key]

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


def _state(checkpoint: Checkpoint) -> tuple[tuple[str, int, int], ...]:
    """What tells whether the files are still those that were loaded."""
    stats = ((path, path.stat()) for path in checkpoint.files)
    return tuple((str(path), stat.st_size, stat.st_mtime_ns) for path, stat in stats)


def free_memory(where: torch.device) -> int:
    """Bytes that can still be had there."""
    if where.type == "cuda":
        return torch.cuda.mem_get_info(where)[0]
    import psutil

    return psutil.virtual_memory().available
