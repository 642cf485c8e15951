"""Says why a plan is as it is, one sentence for each decision; the window says them in the person's language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from engine.api.hardware import HardwareProfile
from engine.api.params import field
from engine.api.plan import Home, Placement
from engine.planner import needs
from engine.planner.budget import GIB
from engine.planner.denoising import Fit
from engine.planner.parts import ELEMENT
from engine.planner.pinned import decided
from engine.planner.rates import EXACT
from engine.planner.task import Task

MB = 10**6
UNNOTICED = 1.01  # times as long


@dataclass(frozen=True, slots=True)
class Decoding:
    """How the VAE works."""

    precision: str
    strips: int
    transformer_leaves: bool
    peak: int  # bytes on the device
    fits: bool


class Reason(NamedTuple):
    """A sentence."""

    text: str


def reasons(task: Task, machine: HardwareProfile, fit: Fit, text: Placement, picture: Decoding) -> tuple[str, ...]:
    """In the order of the stages; what was moved in the job itself comes last."""
    said = (
        *_memory(machine, fit, picture),
        *_blocks(task, machine, fit),
        *_numbers(task, fit),
        *_attention(task, machine, fit),
        *_company(fit),
        *_encoder(text),
        *_decoding(task, picture),
        *_decided(task),
    )
    return (*(reason.text for reason in said), *task.work.notes)


def _gib(size: float) -> str:
    return f"{size / GIB:.1f}"


def _memory(machine: HardwareProfile, fit: Fit, picture: Decoding) -> Iterator[Reason]:
    if machine.device.is_card:
        yield Reason(f"Of the card's memory {_gib(fit.limit)} GiB may be used.")
    else:
        yield Reason(f"Of RAM {_gib(fit.limit)} GiB may be used.")
    if not fit.fits:
        yield Reason(f"Denoising needs {_gib(fit.peak)} GiB even in the most sparing way.")
    if not picture.fits:
        yield Reason(f"Decoding needs {_gib(picture.peak)} GiB even in the most sparing way.")


def _blocks(task: Task, machine: HardwareProfile, fit: Fit) -> Iterator[Reason]:
    blocks, size = fit.weights.blocks, round(fit.weights.block / MB)
    if fit.home is Home.DEVICE:
        yield Reason(f"The whole transformer rests where it computes: {_gib(fit.weights.whole)} GiB.")
        return
    if fit.kept:
        yield Reason(f"{fit.kept} of {blocks} blocks of the transformer rest where it computes, {size} MB each.")
    else:
        yield Reason(f"All {blocks} blocks of the transformer come in turn, {size} MB each.")
    streamed = blocks - fit.kept
    if fit.home is Home.RAM:
        yield Reason(f"{streamed} wait in RAM: {_gib(streamed * fit.weights.block * task.experts)} GiB.")
    elif fit.waiting:
        yield Reason(f"{fit.waiting} wait in RAM, as many as it has room for; {streamed - fit.waiting} on the disk.")
    else:
        yield Reason(f"{streamed} are read from the disk in each pass: {_gib(streamed * fit.weights.stored)} GiB.")
    yield _price(fit)


def _price(fit: Fit) -> Reason:
    longer = fit.seconds / max(fit.alone, 1e-9)
    if longer < UNNOTICED:
        return Reason("That costs no time: a block arrives while the one before it computes.")
    if longer < 2:
        return Reason(f"Waiting for them makes denoising {100 * (longer - 1):.0f} % longer.")
    return Reason(f"Waiting for them makes denoising {longer:.1f} times as long.")


def _numbers(task: Task, fit: Fit) -> Iterator[Reason]:
    way = fit.way
    yield Reason(f"The network computes in {way.precision}.")
    if way.residual != "fp32":
        saved = needs.hidden_bytes(task.net, task.grid.tokens, 4 - ELEMENT[way.residual])
        yield Reason(f"The hidden state is kept in {way.residual} too, which saves {_gib(saved)} GiB.")
    if way.quantization != "none":
        yield Reason(f"The weights are narrowed to {way.quantization} while they are loaded; details change a little.")


def _attention(task: Task, machine: HardwareProfile, fit: Fit) -> Iterator[Reason]:
    way, measured = fit.way, machine.attention_rates
    if task.pinned.attention is None:
        yield Reason(f"Attention runs with {way.attention}, the fastest exact kernel that was proven here.")
        own = measured.get(way.attention, 0.0)
        rough = [name for name in machine.kernels if name not in EXACT and measured.get(name, 0.0) > own > 0]
        if rough:
            name = max(rough, key=lambda one: measured[one])
            yield Reason(f"{name} would be {measured[name] / own:.1f} times as fast, with small differences.")
    if way.head_groups > 1:
        one, few = (needs.Manner(ELEMENT[way.precision], ELEMENT[way.residual], n) for n in (1, way.head_groups))
        saved = needs.activation_bytes(task.net, task.grid, one) - needs.activation_bytes(task.net, task.grid, few)
        yield Reason(f"Attention works in {way.head_groups} parts, which saves {_gib(saved)} GiB: the same picture.")


def _company(fit: Fit) -> Iterator[Reason]:
    """What else is on the device, or is not, while the transformer works."""
    if fit.way.batched and fit.slots:
        yield Reason("All branches of guidance go through each block while it is there, so fewer blocks have to come.")
    if fit.way.offload_text or fit.way.offload_image:
        yield Reason("What the network was told waits in RAM between its uses.")
    if fit.way.vae_leaves:
        yield Reason("The VAE waits in RAM while the transformer works.")


def _encoder(text: Placement) -> Iterator[Reason]:
    if text.home is Home.RAM:
        yield Reason("The text encoder is larger than the room: its layers come in turn from RAM.")
    elif text.home is Home.DISK:
        yield Reason("The text encoder is larger than the room: its layers come in turn from the disk.")


def _decoding(task: Task, picture: Decoding) -> Iterator[Reason]:
    if picture.transformer_leaves:
        yield Reason("The transformer leaves before the clip is decoded.")
    if picture.strips > 1:
        yield Reason(f"The clip is decoded in {picture.strips} strips; the pixels stay the same.")
    if picture.precision != "fp32":
        yield Reason(f"The clip is decoded in {picture.precision}; a pixel may differ by one shade.")
    if task.windows > 1:
        yield Reason(f"The film is made in {task.windows} windows, one after the other, in the same memory.")


def _decided(task: Task) -> Iterator[Reason]:
    params = task.work.params
    for name in decided(params):
        value, declared = getattr(params, name), field(type(params), name).param
        told = ("off", "on")[value] if isinstance(value, bool) else f"{value} {declared.unit}".rstrip()
        yield Reason(f"Set by you: {declared.label} {told}.")
