"""The commands that measure the machine, and that say what a job would take without doing it."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator

from engine import catalog
from engine.api import wire
from engine.api.hardware import HardwareProfile
from engine.api.request import GenerationRequest
from engine.cli import COULD_NOT, DONE
from engine.planner import cards
from engine.planner.budget import GIB
from engine.planner.found import found
from engine.planner.letter import letter
from engine.planner.offers import offers
from engine.planner.plan import plan
from engine.planner.task import task
from engine.store.home import home

GIGA, TERA = 1e9, 1e12


def probe(given: argparse.Namespace) -> int:
    """Measure the machine, or read a made-up one, and say what was found."""
    machine = cards.read(given.card) if given.card else _measured()
    if given.json:
        print(wire.encode(machine).decode())
        return DONE
    print("\n".join(_told(machine)))
    return DONE


def plan_only(given: argparse.Namespace, request: GenerationRequest) -> int:
    """Print the plan of a job as a letter; COULD_NOT when it does not fit."""
    models = catalog.load(given.models_folder)
    spec = models.model(request.model)
    params = catalog.read_params(spec, request.params)
    machine = cards.read(given.card) if given.card else _known()
    files = found(spec, params, request.models_folders, models.loras)
    job = task(spec, params, files, request.inputs)
    made = plan(job, machine)
    print(letter(job, machine, made, offers(spec, params, files, machine, request.inputs)), end="")
    return DONE if made.fits else COULD_NOT


def _measured() -> HardwareProfile:
    from engine.hardware.probe import probe as measure

    return measure(home(os.environ).data)


def _known() -> HardwareProfile:
    from engine.hardware.probe import known

    return known(home(os.environ).data)


def _told(machine: HardwareProfile) -> Iterator[str]:
    where = machine.device
    yield f"{where.name}: {where.memory / GIB:.1f} GiB, {where.free / GIB:.1f} GiB free"
    if where.is_card:
        yield f"  capability {where.capability}, driver {where.driver or 'not known'}"
    for holder in where.holders:
        yield f"  held by {holder.name} ({holder.pid}): {holder.bytes / GIB:.1f} GiB"
    yield f"RAM: {machine.ram / GIB:.1f} GiB, {machine.ram_free / GIB:.1f} GiB free; {machine.cores} cores"
    yield f"Products, TFLOP/s: {_table(machine.rates, TERA)}; networks compute in {machine.compute_type}"
    yield f"Attention that agrees with fp32, TFLOP/s: {_table(machine.attention_rates, TERA)}"
    if where.is_card:
        locked, plain = machine.link_rate / GIGA, machine.plain_link_rate / GIGA
        yield f"RAM to card, GB/s: {locked:.1f} page-locked, {plain:.1f} plain"
    yield f"Memory, GB/s: {machine.copy_rate / GIGA:.1f}; disk, GB/s: {machine.disk_rate / GIGA:.2f}"


def _table(rates: dict[str, float], unit: float) -> str:
    return ", ".join(f"{name} {rate / unit:.3g}" for name, rate in rates.items()) or "not measured"
