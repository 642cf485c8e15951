"""What every stage of a Wan job works with: where it computes, in which type, its folders, its clock and its parts."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import torch
from platformdirs import user_cache_path
from torch import Tensor, nn

from engine.api.events import MemoryHeld, Stage, StageStarted, Stepped
from engine.api.model import Part
from engine.api.plan import ExecutionPlan, Home, Placement
from engine.families.wan.loras import Wardrobe
from engine.families.wan.planning import planned
from engine.families.wan.prepare import Work
from engine.families.wan.spec import autoencoder, network
from engine.hardware.probe import device
from engine.memory.attempts import Lessons, Planned
from engine.memory.conveyor import Conveyor
from engine.memory.ladder import Caps
from engine.memory.ledger import ledger
from engine.memory.place import Means, load_streamed
from engine.memory.streamed import StreamedBlocks
from engine.memory.watch import Watch
from engine.nets.quantised import multiply_in_fp8
from engine.nets.wan.dit import WanTransformer
from engine.nets.wan.vae import WanVae
from engine.planner import needs
from engine.run import Job
from engine.timing import StageClock
from engine.weights.checkpoint import Checkpoint, open_checkpoint
from engine.weights.lora_apply import Overlay
from engine.weights.names import NameMap, official
from engine.weights.narrow import narrowing
from engine.weights.place import Loading, load
from engine.weights.precision import Precision as TypeRule
from engine.weights.precision import nothing_in_fp32, wan_in_fp32
from engine.weights.vae_names import vae_names

TYPES = {"fp32": torch.float32, "bf16": torch.bfloat16, "fp16": torch.float16, "fp16_fast": torch.float16}
TRANSFORMERS = (Part.TRANSFORMER, Part.TRANSFORMER_HIGH)
GIB = 2**30
NEAR = 2  # blocks
N = TypeVar("N", bound=nn.Module)


@dataclass(frozen=True, slots=True)
class Reading:
    """Which file becomes a part, and how."""

    path: Path
    rule: TypeRule
    names: NameMap
    placement: Placement | None = None  # None: all of it where it computes

    @property
    def streams(self) -> bool:
        """Whether some of its blocks come when they are needed."""
        return self.placement is not None and self.placement.home is not Home.DEVICE

    @property
    def share(self) -> float:
        """Of the file that is on the device at once."""
        place = self.placement
        return (place.kept + place.slots) / place.blocks if place is not None and self.streams else 1.0


@dataclass(frozen=True, slots=True)
class Bench:
    """The workplace of one job."""

    job: Job
    work: Work
    files: dict[Part, Path]
    clock: StageClock
    device: torch.device
    dtype: torch.dtype  # of the transformer and the encoders
    planned: Planned
    loras: Wardrobe

    @property
    def plan(self) -> ExecutionPlan:
        """How the job is carried out."""
        return self.planned.plan

    @property
    def folder(self) -> Path:
        """Checkpoints and the growing film of this job."""
        return Path(self.job.request.work_folder)

    @property
    def cache(self) -> Path:
        """Things that are dear to make again, shared by all jobs."""
        return cache_of(self.job)

    def watch(self, passes: int) -> Watch:
        """What notices that the card spills; passes: of the whole run."""
        return Watch(self.planned.seconds / max(1, passes), self._full if self.planned.watched else lambda: 0.0)

    def _full(self) -> float:
        free, total = torch.cuda.mem_get_info(self.device)
        return 1 - free / total

    def with_work(self, work: Work) -> Bench:
        """The same workplace for other values."""
        return replace(self, work=work)

    def begin(self, stage: Stage, total: int = 0) -> StageStarted:
        """Enter a stage: the clock knows, and the event for it."""
        self.job.stop()
        self.clock.enter(stage)
        if self.work.params.vram_debug_mode:
            self.job.emit(MemoryHeld(self.job.request.id, stage, ledger(self.job.warm, self.device)))
        return StageStarted(self.job.request.id, stage, total)

    def step(self, stage: Stage, done: int, total: int, part: float = 0.0) -> None:
        """Tell that a part of a stage is done."""
        self.job.emit(Stepped(self.job.request.id, stage, done, total, part))

    def transformer(self, part: Part) -> WanTransformer:
        """That transformer as the plan places it, loaded or still warm; the other expert shares its rooms or goes."""
        reading = Reading(self.files[part], TypeRule(self.dtype, wan_in_fp32), official, self.plan.placement(part))
        net = self._part(part, lambda: WanTransformer(network(self.work.spec)), reading)
        multiply_in_fp8(net, self.plan.quantization == "fp8_fast")
        return net

    def beside(self, part: Part) -> WanTransformer | None:
        """The transformer that comes next, if it streams through the rooms of this one and what is left finds place."""
        placement = self.plan.placement(part)
        if placement is None or placement.home is Home.DEVICE or self._conveyor() is None:
            return None
        ends = sum(t.bytes for name, t in open_checkpoint(self.files[part]).tensors.items() if name[:7] != "blocks.")
        return self.transformer(part) if free_memory(self.device) > 2 * ends + GIB else None

    def overlay(self, part: Part, net: WanTransformer) -> Overlay:
        """What that transformer wears; it is kept as long as the transformer is."""
        key = (part, "worn", id(net))
        if key not in self.job.warm:
            away = self.device.type == "cuda" and isinstance(net.blocks, StreamedBlocks)
            self.job.warm[key] = Overlay(net, at_hand(net), into_locked_ram if away else as_it_is)
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
        streams = isinstance(overlay.network.blocks, StreamedBlocks)
        free = free_memory(self.device) + overlay.bytes_held
        overlay.hold(not streams and free > overlay.bytes_to_hold + self._working_bytes())

    def _working_bytes(self) -> int:
        """What the denoising takes beside the weights."""
        _, time, rows, columns = self.work.latent
        manner = needs.Manner(self.dtype.itemsize, 4, self.plan.head_groups)
        at = needs.Grid(time, rows // 2, columns // 2)
        return needs.activation_bytes(network(self.work.spec), at, manner) + 2 * GIB

    def autoencoder(self) -> WanVae:
        """The VAE; in fp32, for a bf16 encoder shifts colours (facts/wan.md 4)."""
        config = autoencoder(self.work.spec)
        names = vae_names(config.residual, config.num_res_blocks)
        reading = Reading(self.files[Part.VAE], TypeRule(torch.float32, nothing_in_fp32), names)
        return self._part(Part.VAE, lambda: WanVae(config), reading)

    def _part(self, part: Part, build: Callable[[], N], reading: Reading) -> N:
        checkpoint = open_checkpoint(reading.path)
        own = self.plan.quantization if part in TRANSFORMERS else self.plan.decode_precision
        form = (str(self.device), str(reading.rule.compute), own)
        key = (part, reading.path, _state(checkpoint), *form, reading.placement)
        if (warm := self._warm(key)) is not None:
            return warm
        self._forget(lambda old: old[:2] == key[:2])
        shared = self._conveyor() if reading.streams else None
        if part in TRANSFORMERS and shared is None:
            wide = needs.parameters(network(self.work.spec)) * self.dtype.itemsize
            self._make_room(int(min(checkpoint.bytes, wide) * reading.share) + self.loras.bytes)
        with torch.device("meta"):
            net = build()
        on_cpu = self.device.type == "cpu"
        narrow = narrowing(self.plan.quantization, of_blocks) if part in TRANSFORMERS else None
        how = Loading(reading.names, reading.rule, self.device, on_cpu, lambda done, total: self.job.stop(), narrow)
        if reading.streams:
            load_streamed(net, checkpoint, how, "blocks", self.means(reading.placement), before=shared)
        else:
            load(net, checkpoint, how)
        self.job.warm[key] = net.eval().requires_grad_(False)
        return self.job.warm[key]

    def _warm(self, key: tuple[object, ...]) -> Any:
        """A part that is still there and placed as well as is planned now; None if there is none."""
        *same, wanted = key
        for old, kept in self.job.warm.items():
            if list(old[:-1]) == same and nearly(old[-1], wanted):
                return kept
        return None

    def means(self, placement: Placement | None) -> Means:
        """How blocks that are placed so come to the device."""
        assert placement is not None, "what streams is placed"
        card = self.device.type == "cuda"
        return Means(placement, card and self.plan.copy_streams > 0, card and self.plan.page_locked)

    def _conveyor(self) -> Conveyor | None:
        """The rooms of the other expert, to be shared."""
        blocks = (getattr(kept, "blocks", None) for key, kept in self.job.warm.items() if key[0] in TRANSFORMERS)
        return next((one.conveyor for one in blocks if isinstance(one, StreamedBlocks)), None)

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

    def rest(self, vae: WanVae) -> None:
        """Until pictures are worked on again the VAE waits in RAM, if the plan says so."""
        placement = self.plan.placement(Part.VAE)
        if placement is not None and placement.home is Home.RAM:
            vae.to("cpu")

    def wake(self, vae: WanVae) -> WanVae:
        """The VAE where it works, its decoder in the type that the plan says."""
        for part in (vae.conv2, vae.decoder):
            part.to(TYPES[self.plan.decode_precision])
        return vae.to(self.device)

    def make_way(self, needed: int) -> None:
        """Before pictures are worked on: room for so many bytes, and the transformer goes if the plan says so."""
        if self.plan.free_before_decoding:
            self._forget(lambda key: key[0] in TRANSFORMERS)
        self.free_for(needed)

    def _forget(self, unwanted: Callable[[tuple[object, ...]], bool]) -> None:
        """Let go of warm parts by their keys, and of what was worn by a transformer that has gone."""
        warm = self.job.warm
        for key in [key for key in warm if unwanted(key)]:
            del warm[key]
        here = {id(kept) for kept in warm.values()}
        for key in [key for key, kept in warm.items() if isinstance(kept, Overlay) and id(kept.network) not in here]:
            del warm[key]

    def _make_room(self, needed: int) -> None:
        """Room for a transformer; raises OutOfMemoryError when there is none, before minutes go into loading it."""
        self.free_for(needed + GIB)
        free = free_memory(self.device)
        if self.device.type == "cuda" and free < needed:
            short = f"Its transformer needs {needed / GIB:.1f} GiB; {free / GIB:.1f} GiB are free."
            raise torch.OutOfMemoryError(short)


def set_up(
    job: Job, work: Work, files: dict[Part, Path], clock: StageClock, loras: Wardrobe, caps: Caps | None
) -> Bench:
    """The workplace for a job on this machine, planned within those caps."""
    where = device()
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = work.params.use_tf32
    Path(job.request.work_folder).mkdir(parents=True, exist_ok=True)
    done = planned(work, files, loras, where, Lessons(cache_of(job)), caps)
    torch.backends.cuda.matmul.allow_fp16_accumulation = done.plan.precision == "fp16_fast"
    return Bench(job, work, files, clock, where, TYPES[done.plan.precision], done, loras)


def cache_of(job: Job) -> Path:
    """Things that are dear to make again, shared by all jobs."""
    given = job.request.cache_folder
    return Path(given) if given else user_cache_path("kinora", appauthor=False)


def as_it_is(value: Tensor) -> Tensor:
    """Where it is."""
    return value


def into_locked_ram(value: Tensor) -> Tensor:
    """Where a card fetches it from by itself."""
    return value.cpu().pin_memory()


def of_blocks(name: str) -> bool:
    """Whether a tensor of a transformer belongs to a block."""
    return name.startswith("blocks.")


def nearly(old: object, wanted: object) -> bool:
    """Whether a part that is placed so need not be loaded anew: a block more or less on the device is not worth it."""
    if not isinstance(old, Placement) or not isinstance(wanted, Placement):
        return old == wanted
    few = 0 <= wanted.kept - old.kept <= NEAR
    return old == msgspec.structs.replace(wanted, kept=old.kept, waiting=old.waiting) and few


def at_hand(net: WanTransformer) -> Callable[[str], AbstractContextManager[None]]:
    """What lets a layer, by its path, be looked at although its block is not there."""
    blocks = net.blocks
    if not isinstance(blocks, StreamedBlocks):
        return lambda layer: nullcontext()
    return lambda layer: blocks.present(int(layer.split(".")[1])) if layer.startswith("blocks.") else nullcontext()


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
