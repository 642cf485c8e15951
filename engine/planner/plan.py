"""Decides how a job is carried out on a machine, before anything is loaded.  Pure and quick."""

from __future__ import annotations

from itertools import product

from engine.api.events import Stage
from engine.api.hardware import HardwareProfile
from engine.api.model import Part
from engine.api.plan import ExecutionPlan, Home, Placement, StagePlan
from engine.planner import budget, decoding
from engine.planner.denoising import Fit, best
from engine.planner.parts import ELEMENT, Weights, text_encoder, vae_weights
from engine.planner.rates import Rates, rates
from engine.planner.reasons import Decoding, reasons
from engine.planner.task import Task

REPEATED = (Stage.IMAGE, Stage.DENOISE, Stage.DECODE, Stage.WRITE)  # stages that each window goes through
TEXT_WORKING = int(0.15 * budget.GIB)  # what 512 tokens take in the text encoder beside its weights
TEXT_START, TEXT_TOKENS = 4.0, 256  # seconds until the text encoder stands; tokens of both prompts together
WRITE_START, WRITE_PIXELS = 0.3, 60e6  # seconds; pixels a second
LOAD_START = 0.3  # seconds
TEXT_SLOTS = 2
VAE_SHARE = {
    False: 0.25,
    True: 0.35,
}  # of the rate of a large product that its convolutions reach, without and with a card


def plan(task: Task, machine: HardwareProfile) -> ExecutionPlan:
    """The best way that fits, or where nothing fits the one that lacks least."""
    denoising = best(task, machine)
    text = _text(task, machine, denoising.limit)
    picture = _decoding(task, machine, denoising)
    way, vae_home = denoising.way, Home.RAM if denoising.way.vae_leaves else Home.DEVICE
    return ExecutionPlan(
        precision=way.precision,
        residual=way.residual,
        quantization=way.quantization,
        attention=way.attention,
        head_groups=way.head_groups,
        batched_cfg=way.batched,
        vae_strips=picture.strips,
        decode_precision=picture.precision,
        placements=(*_placements(task, denoising), text, Placement(Part.VAE, vae_home)),
        copy_streams=_streams(task, denoising),
        page_locked=machine.device.is_card and task.pinned.copy_streams != 0 and denoising.waiting > 0,
        offload_text=way.offload_text,
        offload_image=way.offload_image,
        free_before_decoding=picture.transformer_leaves,
        windows=task.windows,
        stages=_stages(task, machine, denoising, text, picture),
        limit_bytes=denoising.limit,
        outside_bytes=budget.FIXED if machine.device.is_card else 0,
        reasons=reasons(task, machine, denoising, text, picture),
    )


def _placements(task: Task, fit: Fit) -> tuple[Placement, ...]:
    return tuple(
        Placement(part, fit.home, fit.weights.blocks, fit.kept, fit.waiting, fit.slots) for part in task.transformers
    )


def _streams(task: Task, fit: Fit) -> int:
    if task.pinned.copy_streams is not None:
        return task.pinned.copy_streams
    return 1 if fit.slots else 0


def _text(task: Task, machine: HardwareProfile, limit: int) -> Placement:
    """The text encoder works alone: whole if there is room, else layer by layer."""
    weights = text_encoder(task.files, machine.device.is_card)
    if not weights.blocks or budget.FIXED + TEXT_WORKING + weights.whole <= limit:
        return Placement(Part.TEXT_ENCODER, Home.DEVICE, weights.blocks, weights.blocks)
    in_ram = budget.waiting_room(machine, task.pinned) >= weights.whole
    waiting = weights.blocks if in_ram else 0
    return Placement(Part.TEXT_ENCODER, Home.RAM if in_ram else Home.DISK, weights.blocks, 0, waiting, TEXT_SLOTS)


def _text_bytes(weights: Weights, place: Placement) -> int:
    """On the device; the table of words stays in RAM where the layers stream."""
    held = weights.rest + (place.kept + place.slots) * weights.block + (0 if place.streamed else weights.table)
    return budget.FIXED + TEXT_WORKING + held


