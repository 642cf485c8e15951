"""A plan as a letter that a person can read: on the command line, in reports, and in the tests for each card."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap

from engine.api.hardware import HardwareProfile
from engine.api.plan import ExecutionPlan, Home, Offer, Placement
from engine.planner.budget import GIB
from engine.planner.task import Task

WIDTH = 100  # characters of a line
WHERE = {Home.DEVICE: "where it computes", Home.RAM: "RAM", Home.DISK: "disk"}


def letter(task: Task, machine: HardwareProfile, plan: ExecutionPlan, offers: tuple[Offer, ...] = ()) -> str:
    """What is made, whether it fits, how long it takes, where everything rests, and why."""
    return "\n".join(_lines(task, machine, plan, offers)) + "\n"


def _lines(task: Task, machine: HardwareProfile, plan: ExecutionPlan, offers: tuple[Offer, ...]) -> Iterator[str]:
    work = task.work
    steps = f"{len(task.branches)} steps, {sum(task.branches)} passes"
    yield f"{work.spec.title}, {work.width} x {work.height}, {work.frames} frames, {steps}"
    yield f"on {machine.device.name}, {machine.ram / GIB:.0f} GiB of RAM"
    verdict = "Fits" if plan.fits else "Does not fit"
    yield f"{verdict}: {plan.peak_bytes / GIB:.1f} of {plan.limit_bytes / GIB:.1f} GiB, about {lasting(plan.seconds)}."
    yield ""
    for stage in plan.stages:
        beside = f"{stage.ram_bytes / GIB:6.1f} GiB beside it" if machine.device.is_card else ""
        line = f"  {stage.stage.value:<20}{lasting(stage.seconds):>10}{stage.peak_bytes / GIB:8.1f} GiB{beside}"
        yield line.rstrip()
    yield ""
    yield from (_placed(place) for place in plan.placements)
    yield f"  numbers: {plan.precision}, hidden state {plan.residual}, weights {plan.quantization}"
    together = "yes" if plan.batched_cfg else "no"
    yield f"  attention: {plan.attention}, head groups {plan.head_groups}, guidance together {together}"
    yield f"  decoding: {plan.decode_precision}, strips {plan.vae_strips}"
    yield ""
    for reason in plan.reasons:
        yield from wrap(reason, WIDTH, initial_indent="- ", subsequent_indent="  ")
    for offer in offers:
        yield from wrap(_offered(offer), WIDTH, initial_indent="> ", subsequent_indent="  ")


def _placed(place: Placement) -> str:
    if not place.streamed:
        return f"  {place.part.value}: whole" + (", waits in RAM" if place.home is Home.RAM else "")
    ring = f"{place.waiting} in RAM, {place.streamed - place.waiting} on disk, {place.slots} slots"
    return f"  {place.part.value}: {place.kept} of {place.blocks} blocks stay, home {WHERE[place.home]}; {ring}"


def _offered(offer: Offer) -> str:
    changes = ", ".join(f"{name} = {value}" for name, value in offer.changes.items())
    kept = "same picture" if offer.same_picture else "another picture"
    more = "longer" if offer.seconds >= 0 else "shorter"
    return f"{changes}: {offer.need_bytes / GIB:.1f} GiB, {lasting(abs(offer.seconds))} {more}, {kept}"


def lasting(seconds: float) -> str:
    """12 s, 7 min, 3.4 h."""
    if seconds < 100:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 6000 else f"{seconds / 3600:.1f} h"