def _decoding(task: Task, machine: HardwareProfile, fit: Fit) -> Decoding:
    """The first of the ways that fits, in the order of what they cost; fewer bits come after strips."""
    pin = task.pinned
    precisions = ("fp32", "bf16") if machine.compute_type == "bf16" else ("fp32",)
    strips = decoding.STRIPS if pin.vae_strips is None else (pin.vae_strips,)
    leaves = (False, True) if pin.free_before_decoding is None else (pin.free_before_decoding,)
    tried = [_decoded(task, fit, *choices) for choices in product(precisions, strips, leaves)]
    return next((one for one in tried if one.fits), min(tried, key=lambda one: one.peak))


def _decoded(task: Task, fit: Fit, precision: str, strips: int, leaves: bool) -> Decoding:
    work, number = task.work, ELEMENT[precision]
    peak = budget.FIXED + vae_weights(task.vae, task.files) * number // 4 + (0 if leaves else fit.held)
    peak += decoding.decode_bytes(task.vae, work.width, work.height, strips, number)
    return Decoding(precision, strips, leaves, peak, peak <= fit.limit)


def _stages(
    task: Task, machine: HardwareProfile, fit: Fit, text: Placement, picture: Decoding
) -> tuple[StagePlan, ...]:
    work, files, card = task.work, task.files, machine.device.is_card
    rate = rates(machine, fit.way.precision, fit.way.quantization, fit.way.attention, task.pinned)
    encoder_rate, decoder_rate = (_convolutions(machine, one) for one in ("fp32", picture.precision))
    vae = budget.FIXED + vae_weights(task.vae, files)
    vae_beside = 0 if fit.way.vae_leaves else vae_weights(task.vae, files)
    encoder = text_encoder(files, card)
    waiting = fit.waiting * fit.weights.block * task.experts
    words = encoder.table + text.waiting * encoder.block if text.streamed and card else 0
    encoding = decoding.encode_bytes(task.vae, work.width, work.height, picture.strips)
    looking = max(encoding, files.of(Part.IMAGE_ENCODER))
    size = (task.vae, work.width, work.height, work.frames)
    table = {
        Stage.TEXT: (_text_seconds(task, rate, encoder), _text_bytes(encoder, text), words),
        Stage.IMAGE: (decoding.encode_flops(*size) / encoder_rate, vae + looking, 0),
        Stage.LOAD: (_load_seconds(task, rate, fit), budget.FIXED + fit.held + vae_beside, waiting),
        Stage.DENOISE: (fit.seconds / task.windows, fit.peak, waiting),
        Stage.DECODE: (decoding.decode_flops(*size, picture.strips) / decoder_rate, picture.peak, waiting),
        Stage.WRITE: (WRITE_START + work.frames * work.width * work.height / WRITE_PIXELS, vae, waiting),
    }
    beside = budget.PROCESS if card else 0
    return tuple(
        StagePlan(stage, seconds * (task.windows if stage in REPEATED else 1), int(peak), beside + ram)
        for stage in work.stages
        for seconds, peak, ram in (table[stage],)
    )


def _convolutions(machine: HardwareProfile, precision: str) -> float:
    """FLOP per second of the VAE."""
    products = machine.rates.get(precision) or max(machine.matmul_flops, 1e9)
    return products * VAE_SHARE[machine.device.is_card]


def _text_seconds(task: Task, rate: Rates, encoder: Weights) -> float:
    computing = 2 * TEXT_TOKENS * encoder.whole / 2 / rate.linear
    return TEXT_START + task.files.of(Part.TEXT_ENCODER) / rate.disk + computing


def _load_seconds(task: Task, rate: Rates, fit: Fit) -> float:
    """What rests on the device or in RAM is read once; what streams from the disk is read while denoising."""
    files = task.files
    read = sum(files.of(part) for part in task.transformers)
    streamed = fit.weights.blocks - fit.kept - fit.waiting
    share = 1 - streamed / max(1, fit.weights.blocks)
    return LOAD_START + (read * share + files.of(Part.VAE) + files.loras) / rate.disk
